"""A bounded copy of an explanation for a saved notebook (``ExplanationSnapshot``)."""

from __future__ import annotations

import base64
import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .explanations import Explanation

MAX_FEATURES = 60
MAX_LABELS = 20
MAX_RECORDS = 1000
# Of the 250 kB that a snapshot may have, with room for names and the title.
MAX_BYTES = 220_000
MAX_TEXT = 60
INT16 = 32_767


def explanation_snapshot(explanation: Explanation) -> dict[str, Any]:
    """Quantise to int16, keep the most important features and the extreme records.

    The scale is per label, so the largest contribution keeps four digits. What is left out is
    counted: ``omittedFeatures`` and ``records.total`` against ``records.shown``.
    """
    totals = [
        sum(abs(row[i]) for row in explanation.global_values)
        for i in range(len(explanation.features))
    ]
    kept = sorted(range(len(totals)), key=lambda i: -totals[i])[:MAX_FEATURES]
    labels = range(min(len(explanation.labels), MAX_LABELS))
    snapshot: dict[str, Any] = {
        "labels": [explanation.labels[n] for n in labels],
        "features": [explanation.features[i] for i in kept],
        "unit": explanation.unit,
        "base": [explanation.base[n] for n in labels],
        "global": [[explanation.global_values[n][i] for i in kept] for n in labels],
    }
    if explanation.aggregation:
        snapshot["aggregation"] = explanation.aggregation
    if explanation.method:
        snapshot["method"] = explanation.method
    if len(kept) < len(explanation.features):
        snapshot["omittedFeatures"] = len(explanation.features) - len(kept)
    if len(labels) < len(explanation.labels):
        snapshot["omittedLabels"] = len(explanation.labels) - len(labels)
    if explanation.baseline:
        snapshot["baseline"] = [_cell(explanation.baseline[i]) for i in kept]
    shown = min(explanation.records, MAX_RECORDS)
    while shown:
        snapshot["records"] = _records(explanation, kept, labels, shown)
        if len(json.dumps(snapshot)) <= MAX_BYTES:
            break
        # Texts make records of very different sizes, so the size is measured, not guessed.
        shown = shown * 3 // 4
    else:
        snapshot.pop("records", None)
    return snapshot


def _records(
    explanation: Explanation, kept: list[int], labels: range, limit: int
) -> dict[str, Any]:
    chosen = _choose(explanation, limit)
    scale: list[float] = []
    packed = bytearray()
    for rows in (explanation.values[n] for n in labels):
        largest = max((abs(rows[r][i]) for r in chosen for i in kept), default=0.0)
        step = largest / INT16 if largest else 1.0
        scale.append(step)
        for r in chosen:
            numbers = [max(-INT16, min(INT16, round(rows[r][i] / step))) for i in kept]
            packed += struct.pack(f"<{len(numbers)}h", *numbers)
    records: dict[str, Any] = {
        "total": explanation.records,
        "shown": len(chosen),
        "scale": scale,
        "values": base64.b64encode(bytes(packed)).decode("ascii"),
    }
    if len(chosen) < explanation.records:
        records["indices"] = chosen
    if explanation.actual:
        records["actual"] = [_cell(explanation.actual[r]) for r in chosen]
    if explanation.predictions:
        records["predictions"] = [
            [
                value if isinstance(value := explanation.predictions[n][r], float) else None
                for r in chosen
            ]
            for n in labels
        ]
    if len(kept) < len(explanation.features):
        omitted = sorted(set(range(len(explanation.features))) - set(kept))
        records["others"] = [
            [sum(explanation.values[n][r][i] for i in omitted) for r in chosen] for n in labels
        ]
    if explanation.data:
        records["data"] = [[_cell(explanation.data[i][r]) for r in chosen] for i in kept]
    return records


def _choose(explanation: Explanation, limit: int) -> list[int]:
    """Records to keep, in their order: half the most extreme, the rest evenly spread."""
    total = explanation.records
    if total <= limit:
        return list(range(total))
    size = [
        sum(abs(value) for rows in explanation.values for value in rows[r]) for r in range(total)
    ]
    extreme = set(sorted(range(total), key=lambda r: -size[r])[: limit // 2])
    others = [r for r in range(total) if r not in extreme]
    wanted = limit - len(extreme)
    spread = {others[int(i * len(others) / wanted)] for i in range(wanted)}
    return sorted(extreme | spread)


def _cell(value: float | str | None) -> float | str | None:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return value[:MAX_TEXT] + "…"
    if isinstance(value, float):
        # Six digits place a point and name a value; more would only cost space.
        return float(f"{value:.6g}")
    return value
