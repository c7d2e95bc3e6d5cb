"""How clients find the engine: its files, its lock, and starting it in the background."""

from __future__ import annotations

import configparser
import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from . import __version__
from .auth import Credentials
from .config import ACCOUNT_ID, DEFAULT_BUCKET, PROFILE, REGION, ROLE_ARN, Settings

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HEALTH_PATH = "/_pilothouse/health"


class EngineLock:
    """Held by the engine that owns a data directory; the system frees it when it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """False if another process holds it."""
        file = self._path.open("ab")
        try:
            if sys.platform == "win32":
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def make_data_dir(settings: Settings) -> None:
    """Create the data directory, readable by its owner alone.

    Everything in it hides behind its own mode. What lies there already is closed as well, in
    case somebody opens the directory later.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(settings.data_dir, 0o700)
    settings.logs.mkdir(mode=0o700, exist_ok=True)
    for path in settings.data_dir.iterdir():
        if not path.is_symlink():
            # A file of the database may be gone by now: another engine just ended.
            with contextlib.suppress(FileNotFoundError):
                os.chmod(path, 0o700 if path.is_dir() else 0o600)


def load_credentials(settings: Settings) -> Credentials:
    """The data directory's key pair, made on first use."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(settings.credentials_file)
        section = parser[PROFILE]
        return Credentials(section["aws_access_key_id"], section["aws_secret_access_key"])
    except (KeyError, configparser.Error):
        pass
    credentials = Credentials.generate()
    _write_private(
        settings.credentials_file,
        f"[{PROFILE}]\n"
        f"aws_access_key_id = {credentials.access_key}\n"
        f"aws_secret_access_key = {credentials.secret_key}\n",
    )
    return credentials


def describe(settings: Settings, port: int) -> dict[str, Any]:
    """The content of ``engine.json``."""
    return {
        "endpointUrl": f"http://127.0.0.1:{port}",
        "pid": os.getpid(),
        "version": __version__,
        "region": REGION,
        "accountId": ACCOUNT_ID,
        "roleArn": ROLE_ARN,
        "defaultBucket": DEFAULT_BUCKET,
        "startedAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "dataDir": str(settings.data_dir),
        "credentialsFile": str(settings.credentials_file),
    }


def publish(settings: Settings, port: int) -> None:
    """Tell clients where the engine is."""
    _write_private(settings.port_file, str(port))
    _write_private(settings.engine_file, json.dumps(describe(settings, port)) + "\n")


def published(settings: Settings) -> dict[str, Any] | None:
    """The last ``engine.json``, alive or not."""
    try:
        document = json.loads(settings.engine_file.read_bytes())
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def last_port(settings: Settings) -> int | None:
    """The port of the last engine of this data directory."""
    try:
        return _port(settings.port_file.read_text())
    except OSError:
        return None


def running(settings: Settings) -> dict[str, Any] | None:
    """``engine.json`` of the engine that answers for this data directory, or ``None``."""
    document = published(settings)
    port = _port(str((document or {}).get("endpointUrl", "")).rpartition(":")[2])
    if document is None or port is None:
        return None
    health = _health(port)
    # Another program may listen on the port of a dead engine.
    if health is None or health.get("pid") != document.get("pid"):
        return None
    return document


def _port(text: str) -> int | None:
    return int(text) if text.isdecimal() and 0 < int(text[:6]) < 65536 else None


def _health(port: int) -> Mapping[str, Any] | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2.0)
    try:
        connection.request("GET", _HEALTH_PATH)
        response = connection.getresponse()
        document = json.loads(response.read(65536)) if response.status == 200 else None
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if isinstance(document, dict) and document.get("service") == "pilothouse-engine":
        return document
    return None


def spawn_detached(
    arguments: list[str], settings: Settings, errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    """Start ``serve`` so that it outlives this process; why it could not go to ``errors``."""
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        options["start_new_session"] = True
    return subprocess.Popen(
        [sys.executable, "-m", "pilothouse_engine", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        cwd=settings.data_dir,
        **options,
    )


def _write_private(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
