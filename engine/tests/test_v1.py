"""Version 1 of the AutoML API."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import job_request, put_training_file, wait_for_job
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from pilothouse_engine.sagemaker.v1 import to_v2


def request_v1(name: str, **changes: Any) -> dict[str, Any]:
    source = job_request(name)["AutoMLJobInputDataConfig"][0]
    return {
        "AutoMLJobName": name,
        "InputDataConfig": [{**source, "TargetAttributeName": "y"}],
        "OutputDataConfig": {"S3OutputPath": f"s3://{DEFAULT_BUCKET}/pilothouse/"},
        "RoleArn": ROLE_ARN,
        **changes,
    }


def test_the_mapping() -> None:
    security = {"EnableInterContainerTrafficEncryption": True}
    found = to_v2(
        request_v1(
            "all",
            ProblemType="BinaryClassification",
            AutoMLJobObjective={"MetricName": "F1"},
            GenerateCandidateDefinitionsOnly=True,
            ModelDeployConfig={"EndpointName": "e"},
            Tags=[{"Key": "a", "Value": "b"}],
            AutoMLJobConfig={
                "Mode": "ENSEMBLING",
                "CompletionCriteria": {"MaxCandidates": 3},
                "DataSplitConfig": {"ValidationFraction": 0.3},
                "SecurityConfig": security,
                "CandidateGenerationConfig": {
                    "FeatureSpecificationS3Uri": "s3://b/f",
                    "AlgorithmsConfig": [{"AutoMLAlgorithms": ["xgboost"]}],
                },
            },
        )
    )
    assert found == job_request(
        "all",
        AutoMLProblemTypeConfig={
            "TabularJobConfig": {
                "TargetAttributeName": "y",
                "ProblemType": "BinaryClassification",
                "GenerateCandidateDefinitionsOnly": True,
                "Mode": "ENSEMBLING",
                "CompletionCriteria": {"MaxCandidates": 3},
                "FeatureSpecificationS3Uri": "s3://b/f",
                "CandidateGenerationConfig": {
                    "AlgorithmsConfig": [{"AutoMLAlgorithms": ["xgboost"]}]
                },
            }
        },
        AutoMLJobObjective={"MetricName": "F1"},
        ModelDeployConfig={"EndpointName": "e"},
        DataSplitConfig={"ValidationFraction": 0.3},
        SecurityConfig=security,
    )


@pytest.mark.slow
def test_a_job_is_described_by_both_versions(sagemaker: Any, s3: Any) -> None:
    put_training_file(s3)
    asked = request_v1("version-1", Tags=[{"Key": "a", "Value": "b"}])
    arn = sagemaker.create_auto_ml_job(**asked)["AutoMLJobArn"]
    second = wait_for_job(sagemaker, "version-1")
    assert second["AutoMLJobStatus"] == "Completed"
    assert second["AutoMLProblemTypeConfig"] == {"TabularJobConfig": {"TargetAttributeName": "y"}}
    first = sagemaker.describe_auto_ml_job(AutoMLJobName="version-1")
    assert first["InputDataConfig"] == asked["InputDataConfig"]
    assert first["BestCandidate"] == second["BestCandidate"]
    assert first["AutoMLJobArtifacts"] == second["AutoMLJobArtifacts"]
    assert first["GenerateCandidateDefinitionsOnly"] is False
    assert first["ResolvedAttributes"] == {"AutoMLJobObjective": {"MetricName": "F1"}}
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == asked["Tags"]
    # The name is taken for both versions.
    with pytest.raises(ClientError) as caught:
        sagemaker.create_auto_ml_job_v2(**job_request("Version-1"))
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"


@pytest.mark.slow
def test_jobs_of_version_2_are_not_described(sagemaker: Any, s3: Any) -> None:
    put_training_file(s3)
    sagemaker.create_auto_ml_job_v2(**job_request("version-2"))
    with pytest.raises(ClientError, match="DescribeAutoMLJobV2") as caught:
        sagemaker.describe_auto_ml_job(AutoMLJobName="version-2")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFound"


@pytest.mark.slow
def test_errors_name_the_fields_of_version_1(sagemaker: Any, s3: Any) -> None:
    put_training_file(s3)
    channel = request_v1("x")["InputDataConfig"][0]
    no_source = {"TargetAttributeName": "y", "ContentType": "text/csv;header=present"}
    for changes, words in (
        ({"InputDataConfig": [no_source]}, r" InputDataConfig\[1\].DataSource"),
        ({"ProblemType": "Regression"}, "AutoMLJobObjective and ProblemType must be given"),
        (
            {"InputDataConfig": [channel, {**channel, "TargetAttributeName": "z"}]},
            "same TargetAttributeName",
        ),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.create_auto_ml_job(**request_v1("wrong", **changes))
        assert caught.value.response["Error"]["Code"] == "ValidationException"
        message = caught.value.response["Error"]["Message"]
        assert "TabularJobConfig" not in message
        assert "AutoMLJobInputDataConfig" not in message
