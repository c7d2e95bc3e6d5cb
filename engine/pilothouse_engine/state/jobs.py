"""Rows of AutoML jobs and their candidates."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .db import Database
from .hosting import NameTaken

TERMINAL = ("Completed", "Failed", "Stopped")
MAX_REASON = 1024
MAX_PARTIAL_FAILURES = 5


@dataclass(frozen=True)
class Job:
    """One job; documents are in the API's wire form (times as epoch seconds)."""

    name: str
    status: str
    secondary: str
    created: float
    modified: float
    started: float | None
    ended: float | None
    request: Mapping[str, Any]
    failure: str | None
    partial_failures: list[str]
    best: str | None
    resolved: Mapping[str, Any] | None
    artifacts: Mapping[str, Any] | None
    deployed: str | None

    @property
    def terminal(self) -> bool:
        return self.status in TERMINAL


class Jobs:
    """Used by the engine and by workers, each in its own process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Reading

    def find(self, name: str) -> Job | None:
        row = self._database.connection.execute(
            "SELECT * FROM jobs WHERE name = ?", (name,)
        ).fetchone()
        return job_of(row) if row else None

    def with_status(self, *statuses: str) -> list[Job]:
        """Oldest first."""
        marks = ",".join("?" * len(statuses))
        rows = self._database.connection.execute(
            f"SELECT * FROM jobs WHERE status IN ({marks}) ORDER BY created, name", statuses
        )
        return [job_of(row) for row in rows]

    def candidate(self, job: str, name: str) -> dict[str, Any] | None:
        row = self._database.connection.execute(
            "SELECT document FROM candidates WHERE job = ? AND name = ?", (job, name)
        ).fetchone()
        document: dict[str, Any] | None = json.loads(row["document"]) if row else None
        return document

    def candidate_of_step(self, step: str) -> tuple[str, dict[str, Any]] | None:
        """The candidate with a step of this name, and its job's name."""
        rows = self._database.connection.execute(
            "SELECT job, document FROM candidates WHERE instr(document, ?) > 0",
            (json.dumps(step),),
        )
        for row in rows:
            document = json.loads(row["document"])
            if any(one["CandidateStepName"] == step for one in document["CandidateSteps"]):
                return row["job"], document
        return None

    def request_v1(self, name: str) -> dict[str, Any] | None:
        """The ``CreateAutoMLJob`` request of a job that was made with version 1."""
        row = self._database.connection.execute(
            "SELECT request FROM jobs_v1 WHERE name = ?", (name,)
        ).fetchone()
        request: dict[str, Any] | None = json.loads(row["request"]) if row else None
        return request

    # Changing

    def create(
        self, name: str, request: Mapping[str, Any], v1: Mapping[str, Any] | None = None
    ) -> None:
        """``request`` is that of version 2, ``v1`` what the caller gave if it was version 1.
        Raises :class:`NameTaken`."""
        now = time.time()
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO jobs (name, status, secondary, created, modified, request) "
                    "VALUES (?, 'InProgress', 'Starting', ?, ?, ?)",
                    (name, now, now, json.dumps(request)),
                )
                if v1 is not None:
                    connection.execute("INSERT INTO jobs_v1 VALUES (?, ?)", (name, json.dumps(v1)))
        except sqlite3.IntegrityError:
            raise NameTaken(name) from None

    def start(self, name: str) -> bool:
        """A worker takes the job; false if it is no longer wanted."""
        with self._database.write() as connection:
            cursor = connection.execute(
                # The wall clock may have been set back meanwhile: times never run backwards.
                "UPDATE jobs SET started = max(created, ?1), modified = max(modified, ?1) "
                "WHERE name = ?2 AND status = 'InProgress' AND started IS NULL",
                (time.time(), name),
            )
        return cursor.rowcount == 1

    def phase(self, name: str, secondary: str) -> None:
        # Once a stop was asked for, the job only shows that.
        self._set(name, "secondary = ?", secondary, where="AND status = 'InProgress'")

    def best(self, name: str, candidate: str) -> None:
        self._set(name, "best = ?", candidate)

    def resolved(self, name: str, attributes: Mapping[str, Any]) -> None:
        self._set(name, "resolved = ?", json.dumps(attributes))

    def artifacts(self, name: str, locations: Mapping[str, Any]) -> None:
        self._set(name, "artifacts = ?", json.dumps(locations))

    def deployed(self, name: str, endpoint: str) -> None:
        self._set(name, "deployed = ?", endpoint)

    def partial_failure(self, name: str, message: str) -> None:
        job = self.find(name)
        if job and len(job.partial_failures) < MAX_PARTIAL_FAILURES:
            messages = [*job.partial_failures, message[:MAX_REASON]]
            self._set(name, "partial_failures = ?", json.dumps(messages))

    def stopping(self, name: str) -> bool:
        """Ask a running job to stop; false if it has ended or is stopping already."""
        return self._set(
            name,
            "status = 'Stopping', secondary = ?",
            "Stopping",
            where="AND status = 'InProgress'",
        )

    def end(self, name: str, status: str, secondary: str, failure: str | None = None) -> bool:
        """Give the job its final status, once; candidates in progress end with it."""
        now = time.time()
        with self._database.write() as connection:
            ended = connection.execute(
                "UPDATE jobs SET status = ?1, secondary = ?2, failure = ?3, "
                "modified = max(modified, ?4), ended = max(coalesce(started, created), ?4) "
                "WHERE name = ?5 AND status NOT IN ('Completed', 'Failed', 'Stopped')",
                (status, secondary, failure and _clip(failure), now, name),
            ).rowcount
            if not ended:
                return False
            rows = connection.execute(
                "SELECT name, document FROM candidates WHERE job = ? "
                "AND status IN ('InProgress', 'Stopping')",
                (name,),
            ).fetchall()
            for row in rows:
                document = json.loads(row["document"])
                ended_at = max(now, document["CreationTime"])
                document.update(
                    CandidateStatus="Stopped",
                    ObjectiveStatus="Failed",
                    LastModifiedTime=ended_at,
                    EndTime=ended_at,
                )
                connection.execute(
                    "UPDATE candidates SET status = 'Stopped', document = ? "
                    "WHERE job = ? AND name = ?",
                    (json.dumps(document), name, row["name"]),
                )
        return True

    def put_candidate(self, job: str, document: Mapping[str, Any]) -> None:
        """Insert or replace; ``document`` is an ``AutoMLCandidate`` in wire form."""
        metric = document.get("FinalAutoMLJobObjectiveMetric") or {}
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO candidates VALUES (?, ?, ?, ?, ?, ?)",
                (
                    job,
                    document["CandidateName"],
                    document["CandidateStatus"],
                    document["CreationTime"],
                    metric.get("Value"),
                    json.dumps(document),
                ),
            )
            connection.execute("UPDATE jobs SET modified = ? WHERE name = ?", (time.time(), job))

    def register_archive(self, sha256: str) -> None:
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO archives VALUES (?, ?)", (sha256, time.time())
            )

    def is_registered(self, sha256: str) -> bool:
        return bool(
            self._database.connection.execute(
                "SELECT 1 FROM archives WHERE sha256 = ?", (sha256,)
            ).fetchone()
        )

    def _set(self, name: str, assignment: str, value: Any, where: str = "") -> bool:
        with self._database.write() as connection:
            cursor = connection.execute(
                f"UPDATE jobs SET {assignment}, modified = ? WHERE name = ? {where}",
                (value, time.time(), name),
            )
        return cursor.rowcount == 1


def job_of(row: sqlite3.Row) -> Job:
    return Job(
        name=row["name"],
        status=row["status"],
        secondary=row["secondary"],
        created=row["created"],
        modified=row["modified"],
        started=row["started"],
        ended=row["ended"],
        request=json.loads(row["request"]),
        failure=row["failure"],
        partial_failures=json.loads(row["partial_failures"]),
        best=row["best"],
        resolved=json.loads(row["resolved"]) if row["resolved"] else None,
        artifacts=json.loads(row["artifacts"]) if row["artifacts"] else None,
        deployed=row["deployed"],
    )


def _clip(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else reason[: MAX_REASON - 1] + "…"
