"""Answers of models in the API's formats and response keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.metrics import predicted_classes
from pilothouse_engine.ml.payload import CSV, JSON, JSON_LINES, media_type
from pilothouse_engine.ml.values import Floats

KEYS = ("predicted_label", "probability", "probabilities", "labels")

Record = dict[str, Any]


def response_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Keys that the container gives, in order. Raises :class:`ValueError` for unknown ones."""
    asked = environment.get("SAGEMAKER_INFERENCE_OUTPUT") or "predicted_label"
    keys = tuple(key.strip() for key in asked.split(",") if key.strip())
    unknown = [key for key in keys if key not in KEYS]
    if unknown or not keys:
        raise ValueError(
            f'SAGEMAKER_INFERENCE_OUTPUT asks for "{(unknown or [asked])[0]}". Supported are '
            f"{', '.join(KEYS)}."
        )
    return keys


def choose_accept(accept: str | None, default: str) -> str:
    """The first supported type of an ``Accept`` header. Raises :class:`ModelInputError`."""
    if accept is None or not accept.strip():
        return default
    for part in accept.split(","):
        kind = media_type(part)
        if kind in ("*/*", "text/*"):
            return default
        if kind in (CSV, JSON, JSON_LINES):
            return kind
    raise ModelInputError(
        f'The Accept type "{accept}" is not supported. Ask for {CSV}, {JSON} or {JSON_LINES}.'
    )


def describe_classes(
    labels: Sequence[str], outputs: Floats, keys: Sequence[str], positive: bool = False
) -> list[Record]:
    """One record of response keys per row of probabilities (n, classes).

    ``positive``: a binary model gives the positive class's probability, whatever it predicts.
    """
    winner = predicted_classes(outputs)
    shown = np.ones_like(winner) if positive else winner
    chosen = outputs[np.arange(len(outputs)), shown].tolist()
    records = []
    for row, best in enumerate(winner.tolist()):
        everything: Record = {
            "predicted_label": labels[best],
            "probability": chosen[row],
            "probabilities": outputs[row].tolist(),
            "labels": list(labels),
        }
        records.append({key: everything[key] for key in keys})
    return records


def render(records: Sequence[Record], accept: str) -> tuple[str, str]:
    """Body and content type."""
    if accept == JSON:
        return json.dumps({"predictions": list(records)}, ensure_ascii=False), JSON
    if accept == JSON_LINES:
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        return "".join(lines), JSON_LINES
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for record in records:
        # Nested lists in Python notation, as the service's containers write them.
        writer.writerow(
            [
                repr(value) if isinstance(value, (list, float)) else value
                for value in record.values()
            ]
        )
    return out.getvalue(), f"{CSV}; charset=utf-8"


def for_expression(record: Record, accept: str) -> Any:
    """What an EnableExplanations expression sees: an array for CSV, else an object."""
    return list(record.values()) if accept == CSV else record
