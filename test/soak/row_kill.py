"""SIGKILL of the engine or of a process of it at random moments, under load."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import threading
import time
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from pilothouse_engine.config import DEFAULT_BUCKET
from row import Row
from soak_engine import SoakEngine
from work_load import deploy, put_training_file, request, wait_for_end, wait_in_service


class Writer(threading.Thread):
    """Stores objects and starts jobs all the time; remembers what was acknowledged."""

    def __init__(self, engine: SoakEngine) -> None:
        super().__init__(daemon=True)
        self._engine = engine
        self._stop_asked = threading.Event()
        self.objects: dict[str, str] = {}
        self.jobs: list[str] = []
        self.wrong = 0
        self.problems: list[str] = []

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()

    def run(self) -> None:
        number = 0
        while not self._stop_asked.wait(0.02):
            number += 1
            # An engine that is just killed answers nothing: that is no loss.
            with contextlib.suppress(BotoCoreError, OSError):
                try:
                    self._one(number)
                except ClientError as error:
                    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                    if status >= 500 and "container ended" not in str(error):
                        self.problems.append(str(error))

    def _one(self, number: int) -> None:
        s3 = self._engine.client("s3")
        body = os.urandom(20_000 + number % 7 * 50_000)
        # Some keys are written again and again; what was answered last must be there.
        key = f"kill/{number % 40}"
        self.objects.pop(key, None)
        s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body)
        self.objects[key] = hashlib.sha256(body).hexdigest()
        if number % 8 == 0:
            name = f"kill-{number}"
            self._engine.client("sagemaker").create_auto_ml_job_v2(**request(name, 0.2))
            self.jobs.append(name)
        runtime = self._engine.client("sagemaker-runtime")
        text = f"{number}".encode() * 20
        answer = runtime.invoke_endpoint(EndpointName="killed", Body=text)["Body"].read()
        self.wrong += answer != text[::-1]


def run(folder: Path, times: int, seed: int = 1) -> Row:
    row = Row("SIGKILLs of engine, worker or model process at random moments", times)
    chance = random.Random(seed)
    engine = SoakEngine(folder, workers=2).start()
    engines = revived = 0
    try:
        put_training_file(engine)
        client = engine.client("sagemaker")
        client.create_auto_ml_job_v2(**request("first"))
        wait_for_end(client, "first", 60)
        deploy(engine, "first", "killed")
        writer = Writer(engine)
        with row.measured(engine):
            writer.start()
            for _ in range(times):
                time.sleep(chance.uniform(0.05, 0.9))
                children = engine.children()
                if children and chance.random() < 0.5:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(chance.choice(children), signal.SIGKILL)
                else:
                    engines += 1
                    engine.kill()
                    engine.start()
                revived += _revive(engine, row)
            writer.stop()
            _check(engine, row, writer)
        row.note = (
            f"{engines} of the engine; {len(writer.jobs)} jobs and {len(writer.objects)} objects "
            f"checked; the endpoint gave up {revived} times (two deaths within a minute)"
        )
    finally:
        engine.end()
    return row


def _revive(engine: SoakEngine, row: Row) -> int:
    """An endpoint whose process died twice in a minute says so; then it is made again."""
    client = engine.client("sagemaker")
    found = client.describe_endpoint(EndpointName="killed")
    if found["EndpointStatus"] != "Failed":
        return 0
    if "ended twice" not in found["FailureReason"] and "ended while" not in found["FailureReason"]:
        row.problem(f"the endpoint says: {found['FailureReason']}")
    client.delete_endpoint(EndpointName="killed")
    client.create_endpoint(EndpointName="killed", EndpointConfigName="killed")
    return 1


def _check(engine: SoakEngine, row: Row, writer: Writer) -> None:
    client, s3 = engine.client("sagemaker"), engine.client("s3")
    row.corrupted += writer.wrong
    for problem in writer.problems:
        row.problem(problem)
    for name in writer.jobs:
        try:
            status = wait_for_end(client, name, 300)
        except ClientError:
            row.lost += 1
            row.problem(f"job {name} was acknowledged and is gone")
            continue
        job = client.describe_auto_ml_job_v2(AutoMLJobName=name)
        reason = job.get("FailureReason", "")
        honest = ("The engine stopped while this job was running", "ended unexpectedly")
        if status == "Failed" and not any(text in reason for text in honest):
            row.problem(f"job {name} failed: {reason}")
    for key, digest in writer.objects.items():
        try:
            body = s3.get_object(Bucket=DEFAULT_BUCKET, Key=key)["Body"].read()
        except ClientError as error:
            row.lost += 1
            row.problem(f"{key}: {error}")
            continue
        row.corrupted += hashlib.sha256(body).hexdigest() != digest
    _revive(engine, row)
    wait_in_service(client, "killed")
