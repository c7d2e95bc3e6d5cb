"""Asynchronous invocations: a durable queue for every endpoint, answered into S3.

A request leaves the queue only after its result or failure object is stored, so an engine that is
killed answers it after its next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ServiceError
from ..sagemaker.locations import parse_uri
from ..state.requests import AsyncRequest, AsyncRequests
from . import invoking
from .deployment import Deployment
from .failures import runtime_error

if TYPE_CHECKING:
    from ..engine import Engine

_DEFAULT_TTL_SECONDS = 21600
_DEFAULT_TIMEOUT_SECONDS = 900
_MAX_INPUT_BYTES = 1024**3
_MAX_ATTEMPTS = 3
_LONGEST_SLEEP_SECONDS = 10.0
_RETRY_SECONDS = 2.0

_log = logging.getLogger(__name__)


class _DiskFull(Exception):
    """Neither a result nor a failure can be stored at the moment."""


class AsyncQueue:
    """Lives in the engine's event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows = AsyncRequests(engine.database)
        self._running: dict[str, dict[int, asyncio.Task[None]]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._closing = False

    def add(
        self, endpoint: str, config: Mapping[str, Any], identifier: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Take a request of an endpoint with this ``AsyncInferenceConfig``; the answer is that
        of ``InvokeEndpointAsync``."""
        places = config["OutputConfig"]
        if not places.get("S3OutputPath"):
            raise runtime_error(
                f"Endpoint {endpoint} has no OutputConfig.S3OutputPath, so there is no place for "
                "the answer."
            )
        # Two requests may have the same identifier, but never the same place.
        place = f"{identifier}-{time.time_ns():x}" if "InferenceId" in params else identifier
        file = params.get("Filename") or f"{place}.out"
        extension = params.get("S3OutputPathExtension", "").strip("/")
        folder = "/".join(part for part in (places["S3OutputPath"].rstrip("/"), extension) if part)
        failures = places.get("S3FailurePath")
        request = {
            "inference_id": identifier,
            "input": params.get("InputLocation"),
            "output": f"{folder}/{file}",
            "failure": f"{failures.rstrip('/')}/{place}-error.out" if failures else None,
            "timeout": params.get("InvocationTimeoutSeconds", _DEFAULT_TIMEOUT_SECONDS),
            "headers": {
                "content_type": params.get("ContentType"),
                "accept": params.get("Accept"),
                "enable_explanations": None,
            },
        }
        ttl = params.get("RequestTTLSeconds", _DEFAULT_TTL_SECONDS)
        self._rows.add(endpoint, ttl, request, params.get("Body"))
        self.wake()
        return {
            "InferenceId": identifier,
            "OutputLocation": request["output"],
            "FailureLocation": request["failure"],
        }

    def wake(self) -> None:
        """Start what can be started; expire what is too old."""
        if self._closing:
            return
        for deployment in self._engine.hosts.all_serving():
            if deployment.asynchronous is not None:
                self._fill(deployment)
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._expire())

    def drop(self, endpoint: str) -> None:
        """Fail what waits for an endpoint that is being deleted."""
        running = self._running.pop(endpoint, {})
        for task in running.values():
            task.cancel()
        for request in self._rows.of(endpoint):
            try:
                self._finish(
                    request, failure=f"Endpoint {endpoint} was deleted before it answered."
                )
            except _DiskFull:
                self._rows.remove(request.number)

    async def close(self) -> None:
        """What runs is run again by the next engine."""
        self._closing = True
        tasks = [task for running in self._running.values() for task in running.values()]
        if self._watch is not None:
            tasks.append(self._watch)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _fill(self, deployment: Deployment) -> None:
        name = deployment.endpoint
        running = self._running.setdefault(name, {})
        behind = 0
        while len(running) < deployment.parallel:
            request = self._rows.oldest(name, behind)
            if request is None:
                return
            behind = request.number
            if request.number not in running and request.expires >= time.time():
                task = asyncio.get_running_loop().create_task(self._run(request))
                running[request.number] = task

    async def _run(self, request: AsyncRequest) -> None:
        try:
            if request.attempts >= _MAX_ATTEMPTS:
                self._finish(
                    request,
                    failure=f"The engine ended {request.attempts} times while this request was "
                    "being answered, so it is not tried again.",
                )
                return
            self._rows.attempt(request.number)
            await self._answer(request)
        except (OSError, sqlite3.Error, _DiskFull) as error:
            # The request stays in the queue and is tried again, as if it had not been started.
            _log.warning("asynchronous request %d: %s", request.number, error)
            await asyncio.sleep(_RETRY_SECONDS)
            with contextlib.suppress(sqlite3.Error):
                self._rows.attempt(request.number, -1)
        except asyncio.CancelledError:
            if self._closing:
                # Being stopped in order is not the request's fault.
                with contextlib.suppress(sqlite3.Error):
                    self._rows.attempt(request.number, -1)
            raise
        finally:
            self._running.get(request.endpoint, {}).pop(request.number, None)
            if not self._closing:
                asyncio.get_running_loop().call_soon(self.wake)

    async def _answer(self, request: AsyncRequest) -> None:
        try:
            body, stored_type = await asyncio.to_thread(self._input, request)
            # Only now: an update may have replaced the deployment while the input was read.
            deployment = self._engine.hosts.for_call(request.endpoint)
            if deployment is None:
                return
            headers = dict(request.request["headers"])
            headers["content_type"] = headers["content_type"] or stored_type
            answer, content_type = await invoking.invoke(
                deployment,
                deployment.choose(None),
                body,
                headers,
                float(request.request["timeout"]),
            )
        except ServiceError as error:
            self._finish(request, failure=error.message)
        else:
            self._finish(request, answer, content_type)

    def _input(self, request: AsyncRequest) -> tuple[bytes, str]:
        """The body and its content type. Raises :class:`ServiceError`."""
        uri = request.request["input"]
        if uri is None:
            return request.body or b"", "text/csv"
        bucket, key = parse_uri(uri, "InputLocation")
        try:
            stored = self._engine.objects.get(bucket, key)
            if stored.size > _MAX_INPUT_BYTES:
                raise runtime_error(f"The input {uri} is larger than 1 GB.")
            content = self._engine.objects.path(stored).read_bytes()
        except FileNotFoundError:
            raise runtime_error(f"The input {uri} was deleted while it was read.") from None
        except ServiceError as error:
            raise runtime_error(f"Could not read the input {uri}: {error.message}") from None
        return content, stored.attributes.get("ContentType", "text/csv")

    def _finish(
        self,
        request: AsyncRequest,
        answer: bytes = b"",
        content_type: str = "text/plain",
        failure: str | None = None,
    ) -> None:
        """Store the result or the failure, then forget the request."""
        target = request.request["output"] if failure is None else request.request["failure"]
        if failure is not None:
            _log.warning("asynchronous request %s failed", request.request["inference_id"])
            answer = failure.encode()
        if target is not None:
            bucket, key = parse_uri(target, "The place of the answer")
            store = self._engine.objects
            try:
                with store.files.draft() as draft:
                    draft.write(answer)
                    store.put(bucket, key, draft, {"ContentType": content_type})
            except ServiceError as error:
                if error.code == "InsufficientStorage":
                    raise _DiskFull(error.message) from None
                _log.warning("%s cannot be stored: %s", target, error.message)
                if failure is None:
                    message = f"The answer could not be stored at {target}: {error.message}"
                    self._finish(request, failure=message)
                    return
        self._rows.remove(request.number)

    async def _expire(self) -> None:
        """Fail requests that waited longer than they may, whatever their endpoint does."""
        while True:
            try:
                for request in self._rows.expired():
                    if request.number in self._running.get(request.endpoint, {}):
                        continue
                    ttl = request.expires - request.received
                    self._finish(
                        request,
                        failure=f"The request waited longer than its {ttl:.0f} s "
                        "(RequestTTLSeconds) and has expired.",
                    )
                first = self._rows.next_expiry()
            except (OSError, sqlite3.Error, _DiskFull) as error:
                _log.warning("asynchronous requests cannot expire: %s", error)
                first = None
            wait = _LONGEST_SLEEP_SECONDS if first is None else first - time.time() + 0.01
            await asyncio.sleep(min(max(wait, 1.0), _LONGEST_SLEEP_SECONDS))
