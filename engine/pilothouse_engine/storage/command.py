"""``pilothouse-engine disk``: shows what is stored and cleans it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from ..config import Settings
from ..s3.store import ObjectStore
from ..state.db import SCHEMA_VERSION, Database
from .cleaning import clean
from .usage import measure


class DiskError(Exception):
    """The data directory cannot be read; the message says why and what to do."""


def disk(
    settings: Settings, categories: Sequence[str] | None, jobs: Sequence[str] | None
) -> dict[str, Any]:
    """The document of ``disk --json``: what is stored, after cleaning if that is asked for.

    Works with or without a running engine. Raises :class:`DiskError`.
    """
    if not settings.database.exists():
        raise DiskError(
            f"There is no data in {settings.data_dir} yet. Name another directory with "
            "--data-dir or PILOTHOUSE_DATA_DIR, or start the engine once."
        )
    database = Database(settings.database)
    try:
        _check_version(database)
        store = ObjectStore(database, settings.objects)
        cleaned = clean(settings, store, categories, jobs) if categories else None
        document = measure(settings, store)
    except sqlite3.Error as error:
        raise DiskError(
            f"{settings.database} cannot be read ({error}). Try again in a moment; if it stays, "
            "restart the engine."
        ) from error
    finally:
        database.close()
    return document if cleaned is None else {**document, "cleaned": cleaned}


def _check_version(database: Database) -> None:
    row = database.connection.execute("SELECT version FROM schema_version").fetchone()
    if row is not None and row["version"] > SCHEMA_VERSION:
        raise DiskError(
            f"{database.path} was written by a newer version of the engine. Update "
            "pilothouse-engine or use another data directory."
        )


def as_text(document: dict[str, Any]) -> str:
    """The document for people."""
    lines = [f"{document['dataDir']}: {_size(document['totalBytes'])}"]
    lines[0] += f", {_size(document['freeBytes'])} free on the disk"
    for item in document["categories"]:
        free = item["cleanableBytes"]
        note = f"  {_size(free)} can be cleaned" if free else ""
        lines.append(f"  {item['id']:<10}{_size(item['bytes']):>10}{note}")
    jobs = [job for job in document["jobs"] if job["bytes"]]
    if jobs:
        lines.append("Jobs:")
    for job in jobs:
        needed = f"  needed by {', '.join(job['neededBy'])}" if job["neededBy"] else ""
        lines.append(f"  {_size(job['bytes']):>10}  {job['status']:<10}  {job['name']}{needed}")
    if "cleaned" in document:
        lines.append(f"Freed {_size(document['cleaned']['freedBytes'])}.")
        for item in document["cleaned"]["kept"]:
            lines.append(f"Kept {item['job']}: needed by {', '.join(item['neededBy'])}.")
    return "\n".join(lines)


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
