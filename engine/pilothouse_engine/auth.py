"""Who is calling: AWS Signature Version 4 or a bearer secret."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials as SigningKey

from .errors import ServiceError

MAX_SKEW_SECONDS = 900
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
UNSIGNED = "UNSIGNED-PAYLOAD"

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)/(\d{8})/([^/,\s]*)/([^/,\s]+)/aws4_request,"
    r"\s*SignedHeaders=([a-z0-9;_.-]+),\s*Signature=([0-9a-f]{64})\s*"
)


@dataclass(frozen=True)
class Credentials:
    """The key pair of a data directory."""

    access_key: str
    secret_key: str

    @staticmethod
    def generate() -> Credentials:
        # The shape of real keys, so that tools which check it are content.
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        access = "".join(secrets.choice(alphabet) for _ in range(16))
        return Credentials(f"AKIA{access}", secrets.token_urlsafe(30))


@dataclass(frozen=True)
class SignedRequest:
    """A parsed SigV4 ``Authorization`` header."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: frozenset[str]
    signature: str


def parse_signature(authorization: str) -> SignedRequest | None:
    """The SigV4 header's parts, or ``None`` if it is another scheme or malformed."""
    match = _AUTHORIZATION.fullmatch(authorization)
    if match is None:
        return None
    access_key, date, region, service, headers, signature = match.groups()
    return SignedRequest(
        access_key, date, region, service, frozenset(headers.split(";")), signature
    )


def is_bearer(authorization: str, credentials: Credentials) -> bool:
    """True if the header carries the secret."""
    scheme, _, token = authorization.partition(" ")
    expected = credentials.secret_key.encode()
    return scheme.lower() == "bearer" and hmac.compare_digest(
        token.strip().encode("utf-8", "replace"), expected
    )


class SigningChain:
    """Signatures of the chunks of an ``aws-chunked`` body; each builds on the one before."""

    def __init__(self, signer: Any, request: Any, seed: str) -> None:
        self._signer = signer
        self._request = request
        self._previous = seed

    def check(self, chunk_sha256: str, signature: str) -> bool:
        """Verify the next chunk by its hash."""
        return self._step("AWS4-HMAC-SHA256-PAYLOAD", f"{EMPTY_SHA256}\n{chunk_sha256}", signature)

    def check_trailer(self, trailer: bytes, signature: str) -> bool:
        """Verify the trailing headers, written ``name:value\\n`` each."""
        digest = hashlib.sha256(trailer).hexdigest()
        return self._step("AWS4-HMAC-SHA256-TRAILER", digest, signature)

    def _step(self, algorithm: str, rest: str, signature: str) -> bool:
        request = self._request
        text = "\n".join(
            (
                algorithm,
                request.context["timestamp"],
                self._signer.credential_scope(request),
                self._previous,
                rest,
            )
        )
        expected: str = self._signer.signature(text, request)
        self._previous = expected
        return hmac.compare_digest(expected, signature)


class Verifier:
    """Checks signatures with botocore's own canonical form, so that it cannot differ."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._key = SigningKey(credentials.access_key, credentials.secret_key)

    def verify(
        self,
        signed: SignedRequest,
        method: str,
        uri: str,
        headers: Mapping[str, list[str]],
        payload_sha256: str,
        now: float | None = None,
    ) -> SigningChain:
        """Raise :class:`ServiceError` unless the signature is right.

        ``headers`` maps lower-case names to their values; ``payload_sha256`` is what the client
        says (or is known) to have hashed. Codes are S3's; see ``errors`` for other protocols.
        """
        if not hmac.compare_digest(
            signed.access_key.encode("utf-8", "replace"), self._credentials.access_key.encode()
        ):
            raise ServiceError(
                "InvalidAccessKeyId",
                "The AWS access key is not this engine's. Use the profile pilothouse-local "
                "of the engine's credentials file.",
                403,
            )
        timestamp = self._timestamp(signed, headers, time.time() if now is None else now)
        self._require_signed(signed, headers)
        kind = S3SigV4Auth if signed.service == "s3" else SigV4Auth
        signer = kind(self._key, signed.service, signed.region)
        to_sign = HTTPHeaders()
        for name in signed.signed_headers:
            for value in headers.get(name, []):
                to_sign[name] = value
        signer.headers_to_sign = lambda request: to_sign
        request = SimpleNamespace(
            method=method,
            url=f"http://engine{uri}",
            params=None,
            headers={"X-Amz-Content-SHA256": payload_sha256},
            context={"timestamp": timestamp},
        )
        canonical = signer.canonical_request(request)
        expected = signer.signature(signer.string_to_sign(request, canonical), request)
        if not hmac.compare_digest(expected, signed.signature):
            raise ServiceError(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method.",
                403,
            )
        return SigningChain(signer, request, expected)

    @staticmethod
    def _timestamp(signed: SignedRequest, headers: Mapping[str, list[str]], now: float) -> str:
        stamp = next(iter(headers.get("x-amz-date", [])), "")
        try:
            moment = timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
        except ValueError:
            raise ServiceError(
                "AccessDenied", "AWS authentication requires a valid X-Amz-Date header", 403
            ) from None
        if abs(now - moment) > MAX_SKEW_SECONDS:
            raise ServiceError(
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                403,
            )
        if not stamp.startswith(signed.date):
            raise ServiceError("SignatureDoesNotMatch", "Credential date is not X-Amz-Date", 403)
        return stamp

    @staticmethod
    def _require_signed(signed: SignedRequest, headers: Mapping[str, list[str]]) -> None:
        # An unsigned header of these could be changed without breaking the signature.
        needed = {"host"} | {
            name for name in headers if name.startswith("x-amz-") and name not in _MAY_BE_UNSIGNED
        }
        missing = sorted(needed - signed.signed_headers)
        if missing:
            raise ServiceError(
                "AccessDenied",
                f"There were headers present in the request which were not signed: "
                f"{', '.join(missing)}",
                403,
            )


# Added by clients after signing.
_MAY_BE_UNSIGNED = {"x-amz-date", "x-amz-user-agent", "x-amzn-trace-id"}
