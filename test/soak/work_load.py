"""Jobs, endpoints and objects as the rows make them."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError
from live import job_request, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from soak_engine import SoakEngine

TRAINING_KEY = "in/train.csv"


def put_training_file(engine: SoakEngine) -> None:
    body = b"a,y\n" + b"1,0\n2,1\n" * 100
    engine.client("s3").put_object(Bucket=DEFAULT_BUCKET, Key=TRAINING_KEY, Body=body)


def request(name: str, seconds: float = 0.0, key: str = TRAINING_KEY) -> dict[str, Any]:
    """A job over an object that takes about as long."""
    document = job_request(name, f"for-{seconds}")
    source = document["AutoMLJobInputDataConfig"][0]["DataSource"]["S3DataSource"]
    source["S3Uri"] = f"s3://{DEFAULT_BUCKET}/{key}"
    return document


def status_of(client: Any, name: str) -> str:
    return str(client.describe_auto_ml_job_v2(AutoMLJobName=name)["AutoMLJobStatus"])


def wait_for_end(client: Any, name: str, seconds: float) -> str:
    def ended() -> str | None:
        status = status_of(client, name)
        return status if status in ("Completed", "Failed", "Stopped") else None

    found: str = wait_until(ended, seconds)
    return found


def deploy(engine: SoakEngine, job: str, endpoint: str) -> None:
    """Host a job's best model; returns when it serves."""
    client = engine.client("sagemaker")
    best = client.describe_auto_ml_job_v2(AutoMLJobName=job)["BestCandidate"]
    client.create_model(
        ModelName=endpoint, Containers=best["InferenceContainers"], ExecutionRoleArn=ROLE_ARN
    )
    variant: dict[str, Any] = {"VariantName": "AllTraffic", "ModelName": endpoint}
    variant |= {"InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
    client.create_endpoint_config(EndpointConfigName=endpoint, ProductionVariants=[variant])
    client.create_endpoint(EndpointName=endpoint, EndpointConfigName=endpoint)
    wait_in_service(client, endpoint)


def wait_in_service(client: Any, endpoint: str) -> None:
    def serving() -> bool:
        found = client.describe_endpoint(EndpointName=endpoint)
        return bool(found["EndpointStatus"] == "InService")

    wait_until(serving, 90)


def error_code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def report_of(engine: SoakEngine, job: str) -> dict[str, Any]:
    found = engine.client("s3").get_object(
        Bucket=DEFAULT_BUCKET, Key=f"pilothouse/{job}/report.json"
    )
    document: dict[str, Any] = json.loads(found["Body"].read())
    return document
