"""What makes a ``CreateTransformJob`` request wrong, beyond the shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation
from ...s3.store import ObjectStore
from ...transform.jsonpath import JsonPath, PathError
from ...transform.records import CSV, JSON, JSON_LINES, media_type
from ..locations import input_objects, parse_uri
from .common import require_bucket

Request = Mapping[str, Any]

_SOURCE = "TransformInput.DataSource.S3DataSource"
_DATA_TYPES = ("S3Prefix", "ManifestFile")
_SPLITS = ("None", "Line")
_MAX_WHOLE_MB = 100


def check_transform(request: Request, store: ObjectStore) -> None:
    """Raise ``ValidationException`` for the first broken rule, naming the field and the fix."""
    if "DataCaptureConfig" in request:
        raise validation(
            "DataCaptureConfig is not available on the local engine. Leave it out, or use the "
            "AWS backend."
        )
    _check_splitting(request)
    _check_processing(request)
    source = request["TransformInput"]["DataSource"]["S3DataSource"]
    if source["S3DataType"] not in _DATA_TYPES:
        raise validation(
            f"{_SOURCE}.S3DataType must be {' or '.join(_DATA_TYPES)}, not {source['S3DataType']}."
        )
    bucket, _ = parse_uri(source["S3Uri"], f"{_SOURCE}.S3Uri")
    require_bucket(store, bucket, f"{_SOURCE}.S3Uri")
    input_objects(store, source, f"{_SOURCE}.S3Uri")
    where = "TransformOutput.S3OutputPath"
    bucket, _ = parse_uri(request["TransformOutput"]["S3OutputPath"], where)
    require_bucket(store, bucket, where)


def _check_splitting(request: Request) -> None:
    split = request["TransformInput"].get("SplitType", "None")
    if split not in _SPLITS:
        raise validation(
            f"TransformInput.SplitType must be {' or '.join(_SPLITS)} on the local engine, not "
            f"{split}."
        )
    strategy = request.get("BatchStrategy")
    if strategy is not None and split == "None":
        raise validation(
            f"BatchStrategy {strategy} needs TransformInput.SplitType Line: without it every "
            "object is one payload."
        )
    if request.get("MaxPayloadInMB", 0) * request.get("MaxConcurrentTransforms", 1) > _MAX_WHOLE_MB:
        raise validation(
            f"MaxPayloadInMB times MaxConcurrentTransforms must not be above {_MAX_WHOLE_MB}."
        )


def _check_processing(request: Request) -> None:
    processing = request.get("DataProcessing", {})
    filters = []
    for member in ("InputFilter", "OutputFilter"):
        try:
            filters.append(JsonPath(processing.get(member, "$")))
        except PathError as error:
            raise validation(f"DataProcessing.{member}: {error}.") from None
    join = processing.get("JoinSource", "None") == "Input"
    if not join and all(path.whole for path in filters):
        return
    source = request["TransformInput"]
    media = media_type(source.get("ContentType", CSV))
    if media not in (CSV, JSON, JSON_LINES):
        raise validation(
            f"DataProcessing needs TransformInput.ContentType {CSV}, {JSON} or {JSON_LINES}, not "
            f"{media}."
        )
    if source.get("SplitType", "None") == "None" and media != JSON:
        raise validation(
            f"DataProcessing of {media} works on single records: set TransformInput.SplitType to "
            "Line."
        )
