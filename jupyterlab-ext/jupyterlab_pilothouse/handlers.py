"""The routes below ``pilothouse/api/v1/``. Account data and actions only by POST."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import iostream, web

from . import frames, workspace
from .backends import Choice, parse_choice
from .calls import Caller
from .engine import Engine, clean_arguments
from .environment import Environment
from .errors import Failure, from_boto
from .operations import effect_of

T = TypeVar("T")

AUTH_RESOURCE = "pilothouse"
_CHUNK = 1024 * 1024
_STREAMED = frozenset({"InvokeEndpointWithResponseStream"})
_SMALL_JSON = 64 * 1024


@dataclass(frozen=True)
class Services:
    """What the handlers share."""

    executor: Executor
    engine: Engine
    caller: Caller
    environment: Environment
    max_body: int
    read_only: bool
    allowed_regions: frozenset[str]
    allow_install: bool


class PilothouseHandler(APIHandler):
    """Common to all routes: one envelope for errors, and an end when the page has gone."""

    auth_resource = AUTH_RESOURCE
    # Views poll; that alone must not keep an idle server alive.
    _track_activity = False

    def initialize(self, services: Services) -> None:
        self.services = services
        self._work: asyncio.Task[None] | None = None
        self._gone = False

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._gone = True
        if self._work is not None:
            self._work.cancel()

    # The one way in, so that no route can be without sign-in and authorization. Jupyter checks
    # the XSRF token before it.
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Do the route's work; a ``Failure`` becomes the envelope, a page that left ends it."""
        self._work = asyncio.ensure_future(self._guarded())
        try:
            await self._work
        except (asyncio.CancelledError, iostream.StreamClosedError):
            if not self._gone:
                raise

    async def _post(self) -> None:
        """The work of a route."""
        raise NotImplementedError

    async def _guarded(self) -> None:
        try:
            await self._post()
        except Failure as failure:
            if self._headers_written:
                raise
            self.set_status(failure.http_status)
            self.send_json(failure.data)

    async def blocking(self, call: Callable[[], T]) -> T:
        """Run a blocking call in the bounded executor."""
        return await asyncio.get_running_loop().run_in_executor(self.services.executor, call)

    def send_json(self, value: dict[str, Any]) -> None:
        """End the request with JSON."""
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, separators=(",", ":")))

    def json_request(self) -> dict[str, Any]:
        """The body of a route that takes small JSON."""
        if len(self.request.body) > _SMALL_JSON:
            raise Failure("InvalidRequest", "The request is too large.", http_status=413)
        return frames.parse_json(self.request.body)

    def choice(self, value: object) -> Choice:
        """The backend of a request, within the limits of the server's configuration."""
        choice = parse_choice(value)
        allowed = self.services.allowed_regions
        if choice.kind == "aws" and choice.region and allowed and choice.region not in allowed:
            raise Failure(
                "OperationNotAllowed",
                f"This server allows only these Regions: {', '.join(sorted(allowed))}.",
                action="choose-region",
            )
        return choice


class AwsHandler(PilothouseHandler):
    """The seam: one AWS call."""

    async def _post(self) -> None:
        service, operation, output = await self._called(streamed=False)
        await self._send(output, service, operation)

    async def _called(self, *, streamed: bool) -> tuple[str, str, dict[str, Any]]:
        """Check the request and make its call; its output may hold what is not read yet."""
        body = self.request.body
        if len(body) > self.services.max_body:
            raise Failure(
                "InvalidRequest",
                f"The request is larger than {self.services.max_body // 1024**2} MiB. Upload it "
                "in parts.",
                http_status=413,
            )
        framed = self.request.headers.get("Content-Type", "").startswith(frames.CONTENT_TYPE)
        request = frames.decode(body) if framed else frames.parse_json(body)
        service, operation = request.get("service"), request.get("operation")
        effect = effect_of(service, operation)
        assert isinstance(service, str)
        assert isinstance(operation, str)
        if (operation in _STREAMED) != streamed:
            raise Failure(
                "InvalidRequest",
                f"{operation} {'does not answer' if streamed else 'answers'} in parts.",
            )
        given = request.get("input")
        if not isinstance(given, dict) or not all(key.isidentifier() for key in given):
            raise Failure("InvalidRequest", "The input is not an object of named members.")
        choice = await self._within_limits(self.choice(request.get("backend")), effect)
        self._track_activity = effect != "read"
        output = await self.blocking(
            lambda: self.services.caller.call(choice, service, operation, given, effect)
        )
        return service, operation, output

    async def _within_limits(self, choice: Choice, effect: str) -> Choice:
        if self.services.read_only and effect != "read":
            raise Failure(
                "OperationNotAllowed",
                "This Jupyter server is configured for reading only (PilothouseApp.read_only).",
            )
        if choice.role and effect != "read":
            raise Failure(
                "OperationNotAllowed",
                "With another role, Pilothouse only reads. Changes are made with your own.",
            )
        if choice.kind == "aws" and choice.region is None and self.services.allowed_regions:
            state = await self.blocking(lambda: self.services.environment.state(choice))
            named = {**state["choice"], "region": state["region"], "role": choice.role}
            return self.choice(named)
        return choice

    async def _send(self, output: dict[str, Any], service: str, operation: str) -> None:
        found: list[Any] = []

        def add(item: Any) -> dict[str, int]:
            found.append(item)
            return {"$part": len(found) - 1}

        plain = frames.plain(output, add)
        if not found:
            self.send_json({"output": plain})
            return
        parts = [await self._sized(item) for item in found]
        lengths = [len(part) if isinstance(part, bytes) else part.byte_length for part in parts]
        head = frames.head({"output": plain}, lengths)
        self.set_header("Content-Type", frames.CONTENT_TYPE)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Length", str(len(head) + sum(lengths)))
        self.write(head)
        for part in parts:
            await self._write_part(part, service, operation)
        self.finish(set_content_type=frames.CONTENT_TYPE)

    async def _sized(self, item: Any) -> Any:
        """The item as bytes, or a stream whose length is known."""
        if not hasattr(item, "read"):
            return bytes(item)
        if getattr(item, "byte_length", None) is None:
            data: bytes = await self.blocking(item.read)
            return data
        return item

    async def _write_part(self, part: Any, service: str, operation: str) -> None:
        if isinstance(part, bytes):
            self.write(part)
            return
        try:
            while chunk := await self.blocking(lambda: part.read(_CHUNK)):
                self.write(chunk)
                await self.flush()
        except iostream.StreamClosedError:
            raise
        except Exception as error:
            # The length is promised: a connection that ends early is how the page learns of it.
            self.log.warning("%s", from_boto(error, service, operation))
            connection: Any = self.request.connection
            connection.stream.close()
            raise iostream.StreamClosedError(error) from error
        finally:
            part.close()


class StreamHandler(AwsHandler):
    """The seam: one AWS call whose answer comes in parts; see ``frames.message``."""

    async def _post(self) -> None:
        service, operation, output = await self._called(streamed=True)
        events = output.pop("Body")
        self.set_header("Content-Type", frames.STREAM_TYPE)
        self.set_header("Cache-Control", "no-store")
        # Proxies must not wait for the end.
        self.set_header("X-Accel-Buffering", "no")
        try:
            await self._say("head", {"output": frames.plain(output, lambda _: {"$part": -1})})
            following = iter(events)
            while event := await self.blocking(lambda: next(following, None)):
                self.write(frames.message("part", event.get("PayloadPart", {}).get("Bytes", b"")))
                await self.flush()
            await self._say("end", {})
        except iostream.StreamClosedError:
            raise
        except Exception as error:
            failure = error if isinstance(error, Failure) else from_boto(error, service, operation)
            await self._say("error", failure.data)
        finally:
            # A thread may still wait for the next part: closing must not wait for that here.
            self.services.executor.submit(events.close)
        self.finish(set_content_type=frames.STREAM_TYPE)

    async def _say(self, kind: str, value: dict[str, Any]) -> None:
        self.write(frames.message(kind, json.dumps(value, separators=(",", ":")).encode()))
        await self.flush()


class EnvironmentHandler(PilothouseHandler):
    """What is known about a backend."""

    async def _post(self) -> None:
        given = self.json_request().get("backend")
        environment = self.services.environment
        if given is None:
            choice = await self.blocking(environment.default_choice)
        else:
            choice = self.choice(given)
        self.send_json(await self.blocking(lambda: environment.state(choice)))


class EngineHandler(PilothouseHandler):
    """Starts, installs or describes the local engine."""

    async def _post(self) -> None:
        request = self.json_request()
        action = request.get("action")
        if action in ("storage", "clean"):
            await self._storage(request if action == "clean" else None)
            return
        if action == "start":
            await self.blocking(self.services.engine.start)
        elif action == "install":
            if not self.services.allow_install:
                raise Failure(
                    "OperationNotAllowed",
                    "This Jupyter server does not allow installing the engine from the page. Ask "
                    "whoever runs it to install `pilothouse-engine`.",
                )
            self._track_activity = True
            await self.services.engine.install()
        elif action != "status":
            raise Failure(
                "InvalidRequest", "The action must be start, status, install, storage or clean."
            )
        environment = self.services.environment
        self.send_json(await self.blocking(lambda: environment.state(Choice("local"))))

    async def _storage(self, clean: dict[str, Any] | None) -> None:
        """What the engine keeps on this machine, after cleaning if that is asked for."""
        if clean is not None and self.services.read_only:
            raise Failure(
                "OperationNotAllowed",
                "This Jupyter server is configured for reading only (PilothouseApp.read_only).",
            )
        arguments = [] if clean is None else clean_arguments(clean)
        self.send_json(await self.blocking(lambda: self.services.engine.disk(arguments)))


class FilesHandler(PilothouseHandler):
    """Sizes and ranges of workspace files."""

    async def _post(self) -> None:
        request = self.json_request()
        manager = self.contents_manager
        root = getattr(manager, "root_dir", None)
        if not isinstance(root, str) or not root:
            raise Failure(
                "FilesUnavailable",
                "This Jupyter server keeps its files outside the file system. Copy the data to "
                "S3 and start from there.",
            )
        path = request.get("path")
        file = workspace.resolve(root, path, bool(getattr(manager, "allow_hidden", False)))
        action, start, end = request.get("action"), request.get("start"), request.get("end")
        if action == "stat":
            self.send_json(await self.blocking(lambda: workspace.stat(file, str(path))))
        elif action == "read":
            data = await self.blocking(lambda: workspace.read(file, str(path), start, end))
            self.set_header("Cache-Control", "no-store")
            self.finish(data, set_content_type="application/octet-stream")
        else:
            raise Failure("InvalidRequest", "The action must be stat or read.")


ROUTES: dict[str, type[PilothouseHandler]] = {
    "aws": AwsHandler,
    "stream": StreamHandler,
    "environment": EnvironmentHandler,
    "engine": EngineHandler,
    "files": FilesHandler,
}
