"""Tags of everything that has an ARN."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hosting_support import on_instance, trained
from live import job_request
from pilothouse_engine.config import ROLE_ARN

pytestmark = pytest.mark.slow


def tag(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def test_tags_come_and_go(sagemaker: Any, s3: Any) -> None:
    container = trained(sagemaker, s3, "for-tags")
    made = sagemaker.create_model(
        ModelName="Tagged", PrimaryContainer=container, ExecutionRoleArn=ROLE_ARN, Tags=tag(a="1")
    )
    config = sagemaker.create_endpoint_config(
        EndpointConfigName="tagged", ProductionVariants=[on_instance("Tagged")], Tags=tag(a="2")
    )
    endpoint = sagemaker.create_endpoint(
        EndpointName="tagged", EndpointConfigName="tagged", Tags=tag(a="3")
    )
    job = sagemaker.create_auto_ml_job_v2(**job_request("tagged"), Tags=tag(a="4"))
    arns = [
        made["ModelArn"],
        config["EndpointConfigArn"],
        endpoint["EndpointArn"],
        job["AutoMLJobArn"],
    ]
    for number, arn in enumerate(arns, 1):
        assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tag(a=str(number))
        added = sagemaker.add_tags(ResourceArn=arn, Tags=tag(a="new", b="ü", c=""))
        assert added["Tags"] == tag(a="new", b="ü", c="")
        pages = sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
        assert [item["Key"] for page in pages for item in page["Tags"]] == ["a", "b", "c"]
        sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a", "c", "x"])
        assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tag(b="ü")
    # A new resource of the same name has no old tags.
    sagemaker.delete_model(ModelName="Tagged")
    with pytest.raises(ClientError) as caught:
        sagemaker.list_tags(ResourceArn=made["ModelArn"])
    assert caught.value.response["Error"]["Code"] == "ResourceNotFound"
    sagemaker.create_model(
        ModelName="tagged", PrimaryContainer=container, ExecutionRoleArn=ROLE_ARN
    )
    assert sagemaker.list_tags(ResourceArn=made["ModelArn"])["Tags"] == []


def test_tags_that_do_not_fit(sagemaker: Any, s3: Any) -> None:
    container = trained(sagemaker, s3, "for-bad-tags")
    arn = sagemaker.create_model(
        ModelName="untagged", PrimaryContainer=container, ExecutionRoleArn=ROLE_ARN
    )["ModelArn"]
    many = [{"Key": str(number), "Value": ""} for number in range(40)]
    sagemaker.add_tags(ResourceArn=arn, Tags=many)
    others = [{"Key": f"x{number}", "Value": ""} for number in range(11)]
    for params, words in (
        ({"Tags": others}, "more than 50"),
        ({"Tags": [*tag(a="1"), *tag(a="2")]}, "twice"),
        ({"Tags": tag(**{"aws:x": "1"})}, "reserved"),
        (
            {"Tags": tag(a="1"), "ResourceArn": "arn:aws:sagemaker:eu-west-1:111122223333:model/x"},
            "ARN",
        ),
    ):
        with pytest.raises(ClientError, match=words):
            sagemaker.add_tags(**{"ResourceArn": arn, **params})
    with pytest.raises(ClientError, match="twice"):
        sagemaker.create_model(
            ModelName="never",
            PrimaryContainer=container,
            ExecutionRoleArn=ROLE_ARN,
            Tags=[*tag(a="1"), *tag(a="2")],
        )
    assert not sagemaker.list_models(NameContains="never")["Models"]
