"""Finds, starts and installs the local engine, a process of its own."""

from __future__ import annotations

import asyncio
import configparser
import http.client
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import Failure

PROFILE = "pilothouse-local"
REGION = "local"
ACCOUNT = "000000000000"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/PilothouseLocal"
BUCKET = f"sagemaker-{REGION}-{ACCOUNT}"
_INSTALL_SECONDS = 900
_CLEANABLE = ("jobs", "uploads", "logs")
_JOB_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}")
# Enough for a busy machine. An engine that was heard a moment ago is not asked again.
_HEALTH_SECONDS = 4.0
_HEARD_SECONDS = 5.0
# Another interpreter's way to say whether it has the engine, without running it.
_LACKS = 3
_LOOK = (
    # Not the server's folder, where a user may have a `pilothouse_engine` of his own.
    "import importlib.util as u, sys; sys.path[:] = filter(None, sys.path); "
    f"sys.exit({_LACKS} if u.find_spec('pilothouse_engine') is None else 0)"
)
_LOOK_SECONDS = 5.0


def data_dir() -> Path:
    """The folder that the engine and all its clients share."""
    if chosen := os.environ.get("PILOTHOUSE_DATA_DIR"):
        return Path(chosen)
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / "pilothouse"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "pilothouse"
    shared = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(shared) / "pilothouse"


@dataclass(frozen=True)
class EngineAddress:
    """Where a running engine answers, and the key pair that requests are signed with."""

    endpoint: str
    access_key: str
    secret_key: str


class Engine:
    """The engine of this user. Every method blocks; call them in the executor."""

    def __init__(
        self,
        python: str,
        find_links: str,
        start_seconds: float,
        health_seconds: float = _HEALTH_SECONDS,
    ) -> None:
        self._python = python
        self._health_seconds = health_seconds
        self._heard: tuple[str, float] = ("", 0.0)
        self._find_links = find_links
        self._start_seconds = start_seconds
        self._lock = threading.Lock()
        self._installing = asyncio.Lock()
        self.starting = False

    def problem(self) -> Failure | None:
        """What is sure to keep the engine from starting."""
        if shutil.which(self._python) is None:
            return python_missing(self._python)
        return engine_missing(self._python) if self._lacks_engine() else None

    def _lacks_engine(self) -> bool:
        if self._python == sys.executable:
            importlib.invalidate_caches()
            return importlib.util.find_spec("pilothouse_engine") is None
        try:
            done = subprocess.run(
                [self._python, "-c", _LOOK],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LOOK_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired):
            # The start will tell.
            return False
        return done.returncode == _LACKS

    def health(self) -> str:
        """``answers``, ``silent`` for one that holds the connection and says nothing, ``gone``."""
        info = _read_info()
        return "gone" if info is None else self._ask(info)

    def address(self) -> EngineAddress:
        """Where the engine answers; starts it if there is none.

        Raises ``Failure`` at once for an engine that hangs: a call to it would wait for minutes.
        """
        info = _read_info() or self.start()
        endpoint, until = self._heard
        recently = endpoint == info["endpointUrl"] and time.monotonic() < until
        if not recently:
            health = self._ask(info)
            if health == "silent":
                raise not_responding()
            if health == "gone":
                info = self.start()
        return _address(info)

    def start(self) -> dict[str, Any]:
        """Start the engine unless one answers; the content of ``engine.json``.

        The engine's own ``start`` ends one that hangs before it begins another.
        """
        with self._lock:
            info = _read_info()
            if info is not None and self._ask(info) == "answers":
                return info
            self.starting = True
            try:
                return self._launch()
            finally:
                self.starting = False

    def _ask(self, info: dict[str, Any]) -> str:
        health = _health(info, self._health_seconds)
        if health == "answers":
            self._heard = (info["endpointUrl"], time.monotonic() + _HEARD_SECONDS)
        else:
            self._heard = ("", 0.0)
        return health

    def disk(self, arguments: list[str]) -> dict[str, Any]:
        """The document of ``disk --json``; the engine need not run."""
        done = self._run("disk", "--json", *arguments)
        document = _last_object(done.stdout)
        if done.returncode or document is None:
            said = _last_object(done.stderr) or {}
            message = str(said.get("message") or "The engine's report could not be read.")
            raise Failure("EngineUnavailable", message, retryable=True)
        return document

    def _launch(self) -> dict[str, Any]:
        done = self._run("start", "--json")
        if done.returncode == 0:
            info = _last_object(done.stdout)
            if info and "endpointUrl" in info:
                return info
            raise _unavailable("its answer could not be read")
        said = _last_object(done.stderr) or {}
        raise _unavailable(str(said.get("message") or done.stderr.strip()[-300:] or "it ended"))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A verb of the engine's own command line. Raises ``Failure`` if there is no engine."""
        folder = data_dir()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Not the server's folder: `-m` would import a user's `pilothouse_engine` from there.
            done = subprocess.run(
                [self._python, "-m", "pilothouse_engine", *arguments],
                check=False,
                cwd=folder,
                env={**os.environ, "PILOTHOUSE_DATA_DIR": str(folder)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=self._start_seconds,
            )
        except FileNotFoundError as error:
            raise python_missing(self._python) from error
        except subprocess.TimeoutExpired as error:
            raise _unavailable(f"it did not answer within {self._start_seconds:.0f} s") from error
        except OSError as error:
            raise _unavailable(f"{error.strerror or error} ({folder})") from error
        if done.returncode and "No module named pilothouse_engine" in done.stderr:
            raise engine_missing(self._python)
        return done

    async def install(self) -> None:
        """Install ``pilothouse-engine`` beside the server; the page asked the user first."""
        command = [self._python, "-m", "pip", "--no-input", "--disable-pip-version-check"]
        command += ["install", *(["--find-links", self._find_links] if self._find_links else [])]
        async with self._installing:
            process = await asyncio.create_subprocess_exec(
                *command,
                "pilothouse-engine",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            try:
                output, _ = await asyncio.wait_for(process.communicate(), _INSTALL_SECONDS)
            except asyncio.TimeoutError as error:
                process.kill()
                raise Failure("Timeout", "pip did not finish in 15 minutes.") from error
        if process.returncode:
            lines = output.decode("utf-8", "replace").strip().splitlines()
            errors = (line for line in reversed(lines) if "ERROR" in line)
            reason = next(errors, " ".join(lines[-2:]))[:300].rstrip(".")
            raise Failure(
                "EngineMissing",
                f"pilothouse-engine could not be installed: {reason}. Install it yourself with "
                f"`{self._python} -m pip install pilothouse-engine` where the Jupyter server runs.",
                retryable=True,
                action="install-engine",
            )


def clean_arguments(request: dict[str, Any]) -> list[str]:
    """Arguments of ``disk`` out of a page's request; nothing of it can become an option."""
    categories = request.get("categories")
    if not isinstance(categories, list) or not categories:
        raise _unknown_categories()
    if not all(item in _CLEANABLE for item in categories):
        raise _unknown_categories()
    jobs = request.get("jobs")
    if jobs is None:
        return ["--clean", *categories]
    if not isinstance(jobs, list) or not jobs or not all(_is_job_name(job) for job in jobs):
        raise Failure("InvalidRequest", "The jobs must be a list of names of jobs.")
    return ["--clean", *categories, "--job", *jobs]


def _unknown_categories() -> Failure:
    return Failure("InvalidRequest", f"Clean some of {', '.join(_CLEANABLE)}.")


def _is_job_name(value: object) -> bool:
    return isinstance(value, str) and _JOB_NAME.fullmatch(value) is not None


def python_missing(python: str) -> Failure:
    """There is no interpreter."""
    return Failure(
        "PythonMissing",
        f"The local engine could not be started: there is no Python at {python}. "
        "Set PilothouseApp.engine_python to an interpreter that exists.",
        retryable=True,
    )


def engine_missing(python: str) -> Failure:
    """The interpreter has no engine."""
    return Failure(
        "EngineMissing",
        f"The local engine is not installed for {python}. Install `pilothouse-engine` there, or "
        "switch to AWS.",
        retryable=True,
        action="install-engine",
    )


def not_responding(operation: str | None = None) -> Failure:
    """The engine runs and hangs."""
    return Failure(
        "EngineNotResponding",
        "The local engine runs but does not answer. Restart it: finished work is kept, running "
        "jobs end.",
        retryable=True,
        action="restart-engine",
        operation=operation,
    )


def _unavailable(reason: str) -> Failure:
    return Failure(
        "EngineUnavailable",
        f"The local engine could not be started: {reason.rstrip('.')}. Start it again; if that "
        "fails, the log says more.",
        retryable=True,
        action="start-engine",
    )


def _last_object(text: str) -> dict[str, Any] | None:
    for line in reversed(text.strip().splitlines()):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            return value
    return None


def _read_info() -> dict[str, Any] | None:
    try:
        info = json.loads((data_dir() / "engine.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return info if isinstance(info, dict) and isinstance(info.get("endpointUrl"), str) else None


def _health(info: dict[str, Any], seconds: float) -> str:
    address = urlsplit(info["endpointUrl"])
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=seconds)
    try:
        connection.request("GET", "/_pilothouse/health")
        answer = connection.getresponse()
        said = json.loads(answer.read(4096)) if answer.status == 200 else None
    except TimeoutError:
        return "silent"
    except (OSError, ValueError, http.client.HTTPException):
        return "gone"
    finally:
        connection.close()
    # Another program may listen at the port of a dead engine.
    ours = isinstance(said, dict) and said.get("service") == "pilothouse-engine"
    return "answers" if ours else "gone"


def _address(info: dict[str, Any]) -> EngineAddress:
    path = info.get("credentialsFile") or data_dir() / "credentials"
    keys = configparser.ConfigParser(interpolation=None)
    try:
        keys.read(path, encoding="utf-8")
        section = keys[PROFILE]
        return EngineAddress(
            info["endpointUrl"], section["aws_access_key_id"], section["aws_secret_access_key"]
        )
    except (configparser.Error, KeyError, OSError) as error:
        raise _unavailable(f"its key file {path} cannot be read") from error
