"""Runs the engine in this process until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sqlite3
from logging.handlers import RotatingFileHandler

from tornado.netutil import bind_sockets

from . import __version__
from .config import Settings
from .discovery import (
    EngineLock,
    last_port,
    load_credentials,
    make_data_dir,
    publish,
)
from .engine import Engine
from .errors import disk_full, is_disk_full
from .server import make_server
from .state.db import NewerSchema

_LOG_BYTES = 2 * 1024 * 1024
_log = logging.getLogger(__name__)


class StartError(Exception):
    """The engine cannot start; ``code`` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises :class:`StartError`."""
    # Every file that the engine, its jobs and its models write is for its owner alone.
    os.umask(0o077)
    lock = EngineLock(settings.lock_file)
    try:
        make_data_dir(settings)
        acquired = lock.acquire()
    except OSError as error:
        raise _unusable(settings, error) from error
    if not acquired:
        raise StartError(
            "EngineRunning",
            f"Another engine owns {settings.data_dir}. Use it (pilothouse-engine status), stop "
            "it (pilothouse-engine stop), or choose another --data-dir.",
        )
    try:
        _configure_log(settings)
        asyncio.run(_serve(settings))
    except (OSError, sqlite3.Error) as error:
        raise _unusable(settings, error) from error
    except NewerSchema as error:
        raise StartError("NewerSchema", str(error)) from error
    finally:
        lock.release()


async def _serve(settings: Settings) -> None:
    # Before anyone can know of this process: a signal that comes early must count.
    told = _ears()
    sockets = _bind(settings)
    port = sockets[0].getsockname()[1]
    engine = Engine(settings, load_credentials(settings))
    engine.prepare()
    server = make_server(engine)
    server.add_sockets(sockets)
    publish(settings, port)
    _log.info("engine %s serves on port %d, process %d", __version__, port, os.getpid())
    engine.run()
    await told.wait()
    _log.info("the engine ends")
    server.stop()
    await server.close_all_connections()
    await engine.close()
    settings.engine_file.unlink(missing_ok=True)


def _ears() -> asyncio.Event:
    """Set when the process is told to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, told.set)
        except NotImplementedError:
            # Windows: the handler runs between two turns of the loop.
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(told.set))
    return told


def _bind(settings: Settings) -> list[socket.socket]:
    if settings.port is not None:
        try:
            return bind_sockets(settings.port, "127.0.0.1", reuse_port=False)
        except OSError as error:
            raise StartError(
                "PortInUse",
                f"Port {settings.port} cannot be used ({error.strerror}). Choose another --port, "
                "leave --port out, or end the program that uses it.",
            ) from error
    last = last_port(settings)
    if last is not None:
        try:
            return bind_sockets(last, "127.0.0.1", reuse_port=False)
        except OSError:
            _log.info("port %d of the last run is taken", last)
    return bind_sockets(0, "127.0.0.1", reuse_port=False)


def _configure_log(settings: Settings) -> None:
    path = settings.logs / "engine.log"
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # botocore's debug log holds canonical requests.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    # It quotes malformed headers, among them ones that hold the secret.
    logging.getLogger("tornado.general").setLevel(logging.WARNING)
    logging.raiseExceptions = False


def _unusable(settings: Settings, error: Exception) -> StartError:
    if is_disk_full(error):
        return StartError("DiskFull", disk_full(settings.data_dir).message)
    return StartError(
        "DataDirUnusable",
        f"The data directory {settings.data_dir} cannot be used ({error}). Check its "
        "permissions, or choose another with --data-dir or PILOTHOUSE_DATA_DIR.",
    )
