"""The object store: rows in SQLite, bodies in files."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ServiceError
from ..state.db import Database
from .files import Draft, Files

Condition = Callable[[str | None], None]


@dataclass(frozen=True)
class StoredObject:
    """One object; ``attributes`` holds its headers, metadata and checksums."""

    bucket: str
    key: str
    file: str
    size: int
    etag: str
    modified: float
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Position:
    """A place in key order: at ``key`` if ``inclusive``, else behind it."""

    key: bytes
    inclusive: bool


@dataclass(frozen=True)
class Listing:
    """One page of a listing; ``following`` is where the next one begins."""

    objects: list[StoredObject]
    prefixes: list[str]
    following: Position | None


def no_such_key(key: str) -> ServiceError:
    return ServiceError("NoSuchKey", "The specified key does not exist.", 404, Key=key)


def no_such_bucket(bucket: str) -> ServiceError:
    return ServiceError(
        "NoSuchBucket", "The specified bucket does not exist", 404, BucketName=bucket
    )


class ObjectStore:
    """Thread- and process-safe: the engine and its workers use it at the same time."""

    def __init__(self, database: Database, root: Path) -> None:
        self.database = database
        self.files = Files(root)

    # Buckets

    def create_bucket(self, name: str) -> bool:
        """False if it was there already."""
        with self.database.write() as connection:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO buckets VALUES (?, ?)", (name, time.time())
            )
        return cursor.rowcount == 1

    def buckets(self) -> list[tuple[str, float]]:
        rows = self.database.connection.execute("SELECT name, created FROM buckets ORDER BY name")
        return [(row["name"], row["created"]) for row in rows]

    def require_bucket(self, name: str) -> None:
        """Raise ``NoSuchBucket`` if it is missing."""
        row = self.database.connection.execute(
            "SELECT 1 FROM buckets WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            raise no_such_bucket(name)

    # Objects

    def find(self, bucket: str, key: str) -> StoredObject | None:
        row = self.database.connection.execute(
            "SELECT * FROM objects WHERE bucket = ? AND key = ?", (bucket, key.encode())
        ).fetchone()
        return _object(row) if row else None

    def get(self, bucket: str, key: str) -> StoredObject:
        found = self.find(bucket, key)
        if found is None:
            self.require_bucket(bucket)
            raise no_such_key(key)
        return found

    def path(self, stored: StoredObject) -> Path:
        return self.files.path(stored.file)

    def put(
        self,
        bucket: str,
        key: str,
        draft: Draft,
        attributes: Mapping[str, Any],
        allow: Condition | None = None,
    ) -> StoredObject:
        """Store a finished draft under a key.

        ``allow`` gets the ETag of the object that is there, or ``None``, and raises if it may
        not be replaced: of several writers at once, one only finds what it expects.
        """
        return self.put_with_etag(bucket, key, draft, draft.md5.hex(), attributes, allow)

    def put_with_etag(
        self,
        bucket: str,
        key: str,
        draft: Draft,
        etag: str,
        attributes: Mapping[str, Any],
        allow: Condition | None = None,
    ) -> StoredObject:
        """Like :meth:`put`, for an object whose ETag is not the MD5 of its body."""
        return self._insert(bucket, key, draft.keep(), draft.size, etag, attributes, allow)

    def put_file(self, bucket: str, key: str, local: Path, content_type: str) -> StoredObject:
        """Store a local file's content under a key."""
        with self.files.draft() as draft, open(local, "rb") as source:
            while block := source.read(1024 * 1024):
                draft.write(block)
            return self.put(bucket, key, draft, {"ContentType": content_type})

    def copy(
        self, source: StoredObject, bucket: str, key: str, attributes: Mapping[str, Any]
    ) -> StoredObject:
        file = self.files.clone(source.file)
        return self._insert(bucket, key, file, source.size, source.etag, attributes)

    def delete(self, bucket: str, key: str) -> None:
        self.require_bucket(bucket)
        where = (bucket, key.encode())

        def remove() -> None:
            with self.database.write() as connection:
                rows = connection.execute(
                    "SELECT file FROM objects WHERE bucket = ? AND key = ?", where
                ).fetchall()
                connection.execute("DELETE FROM objects WHERE bucket = ? AND key = ?", where)
            self.files.remove(row["file"] for row in rows)

        self.database.reserve.removing(remove)

    def page(
        self, bucket: str, prefix: str, delimiter: str, start: Position | None, limit: int
    ) -> Listing:
        """Objects and common prefixes in key order."""
        objects: list[StoredObject] = []
        prefixes: list[str] = []
        low, split = prefix.encode(), delimiter.encode()
        end = _successor(low)
        position = start if start and start.key >= low else Position(low, inclusive=True)
        while len(objects) + len(prefixes) < limit:
            count = min(limit + 1, 100 if split else 1000)
            rows = self._range(bucket, position, end, count)
            if not rows:
                return Listing(objects, prefixes, None)
            for row in rows[: limit - len(objects) - len(prefixes)]:
                key: bytes = row["key"]
                cut = key.find(split, len(low)) if split else -1
                if cut >= 0:
                    common = key[: cut + len(split)]
                    prefixes.append(common.decode())
                    # Go on behind everything under this prefix.
                    position = Position(_successor(common) or common, inclusive=True)
                    break
                objects.append(_object(row))
                position = Position(key, inclusive=False)
        more = limit > 0 and self._range(bucket, position, end, 1)
        return Listing(objects, prefixes, position if more else None)

    def _range(self, bucket: str, start: Position, end: bytes | None, count: int) -> list[Any]:
        compare = ">=" if start.inclusive else ">"
        upper, bounds = ("AND key < ?", (end,)) if end is not None else ("", ())
        return self.database.connection.execute(
            f"SELECT * FROM objects WHERE bucket = ? AND key {compare} ? {upper} "
            "ORDER BY key LIMIT ?",
            (bucket, start.key, *bounds, count),
        ).fetchall()

    def _insert(
        self,
        bucket: str,
        key: str,
        file: str,
        size: int,
        etag: str,
        attributes: Mapping[str, Any],
        allow: Condition | None = None,
    ) -> StoredObject:
        modified = time.time()
        try:
            with self.database.write() as connection:
                if not connection.execute(
                    "SELECT 1 FROM buckets WHERE name = ?", (bucket,)
                ).fetchone():
                    raise no_such_bucket(bucket)
                old = connection.execute(
                    "SELECT file, etag FROM objects WHERE bucket = ? AND key = ?",
                    (bucket, key.encode()),
                ).fetchone()
                if allow is not None:
                    allow(old["etag"] if old else None)
                connection.execute(
                    "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (bucket, key.encode(), file, size, etag, modified, json.dumps(attributes)),
                )
        except BaseException:
            self.files.remove([file])
            raise
        if old:
            self.files.remove([old["file"]])
        return StoredObject(bucket, key, file, size, etag, modified, attributes)

    # Start-up

    def prepare(self) -> None:
        """Make the folders ready; call once per engine start, before any worker runs."""
        self.files.prepare()

    def sweep(self) -> None:
        """Remove bodies without a row. Only while nothing is being stored."""
        rows = self.database.connection.execute(
            "SELECT file FROM objects UNION ALL SELECT file FROM parts"
        )
        self.files.sweep({row["file"] for row in rows})


def etag_of(parts: list[bytes]) -> str:
    """ETag of a multipart object from the MD5 digests of its parts."""
    digest = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest()
    return f"{digest}-{len(parts)}"


def _object(row: Any) -> StoredObject:
    return StoredObject(
        row["bucket"],
        row["key"].decode(),
        row["file"],
        row["size"],
        row["etag"],
        row["modified"],
        json.loads(row["attributes"]),
    )


def _successor(prefix: bytes) -> bytes | None:
    """The smallest key behind all keys that begin with ``prefix``; ``None``: there is none."""
    stripped = prefix.rstrip(b"\xff")
    return stripped[:-1] + bytes([stripped[-1] + 1]) if stripped else None
