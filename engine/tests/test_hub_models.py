"""Models of the hub as users deploy them: by the document alone, with their sample payloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jmespath  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, wait_until
from pilothouse_engine.config import ROLE_ARN
from pilothouse_engine.hub.catalogue import HUB, HUB_BUCKET, models

pytestmark = pytest.mark.slow

SERVING = "pilothouse_engine.ml.serving:load_model"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveEngine]:
    """An engine that hosts real models."""
    found = LiveEngine(tmp_path_factory.mktemp("hub"), load_model=SERVING).start()
    yield found
    found.stop()
    log = (found.settings.logs / "engine.log").read_text(encoding="utf-8")
    assert " ERROR " not in log


def container(found: dict[str, Any], by_hub: bool) -> dict[str, Any]:
    """What a client makes of a document, for the public hub or through ``HubAccessConfig``."""
    document = json.loads(found["HubContentDocument"])
    made: dict[str, Any] = {
        "Image": document["HostingEcrUri"],
        "Environment": {
            item["Name"]: str(item["Default"])
            for item in document["InferenceEnvironmentVariables"]
            if item["RequiredForModelClass"]
        },
    }
    uri = document["HostingPrepackedArtifactUri"]
    if not by_hub:
        return {**made, "ModelDataUrl": uri}
    source = {
        "S3Uri": uri,
        "S3DataType": document["HostingArtifactS3DataType"],
        "CompressionType": document["HostingArtifactCompressionType"],
        "HubAccessConfig": {"HubContentArn": found["HubContentArn"]},
    }
    return {**made, "ModelDataSource": {"S3DataSource": source}}


def deploy(client: Any, name: str, document: dict[str, Any], primary: dict[str, Any]) -> None:
    client.create_model(
        ModelName=name,
        PrimaryContainer=primary,
        ExecutionRoleArn=ROLE_ARN,
        EnableNetworkIsolation=document["InferenceEnableNetworkIsolation"],
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": name,
        "InstanceType": document["DefaultInferenceInstanceType"],
        "InitialInstanceCount": 1,
        "VolumeSizeInGB": document["InferenceVolumeSize"],
        "ModelDataDownloadTimeoutInSeconds": document["ModelDataDownloadTimeout"],
        "ContainerStartupHealthCheckTimeoutInSeconds": document[
            "ContainerStartupHealthCheckTimeout"
        ],
    }
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
    client.create_endpoint(EndpointName=name, EndpointConfigName=name)

    def settled() -> Any:
        found = client.describe_endpoint(EndpointName=name)
        return found if found["EndpointStatus"] in ("InService", "Failed") else None

    endpoint = wait_until(settled, 60)
    assert endpoint["EndpointStatus"] == "InService", endpoint.get("FailureReason")


def body_of(s3: Any, payload: dict[str, Any]) -> bytes:
    body = payload["Body"]
    if isinstance(body, str) and body.startswith("$s3<"):
        whole: bytes = s3.get_object(Bucket=HUB_BUCKET, Key=body[4:-1])["Body"].read()
        return whole
    return (body if isinstance(body, str) else json.dumps(body)).encode()


@pytest.mark.parametrize("name", sorted(models()))
def test_deploy_and_invoke_from_the_document(live: LiveEngine, name: str) -> None:
    problem = models()[name].problem
    if problem is not None:
        pytest.skip(problem)
    client, runtime, s3 = (live.client(s) for s in ("sagemaker", "sagemaker-runtime", "s3"))
    found = client.describe_hub_content(HubName=HUB, HubContentType="Model", HubContentName=name)
    assert found["HubContentStatus"] == "Available"
    document = json.loads(found["HubContentDocument"])
    by_hub = name.startswith("numpy")
    primary = container(found, by_hub)
    deploy(client, name, document, primary)
    assert client.describe_model(ModelName=name)["PrimaryContainer"] == primary
    size = s3.head_object(Bucket=HUB_BUCKET, Key=models()[name].artifact_key)["ContentLength"]
    assert 200 < size < 200_000
    specifications = document["SageMakerSdkPredictorSpecifications"]
    for payload in document["DefaultPayloads"].values():
        for accept in specifications["SupportedAcceptTypes"]:
            answer = runtime.invoke_endpoint(
                EndpointName=name,
                Body=body_of(s3, payload),
                ContentType=payload["ContentType"],
                Accept=accept,
            )
            result = json.loads(answer["Body"].read())
        # The last accept type is the richest.
        for key, expression in payload["OutputKeys"].items():
            assert jmespath.search(expression, result) is not None, key
    with pytest.raises(ClientError) as caught:
        runtime.invoke_endpoint(EndpointName=name, Body=b"\xff", ContentType="text/csv")
    assert caught.value.response["OriginalStatusCode"] == 400
    client.delete_endpoint(EndpointName=name)


def test_models_survive_a_restart(live: LiveEngine) -> None:
    """The archive is there once and for all; an endpoint comes back with its engine."""
    name = "sklearn-regression-diabetes"
    client = live.client("sagemaker")
    found = client.describe_hub_content(HubName=HUB, HubContentType="Model", HubContentName=name)
    document = json.loads(found["HubContentDocument"])
    deploy(client, "again", document, container(found, by_hub=True))
    before = live.client("s3").head_object(Bucket=HUB_BUCKET, Key=models()[name].artifact_key)
    live.stop()
    live.start()
    after = live.client("s3").head_object(Bucket=HUB_BUCKET, Key=models()[name].artifact_key)
    assert after["LastModified"] == before["LastModified"]
    client, runtime = live.client("sagemaker"), live.client("sagemaker-runtime")
    wait_until(
        lambda: client.describe_endpoint(EndpointName="again")["EndpointStatus"] == "InService", 60
    )
    payload = document["DefaultPayloads"]["onePatient"]
    answer = runtime.invoke_endpoint(
        EndpointName="again", Body=payload["Body"], ContentType=payload["ContentType"]
    )
    assert json.loads(answer["Body"].read())["prediction"] == [pytest.approx(205.49, abs=0.1)]
