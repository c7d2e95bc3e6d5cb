"""The ``query`` protocol (STS): form-encoded requests, XML answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from ..errors import ServiceError
from ..models import find_operation, service_model
from . import xml_body
from .exchange import Body, Head, Response, authenticate_whole

if TYPE_CHECKING:
    from ..engine import Engine

_AUTH_CODES = {
    "InvalidAccessKeyId": "InvalidClientTokenId",
    "RequestTimeTooSkewed": "SignatureDoesNotMatch",
    "AccessDenied": "MissingAuthenticationToken",
}


class QueryExchange:
    """One STS request. None of the operations provided has input members."""

    service = "sts"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._body = Body(
            64 * 1024, ServiceError("RequestEntityTooLarge", "The request body is too large", 413)
        )
        self.operation = "(unknown)"
        self._namespace = str(service_model(self.service).metadata["xmlNamespace"])

    def start(self) -> None:
        """The body is signed too."""

    def write(self, data: bytes) -> None:
        self._body.write(data)

    async def finish(self) -> Response:
        body = self._body.bytes()
        authenticate_whole(self._engine, self._head, body)
        pairs = dict(parse_qsl(body.decode("utf-8", "replace") or self._head.query))
        name = pairs.get("Action", "")
        model = find_operation(self.service, name)
        if model is None or not self._engine.provides(self.service, name):
            raise ServiceError(
                "InvalidAction",
                f"Could not find operation {name[:100]}. The local engine provides "
                "GetCallerIdentity only.",
            )
        self.operation = name
        result = await self._engine.call(self.service, name, {})
        shape = model.output_shape
        inner = xml_body.encode(f"{name}Result", shape, result) if shape else ""
        meta = f"<ResponseMetadata><RequestId>{self._head.request_id}</RequestId>"
        text = (
            f'<{name}Response xmlns="{self._namespace}">{inner}{meta}</ResponseMetadata>'
            f"</{name}Response>"
        )
        return Response(200, {"Content-Type": "text/xml"}, text.encode())

    def error(self, error: ServiceError) -> Response:
        code = _AUTH_CODES.get(error.code, error.code)
        kind = "Receiver" if error.status >= 500 else "Sender"
        text = (
            f'<ErrorResponse xmlns="{self._namespace}"><Error><Type>{kind}</Type>'
            f"<Code>{escape(code)}</Code><Message>{escape(error.message)}</Message></Error>"
            f"<RequestId>{self._head.request_id}</RequestId></ErrorResponse>"
        )
        return Response(error.status, {"Content-Type": "text/xml"}, text.encode())

    def close(self) -> None:
        """Nothing is held."""
