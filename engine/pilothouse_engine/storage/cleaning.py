"""Removes artifacts of ended jobs, unfinished uploads and old logs; nothing that is needed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from typing import Any

from ..config import Settings
from ..s3.store import ObjectStore
from .logs import removable_logs
from .needed import Needed
from .usage import JobFolders, stale_uploads


def clean(
    settings: Settings,
    store: ObjectStore,
    categories: Collection[str],
    jobs: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Clean some of :data:`pilothouse_engine.storage.CLEANABLE`.

    ``jobs`` names the jobs whose artifacts go; ``None``: those of every job that has ended.
    Safe while the engine runs: what an endpoint or an unfinished job needs is decided in the
    transaction that removes the rows.
    """
    reserve = store.database.reserve
    freed: dict[str, int] = {}
    kept: list[dict[str, Any]] = []
    if "jobs" in categories:
        freed["jobs"], kept = reserve.removing(lambda: _clean_jobs(store, jobs))
    if "uploads" in categories:
        freed["uploads"] = reserve.removing(lambda: _clean_uploads(store))
    if "logs" in categories:
        freed["logs"] = _clean_logs(settings, store)
    return {"freedBytes": sum(freed.values()), "freed": freed, "kept": kept}


def _clean_jobs(store: ObjectStore, jobs: Sequence[str] | None) -> tuple[int, list[dict[str, Any]]]:
    wanted = None if jobs is None else {name.lower() for name in jobs}
    files: list[str] = []
    freed = 0
    kept: dict[str, set[str]] = {}
    with store.database.write() as connection:
        folders, needed = JobFolders(store), Needed(store)
        rows = connection.execute("SELECT bucket, key, file, size FROM objects").fetchall()
        for row in rows:
            key = row["key"].decode()
            job = folders.owner(row["bucket"], key)
            if job is None or (wanted is not None and job.name.lower() not in wanted):
                continue
            users = needed.users(row["bucket"], key)
            if not job.ended:
                users = {f"job {job.name}"}
            if users:
                kept.setdefault(job.name, set()).update(users)
                continue
            connection.execute(
                "DELETE FROM objects WHERE bucket = ? AND key = ?", (row["bucket"], row["key"])
            )
            files.append(row["file"])
            freed += row["size"]
    # After the commit: a crash here leaves files that the next start of the engine removes.
    store.files.remove(files)
    return freed, [{"job": name, "neededBy": sorted(kept[name])} for name in sorted(kept)]


def _clean_uploads(store: ObjectStore) -> int:
    files: list[str] = []
    freed = 0
    with store.database.write() as connection:
        for upload in stale_uploads(store):
            rows = connection.execute(
                "SELECT file, size FROM parts WHERE upload = ?", (upload,)
            ).fetchall()
            files += [row["file"] for row in rows]
            freed += sum(row["size"] for row in rows)
            connection.execute("DELETE FROM uploads WHERE id = ?", (upload,))
    store.files.remove(files)
    return freed


def _clean_logs(settings: Settings, store: ObjectStore) -> int:
    freed = 0
    for path in removable_logs(settings, store):
        size = path.stat().st_size
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            freed += size
    folder = settings.logs / "endpoints"
    for empty in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(OSError):
            empty.rmdir()
    return freed
