"""The feature specification (``FeatureSpecificationS3Uri``) of tabular and time-series jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...errors import validation
from ...s3.store import ObjectStore
from ..locations import parse_uri
from .series import columns_of

_MAX_FEATURE_FILE = 16 * 1024 * 1024
_TYPES = {"numeric", "categorical", "text", "datetime"}


def read_feature_file(request: Mapping[str, Any], store: ObjectStore) -> dict[str, Any]:
    """The feature specification, checked as far as it can be without the data (V-11, V-12,
    V-24). Raises ``ValidationException``."""
    member, config = next(iter(request["AutoMLProblemTypeConfig"].items()))
    uri = config["FeatureSpecificationS3Uri"]
    where = f"{member}.FeatureSpecificationS3Uri"
    names, types = _read(uri, where, store)
    if names is not None and len(set(map(str, names))) != len(names):
        raise validation(f"{where}: FeatureAttributeNames of {uri} names a column twice.")
    for column, role in _taken(member, config):
        if column in (names or []) or column in types:
            raise validation(f"{where}: {uri} must not list the {role} column {column}.")
    if names is not None and set(types) - set(map(str, names)):
        extra = sorted(set(types) - set(map(str, names)))
        raise validation(
            f"{where}: FeatureDataTypes of {uri} names columns that FeatureAttributeNames "
            f"lacks: {', '.join(extra)[:300]}."
        )
    allowed = set(_TYPES)
    if member == "TabularJobConfig" and config.get("Mode", "AUTO") != "ENSEMBLING":
        allowed.add("sequence")
    for column, kind in types.items():
        if kind not in allowed:
            raise validation(
                f"{where}: the type {str(kind)[:50]} of column {column[:200]} in {uri} must be "
                f"one of: {', '.join(sorted(allowed))}."
            )
    return {"FeatureDataTypes": types, **({"FeatureAttributeNames": names} if names else {})}


def _taken(member: str, config: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Columns that cannot be features, with their roles."""
    if member == "TabularJobConfig":
        return [(config["TargetAttributeName"], "target")]
    columns = columns_of(config)
    roles = ["target", "timestamp", "item identifier", *["grouping"] * (len(columns) - 3)]
    return list(zip(columns, roles, strict=True))


def _read(uri: str, where: str, store: ObjectStore) -> tuple[list[Any] | None, dict[str, Any]]:
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
    return names, types
