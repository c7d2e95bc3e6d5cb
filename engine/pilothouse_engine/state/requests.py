"""Rows of asynchronous invocations that wait or run; an answered one has no row any more."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .db import Database


@dataclass(frozen=True)
class AsyncRequest:
    """``request``: ``inference_id``, ``input`` (URI or ``None``), ``output`` and ``failure``
    (URIs; ``failure`` may be ``None``), ``timeout`` in seconds, ``headers`` for the host.
    ``received`` and ``expires`` are epoch seconds; ``attempts`` counts the starts."""

    number: int
    endpoint: str
    received: float
    expires: float
    attempts: int
    request: Mapping[str, Any]
    body: bytes | None


class AsyncRequests:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, endpoint: str, ttl: float, request: Mapping[str, Any], body: bytes | None
    ) -> None:
        """Durable when it returns."""
        now = time.time()
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO async_requests (endpoint, received, expires, request, body) "
                "VALUES (?, ?, ?, ?, ?)",
                (endpoint, now, now + ttl, json.dumps(request), body),
            )

    def endpoints(self) -> list[str]:
        """The endpoints that have requests."""
        rows = self._database.connection.execute("SELECT DISTINCT endpoint FROM async_requests")
        return [row["endpoint"] for row in rows]

    def oldest(self, endpoint: str, behind: int) -> AsyncRequest | None:
        """The oldest request of an endpoint behind a number."""
        row = self._database.connection.execute(
            "SELECT * FROM async_requests WHERE endpoint = ? AND number > ? "
            "ORDER BY number LIMIT 1",
            (endpoint, behind),
        ).fetchone()
        return _request(row) if row else None

    def of(self, endpoint: str) -> list[AsyncRequest]:
        rows = self._database.connection.execute(
            "SELECT * FROM async_requests WHERE endpoint = ? ORDER BY number", (endpoint,)
        )
        return [_request(row) for row in rows]

    def expired(self) -> list[AsyncRequest]:
        rows = self._database.connection.execute(
            "SELECT * FROM async_requests WHERE expires < ? ORDER BY number LIMIT 100",
            (time.time(),),
        )
        return [_request(row) for row in rows]

    def next_expiry(self) -> float | None:
        """Epoch seconds."""
        row = self._database.connection.execute(
            "SELECT min(expires) AS first FROM async_requests"
        ).fetchone()
        first: float | None = row["first"]
        return first

    def attempt(self, number: int, change: int = 1) -> None:
        """Count a start, or with -1 take it back."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE async_requests SET attempts = attempts + ? WHERE number = ?",
                (change, number),
            )

    def remove(self, number: int) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM async_requests WHERE number = ?", (number,))


def _request(row: sqlite3.Row) -> AsyncRequest:
    return AsyncRequest(
        row["number"],
        row["endpoint"],
        row["received"],
        row["expires"],
        row["attempts"],
        json.loads(row["request"]),
        row["body"],
    )
