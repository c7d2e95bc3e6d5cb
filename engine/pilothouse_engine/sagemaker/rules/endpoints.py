"""What makes a ``CreateEndpointConfig`` request wrong, beyond the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import validation
from ...s3.store import ObjectStore
from ..locations import parse_uri
from ..models import find_model
from .common import require_bucket

if TYPE_CHECKING:
    from ...engine import Engine

Request = Mapping[str, Any]

_MEMORY_STEP_MB = 1024


def check_kind(engine: Engine, request: Request) -> None:
    """Raise ``ValidationException`` for the first broken rule."""
    variants = request["ProductionVariants"]
    names = [variant["VariantName"] for variant in variants]
    for number, variant in enumerate(variants, 1):
        where = f"ProductionVariants[{number}]"
        if names.count(variant["VariantName"]) > 1:
            raise validation(f"{where}.VariantName {variant['VariantName']} is used twice.")
        _check_variant(engine, request, variant, where)
    check_weights([variant.get("InitialVariantWeight", 1.0) for variant in variants])
    if "AsyncInferenceConfig" in request:
        _check_async(engine.objects, request)


def check_weights(weights: list[float]) -> None:
    if not any(weights):
        raise validation("At least one variant needs a weight above 0, else none gets traffic.")


def check_concurrency(serverless: Mapping[str, Any], where: str) -> None:
    if serverless.get("ProvisionedConcurrency", 0) > serverless["MaxConcurrency"]:
        raise validation(f"{where}: ProvisionedConcurrency must not be above MaxConcurrency.")


def _check_variant(engine: Engine, request: Request, variant: Request, where: str) -> None:
    if "ModelName" not in variant:
        raise validation(
            f"{where}.ModelName is required: inference components are not available on the "
            "local engine."
        )
    if "ServerlessConfig" in variant:
        _check_serverless(request, variant, where)
    else:
        if "InstanceType" not in variant and "InstancePools" not in variant:
            raise validation(f"{where}.InstanceType is required.")
        if "InitialInstanceCount" not in variant:
            raise validation(f"{where}.InitialInstanceCount is required.")
        if variant["InitialInstanceCount"] < 1:
            raise validation(f"{where}.InitialInstanceCount must be at least 1.")
    find_model(engine, variant["ModelName"])


def _check_serverless(request: Request, variant: Request, where: str) -> None:
    for member in ("InstanceType", "InitialInstanceCount", "ManagedInstanceScaling"):
        if member in variant:
            raise validation(f"{where}: {member} cannot be set together with ServerlessConfig.")
    if len(request["ProductionVariants"]) > 1:
        raise validation("A serverless endpoint has one production variant only.")
    for member in ("AsyncInferenceConfig", "ExplainerConfig"):
        if member in request:
            raise validation(f"{member} is not available on serverless endpoints.")
    config = variant["ServerlessConfig"]
    if config["MemorySizeInMB"] % _MEMORY_STEP_MB:
        raise validation(
            f"{where}.ServerlessConfig.MemorySizeInMB must be one of 1024, 2048, 3072, 4096, 5120 "
            f"and 6144, not {config['MemorySizeInMB']}."
        )
    check_concurrency(config, f"{where}.ServerlessConfig")


def _check_async(store: ObjectStore, request: Request) -> None:
    if len(request["ProductionVariants"]) > 1:
        raise validation("An asynchronous endpoint has one production variant only.")
    if "ExplainerConfig" in request:
        raise validation("ExplainerConfig is not available on asynchronous endpoints.")
    output = request["AsyncInferenceConfig"]["OutputConfig"]
    if "NotificationConfig" in output:
        raise validation(
            "AsyncInferenceConfig.OutputConfig.NotificationConfig: the local engine has no "
            "notification topics. Leave it out and watch the places of the answer instead."
        )
    for member in ("S3OutputPath", "S3FailurePath"):
        if member not in output:
            continue
        where = f"AsyncInferenceConfig.OutputConfig.{member}"
        bucket, _ = parse_uri(output[member], where)
        require_bucket(store, bucket, where)
    if "S3OutputPath" not in output:
        raise validation("AsyncInferenceConfig.OutputConfig.S3OutputPath is required.")
