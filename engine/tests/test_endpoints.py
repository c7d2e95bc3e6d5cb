"""Models, endpoint configurations, endpoints and invocations."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN

pytestmark = pytest.mark.slow

_numbers = itertools.count()
BASELINE = {"MimeType": "text/csv", "ShapBaseline": "1,2"}


@pytest.fixture(scope="module")
def best(s3: Any, sagemaker: Any) -> dict[str, Any]:
    """The best candidate of a finished job."""
    put_training_file(s3)
    sagemaker.create_auto_ml_job_v2(**job_request("for-hosting"))
    found: dict[str, Any] = wait_for_job(sagemaker, "for-hosting")["BestCandidate"]
    return found


def variant(model: str, **changes: Any) -> dict[str, Any]:
    return {
        "VariantName": "AllTraffic",
        "ModelName": model,
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        **changes,
    }


def deploy(client: Any, best: dict[str, Any], wait: bool = True, **options: Any) -> str:
    name = f"ep-{next(_numbers)}"
    containers = options.pop("containers", best["InferenceContainers"])
    client.create_model(ModelName=name, Containers=containers, ExecutionRoleArn=ROLE_ARN)
    client.create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=[variant(name)], **options
    )
    arn = client.create_endpoint(EndpointName=name, EndpointConfigName=name)["EndpointArn"]
    assert arn == f"arn:aws:sagemaker:local:000000000000:endpoint/{name}"
    if wait:
        assert settled(client, name)["EndpointStatus"] == "InService"
    return name


def settled(client: Any, name: str) -> dict[str, Any]:
    def probe() -> Any:
        found = client.describe_endpoint(EndpointName=name)
        return found if found["EndpointStatus"] in ("InService", "Failed") else None

    found: dict[str, Any] = wait_until(probe, 20)
    return found


def code(caught: Any) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_deploy_invoke_delete(sagemaker: Any, runtime: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    found = sagemaker.describe_endpoint(EndpointName=name)
    assert found["EndpointConfigName"] == name
    assert found["ProductionVariants"][0]["CurrentInstanceCount"] == 1
    answer = runtime.invoke_endpoint(EndpointName=name, ContentType="text/csv", Body=b"abc")
    assert answer["Body"].read() == b"cba"
    assert answer["InvokedProductionVariant"] == "AllTraffic"
    assert answer["ContentType"] == "text/csv"
    with pytest.raises(ClientError, match=f"Endpoint {name.upper()} of account"):
        runtime.invoke_endpoint(EndpointName=name.upper(), Body=b"abc")
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.delete_model(ModelName=name)
    wait_until(lambda: not sagemaker.list_endpoints(NameContains=name)["Endpoints"], 5)
    for describe, key in (
        (sagemaker.describe_endpoint, "EndpointName"),
        (sagemaker.describe_endpoint_config, "EndpointConfigName"),
        (sagemaker.describe_model, "ModelName"),
    ):
        with pytest.raises(ClientError, match="Could not find") as caught:
            describe(**{key: name})
        assert code(caught) == "ValidationException"
    with pytest.raises(ClientError, match="not found") as caught:
        runtime.invoke_endpoint(EndpointName=name, Body=b"abc")
    assert code(caught) == "ValidationError"


def test_documents_come_back_as_given(sagemaker: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    model = sagemaker.describe_model(ModelName=name)
    assert model["Containers"] == best["InferenceContainers"]
    assert model["ModelArn"].endswith(f":model/{name}")
    config = sagemaker.describe_endpoint_config(EndpointConfigName=name)
    assert config["ProductionVariants"] == [variant(name)]
    for operation, key in (
        (sagemaker.list_models, "Models"),
        (sagemaker.list_endpoint_configs, "EndpointConfigs"),
        (sagemaker.list_endpoints, "Endpoints"),
    ):
        assert len(operation(NameContains=name)[key]) >= 1


def test_errors_of_the_model(sagemaker: Any, runtime: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    for body, status, words in ((b"bad", 400, "The body has 1 column"), (b"bug", 500, "boom")):
        with pytest.raises(ClientError) as caught:
            runtime.invoke_endpoint(EndpointName=name, Body=body)
        response = caught.value.response
        assert code(caught) == "ModelError"
        assert response["OriginalStatusCode"] == status
        assert words in response["OriginalMessage"]
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 424


def test_wrong_invocations(sagemaker: Any, runtime: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    for changes, words in (
        ({"TargetModel": "x.tar.gz"}, "TargetModel"),
        ({"TargetContainerHostname": "h"}, "TargetContainerHostname"),
        ({"InferenceComponentName": "c"}, "InferenceComponentName"),
        ({"TargetVariant": "other"}, "Variant other not found"),
        ({"EnableExplanations": "`true`"}, "has no explainer"),
        ({"Body": b"x" * 6_291_457}, "6291456"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            runtime.invoke_endpoint(**{"EndpointName": name, "Body": b"1", **changes})
        assert code(caught) == "ValidationError"
    big = runtime.invoke_endpoint(EndpointName=name, Body=b"x" * 6_291_456)
    assert len(big["Body"].read()) == 6_291_456


def test_explanations_reach_the_model(
    sagemaker: Any, runtime: Any, s3: Any, best: dict[str, Any]
) -> None:
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="baseline.csv", Body=b"3,4")
    by_uri = {"MimeType": "text/csv", "ShapBaselineUri": f"s3://{DEFAULT_BUCKET}/baseline.csv"}
    for baseline, expected in ((BASELINE, "1,2"), (by_uri, "3,4")):
        clarify = {"ShapConfig": {"ShapBaselineConfig": baseline}}
        explainer = {"ClarifyExplainerConfig": clarify}
        name = deploy(sagemaker, best, ExplainerConfig=explainer)
        assert sagemaker.describe_endpoint(EndpointName=name)["ExplainerConfig"] == explainer
        answer = runtime.invoke_endpoint(
            EndpointName=name,
            ContentType="application/json",
            EnableExplanations="`true`",
            Body=b"{}",
        )
        document = json.loads(answer["Body"].read())
        assert document["explain"] == "`true`"
        assert document["baseline"]["ShapBaselineConfig"]["ShapBaseline"] == expected


def test_foreign_and_broken_models_fail_with_a_reason(
    sagemaker: Any, s3: Any, best: dict[str, Any]
) -> None:
    container = best["InferenceContainers"][0]
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="foreign.tar.gz", Body=b"pickle")
    foreign = {**container, "ModelDataUrl": f"s3://{DEFAULT_BUCKET}/foreign.tar.gz"}
    broken = {**container, "Environment": {"BROKEN": "1"}}
    for changed, words in (
        (foreign, "was not made by this engine"),
        (broken, "ValueError: the archive holds no model"),
    ):
        name = deploy(sagemaker, best, wait=False, containers=[changed])
        found = settled(sagemaker, name)
        assert found["EndpointStatus"] == "Failed"
        assert words in found["FailureReason"]
        sagemaker.delete_endpoint(EndpointName=name)


def test_a_crashed_host_is_restarted_once(
    sagemaker: Any, runtime: Any, best: dict[str, Any]
) -> None:
    name = deploy(sagemaker, best)
    for last in (False, True):
        with pytest.raises(ClientError) as caught:
            runtime.invoke_endpoint(EndpointName=name, Body=b"crash")
        assert code(caught) == "ModelError"
        expected = "Failed" if last else "InService"
        wait_until(
            lambda e=expected: (
                sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == e
            ),
            20,
        )
        if not last:
            assert runtime.invoke_endpoint(EndpointName=name, Body=b"ab")["Body"].read() == b"ba"
    reason = sagemaker.describe_endpoint(EndpointName=name)["FailureReason"]
    assert "ended twice" in reason
    sagemaker.delete_endpoint(EndpointName=name)


def test_names_are_taken_once(sagemaker: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    for call in (
        lambda: sagemaker.create_model(
            ModelName=name, Containers=best["InferenceContainers"], ExecutionRoleArn=ROLE_ARN
        ),
        lambda: sagemaker.create_endpoint_config(
            EndpointConfigName=name.upper(), ProductionVariants=[variant(name)]
        ),
        lambda: sagemaker.create_endpoint(EndpointName=name.upper(), EndpointConfigName=name),
    ):
        with pytest.raises(ClientError, match="Cannot create already existing") as caught:
            call()
        assert code(caught) == "ValidationException"


def test_what_this_machine_cannot_host_is_refused(sagemaker: Any, best: dict[str, Any]) -> None:
    name = deploy(sagemaker, best)
    serverless = {
        "VariantName": "v",
        "ModelName": name,
        "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 1},
    }
    output = {"OutputConfig": {"S3OutputPath": "s3://no-such-bucket/o"}}
    place = {"S3OutputPath": f"s3://{DEFAULT_BUCKET}/o"}
    topics = {"OutputConfig": {**place, "NotificationConfig": {}}}
    capture = {
        "InitialSamplingPercentage": 1,
        "DestinationS3Uri": "s3://b/c",
        "CaptureOptions": [{"CaptureMode": "Input"}],
    }
    odd = {**serverless, "ServerlessConfig": {"MemorySizeInMB": 2000, "MaxConcurrency": 1}}
    busy = {**serverless["ServerlessConfig"], "ProvisionedConcurrency": 2}
    good = {"EndpointConfigName": "refused", "ProductionVariants": [variant(name)]}
    for changes, words in (
        ({"ProductionVariants": [serverless, variant(name)]}, "one production variant"),
        ({"ProductionVariants": [odd]}, "MemorySizeInMB must be one of"),
        ({"ProductionVariants": [{**serverless, "ServerlessConfig": busy}]}, "not be above"),
        ({"ProductionVariants": [{**serverless, **variant(name)}]}, "InstanceType"),
        ({"ProductionVariants": [variant(name), variant(name)]}, "used twice"),
        ({"ProductionVariants": [variant(name, InitialVariantWeight=0)]}, "weight above 0"),
        ({"AsyncInferenceConfig": output}, "no-such-bucket"),
        ({"AsyncInferenceConfig": {"OutputConfig": {}}}, "S3OutputPath is required"),
        ({"AsyncInferenceConfig": topics}, "no notification topics"),
        ({"DataCaptureConfig": capture}, "data capture"),
        ({"ProductionVariants": [variant("no-such-model")]}, "Could not find model"),
        ({"ProductionVariants": [{"VariantName": "v"}]}, "ModelName is required"),
    ):
        with pytest.raises(ClientError, match=words):
            sagemaker.create_endpoint_config(**{**good, **changes})
    container = best["InferenceContainers"][0]
    for changes, words in (
        ({"Containers": []}, "either PrimaryContainer or Containers"),
        ({"PrimaryContainer": {**container, "Mode": "MultiModel"}}, "MultiModel"),
        ({"PrimaryContainer": {"Image": "i", "ModelDataUrl": "s3://no/x"}}, "s3://no/x"),
    ):
        with pytest.raises(ClientError, match=words):
            sagemaker.create_model(ModelName="refused", ExecutionRoleArn=ROLE_ARN, **changes)


def test_automatic_deployment(engine: LiveEngine, sagemaker: Any, runtime: Any, s3: Any) -> None:
    put_training_file(s3)
    deploy_config = {"EndpointName": "auto-deployed"}
    sagemaker.create_auto_ml_job_v2(**job_request("auto-deploy", ModelDeployConfig=deploy_config))
    job = wait_for_job(sagemaker, "auto-deploy")
    assert job["ModelDeployResult"] == {"EndpointName": "auto-deployed"}
    answer = runtime.invoke_endpoint(EndpointName="auto-deployed", Body=b"ab")
    assert answer["Body"].read() == b"ba"
    # The name is taken now: the model is still a result.
    sagemaker.create_auto_ml_job_v2(**job_request("auto-again", ModelDeployConfig=deploy_config))
    job = wait_for_job(sagemaker, "auto-again")
    assert job["AutoMLJobStatus"] == "Completed"
    assert job["AutoMLJobSecondaryStatus"] == "ModelDeploymentError"
    assert "already existing" in job["PartialFailureReasons"][0]["PartialFailureMessage"]
