"""Rules for every problem type: channels, deployment, locations, single candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import ServiceError, validation
from ...s3.store import ObjectStore
from ..locations import input_objects, parse_uri

if TYPE_CHECKING:
    from .problems import ProblemType

Request = Mapping[str, Any]


def check_channels(request: Request, problem: ProblemType) -> None:
    """V-01 to V-05, and what each channel may hold."""
    channels = request["AutoMLJobInputDataConfig"]
    types = [channel.get("ChannelType", "training") for channel in channels]
    if types.count("training") != 1:
        raise validation(
            "AutoMLJobInputDataConfig must have exactly one channel with ChannelType training."
        )
    for number, channel in enumerate(channels, 1):
        _check_channel(f"AutoMLJobInputDataConfig[{number}]", channel, problem)
    if len(channels) == 2:
        if "ValidationFraction" in request.get("DataSplitConfig", {}):
            raise validation(
                "DataSplitConfig.ValidationFraction cannot be set together with a validation "
                "channel: each channel is used whole. Remove one of them."
            )
        contents = {channel.get("ContentType", problem.contents[0]) for channel in channels}
        if len(contents) == 2:
            raise validation(
                "The training and validation channels of AutoMLJobInputDataConfig must have the "
                "same ContentType."
            )
    fraction = request.get("DataSplitConfig", {}).get("ValidationFraction", 0.2)
    if not 0 < fraction < 1:
        raise validation("DataSplitConfig.ValidationFraction must be above 0 and below 1.")


def _check_channel(where: str, channel: Request, problem: ProblemType) -> None:
    source = channel.get("DataSource", {}).get("S3DataSource")
    if source is None:
        raise validation(f"{where}.DataSource.S3DataSource is required.")
    kind = source["S3DataType"]
    if kind not in problem.sources:
        raise validation(
            f"{where}: S3DataType {kind} is not available for {problem.member}"
            + (", only for image classification" if kind == "AugmentedManifestFile" else "")
            + f"; use {_either(problem.sources)}."
        )
    content = channel.get("ContentType", problem.contents[0])
    if content not in problem.contents:
        raise validation(f"{where}.ContentType must be {_either(problem.contents)}, not {content}.")
    if channel.get("CompressionType") == "Gzip":
        if not problem.gzip:
            raise validation(
                f"{where}: CompressionType Gzip is not available for {problem.member}; "
                "use None and upload the files uncompressed."
            )
        if kind != "S3Prefix":
            raise validation(f"{where}: CompressionType Gzip needs S3DataType S3Prefix.")


def _either(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def one_candidate(request: Request, config: Request) -> None:
    """V-14: the API trains a single candidate for text, images and time series."""
    asked = config.get("CompletionCriteria", {}).get("MaxCandidates")
    if asked not in (None, 1):
        member = next(iter(request["AutoMLProblemTypeConfig"]))
        raise validation(
            f"{member}.CompletionCriteria.MaxCandidates must be 1, not {asked}: such a job trains "
            "one candidate. Leave it out, or set 1."
        )


def check_metric(request: Request, allowed: tuple[str, ...]) -> None:
    """V-07 where a problem type has one list of objectives."""
    metric = request.get("AutoMLJobObjective", {}).get("MetricName")
    if metric is not None and metric not in allowed:
        member = next(iter(request["AutoMLProblemTypeConfig"]))
        raise validation(
            f"AutoMLJobObjective.MetricName {metric} is not available for {member}. "
            f"Choose one of: {', '.join(allowed)}."
        )


def accuracy_only(request: Request, config: Request) -> None:
    """Text and image classification are judged by accuracy."""
    del config
    check_metric(request, ("Accuracy",))


def check_deployment(request: Request) -> None:
    """V-32."""
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


def check_locations(request: Request, store: ObjectStore) -> None:
    """V-33: buckets and inputs exist."""
    output = request["OutputDataConfig"]["S3OutputPath"]
    bucket, _ = parse_uri(output, "OutputDataConfig.S3OutputPath")
    require_bucket(store, bucket, "OutputDataConfig.S3OutputPath")
    for number, channel in enumerate(request["AutoMLJobInputDataConfig"], 1):
        where = f"AutoMLJobInputDataConfig[{number}].DataSource.S3DataSource.S3Uri"
        source = channel["DataSource"]["S3DataSource"]
        bucket, _ = parse_uri(source["S3Uri"], where)
        require_bucket(store, bucket, where)
        input_objects(store, source, where)


def require_bucket(store: ObjectStore, bucket: str, where: str) -> None:
    """Raise ``ValidationException`` naming the field ``where`` if there is no such bucket."""
    try:
        store.require_bucket(bucket)
    except ServiceError:
        raise validation(
            f"The bucket {bucket} of {where} does not exist. Create it, or use another one."
        ) from None
