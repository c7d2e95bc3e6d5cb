"""Find the local engine, start it if needed, and tell how to reach it."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from .errors import BackendError

START_TIMEOUT_SECONDS = 60
PROFILE = "pilothouse-local"


def data_dir() -> Path:
    """Folder in which the engine keeps its state."""
    chosen = os.environ.get("PILOTHOUSE_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "pilothouse"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "pilothouse"
    share = os.environ.get("XDG_DATA_HOME")
    return (Path(share) if share else Path.home() / ".local" / "share") / "pilothouse"


def _state() -> dict[str, Any] | None:
    try:
        state = json.loads((data_dir() / "engine.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) and "endpointUrl" in state else None


def _answers(state: dict[str, Any]) -> bool:
    url = f"{state['endpointUrl']}/_pilothouse/health"
    # The engine is on this machine: a proxy from the environment must not come between.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError, urllib.error.URLError):
        return False


def ensure_engine() -> dict[str, Any]:
    """The running engine's state; starts the engine if none answers.

    :raises BackendError: the engine is not installed or does not start.
    """
    state = _state()
    if state and _answers(state):
        return state
    if state and _reason_code(_run("status").stderr) == "EngineNotResponding":
        # Starting would end it, and its running jobs with it: not without being asked.
        raise BackendError(
            f"The local engine (process {state.get('pid')}) runs but does not answer.",
            "Wait, or replace it: `!python -m pilothouse_engine start` (running jobs end).",
            "EngineNotResponding",
        )
    started = _run("start")
    if started.returncode != 0:
        if "No module named" in started.stderr and "pilothouse_engine" in started.stderr:
            raise BackendError(
                f"The local engine is not installed in this kernel's Python ({sys.executable}).",
                "Run `%pip install pilothouse-engine`, or use AWS: `%pilot backend aws`.",
                "EngineMissing",
            )
        raise BackendError(
            f"The local engine did not start: {_reason(started.stderr)}",
            "Run `python -m pilothouse_engine serve` in a terminal to see why.",
            "EngineUnavailable",
        )
    state = _state()
    if state is None:
        raise BackendError(
            f"The local engine started but left no state in {data_dir()}.",
            "Check that the folder can be written.",
            "EngineUnavailable",
        )
    return state


def _run(verb: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [sys.executable, "-m", "pilothouse_engine", verb, "--json"],
            capture_output=True,
            text=True,
            timeout=START_TIMEOUT_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise BackendError(
            f"The local engine did not answer within {START_TIMEOUT_SECONDS} s.",
            "Run `python -m pilothouse_engine status` in a terminal.",
            "EngineUnavailable",
        ) from error


def _reason_code(stderr: str) -> str | None:
    try:
        return str(json.loads(stderr.strip().splitlines()[-1])["code"])
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _reason(stderr: str) -> str:
    lines = [line for line in stderr.strip().splitlines() if line.strip()]
    if not lines:
        return "it gave no reason."
    try:
        return str(json.loads(lines[-1])["message"])
    except (ValueError, KeyError, TypeError):
        return lines[-1]


def credentials(state: dict[str, Any]) -> tuple[str, str]:
    """Key pair for SigV4, from the owner-only file beside the engine's state."""
    parser = configparser.ConfigParser(interpolation=None)
    path = state.get("credentialsFile") or str(data_dir() / "credentials")
    if not parser.read(path, encoding="utf-8") or PROFILE not in parser:
        raise BackendError(
            f"The engine's credentials file {path} cannot be read.",
            "Restart the engine: `python -m pilothouse_engine stop`, then run the cell again.",
            "EngineUnavailable",
        )
    section = parser[PROFILE]
    return section["aws_access_key_id"], section["aws_secret_access_key"]
