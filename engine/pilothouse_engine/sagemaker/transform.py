"""The batch transform operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import name_taken, not_found
from ..state.hosting import NameTaken
from ..state.transform import TransformJob, TransformJobs, transform_job
from .models import containers, find_model
from .paging import Listing, page
from .rules.transform import check_transform
from .tags import check_tags, store_tags

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_LIST = Listing(
    "transform_jobs",
    {"Name": "name", "CreationTime": "created", "Status": "status"},
    "CreationTime",
)
_ECHOED = (
    "ModelName",
    "MaxConcurrentTransforms",
    "ModelClientConfig",
    "MaxPayloadInMB",
    "BatchStrategy",
    "Environment",
    "TransformInput",
    "TransformOutput",
    "TransformResources",
    "DataProcessing",
    "ExperimentConfig",
)


def create_transform_job(engine: Engine, params: Params) -> Params:
    name = params["TransformJobName"]
    model = find_model(engine, params["ModelName"])
    check_transform(params, engine.objects)
    check_tags(params)
    try:
        TransformJobs(engine.database).create(name, params, containers(model.document))
    except NameTaken:
        raise name_taken("A transform job", name, "TransformJobName") from None
    store_tags(engine, arn("transform-job", name), params)
    engine.transforms.wake()
    return {"TransformJobArn": arn("transform-job", name)}


def describe_transform_job(engine: Engine, params: Params) -> Params:
    job = _find(engine, params["TransformJobName"])
    return {
        **{name: job.request[name] for name in _ECHOED if name in job.request},
        **_summary(job),
        "TransformStartTime": job.started,
    }


def list_transform_jobs(engine: Engine, params: Params) -> Params:
    found = page(engine.database, _LIST, params)
    return {
        "TransformJobSummaries": [_summary(transform_job(row)) for row in found.rows],
        "NextToken": found.next_token,
    }


def stop_transform_job(engine: Engine, params: Params) -> Params:
    job = _find(engine, params["TransformJobName"])
    if TransformJobs(engine.database).stopping(job.name):
        engine.transforms.stop(job.name)
    return {}


OPERATIONS = {
    "CreateTransformJob": create_transform_job,
    "DescribeTransformJob": describe_transform_job,
    "ListTransformJobs": list_transform_jobs,
    "StopTransformJob": stop_transform_job,
}


def _find(engine: Engine, name: str) -> TransformJob:
    job = TransformJobs(engine.database).find(name)
    if job is None:
        raise not_found("a transform job", name)
    return job


def _summary(job: TransformJob) -> Params:
    return {
        "TransformJobName": job.name,
        "TransformJobArn": arn("transform-job", job.name),
        "TransformJobStatus": job.status,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
        "TransformEndTime": job.ended,
        "FailureReason": job.failure,
    }
