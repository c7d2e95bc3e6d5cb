"""Jobs in copies of a process that has its libraries loaded (Linux)."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from ..processes import die_with_parent

_HARMLESS_THREADS = frozenset({"jemalloc_bg_thd"})
"""They free memory for Arrow; jemalloc makes a fork whole again by itself."""

Work = Callable[[Mapping[str, Any], IO[bytes]], None]
"""Does one assignment; reads commands from the stream until it is done."""


def can_fork() -> bool:
    """Whether a copy of this process is a whole one: a fork has none of the other threads.

    On macOS system libraries do not survive a fork, and Windows has none.
    """
    if sys.platform != "linux":
        return False
    names = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    return len([name for name in names if name not in _HARMLESS_THREADS]) == 1


def serve(commands: IO[bytes], reports: IO[bytes], work: Work) -> None:
    """Do each assignment (a JSON line of ``commands``) in a copy of this process, one at a time,
    until the commands end. Reports ``{"ended": exit code}``, a line, after each."""
    # What is there now stays: the collector need not touch, and so copy, its pages.
    gc.freeze()
    while line := commands.readline():
        if not line.startswith(b"{"):
            # A command to a job that has just ended.
            continue
        code = _in_copy(json.loads(line), commands, work)
        reports.write(json.dumps({"ended": code}).encode() + b"\n")


def _in_copy(assignment: Mapping[str, Any], commands: IO[bytes], work: Work) -> int:
    told_end, told = os.pipe()
    gone, life = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(told)
        os.close(gone)
        _work_and_exit(assignment, parent, told_end, work)
    os.close(told_end)
    os.close(life)
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(commands, selectors.EVENT_READ)
            selector.register(gone, selectors.EVENT_READ)
            # The copy alone holds the other end of this pipe.
            while gone not in {key.fd for key, _ in selector.select()}:
                line = commands.readline()
                if not line:
                    # The engine is gone, and the copy goes with this process.
                    os._exit(1)
                with contextlib.suppress(BrokenPipeError):
                    os.write(told, line)
    finally:
        os.close(told)
        os.close(gone)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _work_and_exit(assignment: Mapping[str, Any], parent: int, commands: int, work: Work) -> None:
    """In the copy. Never returns: what the first process would do at its end is not for this."""
    code = 1
    try:
        die_with_parent(parent)
        os.dup2(commands, 0)
        work(assignment, open(0, "rb", buffering=0, closefd=False))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
