"""One request and its answer, independent of the HTTP server."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ..auth import SignedRequest, Verifier, is_bearer, parse_signature
from ..errors import ServiceError

if TYPE_CHECKING:
    from ..engine import Engine


@dataclass(frozen=True)
class Head:
    """A request without its body. Header names are lower-case; the path is as on the wire."""

    method: str
    uri: str
    headers: Mapping[str, list[str]]
    request_id: str

    @property
    def path(self) -> str:
        return self.uri.partition("?")[0]

    @property
    def query(self) -> str:
        return self.uri.partition("?")[2]

    def header(self, name: str) -> str | None:
        values = self.headers.get(name)
        return ",".join(values) if values else None

    @property
    def signed(self) -> SignedRequest | None:
        return parse_signature(self.header("authorization") or "")


@dataclass(frozen=True)
class EventStream:
    """A body that is sent while it is being made; ``events`` must be closed when it is not read
    to its end."""

    events: AsyncGenerator[bytes, None]


@dataclass(frozen=True)
class Response:
    """An answer; ``body`` may be a :class:`pilothouse_engine.s3.handlers.FileBody` or an
    :class:`EventStream`."""

    status: int
    headers: Mapping[str, str]
    body: Any = b""


class Exchange(Protocol):
    """Speaks one protocol for one request: ``start``, ``write`` for each piece of the body,
    then ``finish``. Every method may raise :class:`ServiceError`, which ``error`` words."""

    operation: str

    def start(self) -> None: ...

    def write(self, data: bytes) -> None: ...

    async def finish(self) -> Response: ...

    def error(self, error: ServiceError) -> Response: ...

    def close(self) -> None:
        """Release what the request holds; called once, whatever happened."""


@dataclass
class Body:
    """A body collected in memory, up to a limit, with its hash."""

    limit: int
    too_large: ServiceError
    data: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> None:
        if len(self.data) + len(data) > self.limit:
            raise self.too_large
        self.data += data

    def bytes(self) -> bytes:
        return bytes(self.data)

    def sha256_hex(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def authenticate_whole(engine: Engine, head: Head, body: bytes) -> None:
    """Check a request whose body is known. Raises S3's error codes."""
    authorization = head.header("authorization")
    signed = head.signed
    if signed is None:
        if authorization and is_bearer(authorization, engine.credentials):
            return
        raise unauthenticated()
    digest = hashlib.sha256(body).hexdigest()
    claimed = head.header("x-amz-content-sha256")
    if claimed is not None and claimed != digest:
        raise ServiceError(
            "SignatureDoesNotMatch", "The body does not match its x-amz-content-sha256.", 403
        )
    Verifier(engine.credentials).verify(signed, head.method, head.uri, head.headers, digest)


def unauthenticated() -> ServiceError:
    return ServiceError(
        "AccessDenied",
        "The request is not authenticated. Sign it with the profile pilothouse-local of the "
        "engine's credentials file.",
        403,
    )
