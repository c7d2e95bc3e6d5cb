"""Rows of transform jobs."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .db import Database
from .hosting import NameTaken
from .jobs import MAX_REASON


@dataclass(frozen=True)
class TransformJob:
    """``request`` is the create request; ``containers`` are the model's when it was made."""

    name: str
    status: str
    failure: str | None
    created: float
    modified: float
    started: float | None
    ended: float | None
    request: Mapping[str, Any]
    containers: Sequence[Mapping[str, Any]]


class TransformJobs:
    """Used by the engine and by workers, each in its own process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, name: str, request: Mapping[str, Any], containers: Sequence[Mapping[str, Any]]
    ) -> None:
        """Raises :class:`NameTaken`."""
        now = time.time()
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO transform_jobs (name, status, created, modified, request, "
                    "containers) VALUES (?, 'InProgress', ?, ?, ?, ?)",
                    (name, now, now, json.dumps(request), json.dumps(containers)),
                )
        except sqlite3.IntegrityError:
            raise NameTaken(name) from None

    def find(self, name: str) -> TransformJob | None:
        row = self._database.connection.execute(
            "SELECT * FROM transform_jobs WHERE name = ?", (name,)
        ).fetchone()
        return transform_job(row) if row else None

    def with_status(self, status: str) -> list[TransformJob]:
        """Oldest first."""
        rows = self._database.connection.execute(
            "SELECT * FROM transform_jobs WHERE status = ? ORDER BY created, name", (status,)
        )
        return [transform_job(row) for row in rows]

    def start(self, name: str) -> bool:
        """A worker takes the job; false if it is no longer wanted."""
        now = time.time()
        with self._database.write() as connection:
            cursor = connection.execute(
                # The wall clock may have been set back meanwhile: times never run backwards.
                "UPDATE transform_jobs SET started = max(created, ?1), "
                "modified = max(modified, ?1) "
                "WHERE name = ?2 AND status = 'InProgress' AND started IS NULL",
                (now, name),
            )
        return cursor.rowcount == 1

    def stopping(self, name: str) -> bool:
        """False if it has ended or is stopping already."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE transform_jobs SET status = 'Stopping', modified = ? "
                "WHERE name = ? AND status = 'InProgress'",
                (time.time(), name),
            )
        return cursor.rowcount == 1

    def end(self, name: str, status: str, failure: str | None = None) -> None:
        """Give the job its final status, once."""
        now = time.time()
        with self._database.write() as connection:
            connection.execute(
                "UPDATE transform_jobs SET status = ?1, failure = ?2, "
                "modified = max(modified, ?3), ended = max(coalesce(started, created), ?3) "
                "WHERE name = ?4 AND status NOT IN ('Completed', 'Failed', 'Stopped')",
                (status, failure[:MAX_REASON] if failure else None, now, name),
            )


def transform_job(row: sqlite3.Row) -> TransformJob:
    return TransformJob(
        row["name"],
        row["status"],
        row["failure"],
        row["created"],
        row["modified"],
        row["started"],
        row["ended"],
        json.loads(row["request"]),
        json.loads(row["containers"]),
    )
