"""A wall clock that jumps: nothing ends early, and no job ends before it began."""

from __future__ import annotations

import http.client
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from row import Row
from soak_engine import HERE, SoakEngine
from work_load import deploy, error_code, put_training_file, request, wait_for_end

_DAY = 86400.0
JUMPS = (_DAY, -_DAY, 3600.0, -3600.0, 3650 * _DAY, -3650 * _DAY, -7.5, 61.0)


def run(folder: Path, jumps: int) -> Row:
    row = Row("jumps of the wall clock while jobs run", jumps)
    folder.mkdir(parents=True, exist_ok=True)
    clock = folder / "clock"
    clock.write_text("0")
    environment = {"PYTHONPATH": str(HERE / "clock"), "PILOTHOUSE_SOAK_CLOCK": str(clock)}
    engine = SoakEngine(folder / "data", workers=2, environment=environment).start()
    try:
        put_training_file(engine)
        client = engine.client("sagemaker")
        client.create_auto_ml_job_v2(**request("before"))
        wait_for_end(client, "before", 60)
        deploy(engine, "before", "steady")
        with row.measured(engine):
            for number in range(jumps):
                _jump(engine, row, clock, JUMPS[number % len(JUMPS)], number)
            clock.write_text("0")
    finally:
        engine.end()
    return row


def _jump(engine: SoakEngine, row: Row, clock: Path, offset: float, number: int) -> None:
    clock.write_text("0")
    name = f"jump-{number}"
    limited = request(name, 0.8)
    limits = {"CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": 600}}
    limited["AutoMLProblemTypeConfig"]["TabularJobConfig"].update(limits)
    call(engine, "CreateAutoMLJobV2", limited)
    call(engine, "CreateAutoMLJobV2", request(f"{name}-waiting"))
    _until(lambda: call(engine, "DescribeAutoMLJobV2", {"AutoMLJobName": name}), "TrainingModels")
    clock.write_text(str(offset))
    call(engine, "CreateAutoMLJobV2", request(f"{name}-after"))
    for suffix in ("", "-waiting", "-after"):
        job = _until(
            lambda which=name + suffix: call(
                engine, "DescribeAutoMLJobV2", {"AutoMLJobName": which}
            ),
            "Completed",
            "Failed",
            "Stopped",
        )
        if job["AutoMLJobStatus"] != "Completed":
            row.lost += 1
            row.problem(f"{name}{suffix} is {job['AutoMLJobStatus']}: {job.get('FailureReason')}")
    body = f"{number}".encode() * 9
    status, answer = _send(engine, "/endpoints/steady/invocations", body, {})
    row.corrupted += (status, answer) != (200, body[::-1])
    if abs(offset) > 900:
        # The client's clock did not jump: its signature is old, and it must be told so.
        try:
            engine.client("sagemaker").list_models()
        except ClientError as error:
            if error_code(error) != "InvalidSignatureException":
                row.problem(f"an old signature: {error}")
        else:
            row.problem("an old signature was accepted")


def call(engine: SoakEngine, operation: str, document: dict[str, Any]) -> dict[str, Any]:
    """With the bearer secret, which no clock makes old."""
    headers = {
        "X-Amz-Target": f"SageMaker.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
    }
    status, answer = _send(engine, "/", json.dumps(document).encode(), headers)
    assert status == 200, answer
    found: dict[str, Any] = json.loads(answer)
    return found


def _send(engine: SoakEngine, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(engine.url).netloc, timeout=30)
    bearer = {"Authorization": f"Bearer {engine.credentials.secret_key}"}
    connection.request("POST", path, body, {**bearer, **headers})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def _until(look: Any, *states: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = look()
        if job["AutoMLJobStatus"] in states or job["AutoMLJobSecondaryStatus"] in states:
            return job
        if job["AutoMLJobStatus"] in ("Completed", "Failed", "Stopped"):
            return job
        assert time.monotonic() < deadline, f"not {states}: {job['AutoMLJobStatus']}"
        time.sleep(0.03)
