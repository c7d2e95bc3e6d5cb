"""Gives a process a wall clock that can be set: an offset in seconds is read from a file."""

from __future__ import annotations

import os
import time

_file = os.environ.get("PILOTHOUSE_SOAK_CLOCK")
if _file:
    _real = time.time

    def _faked() -> float:
        try:
            with open(_file, encoding="ascii") as file:
                return _real() + float(file.read() or 0)
        except (OSError, ValueError):
            return _real()

    time.time = _faked
