"""S3 locations in SageMaker requests, and the objects behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import ServiceError, validation
from ..s3.store import ObjectStore, Position, StoredObject

_MAX_MANIFEST_BYTES = 64 * 1024 * 1024


def parse_uri(uri: str, where: str) -> tuple[str, str]:
    """Bucket and key or prefix of ``s3://bucket/key``; ``where`` names the field."""
    scheme, _, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not bucket:
        raise validation(f"{where} must be an S3 URI like s3://bucket/key, not {uri[:200]}.")
    return bucket, key


def objects_under(store: ObjectStore, bucket: str, prefix: str) -> list[StoredObject]:
    """The object of exactly this key, else every object whose key begins with it."""
    exact = store.find(bucket, prefix) if prefix else None
    if exact is not None:
        return [exact]
    found: list[StoredObject] = []
    position: Position | None = None
    while True:
        listing = store.page(bucket, prefix, "", position, 1000)
        # Consoles make empty objects to show a folder.
        found.extend(o for o in listing.objects if not (o.key.endswith("/") and o.size == 0))
        position = listing.following
        if position is None:
            return found


def input_objects(store: ObjectStore, source: Mapping[str, Any], where: str) -> list[StoredObject]:
    """The objects of an ``S3DataSource``, in key order. Raises ``ValidationException``."""
    uri = source["S3Uri"]
    bucket, key = parse_uri(uri, where)
    if source["S3DataType"] == "ManifestFile":
        manifest = store.find(bucket, key)
        if manifest is None:
            raise validation(f"{where}: there is no manifest {uri}.")
        return _manifest_objects(store, manifest, uri, where)
    found = objects_under(store, bucket, key)
    if not found:
        raise validation(f"{where}: there is no object under {uri}.")
    return found


def _manifest_objects(
    store: ObjectStore, manifest: StoredObject, uri: str, where: str
) -> list[StoredObject]:
    problem = (
        f'{where}: the manifest {uri} must be a JSON list: {{"prefix": "s3://bucket/folder/"}}, '
        "then the files as strings."
    )
    if manifest.size > _MAX_MANIFEST_BYTES:
        raise validation(f"{where}: the manifest {uri} is too large.")
    try:
        entries = json.loads(store.path(manifest).read_bytes())
    except (ValueError, RecursionError, OSError):
        raise validation(problem) from None
    if not isinstance(entries, list) or not entries:
        raise validation(problem)
    prefix = entries[0].get("prefix") if isinstance(entries[0], dict) else None
    names = entries[1:]
    if not isinstance(prefix, str) or not all(isinstance(name, str) for name in names):
        raise validation(problem)
    found: list[StoredObject] = []
    for name in names:
        bucket, key = parse_uri(prefix + name, f"{where}: an entry of the manifest {uri}")
        try:
            stored = store.find(bucket, key)
        except UnicodeEncodeError:
            raise validation(problem) from None
        if stored is None:
            raise validation(f"{where}: {prefix}{name} of the manifest {uri} does not exist.")
        found.append(stored)
    if not found:
        raise validation(f"{where}: the manifest {uri} names no file.")
    return found


def read_text(store: ObjectStore, uri: str, where: str, limit: int) -> str:
    """A small text object's content. Raises ``ValidationException``."""
    bucket, key = parse_uri(uri, where)
    try:
        stored = store.get(bucket, key)
        if stored.size > limit:
            raise validation(f"{where}: {uri} is larger than {limit} bytes.")
        return store.path(stored).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise validation(f"{where}: {uri} cannot be read as UTF-8 text.") from None
    except ServiceError as error:
        if error.code == "ValidationException":
            raise
        raise validation(f"{where}: there is no object {uri}.") from None
