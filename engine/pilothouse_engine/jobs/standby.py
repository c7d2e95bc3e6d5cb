"""One worker process that has loaded its libraries before there is a job for it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess

from ..config import Settings
from ..processes import kill_group, spawn

WORKER = "pilothouse_engine.jobs.worker"

_log = logging.getLogger(__name__)


class WorkerProcess:
    """A worker and its one job."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._ended: asyncio.Task[int] | None = None

    def tell(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")

    async def wait(self) -> int:
        """The exit code of the job. The process itself may live on."""
        if self._ended is None:
            self._ended = asyncio.get_running_loop().create_task(self._end())
        # Several may wait, and give up.
        return await asyncio.shield(self._ended)

    def kill(self) -> None:
        """End the job, and the process, at once."""
        kill_group(self.process)

    async def _end(self) -> int:
        # Only a worker that does its jobs in copies of itself says when one has ended.
        out = self.process.stdout
        line = b"" if out is None else await out.readline()
        return int(json.loads(line)["ended"]) if line else await self.process.wait()


class Standby:
    """Lives in the engine's event loop. Loading the training libraries takes seconds, which a
    short job would notice; an engine that nobody trains with must not pay for them either. So a
    worker is made when a job becomes likely, and ended when none came."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._lent = False
        self._starting: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def expect(self) -> None:
        """A job may come soon: have a worker ready for some minutes."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(self._settings.standby_seconds, self._idle)
        if self._starting is None and not self._lent and not self._ready:
            self._starting = loop.create_task(self._start())

    async def take(self) -> WorkerProcess | None:
        """The worker, if there is one and it is free; it reads its assignment when it is through
        loading. To be given back."""
        if self._starting is not None:
            await self._starting
        if self._lent or not self._ready:
            return None
        assert self._process is not None
        self._lent = True
        return WorkerProcess(self._process)

    def give_back(self, worker: WorkerProcess) -> None:
        """After its job; nothing happens for other workers."""
        if worker.process is self._process:
            self._lent = False

    def close(self) -> None:
        """End the worker."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._process is not None:
            kill_group(self._process)
        self._process, self._lent = None, False

    @property
    def _ready(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def _idle(self) -> None:
        if not self._lent:
            self.close()

    async def _start(self) -> None:
        try:
            with open(os.devnull, "wb") as nothing:
                process = await spawn(
                    WORKER,
                    threads=1,
                    log=nothing,
                    cwd=self._settings.data_dir,
                    stdout=subprocess.PIPE,
                )
        except OSError as error:
            _log.warning("no worker could be prepared: %s", error)
            return
        finally:
            self._starting = None
        first = {"parent": os.getpid(), "load": self._settings.run_job}
        WorkerProcess(process).tell(json.dumps(first).encode())
        if self._timer is None:
            # Closed meanwhile.
            kill_group(process)
        else:
            self._process = process
