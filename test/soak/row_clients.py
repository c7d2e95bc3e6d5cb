"""Two IDEs that start the engine at the same moment and then want the same things."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from pilothouse_engine.config import DEFAULT_BUCKET
from row import Row
from soak_engine import SoakEngine
from work_load import error_code, put_training_file, request

_IDES = 2


def run(folder: Path, rounds: int) -> Row:
    row = Row("times two clients started one engine at once and raced for names", rounds)
    folder.mkdir(parents=True, exist_ok=True)
    engine = SoakEngine(folder, workers=2).start()
    engine.stop()
    try:
        with row.measured(engine):
            for number in range(rounds):
                _start_at_once(engine, row)
                _race(engine, row, number)
                _command(engine, "stop")
            engine.start()
    finally:
        _command(engine, "stop")
        engine.end()
    return row


def _start_at_once(engine: SoakEngine, row: Row) -> None:
    """As the IDEs do: each runs `start --json`."""
    command = [sys.executable, "-m", "pilothouse_engine", "start", "--json"]
    command += ["--data-dir", str(engine.settings.data_dir)]
    starts = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(_IDES)
    ]
    answers = [start.communicate(timeout=120) for start in starts]
    if any(start.returncode for start in starts):
        row.problem(f"a start failed: {answers}")
        return
    found = [json.loads(answer) for answer, _ in answers]
    if len({document["pid"] for document in found}) != 1:
        row.problem("two engines were started")
    engine.url = found[0]["endpointUrl"]


def _race(engine: SoakEngine, row: Row, number: int) -> None:
    put_training_file(engine)
    bodies = [os.urandom(200_000) for _ in range(_IDES)]
    only = f"only/{number}"

    def put_once(ide: int) -> None:
        engine.client("s3").put_object(
            Bucket=DEFAULT_BUCKET, Key=only, Body=bodies[ide], IfNoneMatch="*"
        )

    def queue(ide: int) -> None:
        # A job that is asked to stop at once: what counts is that one of two gets the name.
        client = engine.client("sagemaker")
        client.create_auto_ml_job_v2(**request(f"raced-{number}"))
        client.stop_auto_ml_job(AutoMLJobName=f"raced-{number}")

    for what, act in (("If-None-Match", put_once), ("CreateAutoMLJobV2", queue)):
        won = _at_once(act, row)
        if len(won) != 1:
            row.lost += len(won) - 1
            row.problem(f"{what}: {len(won)} of {_IDES} clients were told that they were first")
        elif act is put_once:
            body = engine.client("s3").get_object(Bucket=DEFAULT_BUCKET, Key=only)["Body"].read()
            row.corrupted += body != bodies[won[0]]


def _at_once(act: Callable[[int], None], row: Row) -> list[int]:
    """The clients that succeeded; the others must have been told why not."""
    barrier = threading.Barrier(_IDES)
    won: list[int] = []

    def one(ide: int) -> None:
        barrier.wait()
        try:
            act(ide)
        except ClientError as error:
            if error_code(error) not in _LOST_RACE:
                row.problem(str(error))
        else:
            won.append(ide)

    threads = [threading.Thread(target=one, args=(ide,)) for ide in range(_IDES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


_LOST_RACE = (
    "PreconditionFailed",
    "ConditionalRequestConflict",
    "ResourceInUse",
    "ValidationException",
)


def _command(engine: SoakEngine, verb: str) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "pilothouse_engine", verb]
        + ["--data-dir", str(engine.settings.data_dir)],
        capture_output=True,
        timeout=60,
    )
