"""Every operation that may cross the seam is answered by the engine, in a form boto3 can read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import Shape

OPERATIONS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "shared" / "operations.json").read_text()
)
ALL = [
    (service, operation)
    for service, operations in OPERATIONS.items()
    if isinstance(operations, dict)
    for operation in operations
]
# Reads that need no name of something that exists.
SUCCEED = {
    "ListAutoMLJobs",
    "ListModels",
    "ListEndpointConfigs",
    "ListEndpoints",
    "ListTransformJobs",
    "ListHubs",
    "ListBuckets",
    "GetCallerIdentity",
    "ListObjectsV2",
    "HeadBucket",
    "PutObject",
    "CreateMultipartUpload",
    "DeleteObject",
}


def least(shape: Shape, bucket: str, name: str = "") -> Any:
    """The smallest value with the required members; names of nothing that exists."""
    if name == "Bucket":
        return bucket
    if shape.type_name == "structure":
        required = getattr(shape, "required_members", [])
        return {key: least(shape.members[key], bucket, key) for key in required}
    if shape.type_name == "list":
        return [least(shape.member, bucket)]
    if shape.type_name == "map":
        return {}
    if shape.type_name in ("integer", "long", "float"):
        return 1
    if shape.type_name == "boolean":
        return False
    if shape.type_name == "timestamp":
        return 0
    if shape.type_name == "blob":
        return b"1"
    return (getattr(shape, "enum", None) or ["absent"])[0]


@pytest.mark.parametrize(("service", "operation"), ALL)
def test_each_is_answered(
    engine: dict[str, Any], monkeypatch: pytest.MonkeyPatch, service: str, operation: str
) -> None:
    for variable in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(variable, engine["environment"][variable])
    session = boto3.Session(region_name=engine["region"])
    client = session.client(
        service,
        endpoint_url=engine["endpointUrl"],
        config=Config(retries={"max_attempts": 0}, parameter_validation=False),
    )
    model = client.meta.service_model.operation_model(operation)
    shape = model.input_shape
    params = least(shape, engine["defaultBucket"]) if shape is not None else {}
    (method,) = (
        name for name, api in client.meta.method_to_api_mapping.items() if api == operation
    )
    try:
        answer = getattr(client, method)(**params)
    except ClientError as error:
        assert operation not in SUCCEED, error
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert 400 <= status < 500
        assert error.response["Error"]["Code"] != "UnknownOperationException"
        # A HEAD request has no body to say more in.
        assert error.response["Error"]["Message"] or operation.startswith("Head")
    else:
        assert answer["ResponseMetadata"]["HTTPStatusCode"] in (200, 202, 204)
