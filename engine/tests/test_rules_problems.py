"""Rules for text, image and time-series jobs, and what the service makes of such requests."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import job_request, put_training_file, wait_for_job
from pilothouse_engine.config import DEFAULT_BUCKET
from pilothouse_engine.errors import ServiceError
from pilothouse_engine.sagemaker.rules import common, series, text
from pilothouse_engine.sagemaker.rules.problems import PROBLEMS

ROOT = f"s3://{DEFAULT_BUCKET}"
TEXT = {"ContentColumn": "a", "TargetLabelColumn": "y"}
SERIES = {
    "ForecastFrequency": "1D",
    "ForecastHorizon": 7,
    "TimeSeriesConfig": {
        "TargetAttributeName": "y",
        "TimestampAttributeName": "t",
        "ItemIdentifierAttributeName": "item",
        "GroupingAttributeNames": ["shop"],
    },
}
NAMES: dict[str, Any] = {
    "TextClassificationJobConfig": TEXT,
    "ImageClassificationJobConfig": {},
    "TimeSeriesForecastingJobConfig": SERIES,
}


def filling(**columns: Any) -> dict[str, Any]:
    return {**SERIES, "Transformations": {"Filling": columns}}


def channel(**changes: Any) -> dict[str, Any]:
    kind = changes.pop("kind", "S3Prefix")
    source = {"S3DataSource": {"S3DataType": kind, "S3Uri": f"{ROOT}/in/"}}
    return {"ChannelType": "training", "DataSource": source, **changes}


def request(member: str, config: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "AutoMLProblemTypeConfig": {member: config},
        "AutoMLJobInputDataConfig": [channel()],
        **changes,
    }


SERIES_WRONG = [
    ("V-14", common.one_candidate, {"CompletionCriteria": {"MaxCandidates": 2}}, "must be 1, not"),
    (
        "twice",
        series.different_columns,
        {"TimeSeriesConfig": {**SERIES["TimeSeriesConfig"], "GroupingAttributeNames": ["item"]}},  # type: ignore[dict-item]
        "names the column item more than once",
    ),
    ("V-19", series.different_quantiles, {"ForecastQuantiles": ["p1", "p1"]}, "lists p1 twice"),
    (
        "V-09",
        series.algorithms,
        {"CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["lightgbm"]}]}},
        "lightgbm cannot be used",
    ),
    (
        "V-22 aggregation",
        series.aggregation,
        {"Transformations": {"Aggregation": {"promo": "avg"}}},
        "only the target y can be aggregated",
    ),
    (
        "V-22 front",
        series.filling,
        filling(y={"frontfill": "zero"}),
        "the target can be filled by middlefill, backfill",
    ),
    ("V-22 future", series.filling, filling(y={"futurefill": "zero"}), "futurefill can only be"),
    ("key column", series.filling, filling(item={"middlefill": "zero"}), "cannot be filled"),
    ("logic", series.filling, filling(p={"middlefill": "last"}), "must be one of: none, zero"),
    ("nan", series.filling, filling(p={"middlefill": "nan"}), "for the target column only"),
    ("V-23 missing", series.fill_values, filling(p={"backfill": "value"}), "backfill_value is"),
    (
        "V-23 alone",
        series.fill_values,
        filling(p={"backfill": "zero", "backfill_value": "2"}),
        'needs backfill to be "value"',
    ),
    (
        "V-23 word",
        series.fill_values,
        filling(p={"backfill": "value", "backfill_value": "two"}),
        "must be a whole number",
    ),
]


@pytest.mark.parametrize(
    ("rule", "changes", "words"), [w[1:] for w in SERIES_WRONG], ids=[w[0] for w in SERIES_WRONG]
)
def test_series_rules(rule: Any, changes: dict[str, Any], words: str) -> None:
    member = "TimeSeriesForecastingJobConfig"
    rule(request(member, SERIES), SERIES)
    config = {**SERIES, **changes}
    with pytest.raises(ServiceError) as caught:
        rule(request(member, config), config)
    assert words in caught.value.message
    assert caught.value.code == "ValidationException"


def test_series_take_no_split() -> None:
    member = "TimeSeriesForecastingJobConfig"
    with pytest.raises(ServiceError, match="DataSplitConfig cannot be set"):
        series.no_split(request(member, SERIES, DataSplitConfig={}), SERIES)
    both = [channel(), channel(ChannelType="validation")]
    with pytest.raises(ServiceError, match="Remove the validation channel"):
        series.no_split(request(member, SERIES, AutoMLJobInputDataConfig=both), SERIES)


def test_right_filling_passes() -> None:
    config = filling(
        y={"middlefill": "nan", "frontfill": "none"},
        p={"futurefill": "value", "futurefill_value": "-2"},
    )
    for rule in series.RULES:
        rule(request("TimeSeriesForecastingJobConfig", config), config)


def test_text_rules() -> None:
    same = {**TEXT, "TargetLabelColumn": "a"}
    with pytest.raises(ServiceError, match="ContentColumn and TargetLabelColumn are both a"):
        text.two_columns(request("TextClassificationJobConfig", same), same)


@pytest.mark.parametrize("member", ["TextClassificationJobConfig", "ImageClassificationJobConfig"])
def test_accuracy_is_the_only_objective(member: str) -> None:
    common.accuracy_only(request(member, {}, AutoMLJobObjective={"MetricName": "Accuracy"}), {})
    with pytest.raises(ServiceError, match="F1 is not available .* Choose one of: Accuracy"):
        common.accuracy_only(request(member, {}, AutoMLJobObjective={"MetricName": "F1"}), {})


@pytest.mark.parametrize(
    ("member", "changes", "words"),
    [
        ("TextClassificationJobConfig", {"kind": "ManifestFile"}, "use S3Prefix"),
        ("TextClassificationJobConfig", {"CompressionType": "Gzip"}, "Gzip is not available"),
        ("TextClassificationJobConfig", {"ContentType": "image/png"}, "ContentType must be text"),
        ("ImageClassificationJobConfig", {"ContentType": "text/csv"}, "image/png or image/jpeg"),
        ("ImageClassificationJobConfig", {"CompressionType": "Gzip"}, "Gzip is not available"),
        ("TimeSeriesForecastingJobConfig", {"kind": "AugmentedManifestFile"}, "only for image"),
    ],
)
def test_channels(member: str, changes: dict[str, Any], words: str) -> None:
    wrong = request(member, {}, AutoMLJobInputDataConfig=[channel(**changes)])
    with pytest.raises(ServiceError, match=words):
        common.check_channels(wrong, PROBLEMS[member])


@pytest.fixture(scope="module")
def pictures(s3: Any) -> None:
    put_training_file(s3)
    put = lambda key, body: s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body)  # noqa: E731
    for name in ("cats/1.png", "cats/2.png", "dogs/1.png"):
        put(f"pets/{name}", name.encode())
    lines = [
        {"source-ref": f"{ROOT}/pets/cats/1.png", "label-metadata": {"class-name": "cat"}},
        {"source-ref": f"{ROOT}/pets/dogs/1.png", "label-metadata": {"class-name": "dog\u2028"}},
    ]
    put("good.manifest", "\n".join(json.dumps(line) for line in lines).encode())
    put("gone.manifest", json.dumps({**lines[0], "source-ref": f"{ROOT}/no.png"}).encode())
    put("bare.manifest", json.dumps({"source-ref": f"{ROOT}/pets/cats/1.png"}).encode())
    names = [{"prefix": f"{ROOT}/pets/"}, "cats/1.png", "dogs/1.png"]
    put("list.manifest", json.dumps(names).encode())


def ask(name: str, member: str, key: str = "in/train.csv", kind: str = "S3Prefix") -> Any:
    asked = job_request(name, AutoMLProblemTypeConfig={member: copy.deepcopy(NAMES[member])})
    del asked["AutoMLJobInputDataConfig"][0]["ContentType"]
    source = {"S3DataType": kind, "S3Uri": f"{ROOT}/{key}"}
    asked["AutoMLJobInputDataConfig"][0]["DataSource"] = {"S3DataSource": source}
    return asked


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("name", "member", "key", "kind"),
    [
        ("text", "TextClassificationJobConfig", "in/train.csv", "S3Prefix"),
        ("series", "TimeSeriesForecastingJobConfig", "in/train.csv", "S3Prefix"),
        ("image", "ImageClassificationJobConfig", "pets/", "S3Prefix"),
        ("listed", "ImageClassificationJobConfig", "list.manifest", "ManifestFile"),
        ("augmented", "ImageClassificationJobConfig", "good.manifest", "AugmentedManifestFile"),
    ],
)
def test_jobs_say_their_type(sagemaker: Any, name: str, member: str, key: str, kind: str) -> None:
    sagemaker.create_auto_ml_job_v2(**ask(name, member, key, kind))
    job = wait_for_job(sagemaker, name)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    assert job["AutoMLProblemTypeConfigName"] == member.removesuffix("JobConfig")
    assert job["AutoMLProblemTypeConfig"] == {member: NAMES[member]}


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("gone.manifest", "no.png of the manifest"),
        ("bare.manifest", "line 1 of the augmented manifest"),
        ("in/train.csv", "line 1 of the augmented manifest"),
        ("nothing.manifest", "there is no manifest"),
    ],
)
def test_bad_augmented_manifests(sagemaker: Any, key: str, words: str) -> None:
    with pytest.raises(ClientError, match=words):
        sagemaker.create_auto_ml_job_v2(
            **ask("refused", "ImageClassificationJobConfig", key, "AugmentedManifestFile")
        )


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ForecastFrequency", "60min", "forecastFrequency"),
        ("ForecastHorizon", 0, "forecastHorizon"),
        ("ForecastQuantiles", ["p100"], "forecastQuantiles"),
        ("HolidayConfig", [{"CountryCode": "de"}], "countryCode"),
    ],
)
def test_shapes_of_series(sagemaker: Any, field: str, value: Any, words: str) -> None:
    asked = ask("refused", "TimeSeriesForecastingJobConfig")
    asked["AutoMLProblemTypeConfig"]["TimeSeriesForecastingJobConfig"][field] = value
    with pytest.raises(ClientError, match=words):
        sagemaker.create_auto_ml_job_v2(**asked)


@pytest.mark.usefixtures("pictures")
def test_feature_files_of_series(sagemaker: Any, s3: Any) -> None:
    body = json.dumps({"FeatureAttributeNames": ["shop"]}).encode()
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="series.json", Body=body)
    asked = ask("refused", "TimeSeriesForecastingJobConfig")
    config = asked["AutoMLProblemTypeConfig"]["TimeSeriesForecastingJobConfig"]
    config["FeatureSpecificationS3Uri"] = f"{ROOT}/series.json"
    with pytest.raises(ClientError, match="must not list the grouping column shop"):
        sagemaker.create_auto_ml_job_v2(**asked)
