"""A disk that is full: what was acknowledged stays, and space can be made again."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import ClientError
from pilothouse_engine.config import DEFAULT_BUCKET
from row import Row
from soak_engine import SoakEngine
from work_load import error_code, put_training_file, request, wait_for_end


class CannotMount(Exception):
    """A small file system cannot be made here; root can."""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own. Raises :class:`CannotMount`."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        raise CannotMount("mounting a small file system needs root on Linux")
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CannotMount(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True)


def run(folder: Path, megabytes: int, rounds: int) -> Row:
    row = Row(f"times a disk of {megabytes} MB was filled to the last byte", rounds)
    with small_disk(folder / "disk", megabytes) as disk:
        engine = SoakEngine(disk / "data").start()
        try:
            put_training_file(engine)
            with row.measured(engine):
                for number in range(rounds):
                    _round(engine, row, number)
        finally:
            engine.end()
    return row


def _round(engine: SoakEngine, row: Row, number: int) -> None:
    stored = _fill(engine, row, number)
    _check(engine, row, stored)
    client, s3 = engine.client("sagemaker"), engine.client("s3")
    # A job either says that the disk is full, or is refused with the same words.
    name = f"full-{number}"
    try:
        client.create_auto_ml_job_v2(**request(name))
    except ClientError as error:
        if error_code(error) != "InsufficientStorage":
            row.problem(f"CreateAutoMLJobV2 on a full disk: {error}")
    else:
        status = wait_for_end(client, name, 60)
        reason = client.describe_auto_ml_job_v2(AutoMLJobName=name).get("FailureReason", "")
        if status == "Failed" and "full" not in reason:
            row.problem(f"a job on a full disk says: {reason}")
    # The engine comes back on a full disk, or says why not.
    engine.kill()
    with contextlib.suppress(RuntimeError, AssertionError):
        engine.start()
    if engine.process is None or engine.process.poll() is not None:
        row.problem("the engine cannot be started on a full disk")
        return
    s3 = engine.client("s3")
    for key in list(stored):
        s3.delete_object(Bucket=DEFAULT_BUCKET, Key=key)
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="after", Body=b"x" * 100_000)
    client = engine.client("sagemaker")
    client.create_auto_ml_job_v2(**request(f"after-{number}"))
    if wait_for_end(client, f"after-{number}", 60) != "Completed":
        row.lost += 1
        row.problem("a job after the disk had space again did not complete")


def _fill(engine: SoakEngine, row: Row, number: int) -> dict[str, str]:
    """Store until nothing fits, with smaller and smaller objects; the digests by key."""
    s3 = engine.client("s3")
    stored: dict[str, str] = {}
    for size in (1_000_000, 100_000, 4_000):
        for index in range(10_000):
            key, body = f"fill/{number}/{size}-{index}", os.urandom(size)
            try:
                s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body)
            except ClientError as error:
                if error_code(error) != "InsufficientStorage":
                    row.problem(f"PutObject on a full disk: {error}")
                break
            stored[key] = hashlib.sha256(body).hexdigest()
    return stored


def _check(engine: SoakEngine, row: Row, stored: dict[str, str]) -> None:
    s3 = engine.client("s3")
    for key, digest in stored.items():
        try:
            body = s3.get_object(Bucket=DEFAULT_BUCKET, Key=key)["Body"].read()
        except ClientError as error:
            row.lost += 1
            row.problem(f"{key}: {error}")
            continue
        row.corrupted += hashlib.sha256(body).hexdigest() != digest
