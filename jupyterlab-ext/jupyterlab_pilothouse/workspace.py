"""Reads workspace files for the page: sizes and ranges of bytes below the server's root."""

from __future__ import annotations

import os
import stat as modes
from pathlib import Path
from typing import Any

from .errors import Failure

MAX_READ = 16 * 1024 * 1024


def resolve(root: str, path: object, allow_hidden: bool) -> Path:
    """The file that a contents path such as ``data/churn.csv`` names.

    Follows links as the file browser does. Raises ``Failure`` for a path that leaves ``root`` or
    names a hidden file while these are off.
    """
    if not isinstance(path, str) or not path.strip("/") or "\0" in path or "\\" in path:
        raise Failure("InvalidRequest", "The file's path is missing or not valid.")
    names = [name for name in path.split("/") if name not in ("", ".")]
    if ".." in names or any(":" in name for name in names[:1]):
        raise Failure("InvalidRequest", f"“{path}” is outside the Jupyter server's folder.")
    if not allow_hidden and any(name.startswith(".") for name in names):
        raise Failure(
            "InvalidRequest",
            f"“{path}” is a hidden file, and this Jupyter server does not show hidden files.",
        )
    return Path(root).joinpath(*names)


def _open(file: Path, path: str) -> tuple[int, os.stat_result]:
    try:
        # Without O_NONBLOCK, opening a pipe that somebody put there would wait for ever.
        handle = os.open(
            file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError as error:
        raise Failure(
            "FileNotFound",
            f"“{path}” does not exist any more: it was moved or deleted. Choose the file again.",
            http_status=404,
        ) from error
    except OSError as error:
        raise Failure("FileUnreadable", f"“{path}” cannot be read: {error.strerror}.") from error
    status = os.fstat(handle)
    if not modes.S_ISREG(status.st_mode):
        os.close(handle)
        raise Failure("FileUnreadable", f"“{path}” is not a file.")
    return handle, status


def stat(file: Path, path: str) -> dict[str, Any]:
    """``{size, modified}``: bytes, and milliseconds since the epoch."""
    handle, status = _open(file, path)
    os.close(handle)
    return {"size": status.st_size, "modified": status.st_mtime_ns // 1_000_000}


def read(file: Path, path: str, start: object, end: object) -> bytes:
    """Bytes ``[start, end)``; fewer at the end of the file."""
    if (
        not isinstance(start, int)
        or not isinstance(end, int)
        or isinstance(start, bool)
        or isinstance(end, bool)
        or not 0 <= start <= end
    ):
        raise Failure("InvalidRequest", "The range of bytes is not valid.")
    if end - start > MAX_READ:
        raise Failure(
            "InvalidRequest",
            f"At most {MAX_READ} bytes can be read at once.",
            http_status=413,
        )
    handle, _ = _open(file, path)
    with os.fdopen(handle, "rb") as stream:
        try:
            stream.seek(start)
            return stream.read(end - start)
        except OSError as error:
            message = f"“{path}” cannot be read: {error.strerror}."
            raise Failure("FileUnreadable", message) from error
