"""``DescribeTrainingJob`` of the steps of AutoML candidates: there are no other training jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import not_found

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_SECONDARY = {"InProgress": "Training", "Stopping": "Stopping"}


def describe_training_job(engine: Engine, params: Params) -> Params:
    name: str = params["TrainingJobName"]
    found = engine.jobs.candidate_of_step(name)
    if found is None:
        raise not_found("a training job", name)
    job, candidate = found
    status = candidate["CandidateStatus"]
    container: Params = next(iter(candidate.get("InferenceContainers", [])), {})
    answer: Params = {
        "TrainingJobName": name,
        "TrainingJobArn": arn("training-job", name),
        "AutoMLJobArn": arn("automl-job", job),
        "ModelArtifacts": {"S3ModelArtifacts": container.get("ModelDataUrl", "")},
        "TrainingJobStatus": status,
        "SecondaryStatus": _SECONDARY.get(status, status),
        "HyperParameters": candidate.get("HyperParameters", {}),
        "AlgorithmSpecification": {
            "TrainingImage": container.get("Image"),
            "TrainingInputMode": "File",
        },
        "ResourceConfig": {"VolumeSizeInGB": 1},
        "StoppingCondition": {},
        "CreationTime": candidate["CreationTime"],
        "TrainingStartTime": candidate["CreationTime"],
        "TrainingEndTime": candidate.get("EndTime"),
        "LastModifiedTime": candidate["LastModifiedTime"],
        "FailureReason": candidate.get("FailureReason"),
    }
    return {key: value for key, value in answer.items() if value is not None}


OPERATIONS = {"DescribeTrainingJob": describe_training_job}
