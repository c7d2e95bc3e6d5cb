"""S3 locations in SageMaker requests, and the objects behind them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ServiceError, validation
from ..s3.store import ObjectStore, Position, StoredObject

_MAX_MANIFEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class InputObjects:
    """The objects of a channel, in key or manifest order."""

    objects: list[StoredObject]
    root: str
    """The part of their URIs below which folders name classes."""
    labels: list[str] | None = None
    """Their classes, from an augmented manifest."""


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


def input_objects(store: ObjectStore, source: Mapping[str, Any], where: str) -> InputObjects:
    """The objects of an ``S3DataSource``. Raises ``ValidationException``."""
    uri = source["S3Uri"]
    bucket, key = parse_uri(uri, where)
    if source["S3DataType"] == "S3Prefix":
        found = objects_under(store, bucket, key)
        if not found:
            raise validation(f"{where}: there is no object under {uri}.")
        return InputObjects(found, uri)
    manifest = store.find(bucket, key)
    if manifest is None:
        raise validation(f"{where}: there is no manifest {uri}.")
    if manifest.size > _MAX_MANIFEST_BYTES:
        raise validation(f"{where}: the manifest {uri} is too large.")
    try:
        content = store.path(manifest).read_bytes()
    except OSError:
        raise validation(f"{where}: the manifest {uri} cannot be read.") from None
    if source["S3DataType"] == "ManifestFile":
        return _manifest_objects(store, content, uri, where)
    return _augmented_objects(store, content, uri, where)


def _manifest_objects(store: ObjectStore, content: bytes, uri: str, where: str) -> InputObjects:
    problem = (
        f'{where}: the manifest {uri} must be a JSON list: {{"prefix": "s3://bucket/folder/"}}, '
        "then the files as strings."
    )
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        raise validation(problem) from None
    if not isinstance(entries, list) or not entries:
        raise validation(problem)
    prefix = entries[0].get("prefix") if isinstance(entries[0], dict) else None
    names = entries[1:]
    if not isinstance(prefix, str) or not all(isinstance(name, str) for name in names):
        raise validation(problem)
    if not names:
        raise validation(f"{where}: the manifest {uri} names no file.")
    found = [_named(store, prefix + name, uri, where, problem) for name in names]
    return InputObjects(found, prefix)


def _augmented_objects(store: ObjectStore, content: bytes, uri: str, where: str) -> InputObjects:
    found: list[StoredObject] = []
    labels: list[str] = []
    # str.splitlines would also split at characters that JSON strings may hold.
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        problem = (
            f"{where}: line {number} of the augmented manifest {uri} must be a JSON object like "
            '{"source-ref": "s3://bucket/cat.jpg", "label-metadata": {"class-name": "cat"}}.'
        )
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            raise validation(problem) from None
        source = entry.get("source-ref") if isinstance(entry, dict) else None
        metadata = entry.get("label-metadata") if isinstance(entry, dict) else None
        label = metadata.get("class-name") if isinstance(metadata, dict) else None
        if not isinstance(source, str) or not isinstance(label, str) or not label.strip():
            raise validation(problem)
        found.append(_named(store, source, uri, where, problem))
        labels.append(label.strip())
    if not found:
        raise validation(f"{where}: the augmented manifest {uri} names no file.")
    return InputObjects(found, "", labels)


def _named(store: ObjectStore, name: str, uri: str, where: str, problem: str) -> StoredObject:
    bucket, key = parse_uri(name, f"{where}: an entry of the manifest {uri}")
    try:
        stored = store.find(bucket, key)
    except UnicodeEncodeError:
        raise validation(problem) from None
    if stored is None:
        raise validation(f"{where}: {name} of the manifest {uri} does not exist.")
    return stored


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
