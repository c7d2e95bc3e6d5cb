"""Space that is kept back, so that a full disk can still be cleaned from here."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import is_disk_full

T = TypeVar("T")

_BYTES = 2 * 1024 * 1024
# Less is no reserve for a start: the database, its journal and the engine's own files change.
_PROBE_BYTES = 512 * 1024


class Reserve:
    """A file that only takes up space.

    Removing rows needs space too: without this, nothing could be deleted through the engine once
    the disk is full, and it could not be started either.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def settle(self) -> None:
        """At a start: give the space up if there is no other, else make sure that it is there."""
        probe = self._path.with_name(f"{self._path.name}.probe")
        try:
            probe.write_bytes(bytes(_PROBE_BYTES))
        except OSError as error:
            if is_disk_full(error):
                self.release()
            return
        finally:
            probe.unlink(missing_ok=True)
        self.hold()

    def hold(self) -> None:
        """Take the space again if there is plenty."""
        with contextlib.suppress(OSError):
            if self._path.exists() or shutil.disk_usage(self._path.parent).free < 4 * _BYTES:
                return
            try:
                self._path.write_bytes(bytes(_BYTES))
            except OSError:
                self.release()

    def release(self) -> bool:
        """Give the space up; false if there was none."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def removing(self, remove: Callable[[], T]) -> T:
        """Do something that frees space in the end, with the reserve if nothing else is left."""
        try:
            result = remove()
        except Exception as error:
            if not (is_disk_full(error) and self.release()):
                raise
            result = remove()
        self.hold()
        return result
