"""Read what an endpoint answers: CSV, and the online explanation format around it."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from .display import Cell
from .errors import PilotError
from .explanations import Explanation, read_csv


def as_online(text: str) -> Mapping[str, Any] | None:
    """The answer of an endpoint with an explainer; ``None`` if it is something else."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        read = json.loads(text)
    except ValueError:
        return None
    predictions = read.get("predictions")
    known = isinstance(predictions, dict) and isinstance(predictions.get("data"), str)
    return read if known else None


def parse_table(text: str, keys: Sequence[str]) -> tuple[list[str], list[list[Cell]]]:
    """Column names and rows of a CSV answer; ``keys`` name the columns if they fit."""
    rows = [row for row in read_csv(text) if row]
    width = max((len(row) for row in rows), default=len(keys))
    names = list(keys) if len(keys) == width else [f"value_{i + 1}" for i in range(width)]
    return names, [[cell(value) for value in row] for row in rows]


def online_explanation(
    online: Mapping[str, Any],
    headers: Sequence[str],
    logit: bool,
    names: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    body: str,
) -> Explanation | None:
    """Contributions from the online format; ``None`` if no record was explained.

    :param headers: feature names of the endpoint's configuration, if it has any.
    :param logit: contributions are in log-odds.
    :param names: columns of the predictions.
    :param rows: the predictions, one per record.
    :param body: the CSV that was asked.
    :raises PilotError: the answer breaks the format.
    """
    answered = online.get("explanations", {}).get("kernel_shap") or []
    places = [i for i, item in enumerate(answered) if item]
    if not places:
        return None
    try:
        records = [[item["attributions"][0]["attribution"] for item in answered[i]] for i in places]
        width = len(records[0][0])
        values = [
            [[float(item[label]) for item in record] for record in records]
            for label in range(width)
        ]
    except (LookupError, TypeError, ValueError) as error:
        raise PilotError(f"The endpoint's explanation cannot be read: {error!r}.") from error
    features = [
        str(item.get("feature_header") or (headers[i] if i < len(headers) else f"column_{i}"))
        for i, item in enumerate(answered[places[0]])
    ]
    given = online.get("label_headers") or online["predictions"].get("label_headers") or []
    labels = [str(name) for name in given]
    if len(labels) != width:
        labels = [f"label{i}" for i in range(width)]
    mean = [
        [sum(abs(record[i]) for record in part) / len(part) for i in range(len(features))]
        for part in values
    ]
    asked = [row for row in read_csv(body) if row]
    data = None
    if len(asked) > places[-1] and all(len(asked[i]) == len(features) for i in places):
        data = [[cell(asked[i][j]) for i in places] for j in range(len(features))]
    outputs = [_output(rows[i], names, labels, logit) if i < len(rows) else None for i in places]
    return Explanation(
        labels,
        features,
        "log-odds" if logit else "unknown",
        [_base(outputs, values[0])] if width == 1 else [None] * width,
        mean,
        values,
        data,
        title="Contributions",
    )


def _output(
    row: Sequence[Cell], names: Sequence[str], labels: Sequence[str], logit: bool
) -> float | None:
    """The model's output for one record, in the unit of the contributions."""
    if not logit:
        value = row[0] if len(row) == 1 else None
        return float(value) if isinstance(value, (int, float)) else None
    answer = dict(zip(names, row, strict=False))
    try:
        shares = ast.literal_eval(str(answer["probabilities"]))
        classes = [str(name) for name in ast.literal_eval(str(answer["labels"]))]
        share = float(shares[classes.index(labels[0])])
        return math.log(share / (1 - share))
    except (LookupError, TypeError, ValueError, SyntaxError, ZeroDivisionError):
        return None


def _base(outputs: Sequence[float | None], values: Sequence[Sequence[float]]) -> float | None:
    """Output minus contributions, if all records agree on it: the answer itself has no base."""
    bases = [
        output - sum(record)
        for output, record in zip(outputs, values, strict=True)
        if output is not None
    ]
    if not bases or max(bases) - min(bases) > 0.01 * max(1.0, *(abs(base) for base in bases)):
        return None
    return sum(bases) / len(bases)


def cell(text: str) -> float | str | None:
    """One CSV cell: a number if it is one, nothing if it is empty."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text
