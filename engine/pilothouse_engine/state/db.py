"""The SQLite database: connections, transactions and the schema."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .migrations import STEPS, run_script
from .reserve import Reserve

SCHEMA_VERSION = max(STEPS)

# The first version; `migrations` leads from it to the current one.
_SCHEMA = """
CREATE TABLE buckets (name TEXT PRIMARY KEY, created REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE objects (
    bucket TEXT NOT NULL REFERENCES buckets(name),
    key BLOB NOT NULL,
    file TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified REAL NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
);
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key BLOB NOT NULL, created REAL NOT NULL,
    attributes TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE parts (
    upload TEXT NOT NULL REFERENCES uploads(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    file TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    modified REAL NOT NULL,
    checksums TEXT NOT NULL,
    PRIMARY KEY (upload, number)
);
CREATE TABLE jobs (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    status TEXT NOT NULL,
    secondary TEXT NOT NULL,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    started REAL,
    ended REAL,
    request TEXT NOT NULL,
    failure TEXT,
    partial_failures TEXT NOT NULL DEFAULT '[]',
    best TEXT,
    resolved TEXT,
    artifacts TEXT,
    deployed TEXT
);
CREATE INDEX jobs_created ON jobs(created);
CREATE TABLE candidates (
    job TEXT NOT NULL COLLATE NOCASE REFERENCES jobs(name),
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    created REAL NOT NULL,
    objective REAL,
    document TEXT NOT NULL,
    PRIMARY KEY (job, name)
);
CREATE TABLE archives (sha256 TEXT PRIMARY KEY, registered REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE models (
    name TEXT PRIMARY KEY COLLATE NOCASE, created REAL NOT NULL, document TEXT NOT NULL
);
CREATE TABLE endpoint_configs (
    name TEXT PRIMARY KEY COLLATE NOCASE, created REAL NOT NULL, document TEXT NOT NULL
);
CREATE TABLE endpoints (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    status TEXT NOT NULL,
    failure TEXT,
    created REAL NOT NULL,
    modified REAL NOT NULL,
    config TEXT NOT NULL,
    document TEXT NOT NULL
);
"""


class NewerSchema(Exception):
    """The database was written by a newer engine."""


class Database:
    """One SQLite file in WAL mode, with a connection per thread.

    Engine and workers open the same file; writers wait for each other at most 10 s.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reserve = Reserve(path.with_name("reserve"))
        self._local = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode: for reads."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=10.0, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: what was answered survives a power cut, not only a killed process.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A short write transaction: all of it or nothing."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # SQLite itself may have rolled back already, e.g. on a full disk.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def migrate(self) -> None:
        """Create the schema, or bring an older one up to date. Raises :class:`NewerSchema`."""
        with self.write() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER)")
            row = connection.execute("SELECT version FROM schema_version").fetchone()
            if row is None:
                run_script(connection, _SCHEMA)
                connection.execute("INSERT INTO schema_version VALUES (1)")
            version = row["version"] if row else 1
            if version > SCHEMA_VERSION:
                raise NewerSchema(
                    f"{self.path} was written by a newer version of the engine "
                    f"(schema {version}, this engine has {SCHEMA_VERSION}). "
                    "Update pilothouse-engine or use another data directory."
                )
            for step in range(version + 1, SCHEMA_VERSION + 1):
                STEPS[step](connection)
                connection.execute("UPDATE schema_version SET version = ?", (step,))

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None
