"""The worker process of a transform job.

Started as ``python -m pilothouse_engine.transform.worker`` with an assignment, one JSON line, on
stdin; when stdin ends the engine is gone. The engine ends the process to stop the job: an output
object is stored whole or not at all.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..contract import JobError, LoadModel
from ..errors import ServiceError, disk_full, is_disk_full
from ..hosting.archives import Archives, LoadFailed, container_specs
from ..jobs.inputs import link_object
from ..processes import die_with_parent, load_function, watch_commands
from ..s3.store import ObjectStore, StoredObject
from ..sagemaker.locations import input_objects, parse_uri
from ..state.db import Database
from ..state.jobs import Jobs
from ..state.transform import TransformJob, TransformJobs
from .runner import plan_of, transform_file

_log = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    # Unbuffered: a thread that waits in a buffered stream aborts the interpreter at its end.
    commands = open(0, "rb", buffering=0, closefd=False)
    assignment: dict[str, Any] = json.loads(commands.readline())
    die_with_parent(assignment["parent"])
    watch_commands(commands, lambda command: None)
    database = Database(Path(assignment["database"]))
    jobs = TransformJobs(database)
    job = jobs.find(assignment["job"])
    assert job is not None
    try:
        _run(job, assignment, database)
    except Exception as error:
        reason = _reason(error, assignment["data_dir"])
        _log.info("the job failed: %s", reason)
        jobs.end(job.name, "Failed", reason)
    else:
        _log.info("the job is complete")
        jobs.end(job.name, "Completed")


def _run(job: TransformJob, assignment: Mapping[str, Any], database: Database) -> None:
    store = ObjectStore(database, Path(assignment["objects"]))
    plan = plan_of(job.request)
    where = "TransformInput.DataSource.S3DataSource.S3Uri"
    source = job.request["TransformInput"]["DataSource"]["S3DataSource"]
    inputs = input_objects(store, source, where)
    archives = Archives(store, Jobs(database))
    load_model: LoadModel = load_function(assignment["load_model"])
    environment = job.request.get("Environment", {})
    containers = [
        {**item, "Environment": {**item.get("Environment", {}), **environment}}
        for item in job.containers
    ]
    try:
        specs = container_specs([archives.resolve(item) for item in containers])
        model = load_model(specs, None)
    except (LoadFailed, ValueError) as error:
        raise JobError(f"The model cannot be loaded: {error}") from None
    work_dir = Path(assignment["work_dir"])
    target = job.request["TransformOutput"]["S3OutputPath"].rstrip("/")
    for number, stored in enumerate(inputs.objects):
        file = link_object(store, stored, work_dir / f"{number:06d}.in")
        output = work_dir / f"{number:06d}.out"
        content_type = transform_file(model, plan, file.path, output, file.uri)
        uri = f"{target}/{_relative(stored, inputs.root)}.out"
        bucket, key = parse_uri(uri, "TransformOutput.S3OutputPath")
        store.put_file(bucket, key, output, content_type)
        output.unlink()
        _log.info("%s: wrote %s", file.uri, uri)


def _relative(stored: StoredObject, root: str) -> str:
    """The part of a key that its output keeps: what follows the last folder of the prefix."""
    folder = parse_uri(root, "S3Uri")[1].rpartition("/")[0]
    return stored.key.removeprefix(f"{folder}/" if folder else "")


def _reason(error: Exception, data_dir: str) -> str:
    if isinstance(error, (JobError, ServiceError)):
        return str(error)
    if is_disk_full(error):
        return disk_full(data_dir).message
    _log.error("unexpected", exc_info=error)
    return (
        f"Unexpected error ({type(error).__name__}: {str(error)[:600]}). This is a fault of the "
        "engine; the log group /aws/sagemaker/TransformJobs has the details."
    )


if __name__ == "__main__":
    main()
