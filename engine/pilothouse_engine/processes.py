"""Child processes of the engine: how they start, and how they never outlive it."""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1

# One thread per training process: more of them spin against each other on small machines.
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def child_environment(threads: int) -> dict[str, str]:
    environment = dict(os.environ)
    environment.update({name: str(threads) for name in _THREAD_VARIABLES})
    environment["OMP_WAIT_POLICY"] = "PASSIVE"
    environment["PYTHONIOENCODING"] = "utf-8"
    return environment


async def spawn(
    module: str, *, threads: int, log: IO[bytes], cwd: Path, stdout: int
) -> asyncio.subprocess.Process:
    """Start ``python -m module`` in a process group of its own, stdin a pipe.

    Must be called in the main thread: on Linux a child dies with the thread that made it. The
    working directory is the engine's own, so that no file of the user shadows a module.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=stdout,
        stderr=log,
        cwd=cwd,
        env=child_environment(threads),
        start_new_session=sys.platform != "win32",
        limit=1024 * 1024,
    )


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill a child and what it started."""
    if process.returncode is not None:
        return
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def how_it_ended(code: int) -> str:
    """A child's exit code in words."""
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def die_with_parent(parent: int) -> None:
    """In a child: let the kernel kill this process when the engine ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def watch_commands(stream: Iterable[bytes], on_command: Callable[[str], None]) -> None:
    """In a child: call back for every line of stdin; when it ends the engine is gone, so exit."""

    def watch() -> None:
        for line in stream:
            on_command(line.decode().strip())
        os._exit(1)

    threading.Thread(target=watch, name="commands", daemon=True).start()


def load_function(dotted: str) -> Any:
    """The function behind ``module:function``."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)


def limit_memory(megabytes: int) -> None:
    """In a child: let allocations fail beyond this much private memory, where the system can.

    ``RLIMIT_DATA`` counts what is really allocated; ``RLIMIT_AS`` would also count the address
    space that libraries only reserve. Windows has neither.
    """
    if sys.platform != "win32":
        import resource

        limit = megabytes * 1024 * 1024
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or limit < most:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
