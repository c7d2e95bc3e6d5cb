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


class Standby:
    """Lives in the engine's event loop. Loading the training libraries takes seconds, which a
    short job would notice; an engine that nobody trains with must not pay for them either. So a
    worker is made when a job becomes likely, and ended when none came."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def expect(self) -> None:
        """A job may come soon: have a worker ready for some minutes."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(self._settings.standby_seconds, self.close)
        if self._starting is None and not self._ready:
            self._starting = loop.create_task(self._start())

    async def take(self) -> asyncio.subprocess.Process | None:
        """The worker, if there is one; it reads its assignment when it is through loading."""
        if self._starting is not None:
            await self._starting
        process = self._process if self._ready else None
        self._process = None
        return process

    def close(self) -> None:
        """End the worker."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._process is not None:
            kill_group(self._process)
            self._process = None

    @property
    def _ready(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _start(self) -> None:
        try:
            with open(os.devnull, "wb") as nothing:
                process = await spawn(
                    WORKER,
                    threads=1,
                    log=nothing,
                    cwd=self._settings.data_dir,
                    stdout=subprocess.DEVNULL,
                )
        except OSError as error:
            _log.warning("no worker could be prepared: %s", error)
            return
        finally:
            self._starting = None
        assert process.stdin is not None
        first = {"parent": os.getpid(), "load": self._settings.run_job}
        process.stdin.write(json.dumps(first).encode() + b"\n")
        if self._timer is None:
            # Closed meanwhile.
            kill_group(process)
        else:
            self._process = process
