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
from . import event_stream, json_body, rest
from .exchange import Body, EventStream, Head, Response, authenticate_whole

if TYPE_CHECKING:
    from ..engine import Engine

_MAX_JSON_BYTES = 4 * 1024 * 1024
_AUTH_CODES = {
    "InvalidAccessKeyId": "UnrecognizedClientException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "RequestTimeTooSkewed": "InvalidSignatureException",
    "AccessDenied": "MissingAuthenticationTokenException",
}
_RUNTIME_PATH = re.compile(r"/endpoints/([^/]+)/([a-z-]+)")
_RUNTIME_OPERATIONS = {
    "invocations": "InvokeEndpoint",
    "invocations-response-stream": "InvokeEndpointWithResponseStream",
    "async-invocations": "InvokeEndpointAsync",
}
_INVALID = {"sagemaker": "ValidationException", "logs": "InvalidParameterException"}
"""The services that speak AWS JSON 1.1, and how each calls input that is not valid."""


class JsonExchange:
    """AWS JSON 1.1: the operation stands in ``X-Amz-Target``, input and output are JSON."""

    content_type = "application/x-amz-json-1.1"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._body = Body(
            _MAX_JSON_BYTES,
            ServiceError("RequestEntityTooLargeException", "The request body is too large", 413),
        )
        prefix, _, operation = (head.header("x-amz-target") or "").rpartition(".")
        self._known = [
            name for name in _INVALID if service_model(name).metadata["targetPrefix"] == prefix
        ]
        self.service = self._known[0] if self._known else "sagemaker"
        self._asked = operation[:100]
        # What is logged is never the client's own text: it may hold anything, even a secret.
        known = self._known and find_operation(self.service, operation)
        self.operation = operation if known else "(unknown)"

    def start(self) -> None:
        """Nothing is known to be right before the body is there: it is signed too."""

    def write(self, data: bytes) -> None:
        self._body.write(data)

    async def finish(self) -> Response:
        body = self._body.bytes()
        authenticate_whole(self._engine, self._head, body)
        model = self._model()
        params = json_body.decode(model.input_shape, body)
        validation.check(model.input_shape, params, _INVALID[self.service])
        result = await self._engine.call(self.service, model.name, params)
        return Response(
            200, {"Content-Type": self.content_type}, json_body.encode(model.output_shape, result)
        )

    def error(self, error: ServiceError) -> Response:
        return _error(self.service, self.content_type, error)

    def close(self) -> None:
        """Nothing is held."""

    def _model(self) -> OperationModel:
        model = find_operation(self.service, self.operation)
        if self._head.method != "POST" or not self._known or model is None:
            raise ServiceError(
                "UnknownOperationException", f"Unknown operation {self._asked or '(none)'}"
            )
        if not self._engine.provides(self.service, model.name):
            raise ServiceError(
                "UnknownOperationException",
                f"The local engine does not provide {model.name}. The AWS backend does.",
            )
        return model


class RestJsonExchange:
    """SageMaker Runtime: invocations, their bodies passed through."""

    service = "sagemaker-runtime"
    content_type = "application/json"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._match = _RUNTIME_PATH.fullmatch(head.path)
        kind = self._match[2] if self._match else ""
        self.operation = _RUNTIME_OPERATIONS.get(kind, "(unknown)")
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
                f"The local engine provides {', '.join(_RUNTIME_OPERATIONS.values())} of this "
                "service only.",
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
        # Only an asynchronous call may come without a body.
        if body or "Body" in model.input_shape.required_members:
            params["Body"] = body
        validation.check(model.input_shape, params, "ValidationError")
        result = await self._engine.call(self.service, model.name, params)
        answered = rest.encode_headers(model.output_shape, result)
        status = model.http.get("responseCode", 200)
        if "Body" not in result:
            answered["Content-Type"] = self.content_type
            members = {name: result[name] for name in result if name in _body_members(model)}
            return Response(status, answered, json.dumps(members).encode())
        if isinstance(result["Body"], EventStream):
            answered["Content-Type"] = event_stream.CONTENT_TYPE
        return Response(status, answered, result["Body"])

    def error(self, error: ServiceError) -> Response:
        return _error(self.service, self.content_type, error)

    def close(self) -> None:
        """Nothing is held."""


def _body_members(model: OperationModel) -> set[str]:
    members = model.output_shape.members.items()
    return {name for name, member in members if "location" not in member.serialization}


def _error(service: str, content_type: str, error: ServiceError) -> Response:
    code = _AUTH_CODES.get(error.code, error.code)
    members: dict[str, Any] = {"__type": code, "message": error.message}
    for shape in service_model(service).error_shapes:
        if shape.name == code and "Message" in shape.members:
            members = {"__type": code, "Message": error.message, **error.fields}
    headers = {"Content-Type": content_type, "x-amzn-ErrorType": code}
    return Response(error.status, headers, json.dumps(members).encode())
