"""The worker that waits for a job with its libraries loaded."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live import TESTS, LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import Settings
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
        process = await standby.take()
        assert process is not None
        assert await standby.take() is None
        # Without an assignment it ends by itself when the engine closes the line.
        assert process.stdin is not None
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 20) == 0

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
        while not workers(os.getpid()):
            await asyncio.sleep(0.02)
        os.kill(workers(os.getpid())[0], signal.SIGKILL)
        await asyncio.sleep(0.5)
        assert await standby.take() is None

    play(settings, script)


def test_a_module_that_cannot_be_loaded_is_left_to_the_job(settings: Settings) -> None:
    async def script(standby: Standby) -> None:
        standby.expect()
        process = await standby.take()
        assert process is not None
        await asyncio.sleep(1.5)
        assert process.returncode is None
        process.kill()
        await process.wait()

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
    # The next one is ready after the job; it goes with the engine, however that ends.
    (second,) = wait_until(lambda: [pid for pid in workers(engine) if pid != waiting], 10)
    own_engine.kill()
    wait_until(lambda: not Path(f"/proc/{second}").exists(), 10)


def test_preloading_imports_what_jobs_need() -> None:
    code = (
        "import sys; from pilothouse_engine.ml.job import JOBS, preload; preload(); "
        "print([name for name in (*JOBS.values(), 'sklearn.ensemble') if name not in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
