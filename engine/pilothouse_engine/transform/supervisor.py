"""Runs transform jobs in worker processes, one at a time, and keeps their states honest."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

from ..processes import how_it_ended, kill_group, spawn
from ..state.transform import TransformJob, TransformJobs

if TYPE_CHECKING:
    from ..engine import Engine

_INTERRUPTED = (
    "The engine stopped while this job was running. Outputs that were finished are kept. Start "
    "the job again under a new name."
)
_RETRY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class TransformSupervisor:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs = TransformJobs(engine.database)
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    def recover(self) -> None:
        """Settle what an earlier engine left; waiting jobs stay in the queue."""
        for job in self._jobs.with_status("Stopping"):
            self._jobs.end(job.name, "Stopped")
        for job in self._jobs.with_status("InProgress"):
            if job.started is not None:
                self._jobs.end(job.name, "Failed", _INTERRUPTED)

    def wake(self) -> None:
        """Start the next job if none runs."""
        if self._closing or self._task is not None:
            return
        waiting = self._jobs.with_status("InProgress")
        if waiting:
            self._task = asyncio.get_running_loop().create_task(self._run(waiting[0]))

    def stop(self, name: str) -> None:
        """End a job whose row says ``Stopping`` already."""
        process = self._processes.get(name)
        if process is None:
            self._jobs.end(name, "Stopped")
        else:
            kill_group(process)

    async def close(self) -> None:
        """Kill the worker; its job says why."""
        self._closing = True
        for name, process in list(self._processes.items()):
            self._jobs.end(name, "Failed", _INTERRUPTED)
            kill_group(process)
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, job: TransformJob) -> None:
        try:
            if self._jobs.start(job.name):
                await self._work(job)
        except Exception as error:
            _log.error("transform job %s", job.name, exc_info=error)
            await self._fail(job.name, f"The job's process could not be run: {error}")
        finally:
            self._task = None
            self.wake()

    async def _work(self, job: TransformJob) -> None:
        settings = self._engine.settings
        work_dir = settings.work / ".transform" / job.name
        shutil.rmtree(work_dir, ignore_errors=True)
        work_dir.mkdir(parents=True)
        try:
            with open(settings.transform_log(job.name), "wb") as log:
                process = await spawn(
                    "pilothouse_engine.transform.worker",
                    threads=1,
                    log=log,
                    cwd=settings.data_dir,
                    stdout=log.fileno(),
                )
            self._processes[job.name] = process
            assignment = {
                "parent": os.getpid(),
                "job": job.name,
                "data_dir": str(settings.data_dir),
                "database": str(settings.database),
                "objects": str(settings.objects),
                "work_dir": str(work_dir),
                "load_model": settings.load_model,
            }
            assert process.stdin is not None
            process.stdin.write(json.dumps(assignment).encode() + b"\n")
            current = self._jobs.find(job.name)
            if current is not None and current.status == "Stopping":
                # The stop came while the process was being started.
                kill_group(process)
            code = await process.wait()
        finally:
            self._processes.pop(job.name, None)
            shutil.rmtree(work_dir, ignore_errors=True)
        self._settle(job.name, code)

    def _settle(self, name: str, code: int) -> None:
        job = self._jobs.find(name)
        if job is None or job.status not in ("InProgress", "Stopping"):
            return
        if job.status == "Stopping":
            self._jobs.end(name, "Stopped")
            return
        hint = " The machine may have run out of memory." if code == -9 else ""
        self._jobs.end(
            name,
            "Failed",
            f"The job's process ended unexpectedly ({how_it_ended(code)}).{hint} Outputs that "
            "were finished are kept; the log group /aws/sagemaker/TransformJobs has the details.",
        )

    async def _fail(self, name: str, reason: str) -> None:
        """Give up a job, even if its state cannot be written at the moment (full disk)."""
        while not self._closing:
            try:
                self._jobs.end(name, "Failed", reason)
                return
            except sqlite3.OperationalError:
                await asyncio.sleep(_RETRY_SECONDS)
