"""Object bodies as files: written beside their final place, then renamed."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import shutil
import uuid
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..errors import ServiceError, disk_full, is_disk_full


class Files:
    """A folder of immutable files with random names; keys never become file names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._drafts = root / "drafts"

    def prepare(self) -> None:
        """Create the folders and remove what an earlier engine left half-written."""
        shutil.rmtree(self._drafts, ignore_errors=True)
        self._drafts.mkdir(parents=True, exist_ok=True)

    def path(self, file: str) -> Path:
        return self.root / file[:2] / file

    def draft(self) -> Draft:
        return Draft(self, self._drafts / uuid.uuid4().hex)

    def link(self, source: Path, target: Path) -> None:
        """The same immutable bytes under another path, without a copy where possible."""
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(source, target)

    def clone(self, file: str) -> str:
        """A second file with the same bytes; returns its name."""
        name = uuid.uuid4().hex
        try:
            self.link(self.path(file), self.path(name))
        except OSError as error:
            self.path(name).unlink(missing_ok=True)
            raise _stored(error, self.root) from error
        return name

    def remove(self, files: Iterable[str]) -> None:
        for file in files:
            try:
                self.path(file).unlink(missing_ok=True)
            except OSError:
                # Windows keeps a file that someone reads; the sweep at the next start gets it.
                continue

    def sweep(self, known: set[str]) -> None:
        """Remove files that no row names: left by a crash between rename and commit."""
        for folder in self.root.iterdir():
            if folder.is_dir() and len(folder.name) == 2:
                self.remove(p.name for p in folder.iterdir() if p.name not in known)


class Draft:
    """A body on its way to disk. ``with`` discards it unless :meth:`keep` was called."""

    def __init__(self, files: Files, path: Path) -> None:
        self._files = files
        self._path = path
        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self._sha1: Any = None
        self._crc32 = 0
        try:
            self._file = path.open("wb", buffering=1024 * 1024)
        except OSError as error:
            raise _stored(error, files.root) from error

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def want_sha1(self) -> None:
        """Compute SHA-1 too, which few clients ask for; call before the first write."""
        self._sha1 = hashlib.sha1(usedforsecurity=False)

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._md5.update(data)
        self._sha256.update(data)
        self._crc32 = zlib.crc32(data, self._crc32)
        if self._sha1 is not None:
            self._sha1.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise _stored(error, self._files.root) from error

    @property
    def md5(self) -> bytes:
        return self._md5.digest()

    @property
    def sha256_hex(self) -> str:
        return self._sha256.hexdigest()

    def checksum(self, algorithm: str) -> str | None:
        """Base64 checksum of the body; ``None`` for an algorithm that is not computed."""
        digest: bytes | None = None
        if algorithm == "crc32":
            digest = self._crc32.to_bytes(4, "big")
        elif algorithm == "sha256":
            digest = self._sha256.digest()
        elif algorithm == "sha1" and self._sha1 is not None:
            digest = self._sha1.digest()
        return base64.b64encode(digest).decode() if digest else None

    def keep(self) -> str:
        """Flush to disk and move to the final place; returns the file's name."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            target = self._files.path(self._path.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._path, target)
        except OSError as error:
            raise _stored(error, self._files.root) from error
        return self._path.name

    def discard(self) -> None:
        """Remove what was not kept; no effect after :meth:`keep`."""
        # Closing flushes, which fails again on a full disk.
        with contextlib.suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def _stored(error: OSError, root: Path) -> Exception:
    if is_disk_full(error):
        return disk_full(root)
    if isinstance(error, FileNotFoundError):
        return ServiceError("NoSuchKey", "The specified key does not exist.", 404)
    return error
