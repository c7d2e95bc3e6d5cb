"""A large table: uploaded in parts, read back, read by a job, copied, deleted."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from boto3.s3.transfer import TransferConfig
from pilothouse_engine.config import DEFAULT_BUCKET
from row import Row
from soak_engine import SoakEngine
from work_load import report_of, request, wait_for_end

_MEMORY_MB = 96.0


def run(folder: Path, size: int) -> Row:
    row = Row(f"CSV of {size / 1e6:.0f} MB stored, read, copied and read by a job", 1)
    source = folder / "large.csv"
    digest = _write(source, size)
    engine = SoakEngine(folder / "data").start()
    key = "in/large.csv"
    try:
        s3, client = engine.client("s3"), engine.client("sagemaker")
        with row.measured(engine):
            parts = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20)
            s3.upload_file(str(source), DEFAULT_BUCKET, key, Config=parts)
            source.unlink()
            s3.copy_object(
                Bucket=DEFAULT_BUCKET, Key="in/copy.csv", CopySource=f"{DEFAULT_BUCKET}/{key}"
            )
            s3.delete_object(Bucket=DEFAULT_BUCKET, Key=key)
            row.corrupted += _read(s3, "in/copy.csv") != digest
            client.create_auto_ml_job_v2(**request("large", key="in/copy.csv"))
            if wait_for_end(client, "large", 300) != "Completed":
                row.lost += 1
            else:
                row.corrupted += report_of(engine, "large")["sha256"] != digest
        if row.memory[1] > row.memory[0] + _MEMORY_MB:
            row.problem(f"the engine took {row.memory[1] - row.memory[0]:.0f} MB for it")
    finally:
        engine.end()
    return row


def _read(s3: object, key: str) -> str:
    digest = hashlib.sha256()
    body = s3.get_object(Bucket=DEFAULT_BUCKET, Key=key)["Body"]  # type: ignore[attr-defined]
    for block in body.iter_chunks(1024 * 1024):
        digest.update(block)
    return digest.hexdigest()


def _write(path: Path, size: int) -> str:
    """Rows of numbers; no two blocks are the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = random.Random(size)
    rows = "".join(f"{numbers.random():.6f},{numbers.randrange(9)}\n" for _ in range(50_000))
    digest = hashlib.sha256()
    with open(path, "wb") as file:
        written = 0
        while written < size:
            block = f"block,{written}\n{rows}".encode()
            digest.update(block)
            file.write(block)
            written += len(block)
    return digest.hexdigest()
