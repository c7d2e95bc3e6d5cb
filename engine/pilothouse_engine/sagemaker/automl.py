"""The AutoML operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import ServiceError, name_taken, not_found
from ..state.hosting import NameTaken
from ..state.jobs import Job, job_of
from .paging import Listing, page
from .rules import check_request, problem_of
from .tags import check_tags, store_tags
from .v1 import description, in_v1_words, to_v2

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_JOBS = Listing("jobs", {"Name": "name", "CreationTime": "created", "Status": "status"}, "Name")
_CANDIDATES = Listing(
    "candidates",
    {
        "CreationTime": "created",
        "Status": "status",
        # Candidates without a metric come last in either order.
        "FinalObjectiveMetricValue": "coalesce(objective, $LAST)",
    },
    "CreationTime",
    descending=False,
)
_ECHOED = (
    "AutoMLJobInputDataConfig",
    "OutputDataConfig",
    "RoleArn",
    "AutoMLJobObjective",
    "AutoMLProblemTypeConfig",
    "ModelDeployConfig",
    "DataSplitConfig",
    "SecurityConfig",
    "AutoMLComputeConfig",
)


def create_job(engine: Engine, params: Params) -> Params:
    check_request(params, engine.objects)
    return _create(engine, params)


def create_job_v1(engine: Engine, params: Params) -> Params:
    request = to_v2(params)
    try:
        check_request(request, engine.objects)
    except ServiceError as error:
        raise in_v1_words(error) from None
    return _create(engine, {**request, "Tags": params.get("Tags", [])}, params)


def _create(engine: Engine, request: Params, v1: Params | None = None) -> Params:
    check_tags(request)
    name = request["AutoMLJobName"]
    try:
        engine.jobs.create(name, request, v1)
    except NameTaken:
        raise name_taken("An AutoML job", name, "AutoMLJobName") from None
    store_tags(engine, arn("automl-job", name), request)
    engine.supervisor.wake()
    return {"AutoMLJobArn": arn("automl-job", name)}


def describe_job(engine: Engine, params: Params) -> Params:
    """Jobs of either version, as at the service."""
    job = _find(engine, params["AutoMLJobName"])
    return {
        **_details(engine, job),
        **{name: job.request[name] for name in _ECHOED if name in job.request},
        "AutoMLProblemTypeConfigName": problem_of(job.request)[0].name,
        "ResolvedAttributes": job.resolved,
    }


def describe_job_v1(engine: Engine, params: Params) -> Params:
    """Jobs of version 1 only, as at the service."""
    job = _find(engine, params["AutoMLJobName"])
    request = engine.jobs.request_v1(job.name)
    if request is None:
        raise ServiceError(
            "ResourceNotFound",
            f"AutoML job {job.name} was created with CreateAutoMLJobV2. "
            "Use DescribeAutoMLJobV2 to describe it.",
        )
    return {**_details(engine, job), **description(request, job)}


def list_jobs(engine: Engine, params: Params) -> Params:
    found = page(engine.database, _JOBS, params)
    return {
        "AutoMLJobSummaries": [_summary(job_of(row)) for row in found.rows],
        "NextToken": found.next_token,
    }


def list_candidates(engine: Engine, params: Params) -> Params:
    job = _find(engine, params["AutoMLJobName"])
    found = page(engine.database, _CANDIDATES, params, job=job.name)
    return {
        "Candidates": [json.loads(row["document"]) for row in found.rows],
        "NextToken": found.next_token,
    }


def stop_job(engine: Engine, params: Params) -> Params:
    job = _find(engine, params["AutoMLJobName"])
    if engine.jobs.stopping(job.name):
        engine.supervisor.stop(job.name)
    return {}


OPERATIONS = {
    "CreateAutoMLJobV2": create_job,
    "CreateAutoMLJob": create_job_v1,
    "DescribeAutoMLJobV2": describe_job,
    "DescribeAutoMLJob": describe_job_v1,
    "ListAutoMLJobs": list_jobs,
    "ListCandidatesForAutoMLJob": list_candidates,
    "StopAutoMLJob": stop_job,
}


def _find(engine: Engine, name: str) -> Job:
    job = engine.jobs.find(name)
    if job is None:
        raise not_found("an AutoML job", name)
    return job


def _details(engine: Engine, job: Job) -> Params:
    """What both versions tell beyond the summary."""
    answer = _summary(job)
    if job.best:
        answer["BestCandidate"] = engine.jobs.candidate(job.name, job.best)
    answer["AutoMLJobArtifacts"] = job.artifacts
    if job.deployed:
        answer["ModelDeployResult"] = {"EndpointName": job.deployed}
    return answer


def _summary(job: Job) -> Params:
    return {
        "AutoMLJobName": job.name,
        "AutoMLJobArn": arn("automl-job", job.name),
        "AutoMLJobStatus": job.status,
        "AutoMLJobSecondaryStatus": job.secondary,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
        "EndTime": job.ended,
        "FailureReason": job.failure,
        "PartialFailureReasons": [
            {"PartialFailureMessage": message} for message in job.partial_failures
        ]
        or None,
    }
