"""An engine that does not answer is replaced; nothing else is ever ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import LiveEngine, job_request, put_training_file, wait_until
from pilothouse_engine.config import Settings
from pilothouse_engine.discovery import published
from pilothouse_engine.hang import alive, silent_engine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are stopped by signals"),
]

# Holds the lock and a port on which it says nothing, and ends only by force.
_DEAF = """
import json, os, signal, socket, sys, time
from pathlib import Path
from pilothouse_engine.config import Settings
from pilothouse_engine.discovery import EngineLock, make_data_dir, publish
signal.signal(signal.SIGTERM, signal.SIG_IGN)
settings = Settings(Path(sys.argv[1]))
make_data_dir(settings)
lock = EngineLock(settings.lock_file)
assert lock.acquire()
listener = socket.create_server(("127.0.0.1", 0))
publish(settings, listener.getsockname()[1])
time.sleep(300)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pilothouse_engine", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "data"
    yield str(path)
    run("stop", "--data-dir", str(path))


def test_start_replaces_a_stopped_engine_at_its_port(data_dir: str) -> None:
    first = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    os.kill(first["pid"], signal.SIGSTOP)
    status = run("status", "--json", "--data-dir", data_dir)
    error = json.loads(status.stderr)
    assert (status.returncode, error["code"]) == (1, "EngineNotResponding")
    assert str(first["pid"]) in error["message"]
    begin = time.monotonic()
    second = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    assert time.monotonic() - begin < 20
    assert second["pid"] != first["pid"]
    assert second["endpointUrl"] == first["endpointUrl"]
    assert not alive(first["pid"])
    assert run("status", "--data-dir", data_dir).returncode == 0


def test_start_ends_by_force_what_does_not_hear(data_dir: str) -> None:
    deaf = subprocess.Popen([sys.executable, "-c", _DEAF, data_dir])
    wait_until(lambda: published(Settings(Path(data_dir))), 20)
    second = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    assert second["pid"] != deaf.pid
    assert deaf.wait(5) == -signal.SIGKILL


def test_stop_ends_a_stopped_engine(data_dir: str) -> None:
    first = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    os.kill(first["pid"], signal.SIGSTOP)
    assert "did not answer" in run("stop", "--data-dir", data_dir).stdout
    assert not alive(first["pid"])


def test_a_job_of_the_replaced_engine_is_left_in_an_honest_state(own_engine: LiveEngine) -> None:
    own_engine.start()
    put_training_file(own_engine.client("s3"))
    sagemaker = own_engine.client("sagemaker")
    sagemaker.create_auto_ml_job_v2(**job_request("held", "stubborn"))
    describe = {"AutoMLJobName": "held"}
    wait_until(lambda: sagemaker.describe_auto_ml_job_v2(**describe).get("BestCandidate"), 10)
    assert own_engine.process is not None
    os.kill(own_engine.process.pid, signal.SIGSTOP)
    data_dir = str(own_engine.settings.data_dir)
    started = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    try:
        own_engine.url = started["endpointUrl"]
        job = own_engine.client("sagemaker").describe_auto_ml_job_v2(**describe)
        assert job["AutoMLJobStatus"] == "Failed", job
        assert "engine" in job["FailureReason"]
        assert job["BestCandidate"]["CandidateName"] == "held-c1"
    finally:
        run("stop", "--data-dir", data_dir)


def test_a_process_that_is_no_engine_is_left_alone(data_dir: str) -> None:
    settings = Settings(Path(data_dir))
    first = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
    os.kill(first["pid"], signal.SIGKILL)
    # The dead engine's id is used again, by something that also listens and says nothing.
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
    try:
        first["pid"] = other.pid
        settings.engine_file.write_text(json.dumps(first))
        assert silent_engine(settings) is None
        second = json.loads(run("start", "--json", "--data-dir", data_dir).stdout)
        assert second["pid"] != other.pid
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
