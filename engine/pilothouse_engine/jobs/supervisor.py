"""Runs jobs in worker processes, a few at a time, and keeps their states honest."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..processes import how_it_ended, spawn
from ..sagemaker.rules import limits_of
from ..state.jobs import Job
from .standby import WORKER, Standby, WorkerProcess
from .worker import DEPLOYING

if TYPE_CHECKING:
    from ..engine import Engine

_RETRY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class Supervisor:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._processes: dict[str, WorkerProcess] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._deploying: set[str] = set()
        self._standby = Standby(engine.settings)
        self._closing = False

    def recover(self) -> None:
        """Settle what an earlier engine left; waiting jobs stay in the queue."""
        jobs = self._engine.jobs
        for job in jobs.with_status("Stopping"):
            jobs.end(job.name, "Stopped", "Stopped")
        for job in jobs.with_status("InProgress"):
            if job.started is not None and job.secondary != DEPLOYING:
                jobs.end(job.name, "Failed", "Failed", _interrupted(job))
        shutil.rmtree(self._engine.settings.work, ignore_errors=True)

    def wake(self) -> None:
        """Start waiting jobs while there is room."""
        if self._closing:
            return
        for job in self._engine.jobs.with_status("InProgress"):
            if len(self._tasks) >= self._engine.settings.workers:
                return
            if job.name not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._run(job))
                self._tasks[job.name] = task

    def expect(self) -> None:
        """A job may come soon; the cores belong to those that run."""
        if not self._closing and not self._tasks:
            self._standby.expect()

    def stop(self, name: str) -> None:
        """End a job whose row says ``Stopping`` already."""
        process = self._processes.get(name)
        if process is None:
            if name in self._deploying:
                self._tasks[name].cancel()
            if name in self._deploying or name not in self._tasks:
                self._engine.jobs.end(name, "Stopped", "Stopped")
            return
        asyncio.get_running_loop().create_task(self._stop(process))

    async def close(self) -> None:
        """Kill the workers; their jobs say why."""
        self._closing = True
        self._standby.close()
        for name, process in list(self._processes.items()):
            job = self._engine.jobs.find(name)
            if job is not None and job.status == "InProgress":
                self._engine.jobs.end(name, "Failed", "Failed", _interrupted(job))
            process.kill()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _run(self, job: Job) -> None:
        try:
            if job.secondary != DEPLOYING and not await self._work(job):
                return
            await self._deploy(job.name)
        except Exception as error:
            _log.error("job %s", job.name, exc_info=error)
            await self._fail(job.name, f"The job's process could not be run: {error}")
        finally:
            self._tasks.pop(job.name, None)
            self.wake()
            # Who trained once often trains again.
            self.expect()

    async def _work(self, job: Job) -> bool:
        """Train in a worker; true if the job waits for its deployment."""
        settings, jobs = self._engine.settings, self._engine.jobs
        if not jobs.start(job.name):
            return False
        begun = time.monotonic()
        work_dir = settings.work / job.name
        shutil.rmtree(work_dir, ignore_errors=True)
        work_dir.mkdir(parents=True)
        log_path = settings.job_log(job.name)
        try:
            process = await self._standby.take() or await self._new_worker(log_path)
            self._processes[job.name] = process
            self._assign(process, job, work_dir, begun)
            timed_out = await self._wait(process, self._time_limit(job))
            code = await process.wait()
            self._standby.give_back(process)
        finally:
            self._processes.pop(job.name, None)
            shutil.rmtree(work_dir, ignore_errors=True)
            if log_path.exists() and not log_path.stat().st_size:
                log_path.unlink()
        return self._settle(job.name, code, timed_out)

    async def _new_worker(self, log_path: Path) -> WorkerProcess:
        with open(log_path, "wb") as log:
            cwd = self._engine.settings.data_dir
            return WorkerProcess(
                await spawn(WORKER, threads=1, log=log, cwd=cwd, stdout=log.fileno())
            )

    def _assign(self, process: WorkerProcess, job: Job, work_dir: Path, begun: float) -> None:
        settings = self._engine.settings
        assignment = {
            "parent": os.getpid(),
            "job": job.name,
            "log": str(settings.job_log(job.name)),
            "data_dir": str(settings.data_dir),
            "database": str(settings.database),
            "objects": str(settings.objects),
            "work_dir": str(work_dir),
            "run_job": settings.run_job,
            "begun": begun,
            # A job alone may use the whole machine; jobs side by side share it.
            "cores": max(1, (os.cpu_count() or 1) // max(1, len(self._processes))),
        }
        process.tell(json.dumps(assignment).encode())
        current = self._engine.jobs.find(job.name)
        if current is not None and current.status == "Stopping":
            # The stop came while the process was being started.
            self.stop(job.name)

    async def _wait(self, process: WorkerProcess, limit: float | None) -> bool:
        """Wait for the end; true if the process was killed because its time was over."""
        try:
            await asyncio.wait_for(process.wait(), limit)
        except asyncio.TimeoutError:
            process.kill()
            return True
        return False

    async def _stop(self, process: WorkerProcess) -> None:
        try:
            process.tell(b"stop")
            grace = self._engine.settings.stop_grace_seconds
            await asyncio.wait_for(process.wait(), grace)
        except (asyncio.TimeoutError, ConnectionError):
            process.kill()

    def _time_limit(self, job: Job) -> float | None:
        """Jobs keep their limit themselves; this is for one that does not."""
        limit = limits_of(job.request).get("MaxAutoMLJobRuntimeInSeconds")
        return limit * 1.1 + self._engine.settings.limit_grace_seconds if limit else None

    async def _fail(self, name: str, reason: str) -> None:
        """Give up a job, even if its state cannot be written at the moment (full disk)."""
        while not self._closing:
            try:
                self._engine.jobs.end(name, "Failed", "Failed", reason)
                return
            except sqlite3.OperationalError:
                await asyncio.sleep(_RETRY_SECONDS)

    def _settle(self, name: str, code: int, timed_out: bool) -> bool:
        jobs = self._engine.jobs
        job = jobs.find(name)
        if job is None or job.terminal:
            return False
        if job.status == "Stopping":
            jobs.end(name, "Stopped", "Stopped")
        elif code == 0 and job.secondary == DEPLOYING:
            return True
        elif timed_out and job.best:
            jobs.partial_failure(
                name, "The run-time limit ended the job before its reports were finished."
            )
            jobs.end(name, "Completed", "MaxAutoMLJobRuntimeReached")
        elif timed_out:
            jobs.end(
                name,
                "Failed",
                "Failed",
                "The run-time limit was reached before a candidate was finished. Raise "
                "MaxAutoMLJobRuntimeInSeconds or use fewer rows.",
            )
        else:
            jobs.end(name, "Failed", "Failed", _died(job, code))
        return False

    async def _deploy(self, name: str) -> None:
        job = self._engine.jobs.find(name)
        if job is None or job.status != "InProgress":
            return
        self._deploying.add(name)
        try:
            endpoint = await self._engine.deploy_best(job)
            self._engine.jobs.deployed(name, endpoint)
        except Exception as error:
            _log.warning("automatic deployment of %s failed: %s", name, error)
            self._engine.jobs.partial_failure(name, f"Automatic deployment failed: {error}")
            self._engine.jobs.end(name, "Completed", "ModelDeploymentError")
            return
        finally:
            self._deploying.discard(name)
        self._engine.jobs.end(name, "Completed", "Completed")


def _interrupted(job: Job) -> str:
    return (
        f"The engine stopped while this job was running (phase {job.secondary}). Candidates "
        "that had finished are kept. Start the job again under a new name."
    )


def _died(job: Job, code: int) -> str:
    hint = (
        " The machine may have run out of memory: use fewer rows or columns, or run this job on "
        "the AWS backend."
        if code == -9
        else ""
    )
    return (
        f"The job's process ended unexpectedly ({how_it_ended(code)}) in phase "
        f"{job.secondary}.{hint} Details are in job-{job.name}.log in the engine's log folder."
    )
