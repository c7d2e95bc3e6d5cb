"""What is kept with an object beside its body: headers, metadata and checksums."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ..errors import ServiceError
from .files import Draft

Params = dict[str, Any]

KEPT_HEADERS = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
)
_CHECKSUMS = ("CRC32", "SHA1", "SHA256")


def stored_attributes(params: Params) -> Params:
    kept: Params = {name: params[name] for name in KEPT_HEADERS if params.get(name)}
    encoding = [e for e in kept.pop("ContentEncoding", "").split(",") if e.strip()]
    encoding = [e for e in encoding if e.strip() != "aws-chunked"]
    if encoding:
        kept["ContentEncoding"] = ",".join(encoding)
    if params.get("Metadata"):
        kept["Metadata"] = params["Metadata"]
    return kept


def verified_checksums(params: Params) -> dict[str, str]:
    """Verified checksums of the body by algorithm. Raises ``BadDigest``."""
    draft: Draft = params["Body"]
    if "ContentMD5" in params and params["ContentMD5"] != _base64(draft.md5):
        raise _bad_digest("Content-MD5")
    found: dict[str, str] = {}
    for algorithm in _CHECKSUMS:
        given = params.get(f"Checksum{algorithm}")
        computed = draft.checksum(algorithm.lower())
        if given is not None and computed is not None:
            if given != computed:
                raise _bad_digest(algorithm)
            found[algorithm] = computed
    return found


def checksum_members(checksums: Mapping[str, str]) -> Params:
    members: Params = {f"Checksum{name}": value for name, value in checksums.items()}
    if members:
        members["ChecksumType"] = "FULL_OBJECT"
    return members


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bad_digest(what: str) -> ServiceError:
    return ServiceError(
        "BadDigest", f"The {what} you specified did not match the calculated checksum."
    )
