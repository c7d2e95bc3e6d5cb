"""Texts from the body of an invocation, in the content types of the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.payload import CSV, decode_body, json_instances


def read_texts(body: bytes, content_type: str, column: str) -> list[str]:
    """One text per record. Raises :class:`ModelInputError` naming the record.

    CSV: one text per line without a header, in quotes if it holds commas or line feeds. JSON:
    ``{"instances": […]}``, JSON Lines: one instance per line; an instance is a text,
    ``{"features": [text]}`` or ``{column: text}``.
    """
    text, kind = decode_body(body, content_type)
    if kind == CSV:
        return _csv_texts(text, column)
    return [
        _instance(instance, column, number)
        for number, instance in enumerate(json_instances(text, kind), start=1)
    ]


def _csv_texts(text: str, column: str) -> list[str]:
    csv.field_size_limit(2**31 - 1)
    texts: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True):
            if len(row) > 1:
                raise ModelInputError(
                    f"Record {len(texts) + 1} has {len(row)} values; the model takes one text "
                    "per line. Put a text that holds commas in double quotes."
                )
            texts.append(row[0] if row else "")
    except csv.Error as error:
        raise ModelInputError(f"Record {len(texts) + 1} is not valid CSV: {error}.") from None
    if len(texts) > 1 and texts[0].strip() == column:
        raise ModelInputError(
            f'The first row holds the column name "{column}". Send the texts without a header.'
        )
    return texts


def _instance(instance: Any, column: str, number: int) -> str:
    found = instance
    if isinstance(found, Mapping):
        data = found.get("data", found)
        features = data.get("features") if isinstance(data, Mapping) else None
        if isinstance(features, Mapping):
            features = features.get("values")
        found = instance.get(column) if features is None else features
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, str):
        raise ModelInputError(
            f'Record {number} must be a text, {{"features": ["a text"]}} or '
            f'{{"{column}": "a text"}}.'
        )
    return found
