"""The command line: serve, start, stop, status, env, disk."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import __version__
from .config import PROFILE, REGION, Settings, default_data_dir
from .discovery import make_data_dir, running, spawn_detached
from .hang import alive, end, hung_engine, silent_engine
from .storage import CLEANABLE

_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
# The same signal twice does no harm.
_ASK_AGAIN_SECONDS = 3.0

_DESCRIPTION = """\
The SageMaker API on your own machine. The engine trains, explains and hosts models here, and
answers the SageMaker, SageMaker Runtime, S3 and STS operations that it provides on a loopback
port, so boto3, the AWS CLI and the AWS SDKs work with it unchanged:

  pilothouse-engine start
  eval "$(pilothouse-engine env)"
  aws sagemaker list-auto-ml-jobs
"""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    settings = Settings(
        data_dir=Path(options.data_dir).expanduser().absolute()
        if options.data_dir
        else default_data_dir()
    )
    commands = {
        "serve": _serve,
        "start": _start,
        "stop": _stop,
        "status": _status,
        "env": _env,
        "disk": _disk,
    }
    return commands[options.command](settings, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pilothouse-engine",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir",
        metavar="DIR",
        help="where jobs, models and objects are kept (default: PILOTHOUSE_DATA_DIR, else "
        f"{default_data_dir()})",
    )
    run = argparse.ArgumentParser(add_help=False)
    run.add_argument(
        "--port",
        type=_port,
        help="loopback port to listen on (default: the last one used, else any free one)",
    )
    run.add_argument(
        "--workers",
        type=_workers,
        default=1,
        help="jobs that train at the same time; more wait (default: 1)",
    )
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="answer one line of JSON")
    disk = argparse.ArgumentParser(add_help=False)
    disk.add_argument(
        "--clean",
        nargs="+",
        choices=CLEANABLE,
        help="remove artifacts of ended jobs, unfinished uploads, old logs; what an endpoint or "
        "an unfinished job needs is kept",
    )
    disk.add_argument(
        "--job",
        nargs="+",
        metavar="NAME",
        help="with --clean jobs: only these jobs (default: all that have ended)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, parents, text in (
        ("serve", [common, run, as_json], "run the engine in this terminal until Ctrl+C"),
        ("start", [common, run, as_json], "make sure that an engine runs in the background"),
        ("stop", [common], "end the engine; running jobs end with it"),
        ("status", [common, as_json], "say whether an engine runs, and where"),
        ("env", [common], "print shell commands that point AWS tools to the engine"),
        ("disk", [common, disk, as_json], "show what the data directory holds, and clean it"),
    ):
        commands.add_parser(name, parents=parents, help=text, description=text)
    return parser


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    # The server's modules are needed by this command alone.
    from .serve import StartError, serve

    try:
        serve(replace(settings, port=options.port, workers=options.workers))
    except StartError as error:
        return _failed(error.code, str(error), options.json)
    return 0


def _start(settings: Settings, options: argparse.Namespace) -> int:
    found = running(settings)
    if found is not None:
        return _announce(found, options.json)
    hung = hung_engine(settings)
    if hung is not None and not end(hung):
        return _failed("EngineUnavailable", _immortal(hung), options.json)
    arguments = ["serve", "--json", "--data-dir", str(settings.data_dir)]
    if options.port is not None:
        arguments += ["--port", str(options.port)]
    arguments += ["--workers", str(options.workers)]
    try:
        make_data_dir(settings)
    except OSError as error:
        message = (
            f"The data directory {settings.data_dir} cannot be made ({error.strerror}). Choose "
            "another with --data-dir or PILOTHOUSE_DATA_DIR."
        )
        return _failed("DataDirUnusable", message, options.json)
    with tempfile.TemporaryFile() as errors:
        process = spawn_detached(arguments, settings, errors)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            found = running(settings)
            if found is not None:
                return _announce(found, options.json)
            code = process.poll()
            if code is not None:
                errors.seek(0)
                reason = _reason(errors.read())
                # Another start may have won the race; its engine is ours as well.
                if reason["code"] != "EngineRunning":
                    return _failed(reason["code"], reason["message"], options.json)
            time.sleep(0.03)
    message = (
        f"The engine did not answer within {_START_SECONDS:.0f} s. Its log is "
        f"{settings.logs / 'engine.log'}."
    )
    return _failed("EngineUnavailable", message, options.json)


def _stop(settings: Settings, options: argparse.Namespace) -> int:
    found = running(settings)
    if found is None:
        hung = hung_engine(settings)
        if hung is not None:
            if not end(hung):
                return _failed("EngineUnavailable", _immortal(hung), False)
            print(f"Stopped. Process {hung} did not answer.")
            return 0
        # It may have come back while it was given time.
        found = running(settings)
    if found is None:
        print("No engine runs.")
        return 0
    deadline = time.monotonic() + _STOP_SECONDS
    asked = 0.0
    while time.monotonic() < deadline:
        if time.monotonic() - asked > _ASK_AGAIN_SECONDS:
            asked = time.monotonic()
            # A process that ended by itself meanwhile is as good.
            with contextlib.suppress(ProcessLookupError):
                os.kill(found["pid"], signal.SIGTERM)
        if running(settings) is None and not alive(found["pid"]):
            print("Stopped.")
            return 0
        time.sleep(0.05)
    return _failed("EngineUnavailable", _immortal(found["pid"]), False)


def _status(settings: Settings, options: argparse.Namespace) -> int:
    found = running(settings)
    if found is not None:
        return _announce(found, options.json)
    return _failed(*_not_running(settings), options.json)


def _env(settings: Settings, options: argparse.Namespace) -> int:
    found = running(settings)
    if found is None:
        return _failed(*_not_running(settings), False)
    values = {
        "AWS_ENDPOINT_URL": found["endpointUrl"],
        "AWS_SHARED_CREDENTIALS_FILE": found["credentialsFile"],
        "AWS_PROFILE": PROFILE,
        "AWS_REGION": REGION,
        # boto3 and version 1 of the AWS CLI read the older name.
        "AWS_DEFAULT_REGION": REGION,
    }
    print("export " + " ".join(f"{k}={shlex.quote(v)}" for k, v in values.items()))
    return 0


def _disk(settings: Settings, options: argparse.Namespace) -> int:
    # Like the server's modules, these are needed by this command alone.
    from .storage.command import DiskError, as_text, disk

    try:
        document = disk(settings, options.clean, options.job)
    except DiskError as error:
        return _failed("DataDirUnusable", str(error), options.json)
    print(json.dumps(document) if options.json else as_text(document))
    return 0


def _announce(found: dict[str, Any], as_json: bool) -> int:
    if as_json:
        print(json.dumps(found))
    else:
        print(f"The engine answers at {found['endpointUrl']} (process {found['pid']}).")
        print(f"Data: {found['dataDir']}")
        print('Point AWS tools to it: eval "$(pilothouse-engine env)"')
    return 0


def _not_running(settings: Settings) -> tuple[str, str]:
    silent = silent_engine(settings)
    if silent is not None:
        message = (
            f"The engine for {settings.data_dir} (process {silent}) does not answer. Replace it "
            "with: pilothouse-engine start"
        )
        return "EngineNotResponding", message
    message = f"No engine runs for {settings.data_dir}. Start it with: pilothouse-engine start"
    return "EngineNotRunning", message


def _immortal(pid: int) -> str:
    return f"The engine's process {pid} did not end. End it by hand, then start the engine again."


def _failed(code: str, message: str, as_json: bool) -> int:
    text = json.dumps({"code": code, "message": message}) if as_json else message
    print(text, file=sys.stderr)
    return 1


def _reason(output: bytes) -> dict[str, str]:
    text = output.decode("utf-8", "replace").strip()
    try:
        document = json.loads(text.splitlines()[-1])
        return {"code": str(document["code"]), "message": str(document["message"])}
    except (ValueError, KeyError, IndexError, TypeError):
        return {
            "code": "EngineUnavailable",
            "message": f"The engine could not start: {text[-1000:] or 'no reason given'}",
        }


def _port(text: str) -> int:
    port = int(text) if text.isdigit() else -1
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port (1 to 65535)")
    return port


def _workers(text: str) -> int:
    workers = int(text) if text.isdigit() else 0
    if not 1 <= workers <= 64:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 64")
    return workers
