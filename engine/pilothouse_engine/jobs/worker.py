"""The worker process: runs one job and writes its outcome.

Started as ``python -m pilothouse_engine.jobs.worker`` with an assignment, one JSON line, on
stdin. A line with ``load`` may come before it: load what jobs need, then wait; where processes can
be copied, each assignment is then done in a copy. Other lines are commands (``stop``); when stdin
ends the engine is gone.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from ..contract import JobError, JobSpec, JobStopped, RunJob
from ..errors import ServiceError, disk_full, is_disk_full
from ..models import service_model
from ..processes import die_with_parent, load_function, watch_commands
from ..s3.store import ObjectStore
from ..state.db import Database
from ..state.jobs import Jobs
from .forking import can_fork, serve
from .inputs import channels, feature_spec
from .reporter import StoreReporter

DEPLOYING = "DeployingModel"
# What a job may show last when it ended well.
_ENDINGS = ("MaxCandidatesReached", "MaxAutoMLJobRuntimeReached", "CandidateDefinitionsGenerated")

_LONGEST_START = 60.0
"""More is a clock that went wrong."""

_log = logging.getLogger(__name__)


def main() -> None:
    # Unbuffered: a thread that waits in a buffered stream aborts the interpreter at its end.
    commands = open(0, "rb", buffering=0, closefd=False)
    assignment = _read(commands)
    die_with_parent(assignment["parent"])
    if "load" in assignment:
        # What libraries print is no report.
        reports = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        _load(assignment["load"])
        if can_fork():
            serve(commands, reports, _work)
            return
        assignment = _read(commands)
    _work(assignment, commands)


def _work(assignment: Mapping[str, Any], commands: IO[bytes]) -> None:
    _log_into(assignment["log"])
    stop = threading.Event()
    watch_commands(commands, lambda command: stop.set())
    database = Database(Path(assignment["database"]))
    jobs = Jobs(database)
    name: str = assignment["job"]
    try:
        _run(assignment, jobs, ObjectStore(database, Path(assignment["objects"])), stop)
    except JobStopped:
        jobs.end(name, "Stopped", "Stopped")
    except Exception as error:
        _fail(jobs, name, error, assignment["data_dir"])
    else:
        _complete(jobs, name)


def _read(commands: IO[bytes]) -> dict[str, Any]:
    line = commands.readline()
    if not line:
        # The engine is gone, or has no need of this process any more.
        sys.exit(0)
    found: dict[str, Any] = json.loads(line)
    return found


def _load(run_job: str) -> None:
    """Import a job's module, and what it says that jobs need (``preload``)."""
    try:
        service_model("sagemaker")
        load_function(run_job)
        preload = getattr(sys.modules[run_job.partition(":")[0]], "preload", None)
        if preload is not None:
            preload()
    except Exception:
        # The job itself meets it again, and can tell the user.
        return


def _log_into(path: str) -> None:
    """Everything that is printed from now on, by libraries too, goes into the job's log."""
    with open(path, "ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")


def _run(
    assignment: Mapping[str, Any], jobs: Jobs, store: ObjectStore, stop: threading.Event
) -> None:
    job = jobs.find(assignment["job"])
    assert job is not None
    work_dir = Path(assignment["work_dir"])
    training, validation = channels(job.request, store, work_dir / "input")
    spec = JobSpec(
        job_name=job.name,
        request=job.request,
        training=training,
        validation=validation,
        feature_spec=feature_spec(job.request, store),
        output_uri=f"{job.request['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{job.name}",
        work_dir=work_dir / "scratch",
        cores=assignment["cores"],
        # One clock for all processes of a machine.
        spent=min(_LONGEST_START, max(0.0, time.monotonic() - assignment["begun"])),
    )
    spec.work_dir.mkdir(parents=True, exist_ok=True)
    reporter = StoreReporter(job.name, jobs, store, stop)
    run_job: RunJob = load_function(assignment["run_job"])
    reporter.check()
    run_job(spec, reporter, stop)


def _complete(jobs: Jobs, name: str) -> None:
    job = jobs.find(name)
    assert job is not None
    if job.status == "Stopping":
        jobs.end(name, "Stopped", "Stopped")
    elif "ModelDeployConfig" in job.request and job.best:
        # The engine deploys: it owns the hosting processes.
        jobs.phase(name, DEPLOYING)
    else:
        jobs.end(name, "Completed", job.secondary if job.secondary in _ENDINGS else "Completed")


def _fail(jobs: Jobs, name: str, error: Exception, data_dir: str) -> None:
    if isinstance(error, (JobError, ServiceError)):
        reason = str(error)
    elif is_disk_full(error):
        reason = disk_full(data_dir).message
    elif isinstance(error, MemoryError):
        reason = (
            "The machine ran out of memory. Use fewer rows or columns, close other programs, "
            "or run this job on the AWS backend."
        )
    else:
        _log.error("the job failed", exc_info=error)
        reason = (
            f"Unexpected error ({type(error).__name__}: {str(error)[:600]}). This is a fault of "
            f"the engine; the details are in job-{name}.log in its log folder."
        )
    _log.info("the job failed: %s", reason)
    jobs.end(name, "Failed", "Failed", reason)


if __name__ == "__main__":
    main()
