"""Multipart uploads."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ServiceError
from .files import Draft
from .store import ObjectStore, StoredObject, etag_of

MIN_PART_BYTES = 5 * 1024 * 1024
MAX_PARTS = 10_000


@dataclass(frozen=True)
class Part:
    number: int
    file: str
    size: int
    etag: str
    modified: float
    checksums: Mapping[str, str]


class Uploads:
    """Parts are files of their own until the upload is completed."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._database = store.database

    def create(self, bucket: str, key: str, attributes: Mapping[str, Any]) -> str:
        self._store.require_bucket(bucket)
        upload = uuid.uuid4().hex
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)",
                (upload, bucket, key.encode(), time.time(), json.dumps(attributes)),
            )
        return upload

    def attributes(self, bucket: str, key: str, upload: str) -> dict[str, Any]:
        """What the upload was created with. Raises ``NoSuchUpload``."""
        row = self._database.connection.execute(
            "SELECT attributes FROM uploads WHERE id = ? AND bucket = ? AND key = ?",
            (upload, bucket, key.encode()),
        ).fetchone()
        if row is None:
            self._store.require_bucket(bucket)
            raise ServiceError(
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the "
                "upload may have been aborted or completed.",
                404,
                UploadId=upload,
            )
        value: dict[str, Any] = json.loads(row["attributes"])
        return value

    def put_part(
        self,
        bucket: str,
        key: str,
        upload: str,
        number: int,
        draft: Draft,
        checksums: Mapping[str, str],
    ) -> str:
        """Store a part, replacing one of the same number; returns its ETag."""
        if not 1 <= number <= MAX_PARTS:
            raise ServiceError(
                "InvalidArgument",
                f"Part number must be an integer between 1 and {MAX_PARTS}, inclusive",
            )
        self.attributes(bucket, key, upload)
        file, etag = draft.keep(), draft.md5.hex()
        try:
            with self._database.write() as connection:
                old = connection.execute(
                    "SELECT file FROM parts WHERE upload = ? AND number = ?", (upload, number)
                ).fetchone()
                connection.execute(
                    "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (upload, number, file, draft.size, etag, time.time(), json.dumps(checksums)),
                )
        except BaseException:
            self._store.files.remove([file])
            raise
        if old:
            self._store.files.remove([old["file"]])
        return etag

    def parts(self, upload: str, after: int = 0, limit: int = MAX_PARTS) -> list[Part]:
        rows = self._database.connection.execute(
            "SELECT * FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
            (upload, after, limit),
        )
        return [
            Part(
                row["number"],
                row["file"],
                row["size"],
                row["etag"],
                row["modified"],
                json.loads(row["checksums"]),
            )
            for row in rows
        ]

    def complete(
        self, bucket: str, key: str, upload: str, wanted: Sequence[Mapping[str, Any]]
    ) -> StoredObject:
        """Join the named parts into the object. Blocks while it copies."""
        attributes = self.attributes(bucket, key, upload)
        chosen = self._choose(upload, wanted)
        with self._store.files.draft() as draft:
            for part in chosen:
                with open(self._store.files.path(part.file), "rb") as source:
                    while block := source.read(1024 * 1024):
                        draft.write(block)
            etag = etag_of([bytes.fromhex(part.etag) for part in chosen])
            stored = self._store.put_with_etag(bucket, key, draft, etag, attributes)
        self.abort(bucket, key, upload)
        return stored

    def abort(self, bucket: str, key: str, upload: str) -> None:
        self.attributes(bucket, key, upload)
        files = [part.file for part in self.parts(upload)]

        def remove() -> None:
            with self._database.write() as connection:
                connection.execute("DELETE FROM uploads WHERE id = ?", (upload,))
            self._store.files.remove(files)

        self._database.reserve.removing(remove)

    def _choose(self, upload: str, wanted: Sequence[Mapping[str, Any]]) -> list[Part]:
        known = {part.number: part for part in self.parts(upload)}
        numbers = [int(item.get("PartNumber", 0)) for item in wanted]
        if not numbers:
            raise ServiceError("MalformedXML", "You must specify at least one part")
        if numbers != sorted(set(numbers)):
            raise ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.")
        chosen: list[Part] = []
        for item, number in zip(wanted, numbers, strict=True):
            part = known.get(number)
            etag = str(item.get("ETag", "")).strip('"')
            if part is None or etag != part.etag:
                raise ServiceError(
                    "InvalidPart",
                    "One or more of the specified parts could not be found. The part might not "
                    "have been uploaded, or the specified entity tag might not match.",
                    PartNumber=number,
                )
            chosen.append(part)
        for part in chosen[:-1]:
            if part.size < MIN_PART_BYTES:
                raise ServiceError(
                    "EntityTooSmall",
                    "Your proposed upload is smaller than the minimum allowed size",
                    PartNumber=part.number,
                )
        return chosen
