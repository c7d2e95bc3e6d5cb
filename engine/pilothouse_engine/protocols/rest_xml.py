"""The ``rest-xml`` protocol (S3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from botocore.model import OperationModel, StructureShape

from .. import validation
from ..auth import UNSIGNED, SigningChain, Verifier, is_bearer
from ..errors import ServiceError
from ..models import find_operation
from ..s3.chunked import ChunkedDecoder
from ..s3.files import Draft
from ..s3.routes import find
from . import rest, xml_body
from .exchange import Body, Head, Response, unauthenticated

if TYPE_CHECKING:
    from ..engine import Engine

_STREAMING = "STREAMING-"
_MAX_KEY_BYTES = 1024
_ROOTS = {
    "ListBuckets": "ListAllMyBucketsResult",
    "ListObjectsV2": "ListBucketResult",
    "CreateMultipartUpload": "InitiateMultipartUploadResult",
    "CompleteMultipartUpload": "CompleteMultipartUploadResult",
    "ListParts": "ListPartsResult",
}
_NO_BODY = frozenset({204, 304})


class RestXmlExchange:
    """One S3 request, path-style or with the bucket before ``.localhost``."""

    service = "s3"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self.operation = "(unknown)"
        self._params: dict[str, Any] = {}
        self._model: OperationModel | None = None
        self._decoder: ChunkedDecoder | None = None
        self._draft: Draft | None = None
        self._body = Body(4 * 1024 * 1024, ServiceError("EntityTooLarge", "The XML is too large"))
        self._claimed = head.header("x-amz-content-sha256") or UNSIGNED

    def start(self) -> None:
        chain = self._authenticate()
        bucket, key = self._address()
        query = rest.parse_query(self._head.query)
        headers = {name: ",".join(values) for name, values in self._head.headers.items()}
        self.operation = find(self._head.method, bucket, key, query, headers)
        model = find_operation(self.service, self.operation)
        if model is None or not self._engine.provides(self.service, self.operation):
            raise ServiceError(
                "NotImplemented",
                f"The local engine does not provide {self.operation} of Amazon S3.",
                501,
            )
        self._model = model
        path = {"Bucket": bucket, "Key": key}
        self._params = rest.decode(model, path, query, rest.Headers(headers), "InvalidArgument")
        if self._claimed.startswith(_STREAMING):
            self._decoder = ChunkedDecoder(
                chain if "HMAC-SHA256" in self._claimed else None,
                self._claimed.endswith("-TRAILER"),
            )
        if self._payload_is_blob():
            self._draft = self._engine.objects.files.draft()
            if "x-amz-checksum-sha1" in (*headers, headers.get("x-amz-trailer")):
                self._draft.want_sha1()

    def write(self, data: bytes) -> None:
        sink = self._draft or self._body
        if self._decoder is None:
            sink.write(data)
            return
        for piece in self._decoder.feed(data):
            sink.write(piece)

    async def finish(self) -> Response:
        model = self._model
        assert model is not None
        if self._decoder is not None:
            self._decoder.close()
            self._take_trailers(model, self._decoder.trailers)
        self._read_body(model)
        validation.check(model.input_shape, self._params, "InvalidArgument")
        result = await self._engine.call(self.service, model.name, self._params)
        return self._respond(model, result)

    def error(self, error: ServiceError) -> Response:
        headers = {"Content-Type": "application/xml", **self._ids()}
        if self._head.method == "HEAD" or error.status in _NO_BODY:
            return Response(error.status, self._ids())
        fields = {k: v for k, v in error.fields.items() if v is not None}
        body = xml_body.error(error.code, error.message, self._head.request_id, fields)
        return Response(error.status, headers, body)

    def close(self) -> None:
        if self._draft is not None:
            self._draft.discard()

    def _authenticate(self) -> SigningChain | None:
        signed = self._head.signed
        authorization = self._head.header("authorization") or ""
        if signed is None:
            if is_bearer(authorization, self._engine.credentials):
                return None
            raise unauthenticated()
        if self._head.header("x-amz-content-sha256") is None:
            raise ServiceError(
                "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"
            )
        return Verifier(self._engine.credentials).verify(
            signed, self._head.method, self._head.uri, self._head.headers, self._claimed
        )

    def _address(self) -> tuple[str, str]:
        try:
            path = unquote_to_bytes(self._head.path).decode("utf-8")
        except UnicodeDecodeError:
            raise ServiceError("InvalidURI", "Couldn't parse the specified URI.") from None
        host = (self._head.header("host") or "").partition(":")[0]
        if host.endswith(".localhost"):
            bucket, key = host.removesuffix(".localhost"), path[1:]
        else:
            bucket, _, key = path[1:].partition("/")
        if len(key.encode()) > _MAX_KEY_BYTES:
            raise ServiceError("KeyTooLongError", "Your key is too long", 400)
        return bucket, key

    def _payload_is_blob(self) -> bool:
        member = rest.payload_member(self._model.input_shape) if self._model else None
        return member is not None and member[1].type_name == "blob"

    def _take_trailers(self, model: OperationModel, trailers: dict[str, str]) -> None:
        found = rest.decode(model, {}, {}, rest.Headers(trailers), "InvalidArgument")
        for name, value in found.items():
            self._params.setdefault(name, value)

    def _read_body(self, model: OperationModel) -> None:
        signed_hash = None if self._claimed.startswith(_STREAMING) else self._claimed
        if signed_hash not in (None, UNSIGNED):
            actual = self._draft.sha256_hex if self._draft else self._body.sha256_hex()
            if actual != signed_hash:
                raise ServiceError(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.",
                )
        if self._draft is not None:
            self._params["Body"] = self._draft
            return
        member = rest.payload_member(model.input_shape)
        body = self._body.bytes()
        if member and body and isinstance(member[1], StructureShape):
            self._params[member[0]] = xml_body.decode(member[1], body)

    def _respond(self, model: OperationModel, result: dict[str, Any]) -> Response:
        shape = model.output_shape
        headers = {**self._ids(), **rest.encode_headers(shape, result)}
        status = int(model.http.get("responseCode", 200))
        if "Content-Range" in headers:
            status = 206
        payload = rest.payload_member(shape)
        namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
        if payload is not None:
            name, member = payload
            if member.type_name == "blob":
                return Response(status, headers, result["Body"])
            root = member.serialization.get("name", name)
            text = xml_body.encode(root, member, result[name], namespace)
        elif model.name in _ROOTS and shape is not None:
            text = xml_body.encode(_ROOTS[model.name], shape, result, namespace)
        else:
            return Response(status, headers)
        headers["Content-Type"] = "application/xml"
        declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return Response(status, headers, (declaration + text).encode())

    def _ids(self) -> dict[str, str]:
        request_id = self._head.request_id
        return {"x-amz-request-id": request_id, "x-amz-id-2": request_id}
