"""Endpoints of fake models whose environment says how they behave."""

from __future__ import annotations

import itertools
from typing import Any

from live import job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import ROLE_ARN

_numbers = itertools.count()


def trained(client: Any, s3: Any, name: str) -> dict[str, Any]:
    """A container of a finished job."""
    put_training_file(s3)
    client.create_auto_ml_job_v2(**job_request(name))
    found: dict[str, Any] = wait_for_job(client, name)["BestCandidate"]["InferenceContainers"][0]
    return found


def make_model(client: Any, container: dict[str, Any], **environment: str) -> str:
    name = f"m-{next(_numbers)}"
    client.create_model(
        ModelName=name,
        PrimaryContainer={**container, "Environment": environment},
        ExecutionRoleArn=ROLE_ARN,
    )
    return name


def on_instance(model: str, name: str = "A", **changes: Any) -> dict[str, Any]:
    return {
        "VariantName": name,
        "ModelName": model,
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        **changes,
    }


def serverless(model: str, **config: Any) -> dict[str, Any]:
    limits = {"MemorySizeInMB": 1024, "MaxConcurrency": 2, **config}
    return {"VariantName": "A", "ModelName": model, "ServerlessConfig": limits}


def make_config(client: Any, *variants: dict[str, Any], **options: Any) -> str:
    name = f"c-{next(_numbers)}"
    client.create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=list(variants), **options
    )
    return name


def make_endpoint(client: Any, *variants: dict[str, Any], **options: Any) -> str:
    config = make_config(client, *variants, **options)
    name = f"e-{next(_numbers)}"
    client.create_endpoint(EndpointName=name, EndpointConfigName=config)
    settled(client, name)
    return name


def settled(client: Any, name: str) -> dict[str, Any]:
    def probe() -> Any:
        found = client.describe_endpoint(EndpointName=name)
        return found if found["EndpointStatus"] in ("InService", "Failed") else None

    found: dict[str, Any] = wait_until(probe, 20)
    return found


def ask(runtime: Any, name: str, body: bytes = b"who", **options: Any) -> bytes:
    answer: bytes = runtime.invoke_endpoint(EndpointName=name, Body=body, **options)["Body"].read()
    return answer
