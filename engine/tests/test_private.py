"""Other users of the machine and pages in a browser get nothing; secrets stay in one file."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from live import LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from test_auth import send
from test_endpoints import deploy
from test_recovery import processes_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX systems"),
]


def open_to_others(folder: Path) -> list[str]:
    found = []
    for path in [folder, *folder.rglob("*")]:
        if path.lstat().st_mode & 0o077 and not path.is_symlink():
            found.append(f"{stat.filemode(path.lstat().st_mode)} {path}")
    return found


def work(engine: LiveEngine, name: str) -> str:
    """A job with an endpoint, an upload in parts and a job that runs; the endpoint's name."""
    s3, client = engine.client("s3"), engine.client("sagemaker")
    put_training_file(s3)
    client.create_auto_ml_job_v2(**job_request(name))
    endpoint = deploy(client, wait_for_job(client, name)["BestCandidate"])
    upload = s3.create_multipart_upload(Bucket=DEFAULT_BUCKET, Key=name)["UploadId"]
    s3.upload_part(Bucket=DEFAULT_BUCKET, Key=name, UploadId=upload, PartNumber=1, Body=b"x")
    client.create_auto_ml_job_v2(**job_request(f"{name}-on", "slow"))
    wait_until(
        lambda: client.describe_auto_ml_job_v2(AutoMLJobName=f"{name}-on").get("BestCandidate"), 10
    )
    return endpoint


@pytest.fixture
def loose_umask() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose_umask")
def test_new_files_are_private_under_any_umask(own_engine: LiveEngine, tmp_path: Path) -> None:
    data_dir = tmp_path / "below" / "data"
    engine = LiveEngine(data_dir)
    try:
        engine.start()
        work(engine, "first")
        assert open_to_others(data_dir) == []
        # Restarted after a kill, with files that somebody opened meanwhile.
        engine.kill()
        for path in ("", "credentials", "state.sqlite3", "objects", "logs"):
            os.chmod(data_dir / path, 0o777)
        engine.start()
        work(engine, "second")
        assert open_to_others(data_dir) == []
    finally:
        engine.kill()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs another user")
def test_another_user_reads_nothing(own_engine: LiveEngine, tmp_path: Path) -> None:
    own_engine.start()
    work(own_engine, "own")
    data_dir = own_engine.settings.data_dir
    # The way there is open; the directory itself is not.
    for parent in list(data_dir.parents)[:-1]:
        os.chmod(parent, parent.stat().st_mode | 0o055)
    targets = [data_dir, *(p for p in data_dir.rglob("*"))]
    program = (
        "import os, sys\n"
        "for path in sys.stdin.read().split('\\0'):\n"
        "    try:\n"
        "        os.listdir(path) if os.path.isdir(path) else open(path).close()\n"
        "        print(path)\n"
        "    except OSError: pass\n"
    )
    done = subprocess.run(
        ["/usr/bin/env", "python3", "-c", program],
        input="\0".join(map(str, targets)),
        capture_output=True,
        text=True,
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_secret_is_in_one_file_only(own_engine: LiveEngine) -> None:
    own_engine.start()
    endpoint = work(own_engine, "secretive")
    runtime = own_engine.client("sagemaker-runtime")
    runtime.invoke_endpoint(EndpointName=endpoint, Body=b"ab")
    secret = own_engine.credentials.secret_key
    bearer = {"Authorization": f"Bearer {secret}"}
    # Also where somebody makes a mistake with it.
    send(own_engine, "GET", f"/{secret}?key={secret}", bearer)
    send(own_engine, "POST", "/", {**bearer, "X-Amz-Target": f"SageMaker.{secret}"}, b"{}")
    send(own_engine, "GET", "/", {"Authorization": f"Basic {secret}"})
    address = urlsplit(own_engine.url)
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {secret}\x01\r\n\r\n"
        connection.sendall(head.encode())
        assert b" 400 " in connection.recv(100)
    data_dir = own_engine.settings.data_dir
    holders = {
        path.name
        for path in data_dir.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    }
    assert holders == {"credentials"}
    assert own_engine.process is not None
    processes = {own_engine.process.pid, *processes_of(data_dir)}
    assert len(processes) >= 3, "the engine, a worker and a host"
    for pid in processes:
        for kind in ("cmdline", "environ"):
            assert secret.encode() not in Path(f"/proc/{pid}/{kind}").read_bytes()


def test_the_command_line_never_prints_the_secret(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pilothouse_engine"]
    where = ["--data-dir", str(tmp_path / "data")]
    said = ""
    try:
        for arguments in (["start", "--json"], ["status"], ["env"], ["disk"], ["disk", "--json"]):
            done = subprocess.run(
                [*command, *arguments, *where], capture_output=True, text=True, timeout=60
            )
            said += done.stdout + done.stderr
    finally:
        subprocess.run([*command, "stop", *where], capture_output=True, timeout=60)
    secret = (tmp_path / "data" / "credentials").read_text().split()[-1]
    assert len(secret) >= 32
    assert secret not in said
    assert "credentials" in said, "its file is named"


SIMPLE = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]


@pytest.mark.parametrize("content_type", SIMPLE)
def test_what_a_page_may_send_without_asking_changes_nothing(
    engine: LiveEngine, content_type: str
) -> None:
    """A form or a `no-cors` fetch: no Authorization, no custom header."""
    for method, path, body in (
        ("POST", "/", b"Action=GetCallerIdentity&Version=2011-06-15"),
        ("POST", "/?X-Amz-Target=SageMaker.ListModels", b"{}"),
        ("POST", f"/{DEFAULT_BUCKET}/from-a-page", b"x"),
        ("POST", "/endpoints/e/invocations", b"1,2"),
        ("GET", f"/{DEFAULT_BUCKET}?list-type=2", b""),
    ):
        for extra in ({}, {"Cookie": "a=b"}, {"Referer": "https://evil.example/"}):
            status, answer, headers = send(
                engine, method, path, {"Content-Type": content_type, **extra}, body
            )
            assert status == 403, answer
            assert not any(name.startswith("access-control") for name in headers)
            assert "set-cookie" not in headers


def test_a_preflight_is_refused(engine: LiveEngine) -> None:
    for origin in ("https://evil.example", "http://127.0.0.1:8888", "null", "vscode-webview://x"):
        status, _, headers = send(
            engine,
            "OPTIONS",
            "/",
            {
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,x-amz-target",
                "Access-Control-Request-Private-Network": "true",
            },
        )
        assert status == 403
        assert not any(name.startswith("access-control") for name in headers)


def test_query_strings_do_not_authenticate(engine: LiveEngine) -> None:
    """Signed addresses would put credentials into URLs, histories and logs."""
    key = engine.credentials
    client = engine.client("s3")
    url = client.generate_presigned_url("list_objects_v2", {"Bucket": DEFAULT_BUCKET})
    path = url.removeprefix(engine.url)
    assert "X-Amz-Signature" in path or "Signature" in path
    assert send(engine, "GET", path, {})[0] == 403
    for query in (f"?token={key.secret_key}", f"?Authorization=Bearer%20{key.secret_key}"):
        assert send(engine, "GET", f"/{query}", {})[0] == 403


def test_names_that_point_to_this_machine_do_not_help(engine: LiveEngine) -> None:
    """DNS rebinding: the page's own host name, which leads to 127.0.0.1 by now."""
    address = urlsplit(engine.url)
    bearer = f"Bearer {engine.credentials.secret_key}"
    for host in ("rebound.example", "rebound.example:1234", "127.0.0.1.nip.io", "[::ffff:1.2.3.4]"):
        for path in ("/", "/_pilothouse/health"):
            assert send(engine, "GET", path, {"Host": host, "Authorization": bearer})[0] == 403
    # The absolute form of a request line names a host as well.
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    connection.putrequest("GET", "http://rebound.example/_pilothouse/health", skip_host=True)
    connection.putheader("Host", "rebound.example")
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()


def test_the_engine_listens_on_loopback_only(engine: LiveEngine) -> None:
    assert engine.process is not None
    port = urlsplit(engine.url).port
    listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{engine.process.pid}/net/{table}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and int(local.rpartition(":")[2], 16) == port:
                listening.add(local.rpartition(":")[0])
    assert listening == {"0100007F"}


def test_health_and_errors_tell_no_path(engine: LiveEngine) -> None:
    secretive = re.compile(rb"(/home/|/tmp/|/root/|Traceback|\.py\b|AKIA)")
    answers = [
        send(engine, "GET", "/_pilothouse/health", {})[1],
        send(engine, "GET", "/_pilothouse/other", {})[1],
        send(engine, "GET", "/", {})[1],
        send(engine, "POST", "/", {"X-Amz-Target": "SageMaker.ListModels"}, b"{")[1],
    ]
    assert set(json.loads(answers[0])) == {"service", "version", "pid"}
    assert not [answer for answer in answers if secretive.search(answer)]
