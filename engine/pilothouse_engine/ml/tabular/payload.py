"""Records from the body of an invocation, in the content types of the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.payload import CSV, decode_body, json_instances
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.values import Floats, is_missing, parse_number, parse_time

Cells = list[str | None]


def read_records(body: bytes, content_type: str, encoder: Encoder, target: str) -> list[Cells]:
    """Cells of each record in training order. Raises :class:`ModelInputError`."""
    text, kind = decode_body(body, content_type)
    if kind == CSV:
        return _csv_records(text, encoder, target)
    return [
        _instance(instance, encoder, target, number)
        for number, instance in enumerate(json_instances(text, kind), start=1)
    ]


def _csv_records(text: str, encoder: Encoder, target: str) -> list[Cells]:
    width = len(encoder.features)
    records: list[Cells] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True):
            if not row and width > 1:
                continue
            if len(row) != width:
                raise _wrong_width(len(records) + 1, len(row), encoder, target)
            records.append([None if is_missing(cell) else cell.strip() for cell in row])
    except csv.Error as error:
        raise ModelInputError(f"Record {len(records) + 1} is not valid CSV: {error}.") from None
    if width > 1 and records and records[0] == encoder.names:
        raise ModelInputError(
            "The first row holds the column names. Send the records without a header."
        )
    return records


def _wrong_width(number: int, width: int, encoder: Encoder, target: str) -> ModelInputError:
    names = encoder.names
    shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    hint = f' Leave out the target "{target}".' if width == len(names) + 1 else ""
    return ModelInputError(
        f"Record {number} has {width} values; the model takes {len(names)}: {shown}.{hint}"
    )


def _instance(instance: Any, encoder: Encoder, target: str, number: int) -> Cells:
    names = encoder.names
    if isinstance(instance, Mapping):
        data = instance.get("data", instance)
        features = data.get("features") if isinstance(data, Mapping) else None
        if isinstance(features, Mapping):
            features = features.get("values")
        if isinstance(features, list) and ("features" not in names or len(instance) == 1):
            instance = features
        else:
            return _by_name(instance, encoder, target, number)
    if not isinstance(instance, Sequence) or isinstance(instance, str):
        raise ModelInputError(
            f'Record {number} must be {{"features": […]}} or an object of column names and values.'
        )
    if len(instance) != len(names):
        raise _wrong_width(number, len(instance), encoder, target)
    return [
        _cell(value, feature, number)
        for value, feature in zip(instance, encoder.features, strict=True)
    ]


def _by_name(instance: Mapping[str, Any], encoder: Encoder, target: str, number: int) -> Cells:
    unknown = [name for name in instance if name not in encoder.names and name != target]
    if unknown:
        raise ModelInputError(
            f'Record {number} names "{unknown[0][:100]}", which is not a column of the model. The '
            f"columns are: {', '.join(encoder.names[:10])}{', …' * (len(encoder.names) > 10)}."
        )
    return [_cell(instance.get(feature.name), feature, number) for feature in encoder.features]


def _cell(value: Any, feature: Feature, number: int) -> str | None:
    """A JSON value as the text that a CSV file would hold."""
    if value is None:
        return None
    if isinstance(value, bool):
        text = str(value)
        return text.lower() if text.lower() in feature.categories else text
    if isinstance(value, str):
        return None if is_missing(value) else value.strip()
    if isinstance(value, (int, float)):
        text = repr(value)
        whole = isinstance(value, float) and value.is_integer()
        if feature.kind == "categorical" and whole and text not in feature.categories:
            return str(int(value))
        return None if is_missing(text) else text
    raise ModelInputError(
        f'Record {number}, column "{feature.name}": a list or object cannot be a value.'
    )


def encode_records(records: Sequence[Sequence[str | None]], encoder: Encoder) -> Floats:
    """Derived matrix (n, D). Raises :class:`ModelInputError` naming record and column for cells
    that are no number or date where one is needed."""
    x = encoder.encode_rows(records)
    empty = np.isnan(x)
    if empty.any():
        for row, derived in zip(*np.nonzero(empty), strict=True):
            position = int(encoder.sources[derived])
            feature = encoder.features[position]
            text = records[row][position]
            if text is None or is_missing(text):
                continue
            if feature.kind == "numeric" and parse_number(text, feature.style) is None:
                raise ModelInputError(
                    f'Record {row + 1}, column "{feature.name}": "{text[:60]}" is not a number.'
                )
            if feature.kind == "datetime" and parse_time(text, feature.time_format) is None:
                raise ModelInputError(
                    f'Record {row + 1}, column "{feature.name}": "{text[:60]}" is not a date as in '
                    "the training data."
                )
    return x
