"""The S3 operations."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from ..config import REGION
from ..errors import ServiceError
from ..hub.catalogue import HUB_BUCKET
from .attributes import (
    KEPT_HEADERS,
    checksum_members,
    stored_attributes,
    verified_checksums,
)
from .files import Draft
from .store import ObjectStore, Position, StoredObject, no_such_bucket, no_such_key

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
OWNER = {"ID": "0" * 64, "DisplayName": "pilothouse"}


class FileBody:
    """An answer's body: bytes ``[start, end)`` of a file, opened before the row can change."""

    def __init__(self, file: Any, start: int, end: int) -> None:
        self.file = file
        self.start = start
        self.end = end


def list_buckets(engine: Engine, params: Params) -> Params:
    # The hub's bucket is nobody's own, as the service's.
    buckets = [
        {"Name": name, "CreationDate": created}
        for name, created in engine.objects.buckets()
        if name != HUB_BUCKET
    ]
    return {"Buckets": buckets, "Owner": OWNER}


def create_bucket(engine: Engine, params: Params) -> Params:
    name = params["Bucket"]
    if not _BUCKET.fullmatch(name):
        raise ServiceError(
            "InvalidBucketName",
            f"The bucket name {name[:100]} is not valid: use 3 to 63 lower-case letters, digits, "
            "dots and hyphens, beginning and ending with a letter or digit.",
            BucketName=name,
        )
    if not engine.objects.create_bucket(name):
        raise ServiceError(
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
            409,
            BucketName=name,
        )
    return {"Location": f"/{name}"}


def head_bucket(engine: Engine, params: Params) -> Params:
    engine.objects.require_bucket(params["Bucket"])
    return {"BucketRegion": REGION}


def list_objects(engine: Engine, params: Params) -> Params:
    bucket = params["Bucket"]
    engine.objects.require_bucket(bucket)
    limit = params.get("MaxKeys", 1000)
    if limit < 0:
        raise ServiceError("InvalidArgument", "Argument maxKeys must not be negative")
    token = params.get("ContinuationToken")
    start = None
    if token is not None:
        start = _from_token(token)
    elif params.get("StartAfter"):
        start = Position(_utf8(params["StartAfter"]), inclusive=False)
    prefix, delimiter = params.get("Prefix", ""), params.get("Delimiter", "")
    page = engine.objects.page(bucket, prefix, delimiter, start, min(limit, 1000))
    name = _namer(params.get("EncodingType"))
    return {
        "Name": bucket,
        "Prefix": name(prefix),
        "Delimiter": name(delimiter) if delimiter else None,
        "StartAfter": name(params["StartAfter"]) if params.get("StartAfter") else None,
        "EncodingType": params.get("EncodingType"),
        "MaxKeys": limit,
        "KeyCount": len(page.objects) + len(page.prefixes),
        "IsTruncated": page.following is not None,
        "ContinuationToken": token,
        "NextContinuationToken": _to_token(page.following) if page.following else None,
        "Contents": [
            {
                "Key": name(item.key),
                "LastModified": item.modified,
                "ETag": f'"{item.etag}"',
                "Size": item.size,
                "StorageClass": "STANDARD",
            }
            for item in page.objects
        ],
        "CommonPrefixes": [{"Prefix": name(item)} for item in page.prefixes],
    }


def head_object(engine: Engine, params: Params) -> Params:
    stored = engine.objects.get(params["Bucket"], params["Key"])
    _preconditions(params, stored)
    start, end = _range(params.get("Range"), stored.size)
    return _describe(stored, params, start, end)


def get_object(engine: Engine, params: Params) -> Params:
    stored, file = _open(engine.objects, params["Bucket"], params["Key"])
    try:
        _preconditions(params, stored)
        start, end = _range(params.get("Range"), stored.size)
    except ServiceError:
        file.close()
        raise
    return {**_describe(stored, params, start, end), "Body": FileBody(file, start, end)}


async def put_object(engine: Engine, params: Params) -> Params:
    draft: Draft = params["Body"]
    bucket, key = params["Bucket"], params["Key"]
    attributes = stored_attributes(params)
    attributes["Checksums"] = verified_checksums(params)

    def allow(etag: str | None) -> None:
        if params.get("IfNoneMatch") == "*" and etag is not None:
            raise _precondition("If-None-Match")
        if "IfMatch" in params:
            if etag is None:
                raise no_such_key(key)
            if params["IfMatch"] != "*" and etag not in _etags(params["IfMatch"]):
                raise _precondition("If-Match")

    stored = await asyncio.to_thread(engine.objects.put, bucket, key, draft, attributes, allow)
    return {"ETag": f'"{stored.etag}"', **checksum_members(attributes["Checksums"])}


def delete_object(engine: Engine, params: Params) -> Params:
    engine.objects.delete(params["Bucket"], params["Key"])
    return {}


async def copy_object(engine: Engine, params: Params) -> Params:
    bucket, key = _copy_source(params["CopySource"])
    source = engine.objects.get(bucket, key)
    conditions = {
        "IfMatch": params.get("CopySourceIfMatch"),
        "IfNoneMatch": params.get("CopySourceIfNoneMatch"),
    }
    _preconditions({k: v for k, v in conditions.items() if v}, source, is_read=False)
    replace = params.get("MetadataDirective") == "REPLACE"
    if (bucket, key) == (params["Bucket"], params["Key"]) and not replace:
        raise ServiceError(
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself "
            "without changing the object's metadata.",
        )
    attributes = stored_attributes(params) if replace else dict(source.attributes)
    attributes["Checksums"] = source.attributes.get("Checksums", {})
    stored = await asyncio.to_thread(
        engine.objects.copy, source, params["Bucket"], params["Key"], attributes
    )
    return {"CopyObjectResult": {"ETag": f'"{stored.etag}"', "LastModified": stored.modified}}


OPERATIONS = {
    "ListBuckets": list_buckets,
    "CreateBucket": create_bucket,
    "HeadBucket": head_bucket,
    "ListObjectsV2": list_objects,
    "HeadObject": head_object,
    "GetObject": get_object,
    "PutObject": put_object,
    "DeleteObject": delete_object,
    "CopyObject": copy_object,
}


def _open(store: ObjectStore, bucket: str, key: str) -> tuple[StoredObject, Any]:
    for _ in range(5):
        stored = store.get(bucket, key)
        try:
            return stored, open(store.path(stored), "rb")
        except FileNotFoundError:
            # Replaced or deleted between the two lines: look again.
            continue
    raise ServiceError(
        "InternalError", "The object's data is missing from the engine's data directory.", 500
    )


def _describe(stored: StoredObject, params: Params, start: int, end: int) -> Params:
    whole = (start, end) == (0, stored.size) and "Range" not in params
    answer: Params = {
        "AcceptRanges": "bytes",
        "ContentLength": end - start,
        "ETag": f'"{stored.etag}"',
        "LastModified": stored.modified,
        "ContentType": "binary/octet-stream",
        "Metadata": stored.attributes.get("Metadata", {}),
    }
    for name in KEPT_HEADERS:
        value = params.get(f"Response{name}") or stored.attributes.get(name)
        if value:
            answer[name] = value
    if not whole:
        answer["ContentRange"] = f"bytes {start}-{end - 1}/{stored.size}"
    elif params.get("ChecksumMode") == "ENABLED":
        answer.update(checksum_members(stored.attributes.get("Checksums", {})))
    return answer


def _preconditions(params: Params, stored: StoredObject, is_read: bool = True) -> None:
    etag = stored.etag
    match, none = params.get("IfMatch"), params.get("IfNoneMatch")
    if match and match != "*" and etag not in _etags(match):
        raise _precondition("If-Match")
    if none and (none == "*" or etag in _etags(none)):
        raise (
            ServiceError("NotModified", "Not Modified", 304)
            if is_read
            else _precondition("If-None-Match")
        )
    since, until = params.get("IfModifiedSince"), params.get("IfUnmodifiedSince")
    if since is not None and not none and int(stored.modified) <= since <= time.time():
        raise ServiceError("NotModified", "Not Modified", 304)
    if until is not None and not match and int(stored.modified) > until:
        raise _precondition("If-Unmodified-Since")


def _etags(header: str) -> set[str]:
    return {item.strip().removeprefix("W/").strip('"') for item in header.split(",")}


def _range(header: str | None, size: int) -> tuple[int, int]:
    """``[start, end)``; a malformed header is ignored, as by S3."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return 0, size
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < int(first):
            return 0, size
    if start >= size or start >= end:
        raise ServiceError(
            "InvalidRange",
            "The requested range is not satisfiable",
            416,
            ActualObjectSize=size,
        )
    return start, end


def _copy_source(header: str) -> tuple[str, str]:
    path, _, version = header.partition("?versionId=")
    bucket, slash, key = unquote(path).removeprefix("/").partition("/")
    if not bucket or not slash or not key or (version and version != "null"):
        raise ServiceError("InvalidArgument", "Invalid copy source: expected bucket/key")
    if not _BUCKET.fullmatch(bucket):
        raise no_such_bucket(bucket)
    return bucket, key


def _namer(encoding: str | None) -> Any:
    return (lambda text: quote(text, safe="/~-_.*")) if encoding == "url" else (lambda t: t)


def _to_token(position: Position) -> str:
    document = [position.key.hex(), position.inclusive]
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode()


def _from_token(token: str) -> Position:
    try:
        key, inclusive = json.loads(base64.urlsafe_b64decode(token.encode()))
        return Position(bytes.fromhex(key), bool(inclusive))
    except (ValueError, TypeError):
        raise ServiceError(
            "InvalidArgument", "The continuation token provided is incorrect"
        ) from None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _precondition(condition: str) -> ServiceError:
    return ServiceError(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        412,
        Condition=condition,
    )
