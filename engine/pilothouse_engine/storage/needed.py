"""Which objects are needed: by an endpoint, or by work that has not ended."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ServiceError
from ..s3.store import ObjectStore
from ..sagemaker.locations import input_objects

_ENDED = ("Completed", "Failed", "Stopped")
# Where results go is not what is read; often it is a whole bucket.
_OUTPUTS = ("S3OutputPath", "S3FailurePath", "DestinationS3Uri")

Key = tuple[str, str]


class Needed:
    """Asked once per measuring or cleaning; ``users`` says who needs an object."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._exact: dict[Key, set[str]] = defaultdict(set)
        self._below: dict[str, list[tuple[str, str]]] = defaultdict(list)
        connection = store.database.connection
        for row in _rows(connection, "SELECT name, document FROM endpoints"):
            self._add(f"endpoint {row['name']}", json.loads(row["document"]))
        for row in _rows(connection, "SELECT name, status, request FROM jobs"):
            if row["status"] not in _ENDED:
                self._add_job(f"job {row['name']}", json.loads(row["request"]))
        for row in _rows(
            connection, "SELECT name, status, request, containers FROM transform_jobs"
        ):
            if row["status"] not in _ENDED:
                user = f"transform job {row['name']}"
                self._add_transform(user, json.loads(row["request"]))
                self._add(user, json.loads(row["containers"]))
        for row in _rows(connection, "SELECT endpoint, request FROM async_requests"):
            self._add(f"endpoint {row['endpoint']}", json.loads(row["request"]))

    def users(self, bucket: str, key: str) -> set[str]:
        """Who needs an object, e.g. ``endpoint churn``; empty if nobody does."""
        found = set(self._exact.get((bucket, key), ()))
        found.update(user for prefix, user in self._below[bucket] if key.startswith(prefix))
        return found

    def _add(self, user: str, document: Any) -> None:
        for uri in _uris(document):
            bucket, _, key = uri.removeprefix("s3://").partition("/")
            if not key or key.endswith("/"):
                self._below[bucket].append((key, user))
            else:
                self._exact[bucket, key].add(user)

    def _add_job(self, user: str, request: Mapping[str, Any]) -> None:
        self._add(user, request.get("AutoMLProblemTypeConfig"))
        for channel in request["AutoMLJobInputDataConfig"]:
            self._add_source(user, channel["DataSource"]["S3DataSource"])

    def _add_transform(self, user: str, request: Mapping[str, Any]) -> None:
        self._add_source(user, request["TransformInput"]["DataSource"]["S3DataSource"])

    def _add_source(self, user: str, source: Mapping[str, Any]) -> None:
        bucket, _, key = source["S3Uri"].removeprefix("s3://").partition("/")
        if source["S3DataType"] == "S3Prefix":
            self._below[bucket].append((key, user))
            return
        self._exact[bucket, key].add(user)
        try:
            named = input_objects(self._store, source, "The input").objects
        except ServiceError:
            # A manifest that cannot be read: the job will say so itself.
            return
        for item in named:
            self._exact[item.bucket, item.key].add(user)


def _rows(connection: sqlite3.Connection, query: str) -> list[sqlite3.Row]:
    """Rows of a table that an older database may not have yet."""
    table = query.rpartition(" FROM ")[2]
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).fetchone()
    return connection.execute(query).fetchall() if known else []


def _uris(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("s3://"):
            yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in _OUTPUTS:
                yield from _uris(item)
    elif isinstance(value, list):
        for item in value:
            yield from _uris(item)
