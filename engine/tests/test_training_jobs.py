"""``DescribeTrainingJob``: the steps of candidates."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import job_request, put_training_file, wait_for_job

pytestmark = pytest.mark.slow


def test_a_step_tells_its_settings(sagemaker: Any, s3: Any) -> None:
    put_training_file(s3)
    sagemaker.create_auto_ml_job_v2(**job_request("steps"))
    best = wait_for_job(sagemaker, "steps")["BestCandidate"]
    step = best["CandidateSteps"][0]["CandidateStepName"]
    told = sagemaker.describe_training_job(TrainingJobName=step)
    assert told["HyperParameters"] == {"learning_rate": "0.05", "leaves": "31"}
    assert told["TrainingJobStatus"] == told["SecondaryStatus"] == "Completed"
    assert (
        told["ModelArtifacts"]["S3ModelArtifacts"]
        == (best["InferenceContainers"][0]["ModelDataUrl"])
    )
    # A list of candidates has the members of its shape alone.
    listed = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName="steps")["Candidates"]
    assert all("HyperParameters" not in candidate for candidate in listed)


@pytest.mark.parametrize("name", ["absent", "steps-c"])
def test_a_step_that_is_not_there(sagemaker: Any, name: str) -> None:
    with pytest.raises(ClientError) as caught:
        sagemaker.describe_training_job(TrainingJobName=name)
    assert caught.value.response["Error"]["Code"] == "ResourceNotFound"
