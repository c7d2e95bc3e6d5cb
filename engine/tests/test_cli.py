"""The command line: one engine per data directory, and errors that say what to do."""

from __future__ import annotations

import json
import os
import shlex
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse_engine.config import Settings, default_data_dir
from pilothouse_engine.discovery import running

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "pilothouse_engine"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "a folder"
    yield str(path)
    run("stop", "--data-dir", str(path))


def test_start_status_env_stop(data_dir: str) -> None:
    begin = time.monotonic()
    started = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    assert time.monotonic() - begin < 5, "the budget is 2 s on an idle machine"
    assert set(started) == {
        "endpointUrl",
        "pid",
        "version",
        "region",
        "accountId",
        "roleArn",
        "defaultBucket",
        "startedAt",
        "dataDir",
        "credentialsFile",
    }
    assert json.loads((Path(data_dir) / "engine.json").read_text()) == started
    assert json.loads(run("start", "--json", "--data-dir", data_dir).stdout) == started
    assert json.loads(run("status", "--json", "--data-dir", data_dir).stdout) == started
    environment = run("env", "--data-dir", data_dir).stdout
    assert environment.startswith("export AWS_ENDPOINT_URL=http://127.0.0.1:")
    secret = (Path(data_dir) / "credentials").read_text().split()[-1]
    assert secret not in environment
    assert run("stop", "--data-dir", data_dir).stdout == "Stopped.\n"
    status = run("status", "--json", "--data-dir", data_dir)
    assert status.returncode == 1
    assert json.loads(status.stderr)["code"] == "EngineNotRunning"
    again = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    assert again["endpointUrl"] == started["endpointUrl"]
    assert (Path(data_dir) / "credentials").read_text().split()[-1] == secret


def test_two_starts_at_once_give_one_engine(data_dir: str) -> None:
    command = [*COMMAND, "start", "--json", "--data-dir", data_dir]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    found = [json.loads(start.communicate(timeout=60)[0]) for start in starts]
    assert [start.returncode for start in starts] == [0] * 4
    assert len({document["pid"] for document in found}) == 1


def test_a_stale_lock_does_not_matter(data_dir: str) -> None:
    first = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    os.kill(first["pid"], 9)
    second = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    assert second["pid"] != first["pid"]


def test_a_second_serve_names_the_owner(data_dir: str) -> None:
    run("start", "--data-dir", data_dir)
    second = run("serve", "--json", "--data-dir", data_dir)
    assert second.returncode == 1
    error = json.loads(second.stderr)
    assert error["code"] == "EngineRunning"
    assert data_dir in error["message"]


def test_a_taken_port_is_named(data_dir: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("start", "--json", "--port", str(port), "--data-dir", data_dir)
        assert result.returncode == 1
        error = json.loads(result.stderr)
        assert error["code"] == "PortInUse"
        assert str(port) in error["message"]
        # A taken port of the last run is no reason to fail.
        Path(data_dir, "port").write_text(str(port))
        assert run("start", "--data-dir", data_dir).returncode == 0


def test_another_program_on_the_port_is_not_taken_for_the_engine(data_dir: str) -> None:
    document = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    original = (Path(data_dir) / "engine.json").read_text()
    document["pid"] = 1
    (Path(data_dir) / "engine.json").write_text(json.dumps(document))
    assert running(Settings(Path(data_dir))) is None
    (Path(data_dir) / "engine.json").write_text("not json")
    assert running(Settings(Path(data_dir))) is None
    (Path(data_dir) / "engine.json").write_text(original)


def test_an_unusable_data_directory_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    result = run("start", "--json", "--data-dir", str(file / "below"))
    error = json.loads(result.stderr)
    assert (result.returncode, error["code"]) == (1, "DataDirUnusable")
    assert str(file) in error["message"]


def test_a_newer_database_is_left_alone(data_dir: str) -> None:
    run("start", "--data-dir", data_dir)
    run("stop", "--data-dir", data_dir)
    with sqlite3.connect(Path(data_dir) / "state.sqlite3") as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    result = run("start", "--json", "--data-dir", data_dir)
    assert json.loads(result.stderr)["code"] == "NewerSchema"


def test_help_and_bad_arguments() -> None:
    text = run("--help").stdout
    for command in ("serve", "start", "stop", "status", "env"):
        assert command in text
    assert "70000 is not a port" in run("serve", "--port", "70000").stderr


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"PILOTHOUSE_DATA_DIR": "/x"}, "linux", Path("/x")),
        ({"XDG_DATA_HOME": "/d"}, "linux", Path("/d/pilothouse")),
        ({}, "linux", Path.home() / ".local/share/pilothouse"),
        ({}, "darwin", Path.home() / "Library/Application Support/pilothouse"),
        ({"LOCALAPPDATA": "/l"}, "win32", Path("/l/pilothouse")),
    ],
)
def test_the_default_data_directory(environ: Any, platform: str, expected: Path) -> None:
    assert default_data_dir(environ, platform) == expected


def test_the_service_never_imports_training_libraries() -> None:
    program = (
        "import sys, pilothouse_engine.serve, pilothouse_engine.cli\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & "
        "{'numpy', 'pandas', 'sklearn', 'lightgbm', 'pyarrow', 'scipy'}))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.stdout == "[]\n", result.stderr


def test_the_aws_cli_works(data_dir: str, tmp_path: Path) -> None:
    aws = str(Path(sys.executable).parent / "aws")
    found = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    exports = run("env", "--data-dir", data_dir).stdout.removeprefix("export ")
    settings = dict(item.split("=", 1) for item in shlex.split(exports))
    environment = {**os.environ, **settings, "AWS_CONFIG_FILE": os.devnull}

    def cli(*arguments: str) -> str:
        result = subprocess.run(
            [aws, *arguments], env=environment, capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    assert json.loads(cli("sts", "get-caller-identity"))["Account"] == "000000000000"
    source, back = tmp_path / "a b.csv", tmp_path / "back.csv"
    source.write_bytes(b"a,b\n" * 3_000_000)
    uri = f"s3://{found['defaultBucket']}/x y/ü+.csv"
    cli("s3", "cp", str(source), uri)
    cli("s3", "cp", uri, str(back))
    assert back.read_bytes() == source.read_bytes()
    assert "ü+.csv" in cli("s3", "ls", f"s3://{found['defaultBucket']}/x y/")
    assert json.loads(cli("sagemaker", "list-auto-ml-jobs")) == {"AutoMLJobSummaries": []}
