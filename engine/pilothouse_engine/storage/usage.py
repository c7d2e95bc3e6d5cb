"""Measures the data directory: every byte belongs to exactly one category."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..config import Settings
from ..hub.catalogue import HUB_BUCKET
from ..s3.store import ObjectStore
from . import CATEGORIES
from .logs import removable_logs
from .needed import Needed


@dataclass
class Amount:
    """Bytes and files, and how many of the bytes cleaning would free now."""

    bytes: int = 0
    files: int = 0
    cleanable: int = 0

    def add(self, size: int, cleanable: bool = False) -> None:
        self.bytes += size
        self.files += 1
        self.cleanable += size if cleanable else 0

    def wire(self) -> dict[str, int]:
        return {"bytes": self.bytes, "files": self.files, "cleanableBytes": self.cleanable}


@dataclass
class JobUse:
    """The artifacts of one job: what lies under its output location."""

    name: str
    status: str
    created: float
    amount: Amount = field(default_factory=Amount)
    users: set[str] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        return self.status in ("Completed", "Failed", "Stopped")


class JobFolders:
    """Tells to which job an object belongs."""

    def __init__(self, store: ObjectStore) -> None:
        self.jobs: dict[str, JobUse] = {}
        self._folders: dict[str, str] = {}
        rows = store.database.connection.execute(
            "SELECT name, status, created, request FROM jobs ORDER BY created, name"
        )
        for row in rows.fetchall():
            output = json.loads(row["request"])["OutputDataConfig"]["S3OutputPath"]
            folder = f"{output.removeprefix('s3://').rstrip('/')}/{row['name']}/"
            self.jobs[row["name"]] = JobUse(row["name"], row["status"], row["created"])
            self._folders[folder] = row["name"]

    def owner(self, bucket: str, key: str) -> JobUse | None:
        """The job with the innermost folder around an object."""
        path = f"{bucket}/{key}"
        cut = path.rfind("/")
        while cut > 0:
            name = self._folders.get(path[: cut + 1])
            if name is not None:
                return self.jobs[name]
            cut = path.rfind("/", 0, cut)
        return None


def measure(settings: Settings, store: ObjectStore) -> dict[str, Any]:
    """The document of ``disk --json``; see docs/data-directory.md."""
    amounts = {name: Amount() for name in CATEGORIES}
    folders, needed = JobFolders(store), Needed(store)
    buckets: dict[str, Amount] = defaultdict(Amount)
    endpoints: dict[str, Amount] = defaultdict(Amount)
    connection = store.database.connection
    for row in connection.execute("SELECT bucket, key, size FROM objects"):
        bucket, key, size = row["bucket"], row["key"].decode(), row["size"]
        if bucket == HUB_BUCKET:
            # Models that come with the engine; hosts share them with the user's endpoints.
            amounts["hub"].add(size)
            continue
        buckets[bucket].add(size)
        users = needed.users(bucket, key)
        for user in users:
            kind, _, name = user.partition(" ")
            if kind == "endpoint":
                endpoints[name].add(size)
        job = folders.owner(bucket, key)
        if job is None:
            amounts["data"].add(size)
            continue
        removable = job.ended and not users
        job.users |= users
        job.amount.add(size, removable)
        amounts["jobs"].add(size, removable)
    for row in connection.execute("SELECT size FROM parts"):
        amounts["uploads"].add(row["size"])
    stale = stale_uploads(store)
    for upload in stale:
        rows = connection.execute("SELECT size FROM parts WHERE upload = ?", (upload,))
        amounts["uploads"].cleanable += sum(row["size"] for row in rows)
    removable_files = set(removable_logs(settings, store))
    for path, size in _files(settings.logs):
        amounts["logs"].add(size, path in removable_files)
    for _, size in _files(settings.work):
        amounts["scratch"].add(size)
    for path in settings.data_dir.glob(f"{settings.database.name}*"):
        amounts["database"].add(path.stat().st_size)
    total = sum(size for _, size in _files(settings.data_dir))
    rest = total - sum(item.bytes for item in amounts.values())
    if rest > 0:
        amounts["other"].bytes = rest
    return {
        "dataDir": str(settings.data_dir),
        "totalBytes": total,
        "freeBytes": shutil.disk_usage(settings.data_dir).free,
        "categories": [{"id": name, **amounts[name].wire()} for name in CATEGORIES],
        "jobs": [
            {
                "name": job.name,
                "status": job.status,
                "createdAt": job.created,
                **job.amount.wire(),
                "neededBy": sorted(job.users),
            }
            for job in sorted(folders.jobs.values(), key=lambda job: -job.amount.bytes)
        ],
        "endpoints": [{"name": name, **endpoints[name].wire()} for name in sorted(endpoints)],
        "buckets": [{"name": name, **buckets[name].wire()} for name in sorted(buckets)],
        "unfinishedUploads": len(stale),
    }


def stale_uploads(store: ObjectStore, age: float = 3600.0) -> list[str]:
    """Multipart uploads that nobody has written to for ``age`` seconds."""
    rows = store.database.connection.execute(
        "SELECT id FROM uploads WHERE max(created, coalesce("
        "(SELECT max(modified) FROM parts WHERE upload = id), 0)) < ?",
        (time.time() - age,),
    )
    return [row["id"] for row in rows.fetchall()]


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Files with their sizes; one that has several names (hard links) counts once."""
    seen: set[tuple[int, int]] = set()
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            if found.st_nlink > 1:
                if (found.st_dev, found.st_ino) in seen:
                    continue
                seen.add((found.st_dev, found.st_ino))
            yield path, found.st_size
