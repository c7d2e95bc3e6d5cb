"""Keeps every endpoint's deployment, and the endpoints' statuses true."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from ..errors import ServiceError
from ..state.hosting import EndpointRow
from .archives import LoadFailed
from .deployment import Deployment
from .launch import Launcher

if TYPE_CHECKING:
    from ..engine import Engine

_DRAIN_SECONDS = 60.0
_DRAIN_ASYNC_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class Hosts:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._launcher = Launcher(engine)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._serving: dict[str, Deployment] = {}
        self._draining: dict[Deployment, asyncio.Task[None]] = {}
        self._closing = False

    def recover(self) -> None:
        """Settle what an earlier engine left: finish deletions, bring endpoints back."""
        for row in self._engine.hosting.endpoints():
            if row.status == "Deleting":
                self._engine.hosting.delete("endpoints", row.name)
            elif row.status != "Failed":
                self._engine.hosting.set_status(row.name, "Creating")

    def wake(self) -> None:
        """Deploy every endpoint that should serve, and go on with updates."""
        if self._closing:
            return
        for row in self._engine.hosting.endpoints():
            if row.name in self._tasks:
                continue
            if row.status == "Creating":
                self._begin(row.name, self._create(row))
            elif row.status == "Updating" and row.document.get("pending"):
                self._begin(row.name, self._update(row))

    def serving(self, name: str) -> Deployment | None:
        """What answers calls of an endpoint at this moment."""
        return self._serving.get(name)

    def all_serving(self) -> list[Deployment]:
        return list(self._serving.values())

    def remove(self, name: str) -> None:
        """Delete an endpoint; its processes end at once."""
        self._engine.hosting.set_status(name, "Deleting")
        deployment = self._serving.pop(name, None)
        if deployment is not None:
            deployment.close()
        for old in list(self._draining):
            if old.endpoint == name:
                self._draining[old].cancel()
                old.close()
        task = self._tasks.get(name)
        if task is None:
            self._engine.hosting.delete("endpoints", name)
        else:
            task.cancel()

    async def close(self) -> None:
        """End every process; the endpoints come back at the next start."""
        self._closing = True
        tasks = [*self._tasks.values(), *self._draining.values()]
        for task in tasks:
            task.cancel()
        for deployment in (*self._serving.values(), *self._draining):
            deployment.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks[name] = asyncio.get_running_loop().create_task(self._run(name, work))

    async def _run(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except asyncio.CancelledError:
            _log.info("endpoint %s ends", name)
        except Exception as error:
            _log.error("endpoint %s", name, exc_info=error)
            reason = f"The endpoint could not be hosted: {error}"
            self._engine.hosting.set_status(name, "Failed", reason)
        finally:
            self._tasks.pop(name, None)
            row = self._engine.hosting.endpoint(name)
            if row is not None and row.status == "Deleting":
                self._engine.hosting.delete("endpoints", name)

    def _deployment(self, name: str, document: Any) -> Deployment:
        return Deployment(
            self._engine.settings, self._launcher, name, document, self._on_process_change
        )

    async def _create(self, row: EndpointRow) -> None:
        deployment = self._deployment(row.name, row.document)
        try:
            await deployment.start()
        except (LoadFailed, ServiceError) as error:
            self._engine.hosting.set_status(row.name, "Failed", str(error))
            return
        self._serve(row.name, deployment)
        if row.document.get("pending"):
            # The engine was ended in the middle of an update.
            self._engine.hosting.set_status(row.name, "Updating")
            await self._update(row)
        else:
            self._engine.hosting.set_status(row.name, "InService")

    async def _update(self, row: EndpointRow) -> None:
        """Start the new processes, switch over, and let the old ones finish their calls."""
        rows, pending = self._engine.hosting, row.document["pending"]
        deployment = self._deployment(row.name, pending["document"])
        try:
            await deployment.start()
        except (LoadFailed, ServiceError) as error:
            kept = {key: value for key, value in row.document.items() if key != "pending"}
            rows.set_document(row.name, "RollingBack", kept)
            rows.set_status(
                row.name,
                "InService",
                f"The update to endpoint configuration {pending['config']} failed and was rolled "
                f"back; the endpoint still serves {row.config}: {error}",
            )
            return
        if not rows.set_document(row.name, "InService", pending["document"], pending["config"]):
            deployment.close()
            return
        old = self._serving.get(row.name)
        self._serve(row.name, deployment)
        if old is not None:
            self._drain(old)

    def _serve(self, name: str, deployment: Deployment) -> None:
        self._serving[name] = deployment
        self._engine.queue.wake()

    def _drain(self, old: Deployment) -> None:
        seconds = _DRAIN_ASYNC_SECONDS if old.asynchronous else _DRAIN_SECONDS
        task = asyncio.get_running_loop().create_task(old.drain(seconds))
        self._draining[old] = task
        task.add_done_callback(lambda _: self._draining.pop(old, None))

    def _on_process_change(self, deployment: Deployment, status: str, reason: str | None) -> None:
        name = deployment.endpoint
        if self._serving.get(name) is not deployment:
            return
        if status == "Failed":
            self._serving.pop(name)
            deployment.close()
        elif name in self._tasks:
            # An update is running; it says how the endpoint is.
            return
        self._engine.hosting.set_status(name, status, reason)
