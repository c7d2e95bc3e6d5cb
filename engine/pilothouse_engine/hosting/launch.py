"""Starts hosting processes, one at a time."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .archives import Archives, LoadFailed
from .client import Host, HostDied
from .failures import log_group

if TYPE_CHECKING:
    from ..engine import Engine

_START_TIMEOUT_SECONDS = 180.0
_THREADS = 2


@dataclass(frozen=True)
class Load:
    """What a hosting process loads and how it may run."""

    endpoint: str
    variant: str
    containers: list[dict[str, Any]]
    clarify: Mapping[str, Any] | None
    threads: int = _THREADS
    memory_mb: int | None = None


class Launcher:
    """Shared by all endpoints of an engine."""

    def __init__(self, engine: Engine) -> None:
        self._settings = engine.settings
        self._archives = Archives(engine.objects, engine.jobs)
        self._starting = asyncio.Semaphore(1)

    async def start(self, load: Load) -> Host:
        """A process that has loaded its model. Raises :class:`LoadFailed`."""
        # One model loads at a time: several would only slow each other down.
        async with self._starting:
            began = time.perf_counter()
            assignment = {
                "parent": os.getpid(),
                "load_model": self._settings.load_model,
                "explainer": load.clarify,
                "containers": [
                    await asyncio.to_thread(self._archives.resolve, item)
                    for item in load.containers
                ],
                "threads": load.threads,
                "memory_mb": load.memory_mb,
            }
            path = self._settings.variant_log(load.endpoint, load.variant)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with open(path, "ab") as log:
                    host = await asyncio.wait_for(
                        Host.start(self._settings, assignment, log), _START_TIMEOUT_SECONDS
                    )
            except HostDied:
                raise LoadFailed(
                    "The hosting process ended while it loaded the model"
                    + (
                        f" within MemorySizeInMB = {load.memory_mb}; more may be needed"
                        if load.memory_mb
                        else ""
                    )
                    + f". The log group {log_group(load.endpoint)} has the details."
                ) from None
            except asyncio.TimeoutError:
                raise LoadFailed(
                    f"The model did not load within {_START_TIMEOUT_SECONDS:.0f} s."
                ) from None
            self.note(load, f"The model was ready after {_milliseconds(began)} ms.")
            return host

    def note(self, load: Load, message: str) -> None:
        """Write a line to the variant's log, in the form that hosting processes use."""
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        line = f"{stamp},{int(now % 1 * 1000):03d} {message}\n"
        path = self._settings.variant_log(load.endpoint, load.variant)
        try:
            with open(path, "a", encoding="utf-8") as log:
                log.write(line)
        except OSError:
            # A log that cannot be written must not stop the model that works.
            return


def _milliseconds(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
