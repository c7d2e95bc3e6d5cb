"""What makes a ``CreateAutoMLJobV2`` request wrong, beyond the shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import ServiceError, validation
from ..s3.store import ObjectStore
from .locations import input_objects, parse_uri

CSV = "text/csv;header=present"
PARQUET = "x-application/vnd.amazon+parquet"
METRICS = {
    "BinaryClassification": {
        "Accuracy",
        "AUC",
        "BalancedAccuracy",
        "F1",
        "Precision",
        "Recall",
    },
    "MulticlassClassification": {
        "Accuracy",
        "BalancedAccuracy",
        "F1macro",
        "PrecisionMacro",
        "RecallMacro",
    },
    "Regression": {"MAE", "MSE", "R2", "RMSE"},
}
ALGORITHMS = {
    "ENSEMBLING": {
        "lightgbm",
        "catboost",
        "xgboost",
        "randomforest",
        "extra-trees",
        "linear-learner",
        "nn-torch",
        "fastai",
    },
    "HYPERPARAMETER_TUNING": {"xgboost", "linear-learner", "mlp"},
}
_FEATURE_TYPES = {"numeric", "categorical", "text", "datetime", "sequence"}
_MAX_FEATURE_FILE = 16 * 1024 * 1024


def check_request(request: Mapping[str, Any], store: ObjectStore) -> None:
    """Raise ``ValidationException`` for the first broken rule, naming the field and the fix."""
    tabular = request["AutoMLProblemTypeConfig"].get("TabularJobConfig")
    if tabular is None:
        kind = next(iter(request["AutoMLProblemTypeConfig"]))
        raise validation(
            f"AutoMLProblemTypeConfig.{kind} is not available on the local engine, which runs "
            "TabularJobConfig only (binary and multiclass classification, regression). "
            "Run this job on the AWS backend."
        )
    _channels(request)
    _objective(request, tabular)
    _algorithms(tabular)
    _deployment(request)
    _locations(request, store)
    if "FeatureSpecificationS3Uri" in tabular:
        read_feature_file(tabular, store)


def _channels(request: Mapping[str, Any]) -> None:
    channels = request["AutoMLJobInputDataConfig"]
    types = [channel.get("ChannelType", "training") for channel in channels]
    if types.count("training") != 1:
        raise validation(
            "AutoMLJobInputDataConfig must have exactly one channel with ChannelType training."
        )
    for number, channel in enumerate(channels, 1):
        where = f"AutoMLJobInputDataConfig[{number}]"
        source = channel.get("DataSource", {}).get("S3DataSource")
        if source is None:
            raise validation(f"{where}.DataSource.S3DataSource is required.")
        if source["S3DataType"] == "AugmentedManifestFile":
            raise validation(
                f"{where}: S3DataType AugmentedManifestFile is for image classification; "
                "use S3Prefix or ManifestFile."
            )
        content = channel.get("ContentType", CSV)
        if content not in (CSV, PARQUET):
            raise validation(f"{where}.ContentType must be {CSV} or {PARQUET}, not {content}.")
        if channel.get("CompressionType") == "Gzip" and source["S3DataType"] != "S3Prefix":
            raise validation(f"{where}: CompressionType Gzip needs S3DataType S3Prefix.")
    if len(channels) == 2:
        if "ValidationFraction" in request.get("DataSplitConfig", {}):
            raise validation(
                "DataSplitConfig.ValidationFraction cannot be set together with a validation "
                "channel: each channel is used whole. Remove one of them."
            )
        contents = {channel.get("ContentType", CSV) for channel in channels}
        if len(contents) == 2:
            raise validation(
                "The training and validation channels of AutoMLJobInputDataConfig must have the "
                "same ContentType."
            )
    fraction = request.get("DataSplitConfig", {}).get("ValidationFraction", 0.2)
    if not 0 < fraction < 1:
        raise validation("DataSplitConfig.ValidationFraction must be above 0 and below 1.")


def _objective(request: Mapping[str, Any], tabular: Mapping[str, Any]) -> None:
    metric = request.get("AutoMLJobObjective", {}).get("MetricName")
    problem = tabular.get("ProblemType")
    if (metric is None) != (problem is None):
        raise validation(
            "AutoMLJobObjective and TabularJobConfig.ProblemType must be given together, or "
            "neither of them."
        )
    if problem is not None and metric not in METRICS[problem]:
        allowed = ", ".join(sorted(METRICS[problem]))
        raise validation(
            f"AutoMLJobObjective.MetricName {metric} is not available for {problem}. "
            f"Choose one of: {allowed}."
        )


def _algorithms(tabular: Mapping[str, Any]) -> None:
    mode = tabular.get("Mode", "AUTO")
    chosen = tabular.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig")
    if chosen:
        if mode == "AUTO":
            raise validation(
                "TabularJobConfig.CandidateGenerationConfig.AlgorithmsConfig needs Mode "
                "ENSEMBLING or HYPERPARAMETER_TUNING, not AUTO."
            )
        wrong = sorted(set(chosen[0]["AutoMLAlgorithms"]) - ALGORITHMS[mode])
        if wrong:
            allowed = ", ".join(sorted(ALGORITHMS[mode]))
            raise validation(
                f"AutoMLAlgorithms {', '.join(wrong)} cannot be used in Mode {mode}. "
                f"Choose among: {allowed}."
            )
    weight = tabular.get("SampleWeightAttributeName")
    if weight is not None and mode == "HYPERPARAMETER_TUNING":
        raise validation("TabularJobConfig.SampleWeightAttributeName needs Mode ENSEMBLING.")
    if weight is not None and weight == tabular["TargetAttributeName"]:
        raise validation(
            "TabularJobConfig.SampleWeightAttributeName must not be the target column."
        )
    if tabular.get("GenerateCandidateDefinitionsOnly"):
        raise validation(
            "TabularJobConfig.GenerateCandidateDefinitionsOnly is not available on the local "
            "engine, which always trains. Leave it out, or use the AWS backend."
        )


def _deployment(request: Mapping[str, Any]) -> None:
    deploy = request.get("ModelDeployConfig")
    if deploy is None:
        return
    generate, name = deploy.get("AutoGenerateEndpointName", False), deploy.get("EndpointName")
    if generate and name:
        raise validation(
            "ModelDeployConfig.EndpointName cannot be set when AutoGenerateEndpointName is true."
        )
    if not generate and not name:
        raise validation("ModelDeployConfig needs EndpointName, or AutoGenerateEndpointName true.")


def _locations(request: Mapping[str, Any], store: ObjectStore) -> None:
    output = request["OutputDataConfig"]["S3OutputPath"]
    bucket, _ = parse_uri(output, "OutputDataConfig.S3OutputPath")
    _require_bucket(store, bucket, "OutputDataConfig.S3OutputPath")
    for number, channel in enumerate(request["AutoMLJobInputDataConfig"], 1):
        where = f"AutoMLJobInputDataConfig[{number}].DataSource.S3DataSource.S3Uri"
        source = channel["DataSource"]["S3DataSource"]
        bucket, _ = parse_uri(source["S3Uri"], where)
        _require_bucket(store, bucket, where)
        input_objects(store, source, where)


def _require_bucket(store: ObjectStore, bucket: str, where: str) -> None:
    try:
        store.require_bucket(bucket)
    except ServiceError:
        raise validation(
            f"The bucket {bucket} of {where} does not exist. Create it, or use another one."
        ) from None


def read_feature_file(tabular: Mapping[str, Any], store: ObjectStore) -> dict[str, Any]:
    """The feature specification, checked as far as it can be without the data."""
    uri = tabular["FeatureSpecificationS3Uri"]
    where = "TabularJobConfig.FeatureSpecificationS3Uri"
    bucket, key = parse_uri(uri, where)
    stored = store.find(bucket, key)
    if stored is None:
        raise validation(f"{where}: there is no object {uri}.")
    if stored.size > _MAX_FEATURE_FILE:
        raise validation(f"{where}: {uri} is too large for a feature specification.")
    try:
        document = json.loads(store.path(stored).read_bytes())
    except (ValueError, RecursionError, OSError):
        raise validation(f"{where}: {uri} is not a JSON document.") from None
    names = document.get("FeatureAttributeNames") if isinstance(document, dict) else None
    types = document.get("FeatureDataTypes", {}) if isinstance(document, dict) else None
    if not isinstance(types, dict) or not (names is None or isinstance(names, list)):
        raise validation(
            f"{where}: {uri} must hold FeatureAttributeNames (a list) or FeatureDataTypes "
            "(an object)."
        )
    target = tabular["TargetAttributeName"]
    if names is not None and len(set(map(str, names))) != len(names):
        raise validation(f"{where}: FeatureAttributeNames of {uri} names a column twice.")
    if target in (names or []) or target in types:
        raise validation(f"{where}: {uri} must not list the target column {target}.")
    if names is not None and set(types) - set(map(str, names)):
        extra = sorted(set(types) - set(map(str, names)))
        raise validation(
            f"{where}: FeatureDataTypes of {uri} names columns that FeatureAttributeNames "
            f"lacks: {', '.join(extra)[:300]}."
        )
    _feature_types(types, tabular, uri, where)
    return {"FeatureDataTypes": types, **({"FeatureAttributeNames": names} if names else {})}


def _feature_types(
    types: Mapping[str, Any], tabular: Mapping[str, Any], uri: str, where: str
) -> None:
    allowed = set(_FEATURE_TYPES)
    if tabular.get("Mode", "AUTO") == "ENSEMBLING":
        allowed.discard("sequence")
    for column, kind in types.items():
        if kind not in allowed:
            raise validation(
                f"{where}: the type {str(kind)[:50]} of column {column[:200]} in {uri} must be "
                f"one of: {', '.join(sorted(allowed))}."
            )
