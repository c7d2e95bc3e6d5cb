"""An engine that owns its data directory and does not answer: finding it and ending it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from .config import Settings
from .discovery import EngineLock, published, running

# A machine that wakes up or is short of memory may be late; a hang lasts.
_PATIENCE_SECONDS = 4.0
_TERM_SECONDS = 5.0
_KILL_SECONDS = 5.0
_POLL_SECONDS = 0.05


def silent_engine(settings: Settings) -> int | None:
    """Process id of an engine that owns the data directory and does not answer now.

    ``None`` too where that cannot be proven: a process is only named if ``engine.json`` records
    it, it lives, it runs this package, and somebody holds the directory's lock.
    """
    pid = (published(settings) or {}).get("pid")
    if not isinstance(pid, int) or pid <= 1 or pid == os.getpid():
        return None
    if not alive(pid) or not _runs_engine(pid) or running(settings) is not None:
        return None
    lock = EngineLock(settings.lock_file)
    try:
        owned = not lock.acquire()
    except OSError:
        return None
    lock.release()
    return pid if owned else None


def hung_engine(settings: Settings) -> int | None:
    """As :func:`silent_engine`, for one that stays silent: it is given time to come back."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (pid := silent_engine(settings)) is not None:
        if time.monotonic() >= deadline:
            return pid
        time.sleep(_POLL_SECONDS)
    return None


def end(pid: int) -> bool:
    """End a process, by force if need be; False if it is still there."""
    # A process that was stopped (Ctrl+Z) hears SIGTERM only when it goes on.
    names = ["SIGTERM", "SIGCONT"] if sys.platform != "win32" else ["SIGTERM"]
    for name in names:
        _send(pid, getattr(signal, name))
    if _gone_within(pid, _TERM_SECONDS):
        return True
    if sys.platform != "win32":
        _send(pid, signal.SIGKILL)
    return _gone_within(pid, _KILL_SECONDS)


def alive(pid: int) -> bool:
    """Whether a process of this id does anything any more."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A process that nobody has waited for is dead all the same.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _runs_engine(pid: int) -> bool:
    """Whether the command line names this package: an id is used again after a process ended."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        try:
            command = subprocess.run(
                ["ps", "-ww", "-p", str(pid), "-o", "command="],
                capture_output=True,
                check=False,
                timeout=5,
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            return False
    return b"pilothouse_engine" in command or b"pilothouse-engine" in command


def _send(pid: int, number: int) -> None:
    # One that has ended by itself is as good; one of another user shows by staying.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True
