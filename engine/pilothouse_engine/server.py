"""The HTTP server: loopback only, every request authenticated except the health check."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import logging
import os
import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, format_timestamp
from tornado.iostream import StreamClosedError
from tornado.web import Application, RequestHandler, stream_request_body

from . import __version__
from .auth import parse_signature
from .errors import ServiceError, disk_full, is_disk_full
from .protocols.aws_json import JsonExchange, RestJsonExchange
from .protocols.aws_query import QueryExchange
from .protocols.exchange import EventStream, Exchange, Head, Response
from .protocols.rest_xml import RestXmlExchange
from .protocols.storage_route import DISK_PATH, StorageExchange
from .s3.handlers import FileBody

if TYPE_CHECKING:
    from .engine import Engine

HEALTH_PATH = "/_pilothouse/health"
_MAX_BODY_BYTES = 64 * 1024**3
_BLOCK = 1024 * 1024

_log = logging.getLogger(__name__)


def make_server(engine: Engine) -> HTTPServer:
    """The server, not listening yet."""
    application = Application(
        [(r".*", Handler, {"engine": engine})], log_function=lambda handler: None
    )
    return HTTPServer(
        application,
        max_body_size=_MAX_BODY_BYTES,
        max_header_size=64 * 1024,
        chunk_size=256 * 1024,
        xheaders=False,
    )


class _LowerCase(HTTPHeaders):
    """Writes names in lower case as S3 does: clients make metadata keys from them."""

    def get_all(self) -> Iterator[tuple[str, str]]:
        return ((name.lower(), value) for name, value in super().get_all())


@stream_request_body
class Handler(RequestHandler):
    """Moves bytes between tornado and an :class:`Exchange`."""

    def initialize(self, engine: Engine) -> None:
        self._engine = engine
        self._started = time.perf_counter()
        self._request_id = str(uuid.uuid4())
        self._exchange: Exchange | None = None
        self._failure: ServiceError | None = None
        self._quiet = False
        self._answering = False

    def set_default_headers(self) -> None:
        # Neither tornado's name nor a content type that the answer does not set.
        self._headers = _LowerCase()
        self.set_header("Date", format_timestamp(time.time()))

    def compute_etag(self) -> None:
        """ETags are S3's own."""

    def check_xsrf_cookie(self) -> None:
        """There are no cookies."""

    async def prepare(self) -> None:
        headers: dict[str, list[str]] = {}
        for name, value in self.request.headers.get_all():
            headers.setdefault(name.lower(), []).append(value)
        head = Head(self.request.method or "", self.request.uri or "/", headers, self._request_id)
        if head.path == HEALTH_PATH:
            self._quiet = True
        self._exchange = _exchange(self._engine, head)
        # A failure is answered when the body has been read: a client that still writes would
        # otherwise see a broken connection instead of the answer.
        self._guard(lambda exchange: _refuse_foreign(head))
        if not self._quiet:
            self._guard(lambda exchange: exchange.start())

    def data_received(self, chunk: bytes) -> None:
        self._guard(lambda exchange: exchange.write(chunk))

    async def _run(self) -> None:
        exchange = self._exchange
        assert exchange is not None
        self._answering = True
        try:
            if self._quiet and self._failure is None:
                response = self._health()
            else:
                response = await self._answer(exchange)
        finally:
            # Before the answer: who reads a refusal may rely on nothing being left behind.
            exchange.close()
        await self._send(response)

    get = head = post = put = delete = patch = options = _run

    async def _answer(self, exchange: Exchange) -> Response:
        if self._failure is None:
            try:
                return await exchange.finish()
            except Exception as error:
                self._failure = self._translate(error)
        return exchange.error(self._failure)

    def _guard(self, step: Any) -> None:
        if self._failure is not None:
            return
        try:
            step(self._exchange)
        except Exception as error:
            self._failure = self._translate(error)

    def _translate(self, error: Exception) -> ServiceError:
        if isinstance(error, ServiceError):
            return error
        if is_disk_full(error):
            return disk_full(self._engine.settings.data_dir)
        _log.error("request %s failed", self._request_id, exc_info=error)
        return ServiceError(
            "InternalFailure",
            "The engine met an unexpected error; its log has the details "
            f"(request {self._request_id}).",
            500,
        )

    def _health(self) -> Response:
        document = {"service": "pilothouse-engine", "version": __version__, "pid": os.getpid()}
        headers = {"Content-Type": "application/json"}
        return Response(200, headers, json.dumps(document).encode())

    async def _send(self, response: Response) -> None:
        self.set_status(response.status)
        self.set_header("x-amzn-RequestId", self._request_id)
        for name, value in response.headers.items():
            self.set_header(name, value)
        body = response.body
        if isinstance(body, EventStream):
            await self._send_events(body)
            return
        if not isinstance(body, FileBody):
            if body and self.request.method != "HEAD":
                self.write(body)
            # Who has gone needs no answer.
            with contextlib.suppress(StreamClosedError):
                await self.finish()
            return
        with body.file:
            self.set_header("Content-Length", str(body.end - body.start))
            body.file.seek(body.start)
            left = body.end - body.start
            try:
                while left:
                    block = body.file.read(min(left, _BLOCK))
                    if not block:
                        # The promised length cannot be kept: break off rather than lie.
                        _log.error("an object's file is shorter than its row says")
                        self.detach().close()
                        return
                    left -= len(block)
                    self.write(block)
                    await self.flush()
                await self.finish()
            except StreamClosedError:
                return

    async def _send_events(self, body: EventStream) -> None:
        try:
            async for event in body.events:
                self.write(event)
                await self.flush()
            await self.finish()
        except StreamClosedError:
            return
        finally:
            await body.events.aclose()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        # Only tornado's own refusals come here, e.g. of an unknown HTTP method.
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"__type": "BadRequest", "message": f"HTTP {status_code}"}))

    def on_connection_close(self) -> None:
        # What came whole is carried out; its own end closes it.
        if self._exchange is not None and not self._answering:
            self._exchange.close()

    def on_finish(self) -> None:
        if self._quiet or self._exchange is None:
            return
        # The query may hold anything, so it stays out of the log.
        _log.info(
            "%s %s %d %.1f ms %s",
            type(self._exchange).__name__.removesuffix("Exchange"),
            self._exchange.operation,
            self.get_status(),
            (time.perf_counter() - self._started) * 1000,
            self._request_id,
        )


def _exchange(engine: Engine, head: Head) -> Exchange:
    """Which service is meant: by the signature's scope, else by the request's form."""
    if head.path == DISK_PATH:
        return StorageExchange(engine, head)
    signed = parse_signature(head.header("authorization") or "")
    service = signed.service if signed else None
    if head.header("x-amz-target"):
        return JsonExchange(engine, head)
    form = (head.header("content-type") or "").startswith("application/x-www-form-urlencoded")
    if service == "sts" or (service is None and form and head.path == "/"):
        return QueryExchange(engine, head)
    if service == "sagemaker" or (
        service is None and head.method == "POST" and head.path.startswith("/endpoints/")
    ):
        return RestJsonExchange(engine, head)
    if service in (None, "s3"):
        return RestXmlExchange(engine, head)
    return JsonExchange(engine, head)


def _refuse_foreign(head: Head) -> None:
    """Keep web pages out: foreign host names (DNS rebinding) and browsers' requests."""
    host = head.header("host") or ""
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    if not _is_loopback(name.strip("[]").lower()):
        raise ServiceError("AccessDenied", "The engine answers to loopback host names only.", 403)
    if head.header("origin") or head.header("sec-fetch-site") not in (None, "none"):
        raise ServiceError("AccessDenied", "The engine does not answer web pages.", 403)


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
