"""How an older database becomes a current one; every step keeps what is stored readable."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

_TABLES_2 = """
CREATE TABLE tags (
    arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (arn, key)
) WITHOUT ROWID;
CREATE TABLE jobs_v1 (
    name TEXT PRIMARY KEY COLLATE NOCASE REFERENCES jobs(name), request TEXT NOT NULL
);
CREATE TABLE async_requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL COLLATE NOCASE,
    received REAL NOT NULL,
    expires REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    request TEXT NOT NULL,
    body BLOB
);
CREATE INDEX async_requests_endpoint ON async_requests(endpoint, number);
CREATE TABLE transform_jobs (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    status TEXT NOT NULL,
    failure TEXT,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    started REAL,
    ended REAL,
    request TEXT NOT NULL,
    containers TEXT NOT NULL
);
CREATE INDEX transform_jobs_created ON transform_jobs(created);
"""


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """``executescript`` would commit the transaction that a migration runs in."""
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)


def _to_2(connection: sqlite3.Connection) -> None:
    """Endpoints have several variants; tags, asynchronous requests and transform jobs exist."""
    run_script(connection, _TABLES_2)
    for row in connection.execute("SELECT name, document FROM endpoints").fetchall():
        old = json.loads(row["document"])
        variant = old["variant"]
        document = {
            "variants": [
                {
                    "variant": variant,
                    "containers": old["containers"],
                    "weight": variant.get("InitialVariantWeight", 1.0),
                    "count": variant.get("InitialInstanceCount", 1),
                    "serverless": None,
                }
            ],
            "explainer": old["explainer"],
            "clarify": old["clarify"],
            "async": None,
        }
        connection.execute(
            "UPDATE endpoints SET document = ? WHERE name = ?", (json.dumps(document), row["name"])
        )


STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {2: _to_2}
"""The step that makes a database of the version before into one of this version."""
