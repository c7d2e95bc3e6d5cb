"""The worker that waits for a job with its libraries loaded."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live import TESTS, LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, Settings
from pilothouse_engine.jobs.standby import Standby

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="the tests read processes in /proc (Linux)"
)


def workers(parent: int) -> list[int]:
    """Process ids of workers that this process has started."""
    found = []
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"pilothouse_engine.jobs.worker" in command:
            found.append(int(child))
    return found


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    return Settings(tmp_path, run_job="fakes:run_job")


def play(settings: Settings, script: Callable[[Standby], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        standby = Standby(settings)
        try:
            await script(standby)
        finally:
            standby.close()

    asyncio.run(run())


def test_one_worker_is_kept_and_given_once(settings: Settings) -> None:
    async def script(standby: Standby) -> None:
        assert await standby.take() is None
        standby.expect()
        standby.expect()
        worker = await standby.take()
        assert worker is not None
        assert await standby.take() is None
        standby.give_back(worker)
        again = await standby.take()
        assert again is not None
        assert again.process is worker.process
        # Without an assignment it ends by itself when the engine closes the line.
        assert again.process.stdin is not None
        again.process.stdin.close()
        assert await asyncio.wait_for(again.wait(), 20) == 0

    play(settings, script)


def test_a_worker_that_nobody_needs_is_ended(settings: Settings) -> None:
    async def script(standby: Standby) -> None:
        standby.expect()
        await asyncio.sleep(1.5)
        assert await standby.take() is None
        assert workers(os.getpid()) == []

    play(replace(settings, standby_seconds=0.5), script)


def test_a_dead_worker_is_not_given(settings: Settings) -> None:
    async def script(standby: Standby) -> None:
        standby.expect()
        for _ in range(1000):
            if workers(os.getpid()):
                break
            await asyncio.sleep(0.02)
        os.kill(workers(os.getpid())[0], signal.SIGKILL)
        await asyncio.sleep(0.5)
        assert await standby.take() is None

    play(settings, script)


def test_a_module_that_cannot_be_loaded_is_left_to_the_job(settings: Settings) -> None:
    async def script(standby: Standby) -> None:
        standby.expect()
        worker = await standby.take()
        assert worker is not None
        await asyncio.sleep(1.5)
        assert worker.process.returncode is None
        worker.kill()
        assert await worker.wait() == -signal.SIGKILL

    play(replace(settings, run_job="no_such_module:run_job"), script)


@pytest.mark.slow
def test_an_upload_prepares_the_worker_of_the_next_job(own_engine: LiveEngine) -> None:
    own_engine.start()
    assert own_engine.process is not None
    engine = own_engine.process.pid
    assert workers(engine) == [], "an engine that nobody trains with has no worker"
    put_training_file(own_engine.client("s3"))
    (waiting,) = wait_until(lambda: workers(engine), 10)
    client = own_engine.client("sagemaker")
    client.create_auto_ml_job_v2(**job_request("warm", "slow"))
    describe = client.describe_auto_ml_job_v2
    wait_until(lambda: describe(AutoMLJobName="warm").get("BestCandidate"), 20)
    assert workers(engine) == [waiting]
    log = own_engine.settings.job_log("warm")
    assert "phase TrainingModels" in log.read_text()
    client.stop_auto_ml_job(AutoMLJobName="warm")
    assert wait_for_job(client, "warm", 5)["AutoMLJobStatus"] == "Stopped"
    # It is there for the next job, whatever becomes of one; and it goes with the engine.
    for number, target in enumerate(("crash", "y", "fail")):
        client.create_auto_ml_job_v2(**job_request(f"next-{number}", target))
        job = wait_for_job(client, f"next-{number}", 10)
        assert job["AutoMLJobStatus"] == ("Completed" if target == "y" else "Failed")
    assert "signal SIGKILL" in describe(AutoMLJobName="next-0")["FailureReason"]
    assert workers(engine) == [waiting]
    client.create_auto_ml_job_v2(**job_request("last", "stubborn"))
    wait_until(lambda: describe(AutoMLJobName="last").get("BestCandidate"), 20)
    (copy,) = workers(waiting)
    own_engine.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (waiting, copy)), 10)


@pytest.mark.slow
def test_a_look_at_the_bucket_prepares_a_worker_before_the_upload(own_engine: LiveEngine) -> None:
    own_engine.start()
    assert own_engine.process is not None
    engine = own_engine.process.pid
    s3 = own_engine.client("s3")
    s3.list_objects_v2(Bucket=DEFAULT_BUCKET)
    own_engine.client("sagemaker").list_auto_ml_jobs()
    time.sleep(0.5)
    assert workers(engine) == [], "who only looks trains nothing"
    s3.head_bucket(Bucket=DEFAULT_BUCKET)
    assert len(wait_until(lambda: workers(engine), 10)) == 1


@pytest.mark.slow
def test_a_worker_that_is_killed_takes_its_job_along(own_engine: LiveEngine) -> None:
    own_engine.start()
    assert own_engine.process is not None
    engine = own_engine.process.pid
    put_training_file(own_engine.client("s3"))
    (waiting,) = wait_until(lambda: workers(engine), 10)
    client = own_engine.client("sagemaker")
    client.create_auto_ml_job_v2(**job_request("killed", "slow"))
    (copy,) = wait_until(lambda: workers(waiting), 10)
    os.kill(waiting, signal.SIGKILL)
    job = wait_for_job(client, "killed", 10)
    assert "signal SIGKILL" in job["FailureReason"]
    wait_until(lambda: not Path(f"/proc/{copy}").exists(), 5)
    client.create_auto_ml_job_v2(**job_request("after", "y"))
    assert wait_for_job(client, "after", 10)["AutoMLJobStatus"] == "Completed"


def test_preloading_imports_what_jobs_need() -> None:
    code = (
        "import sys; from pilothouse_engine.ml.job import JOBS, preload; preload(); "
        "print([name for name in (*JOBS.values(), 'sklearn.ensemble') if name not in sys.modules], "
        "'pandas' in sys.modules); import pyarrow, numpy; pyarrow.array(numpy.array(['a'])); "
        "print('pandas' in sys.modules); import pandas; from pilothouse_engine.jobs.forking import "
        "can_fork; print(can_fork())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    assert done.stdout.splitlines() == ["[] False", "False", str(sys.platform == "linux")]
