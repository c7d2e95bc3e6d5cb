"""A variant's process: always there on instances, on demand for serverless variants."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from ..errors import ServiceError
from .archives import LoadFailed
from .client import Host, HostDied
from .failures import log_group
from .launch import Launcher, Load

_HEALTHY_SECONDS = 60.0
_log = logging.getLogger(__name__)


class Variant(Protocol):
    """One production variant of a deployment."""

    async def start(self) -> None:
        """Make it ready for calls. Raises :class:`LoadFailed`."""

    def host(self, timeout: float) -> AbstractAsyncContextManager[Host]:
        """A process for one call. Raises :class:`HostDied`, :class:`LoadFailed`,
        ``asyncio.TimeoutError`` or :class:`ServiceError`."""

    def close(self) -> None:
        """End its process at once."""


class InstanceVariant:
    """Keeps one process; restarts it once if it dies.

    ``changed`` is called with a status of the endpoint and a reason when the process has died
    (``Updating``), is back (``InService``), or is given up (``Failed``).
    """

    def __init__(
        self, launcher: Launcher, load: Load, changed: Callable[[str, str | None], None]
    ) -> None:
        self._launcher = launcher
        self._load = load
        self._changed = changed
        self._ready: asyncio.Future[Host] = asyncio.get_running_loop().create_future()
        self._host: Host | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._host = await self._launcher.start(self._load)
        self._ready.set_result(self._host)
        self._keeper = asyncio.get_running_loop().create_task(self._keep(self._host))

    @asynccontextmanager
    async def host(self, timeout: float) -> AsyncIterator[Host]:
        ready = self._ready
        if ready.done() and not ready.exception() and not ready.result().alive:
            # Its end was seen by a call a moment before the keeper sees it.
            ready = self._renewed()
        # A host that is being restarted is worth waiting for.
        yield (
            ready.result()
            if ready.done()
            else await asyncio.wait_for(asyncio.shield(ready), timeout)
        )

    def _renewed(self) -> asyncio.Future[Host]:
        """What the next host will be known by."""
        if self._ready.done():
            self._ready = asyncio.get_running_loop().create_future()
        return self._ready

    def close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        if self._host is not None:
            self._host.kill()
        self._give_up()

    def _give_up(self) -> None:
        if not self._ready.done():
            self._ready.set_exception(HostDied())
            # Nobody may be waiting; that is fine.
            self._ready.exception()

    async def _keep(self, host: Host) -> None:
        restarted = False
        try:
            while True:
                started = time.monotonic()
                code = await host.wait()
                self._renewed()
                _log.warning("the host of endpoint %s ended: %s", self._load.endpoint, code)
                if restarted and time.monotonic() - started < _HEALTHY_SECONDS:
                    raise LoadFailed(
                        f"The hosting process of variant {self._load.variant} ended twice (exit "
                        f"status {code}). Delete the endpoint and create it again; the log group "
                        f"{log_group(self._load.endpoint)} has the details."
                    )
                restarted = True
                self._changed("Updating", None)
                host = self._host = await self._launcher.start(self._load)
                self._ready.set_result(host)
                self._changed("InService", None)
        except (LoadFailed, ServiceError) as error:
            self._give_up()
            self._changed("Failed", str(error))
        except Exception as error:
            _log.error("endpoint %s", self._load.endpoint, exc_info=error)
            self._give_up()
            self._changed("Failed", f"The endpoint could not be hosted: {error}")


class ServerlessVariant:
    """Starts its process at the first call and ends it when none came for a while.

    ``config`` is ``ServerlessConfig``; its concurrency may change while the variant lives.
    """

    def __init__(
        self, launcher: Launcher, load: Load, config: dict[str, Any], idle_seconds: float
    ) -> None:
        self._launcher = launcher
        self._load = load
        self._idle_seconds = idle_seconds
        self._host: Host | None = None
        self._starting: asyncio.Task[Host] | None = None
        self._active = 0
        self._timer: asyncio.TimerHandle | None = None
        self.config = config

    @property
    def _provisioned(self) -> bool:
        return bool(self.config.get("ProvisionedConcurrency"))

    async def start(self) -> None:
        if self._provisioned:
            await self._warm()

    @asynccontextmanager
    async def host(self, timeout: float) -> AsyncIterator[Host]:
        most = self.config["MaxConcurrency"]
        if self._active >= most:
            raise ServiceError(
                "ThrottlingException",
                f"Endpoint {self._load.endpoint} answers {most} calls at the same time already "
                "(MaxConcurrency). Try again in a moment.",
                429,
            )
        self._active += 1
        if self._timer is not None:
            self._timer.cancel()
        try:
            try:
                yield await asyncio.wait_for(self._warm(), timeout)
            except asyncio.TimeoutError:
                if self._host is not None:
                    raise
                raise ServiceError(
                    "ModelNotReadyException",
                    f"The model of endpoint {self._load.endpoint} is still being loaded. Try "
                    "again in a moment.",
                    429,
                ) from None
        finally:
            self._active -= 1
            self.settle()

    def settle(self) -> None:
        """Let the process end later if nobody uses it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._active and not self._provisioned and self._host is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._idle_seconds, self._cool)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._starting is not None:
            self._starting.cancel()
        if self._host is not None:
            self._host.kill()
            self._host = None

    async def _warm(self) -> Host:
        if self._host is not None and self._host.alive:
            return self._host
        self._host = None
        if self._starting is None:
            self._starting = asyncio.get_running_loop().create_task(self._start())
            self._starting.add_done_callback(self._started)
        # One cold start serves everyone who came meanwhile, and outlives who gave up.
        return await asyncio.shield(self._starting)

    async def _start(self) -> Host:
        began = time.perf_counter()
        host = await self._launcher.start(self._load)
        waited = round((time.perf_counter() - began) * 1000)
        self._launcher.note(self._load, f"Cold start: callers waited {waited} ms for the model.")
        return host

    def _started(self, task: asyncio.Task[Host]) -> None:
        self._starting = None
        if not task.cancelled() and task.exception() is None:
            self._host = task.result()
            self.settle()

    def _cool(self) -> None:
        if self._active or self._host is None:
            return
        self._launcher.note(
            self._load, f"No call for {self._idle_seconds:.0f} s: the process ends until the next."
        )
        self._host.kill()
        self._host = None
