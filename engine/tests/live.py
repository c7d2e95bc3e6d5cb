"""A live engine in a process of its own, with fakes for the machine-learning half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from pilothouse_engine.auth import Credentials
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN, Settings
from pilothouse_engine.discovery import load_credentials, running

TESTS = Path(__file__).parent
_SERVE = """
import sys, json
from pathlib import Path
from pilothouse_engine.config import Settings
from pilothouse_engine.serve import serve
options = json.loads(sys.argv[1])
serve(Settings(data_dir=Path(options.pop("data_dir")), **options))
"""


class LiveEngine:
    """An engine process; ``start``, ``kill`` and clients of it."""

    def __init__(self, data_dir: Path, **options: Any) -> None:
        self.settings = Settings(data_dir)
        self.options = {"run_job": "fakes:run_job", "load_model": "fakes:load_model", **options}
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> LiveEngine:
        paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        options = {"data_dir": str(self.settings.data_dir), **self.options}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, json.dumps(options)], env=environment
        )
        found = wait_until(lambda: running(self.settings), 20)
        assert found["pid"] == self.process.pid
        self.url = found["endpointUrl"]
        return self

    def kill(self) -> None:
        """As the out-of-memory killer would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    @property
    def credentials(self) -> Credentials:
        return load_credentials(self.settings)

    def client(self, service: str, **config: Any) -> Any:
        credentials = self.credentials
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="local",
            aws_access_key_id=credentials.access_key,
            aws_secret_access_key=credentials.secret_key,
            config=Config(retries={"max_attempts": 0}, **config),
        )


def wait_until(probe: Callable[[], Any], seconds: float) -> Any:
    """The first true answer of ``probe``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not true within {seconds} s: {probe()}")


def job_request(name: str, target: str = "y", **changes: Any) -> dict[str, Any]:
    """A valid ``CreateAutoMLJobV2`` input; the fake job does what the target says."""
    return {
        "AutoMLJobName": name,
        "AutoMLJobInputDataConfig": [
            {
                "ChannelType": "training",
                "ContentType": "text/csv;header=present",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"s3://{DEFAULT_BUCKET}/in/train.csv",
                    }
                },
            }
        ],
        "OutputDataConfig": {"S3OutputPath": f"s3://{DEFAULT_BUCKET}/pilothouse/"},
        "AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": target}},
        "RoleArn": ROLE_ARN,
        **changes,
    }


def put_training_file(client: Any) -> None:
    client.put_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv", Body=b"a,y\n1,0\n2,1\n")


def wait_for_job(client: Any, name: str, seconds: float = 20) -> dict[str, Any]:
    """The job's description once it has ended."""

    def ended() -> Any:
        job = client.describe_auto_ml_job_v2(AutoMLJobName=name)
        return job if job["AutoMLJobStatus"] in ("Completed", "Failed", "Stopped") else None

    job: dict[str, Any] = wait_until(ended, seconds)
    return job
