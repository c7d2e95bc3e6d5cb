"""What ``CreateAutoMLJobV2`` refuses, and how it says so."""

from __future__ import annotations

import copy
import gzip
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import job_request, put_training_file, wait_for_job
from pilothouse_engine.config import DEFAULT_BUCKET

ROOT = f"s3://{DEFAULT_BUCKET}"


@pytest.fixture(autouse=True, scope="module")
def objects(s3: Any) -> None:
    put_training_file(s3)
    features = {
        "good": {"FeatureAttributeNames": ["a"], "FeatureDataTypes": {"a": "numeric"}},
        "target": {"FeatureAttributeNames": ["a", "y"]},
        "twice": {"FeatureAttributeNames": ["a", "a"]},
        "type": {"FeatureDataTypes": {"a": "number"}},
        "extra": {"FeatureAttributeNames": ["a"], "FeatureDataTypes": {"b": "numeric"}},
        "list": [1],
    }
    for name, document in features.items():
        put(s3, f"features/{name}.json", json.dumps(document).encode())
    put(s3, "features/broken.json", b"{")
    put(s3, "many/1 +.csv", b"a,y\n1,0\n")
    put(s3, "many/2.csv", b"a,y\n2,1\n")
    put(s3, "many/", b"")
    put(s3, "manifest.json", json.dumps([{"prefix": f"{ROOT}/many/"}, "2.csv"]).encode())
    put(s3, "bad-manifest.json", json.dumps([{"prefix": f"{ROOT}/many/"}, "3.csv"]).encode())


def put(s3: Any, key: str, body: bytes) -> None:
    s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body)


def channel(**changes: Any) -> dict[str, Any]:
    base = copy.deepcopy(job_request("x")["AutoMLJobInputDataConfig"][0])
    uri = changes.pop("uri", None)
    kind = changes.pop("kind", None)
    if uri:
        base["DataSource"]["S3DataSource"]["S3Uri"] = uri
    if kind:
        base["DataSource"]["S3DataSource"]["S3DataType"] = kind
    return {**base, **changes}


def tabular(**changes: Any) -> dict[str, Any]:
    return {
        "AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "y", **changes}}
    }


def metric(name: str) -> dict[str, Any]:
    return {"AutoMLJobObjective": {"MetricName": name}}


def inputs(*channels: dict[str, Any]) -> dict[str, Any]:
    return {"AutoMLJobInputDataConfig": list(channels)}


VALIDATION = channel(ChannelType="validation")
ALGORITHMS = {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["lightgbm"]}]}
WRONG = [
    ("V-01 two training channels", inputs(channel(), channel()), "exactly one channel"),
    ("V-02 validation alone", inputs(VALIDATION), "exactly one channel"),
    (
        "V-03 split and channel",
        {**inputs(channel(), VALIDATION), "DataSplitConfig": {"ValidationFraction": 0.3}},
        "cannot be set together with a validation channel",
    ),
    (
        "V-04 two formats",
        inputs(channel(), {**VALIDATION, "ContentType": "x-application/vnd.amazon+parquet"}),
        "same ContentType",
    ),
    ("V-05 fraction", {"DataSplitConfig": {"ValidationFraction": 1.0}}, "ValidationFraction"),
    ("V-06 metric alone", metric("F1"), "must be given together"),
    ("V-06 problem alone", tabular(ProblemType="Regression"), "must be given together"),
    (
        "V-07 metric of another problem",
        {**metric("RMSE"), **tabular(ProblemType="BinaryClassification")},
        "RMSE is not available for BinaryClassification. Choose one of: AUC",
    ),
    ("V-08 algorithms in AUTO", tabular(CandidateGenerationConfig=ALGORITHMS), "not AUTO"),
    (
        "V-09 algorithm of another mode",
        tabular(Mode="HYPERPARAMETER_TUNING", CandidateGenerationConfig=ALGORITHMS),
        "lightgbm cannot be used in Mode HYPERPARAMETER_TUNING",
    ),
    (
        "V-10 weights in tuning",
        tabular(Mode="HYPERPARAMETER_TUNING", SampleWeightAttributeName="w"),
        "needs Mode ENSEMBLING",
    ),
    (
        "definitions are not deployed",
        {"ModelDeployConfig": {}, **tabular(GenerateCandidateDefinitionsOnly=True)},
        "trains no model",
    ),
    ("V-10 weight name", tabular(SampleWeightAttributeName="a b"), "sampleWeightAttributeName"),
    *(
        (f"V-11 {name}", tabular(FeatureSpecificationS3Uri=f"{ROOT}/features/{name}.json"), words)
        for name, words in (
            ("target", "must not list the target column y"),
            ("twice", "names a column twice"),
            ("type", "type number of column a"),
            ("extra", "FeatureAttributeNames lacks: b"),
            ("list", "must hold FeatureAttributeNames"),
            ("broken", "is not a JSON document"),
            ("missing", "there is no object"),
        )
    ),
    (
        "V-32 both names",
        {"ModelDeployConfig": {"AutoGenerateEndpointName": True, "EndpointName": "e"}},
        "EndpointName cannot be set",
    ),
    ("V-32 no name", {"ModelDeployConfig": {}}, "ModelDeployConfig needs EndpointName"),
    ("V-33 input bucket", inputs(channel(uri="s3://nowhere/x.csv")), "bucket nowhere of AutoML"),
    (
        "V-33 output bucket",
        {"OutputDataConfig": {"S3OutputPath": "s3://nowhere/x"}},
        "bucket nowhere of OutputDataConfig.S3OutputPath does not exist",
    ),
    ("no object", inputs(channel(uri=f"{ROOT}/no/x.csv")), f"no object under {ROOT}/no/x.csv"),
    ("content type", inputs(channel(ContentType="text/csv")), "ContentType must be"),
    (
        "gzip in a manifest",
        inputs(channel(CompressionType="Gzip", kind="ManifestFile")),
        "needs S3DataType S3Prefix",
    ),
    ("augmented", inputs(channel(kind="AugmentedManifestFile")), "image classification"),
    (
        "manifest entry",
        inputs(channel(kind="ManifestFile", uri=f"{ROOT}/bad-manifest.json")),
        "3.csv",
    ),
    ("manifest of CSV", inputs(channel(kind="ManifestFile")), "must be a JSON list"),
    (
        "language model",
        {
            "AutoMLProblemTypeConfig": {
                "TextGenerationJobConfig": {"BaseModelName": "Falcon7BInstruct"}
            }
        },
        "TextGenerationJobConfig is not available on the local engine, which runs "
        "TabularJobConfig, TextClassificationJobConfig, ImageClassificationJobConfig, "
        "TimeSeriesForecastingJobConfig. Run this job on the AWS backend.",
    ),
    ("no problem type", {"AutoMLProblemTypeConfig": {}}, "Exactly one of these members"),
    ("name", {"AutoMLJobName": "a_b"}, "'a_b' at 'autoMLJobName' failed to satisfy constraint"),
    ("long name", {"AutoMLJobName": "a" * 33}, "length less than or equal to 32"),
    ("role", {"RoleArn": "arn:aws:iam::1:role/x"}, "at 'roleArn'"),
    (
        "candidates",
        tabular(CompletionCriteria={"MaxCandidates": 751}),
        "value less than or equal to 750",
    ),
    ("https output", {"OutputDataConfig": {"S3OutputPath": "https://x/y"}}, "must be an S3 URI"),
]


@pytest.mark.parametrize(("changes", "words"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_broken_rules_are_named(sagemaker: Any, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError) as caught:
        sagemaker.create_auto_ml_job_v2(**{**job_request("refused"), **changes})
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert words in error["Message"]
    with pytest.raises(ClientError, match="Could not find"):
        sagemaker.describe_auto_ml_job_v2(AutoMLJobName="refused")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("prefix", inputs(channel(uri=f"{ROOT}/many/"))),
        ("manifest", inputs(channel(kind="ManifestFile", uri=f"{ROOT}/manifest.json"))),
        ("both-channels", inputs(channel(), VALIDATION)),
        ("objective", {**metric("AUC"), **tabular(ProblemType="BinaryClassification")}),
        ("features", tabular(FeatureSpecificationS3Uri=f"{ROOT}/features/good.json")),
        ("ensembling", tabular(Mode="ENSEMBLING", CandidateGenerationConfig=ALGORITHMS)),
        ("odd-key", inputs(channel(uri=f"{ROOT}/many/1 +.csv"))),
        ("limits", tabular(CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 60})),
        ("definitions", tabular(GenerateCandidateDefinitionsOnly=True)),
    ],
)
def test_right_requests_run(sagemaker: Any, name: str, changes: dict[str, Any]) -> None:
    sagemaker.create_auto_ml_job_v2(**{**job_request(name), **changes})
    job = wait_for_job(sagemaker, name)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    for member, value in changes.items():
        assert job[member] == value


def test_missing_members_are_named(sagemaker: Any) -> None:
    with pytest.raises(ClientError) as caught:
        sagemaker.create_auto_ml_job_v2(AutoMLJobName="x")
    message = caught.value.response["Error"]["Message"]
    for member in (
        "autoMLJobInputDataConfig",
        "outputDataConfig",
        "autoMLProblemTypeConfig",
        "roleArn",
    ):
        assert f"Value null at '{member}'" in message


def test_a_key_is_taken_exactly_before_it_is_a_prefix(sagemaker: Any, s3: Any) -> None:
    put(s3, "in/train.csv.bak", gzip.compress(b"not this one"))
    sagemaker.create_auto_ml_job_v2(**job_request("exact"))
    assert wait_for_job(sagemaker, "exact")["AutoMLJobStatus"] == "Completed"
