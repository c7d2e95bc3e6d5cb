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
from .shifting import Shift, ShiftFailed, longest, steps

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
        self._shifts: dict[str, Shift] = {}
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
        """What an endpoint serves at this moment; while an update moves its traffic, the old."""
        return self._serving.get(name)

    def for_call(self, name: str, variant: str | None = None) -> Deployment | None:
        """What answers the next call of an endpoint; ``variant`` if the caller named one."""
        shift = self._shifts.get(name)
        return self._serving.get(name) if shift is None else shift.choose(variant)

    def shift(self, name: str) -> Shift | None:
        """How far an update has moved the traffic, while it does."""
        return self._shifts.get(name)

    def all_serving(self) -> list[Deployment]:
        return list(self._serving.values())

    def remove(self, name: str) -> None:
        """Delete an endpoint; its processes end at once."""
        self._engine.hosting.set_status(name, "Deleting")
        self._shifts.pop(name, None)
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
        """Start the new processes, move the traffic as the update says, and let the old ones
        finish their calls."""
        rows, pending = self._engine.hosting, row.document["pending"]
        policy = pending["document"].get("deployment") or {}
        deployment = self._deployment(row.name, pending["document"])
        limit = longest(policy)
        try:
            await asyncio.wait_for(self._take_over(row.name, deployment, policy), limit)
            wanted = rows.set_document(
                row.name, "InService", pending["document"], pending["config"]
            )
        except (LoadFailed, ServiceError, ShiftFailed) as error:
            self._roll_back(row, deployment, str(error))
            return
        except asyncio.TimeoutError:
            reason = f"it took longer than MaximumExecutionTimeoutInSeconds ({limit:.0f} s)"
            self._roll_back(row, deployment, reason)
            return
        except BaseException:
            deployment.close()
            raise
        finally:
            self._shifts.pop(row.name, None)
        if not wanted:
            # The endpoint is being deleted.
            deployment.close()
            return
        old = self._serving.get(row.name)
        self._serve(row.name, deployment)
        if old is not None:
            self._drain(old)

    async def _take_over(self, name: str, deployment: Deployment, policy: Any) -> None:
        """Returns when all calls go to the new deployment, or none are answered but by it."""
        await deployment.start()
        old = self._serving.get(name)
        if old is not None:
            shift = self._shifts[name] = Shift(old, deployment)
            await shift.run(steps(policy, deployment.instances))

    def _roll_back(self, row: EndpointRow, deployment: Deployment, reason: str) -> None:
        """Go on with the old processes; calls that the new ones have begun are finished."""
        rows, config = self._engine.hosting, row.document["pending"]["config"]
        self._shifts.pop(row.name, None)
        self._drain(deployment)
        kept = {key: value for key, value in row.document.items() if key != "pending"}
        rows.set_document(row.name, "RollingBack", kept)
        failed = f"The update to endpoint configuration {config} failed"
        old = self._serving.get(row.name)
        if old is None or old.failure is not None:
            self._serving.pop(row.name, None)
            if old is not None:
                old.close()
            rows.set_status(row.name, "Failed", f"{failed}, and the old processes ended: {reason}")
            return
        rows.set_status(
            row.name,
            "InService",
            f"{failed} and was rolled back; the endpoint still serves {row.config}: {reason}",
        )

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
        shift = self._shifts.get(name)
        if shift is not None:
            # The update goes back, or on, and then says how the endpoint is.
            if status == "Failed":
                shift.notice()
            return
        if self._serving.get(name) is not deployment:
            return
        if status == "Failed":
            self._serving.pop(name)
            deployment.close()
        elif name in self._tasks:
            # An update is running; it says how the endpoint is.
            return
        self._engine.hosting.set_status(name, status, reason)
