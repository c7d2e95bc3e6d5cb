"""The two JSON protocols: ``json`` 1.1 (SageMaker) and ``rest-json`` (SageMaker Runtime)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from botocore.model import OperationModel

from .. import validation
from ..config import MAX_INVOCATION_BYTES
from ..errors import ServiceError
from ..models import find_operation, service_model
from . import json_body, rest
from .exchange import Body, Head, Response, authenticate_whole

if TYPE_CHECKING:
    from ..engine import Engine

_MAX_JSON_BYTES = 4 * 1024 * 1024
_AUTH_CODES = {
    "InvalidAccessKeyId": "UnrecognizedClientException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "RequestTimeTooSkewed": "InvalidSignatureException",
    "AccessDenied": "MissingAuthenticationTokenException",
}
_INVOCATIONS = re.compile(r"/endpoints/([^/]+)/invocations")


class JsonExchange:
    """AWS JSON 1.1: the operation stands in ``X-Amz-Target``, input and output are JSON."""

    service = "sagemaker"
    content_type = "application/x-amz-json-1.1"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._body = Body(
            _MAX_JSON_BYTES,
            ServiceError("RequestEntityTooLargeException", "The request body is too large", 413),
        )
        self.operation = (head.header("x-amz-target") or "").rpartition(".")[2][:100]

    def start(self) -> None:
        """Nothing is known to be right before the body is there: it is signed too."""

    def write(self, data: bytes) -> None:
        self._body.write(data)

    async def finish(self) -> Response:
        body = self._body.bytes()
        authenticate_whole(self._engine, self._head, body)
        model = self._model()
        params = json_body.decode(model.input_shape, body)
        validation.check(model.input_shape, params, "ValidationException")
        result = await self._engine.call(self.service, model.name, params)
        return Response(
            200, {"Content-Type": self.content_type}, json_body.encode(model.output_shape, result)
        )

    def error(self, error: ServiceError) -> Response:
        return _error(self.service, self.content_type, error)

    def close(self) -> None:
        """Nothing is held."""

    def _model(self) -> OperationModel:
        prefix = service_model(self.service).metadata["targetPrefix"]
        target = self._head.header("x-amz-target") or ""
        model = find_operation(self.service, self.operation)
        if self._head.method != "POST" or target.rpartition(".")[0] != prefix or model is None:
            raise ServiceError(
                "UnknownOperationException", f"Unknown operation {self.operation or '(none)'}"
            )
        if not self._engine.provides(self.service, model.name):
            raise ServiceError(
                "UnknownOperationException",
                f"The local engine does not provide {model.name}. The AWS backend does.",
            )
        return model


class RestJsonExchange:
    """SageMaker Runtime: ``InvokeEndpoint`` with its body passed through."""

    service = "sagemaker-runtime"
    content_type = "application/json"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._match = _INVOCATIONS.fullmatch(head.path)
        self.operation = "InvokeEndpoint" if self._match else "(unknown)"
        self._body = Body(
            MAX_INVOCATION_BYTES,
            ServiceError(
                "ValidationError",
                f"The request body is larger than {MAX_INVOCATION_BYTES} bytes. Send fewer "
                "records per request.",
            ),
        )

    def start(self) -> None:
        """The body is signed too."""

    def write(self, data: bytes) -> None:
        self._body.write(data)

    async def finish(self) -> Response:
        body = self._body.bytes()
        authenticate_whole(self._engine, self._head, body)
        model = find_operation(self.service, self.operation)
        if self._match is None or self._head.method != "POST" or model is None:
            raise ServiceError(
                "UnknownOperationException",
                "The local engine provides InvokeEndpoint of this service only.",
                404,
            )
        headers = {name: ",".join(values) for name, values in self._head.headers.items()}
        params = rest.decode(
            model,
            {"EndpointName": unquote(self._match[1])},
            {},
            rest.Headers(headers),
            "ValidationError",
        )
        params["Body"] = body
        validation.check(model.input_shape, params, "ValidationError")
        result = await self._engine.call(self.service, model.name, params)
        return Response(200, rest.encode_headers(model.output_shape, result), result["Body"])

    def error(self, error: ServiceError) -> Response:
        return _error(self.service, self.content_type, error)

    def close(self) -> None:
        """Nothing is held."""


def _error(service: str, content_type: str, error: ServiceError) -> Response:
    code = _AUTH_CODES.get(error.code, error.code)
    members: dict[str, Any] = {"__type": code, "message": error.message}
    for shape in service_model(service).error_shapes:
        if shape.name == code and "Message" in shape.members:
            members = {"__type": code, "Message": error.message, **error.fields}
    headers = {"Content-Type": content_type, "x-amzn-ErrorType": code}
    return Response(error.status, headers, json.dumps(members).encode())
