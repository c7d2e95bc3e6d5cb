"""Which log files nobody writes any more."""

from __future__ import annotations

import re
from pathlib import Path

from ..config import Settings
from ..s3.store import ObjectStore

_ROTATED = re.compile(r"engine\.log\.\d+")
_ENDED = ("Completed", "Failed", "Stopped")


def removable_logs(settings: Settings, store: ObjectStore) -> list[Path]:
    """Logs of ended jobs, of endpoints that are gone, and the engine's older ones."""
    connection = store.database.connection
    tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master")}
    written: set[Path] = set()
    for table, log in (("jobs", settings.job_log), ("transform_jobs", settings.transform_log)):
        if table in tables:
            rows = connection.execute(f"SELECT name, status FROM {table}")
            written |= {log(row["name"]) for row in rows if row["status"] not in _ENDED}
    serving = {row["name"].lower() for row in connection.execute("SELECT name FROM endpoints")}
    found: list[Path] = []
    for path in settings.logs.rglob("*"):
        if not path.is_file() or path in written:
            continue
        folder = path.relative_to(settings.logs).parts[:-1]
        if folder:
            old = folder[0] == "endpoints" and len(folder) > 1 and folder[1].lower() not in serving
        elif path.name.startswith("endpoint-"):
            # Earlier engines wrote one file for an endpoint.
            old = path.stem.removeprefix("endpoint-").lower() not in serving
        else:
            old = path.name.startswith(("job-", "transform-")) or bool(
                _ROTATED.fullmatch(path.name)
            )
        if old:
            found.append(path)
    return found
