"""Keeps a hosting process for every endpoint, and the endpoints' statuses true."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from typing import TYPE_CHECKING, Any

from ..config import ACCOUNT_ID, INVOCATION_TIMEOUT_SECONDS, REGION
from ..errors import ServiceError
from ..sagemaker.locations import parse_uri
from ..state.hosting import EndpointRow
from .client import Host, HostDied, LoadFailed

if TYPE_CHECKING:
    from ..engine import Engine

_HEALTHY_SECONDS = 60.0
_START_TIMEOUT_SECONDS = 180.0

_log = logging.getLogger(__name__)


class Hosts:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ready: dict[str, asyncio.Future[Host]] = {}
        self._starting = asyncio.Semaphore(1)
        self._verified: dict[str, bool] = {}
        self._closing = False

    def recover(self) -> None:
        """Settle what an earlier engine left: finish deletions, bring endpoints back."""
        for row in self._engine.hosting.endpoints():
            if row.status == "Deleting":
                self._engine.hosting.delete("endpoints", row.name)
            elif row.status != "Failed":
                self._engine.hosting.set_status(row.name, "Creating")

    def wake(self) -> None:
        """Start a host for every endpoint that should have one."""
        if self._closing:
            return
        loop = asyncio.get_running_loop()
        for row in self._engine.hosting.endpoints():
            if row.status == "Creating" and row.name not in self._tasks:
                self._ready[row.name] = loop.create_future()
                self._tasks[row.name] = loop.create_task(self._keep(row))

    def remove(self, name: str) -> None:
        """Delete an endpoint; its process ends at once."""
        self._engine.hosting.set_status(name, "Deleting")
        task = self._tasks.get(name)
        if task is None:
            self._engine.hosting.delete("endpoints", name)
        else:
            task.cancel()

    async def close(self) -> None:
        """End every process; the endpoints come back at the next start."""
        self._closing = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def invoke(self, name: str, body: bytes, headers: dict[str, Any]) -> tuple[bytes, str]:
        """The model's answer and its content type. Raises the runtime's errors."""
        deadline = time.monotonic() + INVOCATION_TIMEOUT_SECONDS
        try:
            ready = self._ready.get(name)
            if ready is None:
                raise HostDied
            # A host that is being restarted is worth waiting for.
            host = await asyncio.wait_for(asyncio.shield(ready), deadline - time.monotonic())
            header, answer = await host.invoke(body, headers, deadline - time.monotonic())
        except asyncio.TimeoutError:
            raise _model_error(
                name,
                0,
                "Your invocation timed out while waiting for a response from container primary. "
                "Send fewer records, or none with explanations.",
            ) from None
        except HostDied:
            raise _model_error(
                name, 500, "The container ended while it was answering. Try again."
            ) from None
        if header["status"] != 200:
            raise _model_error(name, header["status"], header["message"])
        return answer, header["content_type"]

    async def _keep(self, row: EndpointRow) -> None:
        """Run an endpoint's host until it is deleted; restart it once if it dies."""
        name, rows = row.name, self._engine.hosting
        restarted = False
        host: Host | None = None
        try:
            while True:
                host = await self._start(row)
                rows.set_status(name, "InService")
                self._ready[name].set_result(host)
                started = time.monotonic()
                code = await host.wait()
                self._ready[name] = asyncio.get_running_loop().create_future()
                _log.warning("the host of endpoint %s ended with status %s", name, code)
                if time.monotonic() - started > _HEALTHY_SECONDS:
                    restarted = False
                if restarted:
                    raise LoadFailed(
                        f"The hosting process ended twice (exit status {code}). Delete the "
                        f"endpoint and create it again; endpoint-{name}.log in the engine's log "
                        "folder has the details."
                    )
                restarted = True
                rows.set_status(name, "Updating")
        except (LoadFailed, ServiceError) as error:
            rows.set_status(name, "Failed", str(error))
        except asyncio.CancelledError:
            _log.info("endpoint %s ends", name)
        except Exception as error:
            _log.error("endpoint %s", name, exc_info=error)
            rows.set_status(name, "Failed", f"The endpoint could not be hosted: {error}")
        finally:
            if host is not None:
                host.kill()
            self._forget(name)

    def _forget(self, name: str) -> None:
        ready = self._ready.pop(name)
        if not ready.done():
            ready.set_exception(HostDied())
            # Nobody may be waiting; that is fine.
            ready.exception()
        self._tasks.pop(name, None)
        row = self._engine.hosting.endpoint(name)
        if row is not None and row.status == "Deleting":
            self._engine.hosting.delete("endpoints", name)

    async def _start(self, row: EndpointRow) -> Host:
        settings = self._engine.settings
        # One model loads at a time: several would only slow each other down.
        async with self._starting:
            assignment = {
                "parent": os.getpid(),
                "load_model": settings.load_model,
                "explainer": row.document["clarify"],
                "containers": [await self._container(item) for item in row.document["containers"]],
            }
            try:
                with open(settings.logs / f"endpoint-{row.name}.log", "ab") as log:
                    return await asyncio.wait_for(
                        Host.start(settings, assignment, log), _START_TIMEOUT_SECONDS
                    )
            except HostDied:
                raise LoadFailed(
                    "The hosting process ended while it loaded the model; "
                    f"endpoint-{row.name}.log in the engine's log folder has the details."
                ) from None
            except asyncio.TimeoutError:
                raise LoadFailed(
                    f"The model did not load within {_START_TIMEOUT_SECONDS:.0f} s."
                ) from None

    async def _container(self, container: dict[str, Any]) -> dict[str, Any]:
        uri = container.get("ModelDataUrl")
        path = None
        if uri is not None:
            bucket, key = parse_uri(uri, "ModelDataUrl")
            stored = self._engine.objects.find(bucket, key)
            if stored is None:
                raise LoadFailed(f"The model data {uri} does not exist any more.")
            path = self._engine.objects.path(stored)
            if stored.file not in self._verified:
                digest = await asyncio.to_thread(_sha256, path)
                self._verified[stored.file] = self._engine.jobs.is_registered(digest)
            if not self._verified[stored.file]:
                raise LoadFailed(
                    f"The model data {uri} was not made by this engine. Loading a foreign model "
                    "can run any code, so the local engine hosts its own models only."
                )
        return {
            "image": container["Image"],
            "model_archive": str(path) if path else None,
            "environment": container.get("Environment", {}),
        }


def _sha256(path: os.PathLike[str]) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()


def _model_error(name: str, status: int, message: str) -> ServiceError:
    kind = "client" if 400 <= status < 500 else "server"
    return ServiceError(
        "ModelError",
        f'Received {kind} error ({status}) from primary with message "{message}". '
        f"See endpoint-{name}.log in the engine's log folder.",
        424,
        OriginalStatusCode=status,
        OriginalMessage=message,
        LogStreamArn=(
            f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/sagemaker/Endpoints/{name}"
        ),
    )
