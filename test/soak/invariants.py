"""What holds after every row, whatever happened in it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from live import wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from soak_engine import SoakEngine

ENDED = ("Completed", "Failed", "Stopped")


def problems_of(engine: SoakEngine) -> list[str]:
    """Sentences, one for each thing that is not as it must be. Waits for jobs to end first."""
    with sqlite3.connect(engine.settings.database, timeout=20) as connection:
        connection.row_factory = sqlite3.Row
        _settle(connection)
        found = [
            *_database(connection),
            *_states(connection),
            *_objects(engine, connection),
            *_artifacts(connection),
            *_leftovers(engine, connection),
            *_log(engine),
        ]
    connection.close()
    return found


def _settle(connection: sqlite3.Connection) -> None:
    query = "SELECT count(*) FROM jobs WHERE status NOT IN (?, ?, ?)"

    def ended() -> bool:
        return not connection.execute(query, ENDED).fetchone()[0]

    wait_until(ended, 300)


def _database(connection: sqlite3.Connection) -> Iterator[str]:
    (answer,) = connection.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        yield f"integrity_check says {answer}"
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"a row of {row[0]} names a missing one of {row[2]}"


def _states(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("SELECT * FROM jobs"):
        name = row["name"]
        if row["status"] == "Failed" and not row["failure"]:
            yield f"job {name} failed without a reason"
        if row["ended"] is None or row["ended"] < (row["started"] or row["created"]):
            yield f"job {name} ended before it began"
    for row in connection.execute(
        "SELECT job, name FROM candidates WHERE status IN ('InProgress', 'Stopping')"
    ):
        yield f"candidate {row['name']} of the ended job {row['job']} is still in progress"


def _objects(engine: SoakEngine, connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("SELECT * FROM objects").fetchall():
        path = engine.settings.objects / row["file"][:2] / row["file"]
        key = row["key"].decode()
        if not path.exists():
            yield f"the body of {key} is gone"
        elif "-" not in row["etag"] and _md5(path) != row["etag"]:
            yield f"the body of {key} is not what was stored"


def _artifacts(connection: sqlite3.Connection) -> Iterator[str]:
    keys = {row["key"].decode() for row in connection.execute("SELECT key FROM objects")}
    for row in connection.execute("SELECT name FROM jobs WHERE status = 'Completed'"):
        for name in ("report.json", "model/model.tar.gz"):
            if f"pilothouse/{row['name']}/{name}" not in keys:
                yield f"job {row['name']} is completed without its {name} in {DEFAULT_BUCKET}"


def _leftovers(engine: SoakEngine, connection: sqlite3.Connection) -> Iterator[str]:
    def foreign() -> list[str]:
        query = "SELECT file FROM objects UNION ALL SELECT file FROM parts"
        known = {row["file"] for row in connection.execute(query)}
        # `os.walk` does not mind a folder that goes away meanwhile.
        return [
            os.path.join(parent, name)
            for folder in (engine.settings.objects, engine.settings.work)
            for parent, _, names in os.walk(folder)
            for name in names
            if name not in known
        ]

    try:
        # What a killed worker left is removed when its end is noticed.
        wait_until(lambda: not foreign(), 10)
    except AssertionError:
        left = foreign()
        yield f"{len(left)} files belong to nothing, e.g. {left[0]}"


def _log(engine: SoakEngine) -> Iterator[str]:
    text = (engine.settings.logs / "engine.log").read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        if " ERROR " in line or line.startswith("Traceback"):
            yield f"the engine's log has: {line[:200]}"
            return


def _md5(path: Path) -> Any:
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while block := file.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()
