"""Rows of models, endpoint configurations and endpoints."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .db import Database

MAX_REASON = 1024


class NameTaken(Exception):
    """Something of this name (in any case) exists."""


@dataclass(frozen=True)
class Document:
    """A model or an endpoint configuration: its create request."""

    name: str
    created: float
    document: Mapping[str, Any]


@dataclass(frozen=True)
class EndpointRow:
    """An endpoint. ``document`` holds what it serves, taken when it was created or updated, so
    that deleting its configuration or models does not change it:

    - ``variants``: each ``variant`` (as configured), ``containers``, and as they are now
      ``weight``, ``count`` and ``serverless`` (``ServerlessConfig`` or ``None``)
    - ``explainer``, ``clarify`` (with its baseline inline), ``async`` (``AsyncInferenceConfig``)
    - ``deployment``: ``LastDeploymentConfig``, if it was updated with one
    - ``pending``: what an update in progress leads to: ``config``, ``document``, ``started``
    """

    name: str
    status: str
    failure: str | None
    created: float
    modified: float
    config: str
    document: Mapping[str, Any]


class HostingRows:
    def __init__(self, database: Database) -> None:
        self._database = database

    # Models and endpoint configurations

    def create(self, table: str, name: str, document: Mapping[str, Any]) -> None:
        """Raises :class:`NameTaken`."""
        try:
            with self._database.write() as connection:
                connection.execute(
                    f"INSERT INTO {table} VALUES (?, ?, ?)",
                    (name, time.time(), json.dumps(document)),
                )
        except sqlite3.IntegrityError:
            raise NameTaken(name) from None

    def find(self, table: str, name: str) -> Document | None:
        row = self._database.connection.execute(
            f"SELECT * FROM {table} WHERE name = ?", (name,)
        ).fetchone()
        return Document(row["name"], row["created"], json.loads(row["document"])) if row else None

    def delete(self, table: str, name: str) -> bool:
        with self._database.write() as connection:
            return connection.execute(f"DELETE FROM {table} WHERE name = ?", (name,)).rowcount == 1

    # Endpoints

    def create_endpoint(self, name: str, config: str, document: Mapping[str, Any]) -> None:
        """Raises :class:`NameTaken`."""
        now = time.time()
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO endpoints VALUES (?, 'Creating', NULL, ?, ?, ?, ?)",
                    (name, now, now, config, json.dumps(document)),
                )
        except sqlite3.IntegrityError:
            raise NameTaken(name) from None

    def endpoint(self, name: str) -> EndpointRow | None:
        row = self._database.connection.execute(
            "SELECT * FROM endpoints WHERE name = ?", (name,)
        ).fetchone()
        return _endpoint(row) if row else None

    def endpoints(self) -> list[EndpointRow]:
        rows = self._database.connection.execute("SELECT * FROM endpoints ORDER BY created")
        return [_endpoint(row) for row in rows]

    def set_status(self, name: str, status: str, failure: str | None = None) -> None:
        """An endpoint that is being deleted keeps that status."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE endpoints SET status = ?, failure = ?, modified = ? "
                "WHERE name = ? AND status <> 'Deleting'",
                (status, failure[:MAX_REASON] if failure else None, time.time(), name),
            )

    def set_document(
        self, name: str, status: str, document: Mapping[str, Any], config: str | None = None
    ) -> bool:
        """What an endpoint serves, together with its status; false if it is being deleted."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE endpoints SET status = ?, failure = NULL, modified = ?, document = ?, "
                "config = coalesce(?, config) WHERE name = ? AND status <> 'Deleting'",
                (status, time.time(), json.dumps(document), config, name),
            )
        return cursor.rowcount == 1


def _endpoint(row: sqlite3.Row) -> EndpointRow:
    return EndpointRow(
        row["name"],
        row["status"],
        row["failure"],
        row["created"],
        row["modified"],
        row["config"],
        json.loads(row["document"]),
    )
