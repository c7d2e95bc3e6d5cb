"""Names and settings that the whole engine shares."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REGION = "local"
ACCOUNT_ID = "000000000000"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/PilothouseLocal"
DEFAULT_BUCKET = f"sagemaker-{REGION}-{ACCOUNT_ID}"
PROFILE = "pilothouse-local"

MAX_INVOCATION_BYTES = 6_291_456
"""Largest body of InvokeEndpoint, as at the service."""

INVOCATION_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Settings:
    """How one engine runs.

    ``run_job`` and ``load_model`` are dotted paths (``module:function``) of the
    machine-learning half; tests give fakes.
    """

    data_dir: Path
    port: int | None = None
    """Listen here or fail; ``None``: the last port of this data directory, else any."""
    workers: int = 1
    """Jobs that train at the same time; further jobs wait."""
    run_job: str = "pilothouse_engine.ml.job:run_job"
    load_model: str = "pilothouse_engine.ml.serving:load_model"
    stop_grace_seconds: float = 1.0
    """Time a job has to stop by itself before its process is killed."""
    limit_grace_seconds: float = 30.0
    """Time a job has, beyond a tenth of its run-time limit, to end by itself after it."""

    standby_seconds: float = 300.0
    """How long a worker with its libraries loaded waits for a job."""

    serverless_idle_seconds: float = 300.0
    """Time without a call after which a serverless endpoint's process ends."""

    @property
    def database(self) -> Path:
        return self.data_dir / "state.sqlite3"

    @property
    def objects(self) -> Path:
        return self.data_dir / "objects"

    @property
    def work(self) -> Path:
        """Scratch folders of running jobs, one each."""
        return self.data_dir / "work"

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    def job_log(self, job: str) -> Path:
        return self.logs / f"job-{job}.log"

    def transform_log(self, job: str) -> Path:
        return self.logs / f"transform-{job}.log"

    def variant_log(self, endpoint: str, variant: str) -> Path:
        return self.logs / "endpoints" / endpoint / f"{variant}.log"

    @property
    def engine_file(self) -> Path:
        return self.data_dir / "engine.json"

    @property
    def credentials_file(self) -> Path:
        return self.data_dir / "credentials"

    @property
    def port_file(self) -> Path:
        """The last port, so that a restarted engine is found where it was."""
        return self.data_dir / "port"

    @property
    def lock_file(self) -> Path:
        return self.data_dir / "engine.lock"


def default_data_dir(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The data directory when none is named; clients of the engine know the same rule."""
    named = environ.get("PILOTHOUSE_DATA_DIR")
    if named:
        return Path(named).expanduser().absolute()
    home = Path.home()
    if platform == "darwin":
        return home / "Library" / "Application Support" / "pilothouse"
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "pilothouse"
    xdg = environ.get("XDG_DATA_HOME")
    return (Path(xdg) if xdg else home / ".local" / "share") / "pilothouse"


def arn(kind: str, name: str) -> str:
    """ARN of a SageMaker resource; the service lower-cases names in ARNs."""
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT_ID}:{kind}/{name.lower()}"
