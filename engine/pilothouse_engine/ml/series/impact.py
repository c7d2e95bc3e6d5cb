"""What covariates and holidays did to the forecast (the Explainability report).

The ensemble's p50 is split without a rest: an offset (the item's recent mean), the contributions
of attributes and calendar, which are exact Shapley values of the global model's p50 against a
typical row times its weight in the ensemble, and what the target's own past gave: all the rest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.boosting import BOOSTING, Boosting
from pilothouse_engine.ml.series.forecasters.rows import ATTRIBUTES, CALENDAR, features_of
from pilothouse_engine.ml.series.model import SeriesModel
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from pilothouse_engine.ml.values import Floats

SCORES, CONTRIBUTIONS = "impact_scores.jsonl", "explanations_shap/out.jsonl"
_MOST_ROWS = 12_000
_BLOCK = 2_000


@dataclass(frozen=True)
class Explained:
    """Contributions in the target's unit: ``values`` (S, H, 2 + attributes) of the target's past,
    the calendar and each attribute; ``forecast`` = ``offset`` + their sum, both (S, H)."""

    names: tuple[str, ...]
    forecast: Floats
    offset: Floats
    values: Floats


def reason_for_none(model: SeriesModel) -> str | None:
    """Why there is nothing to explain, ``None`` if there is."""
    if not model.schema.attributes:
        return (
            "Impact scores need feature columns or HolidayConfig; the data have neither, so that "
            "the Explainability report is empty."
        )
    if BOOSTING not in model.weights:
        return (
            f"The chosen forecasters ({', '.join(model.weights)}) do not use feature columns or "
            "holidays, so that the Explainability report is empty."
        )
    return None


def explain(model: SeriesModel, panel: Panel, guard: Guard) -> Explained:
    """Split the p50 of the steps after the panel."""
    boosting = model.boosting
    assert boosting is not None
    horizon, schema = panel.horizon, panel.schema
    names = (schema.config.target, schema.config.timestamp, *schema.attributes)
    forecast = model.forecast(panel, guard)[..., schema.config.levels.index(0.5)]
    recent = panel.y[:, -max(2 * panel.season, 8) :]
    known = ~np.isnan(recent)
    total = np.where(known, recent, 0.0).sum(axis=1)
    mean = total / np.maximum(known.sum(axis=1), 1)
    offset = np.repeat(mean[:, None], horizon, axis=1)
    values = np.zeros((len(panel.keys), horizon, len(names)))
    block = max(1, _BLOCK // horizon)
    for begin in range(0, len(panel.keys), block):
        guard.check()
        series = np.arange(begin, min(begin + block, len(panel.keys)))
        values[series] = _attribute_values(boosting, panel, series, len(names))
    values *= model.weights[BOOSTING]
    values[..., 0] = forecast - offset - values[..., 1:].sum(axis=-1)
    return Explained(names, forecast, offset, values)


def _attribute_values(boosting: Boosting, panel: Panel, series: np.ndarray, width: int) -> Floats:
    rows = boosting.rows(panel, series)
    # Names and sources agree: 0 the target, 1 the calendar, then the attributes.
    assert (CALENDAR, ATTRIBUTES) == (1, 2)
    sources = np.array([one.source for one in features_of(panel.schema, boosting.season)])
    found = tree_values(boosting.forests[0.5], rows.x, boosting.baseline[None], sources, width)
    scaled = rows.scale[:, None] * found[..., 0]
    return scaled.reshape(len(series), panel.horizon, width)


def impact_scores(values: Floats) -> Floats:
    """Contributions of attributes (S, H, A) relative to the largest of them: -1 to 1."""
    largest = float(np.abs(values).max(initial=0.0))
    return values / largest if largest > 0 else np.zeros_like(values)


def write_impact(model: SeriesModel, panel: Panel, folder: Path, guard: Guard) -> int:
    """Write both files for as many items as a reader can use; returns their number."""
    most = max(1, _MOST_ROWS // panel.horizon)
    shown = panel.take(np.arange(min(most, len(panel.keys))))
    explained = explain(model, shown, guard)
    scores = impact_scores(explained.values[..., 2:])
    stamps = shown.texts(shown.steps, shown.steps + shown.horizon)
    path = folder / CONTRIBUTIONS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as raw:
        for series in range(len(shown.keys)):
            entries = [
                {"feature_name": name, "scores": explained.values[series, :, at].tolist()}
                for at, name in enumerate(explained.names)
            ]
            line = {
                **_identity(shown, series),
                "offset": explained.offset[series].tolist(),
                "explanations": entries,
                "forecast": explained.forecast[series].tolist(),
                "forecast_timestamps": stamps,
            }
            raw.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
    with (folder / SCORES).open("w", encoding="utf-8") as file:
        for series in range(len(shown.keys)):
            for step, stamp in enumerate(stamps):
                line = {
                    **_identity(shown, series),
                    "timestamp": stamp,
                    "impact_scores": dict(
                        zip(explained.names[2:], scores[series, step].tolist(), strict=True)
                    ),
                }
                file.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
    return len(shown.keys)


def _identity(panel: Panel, series: int) -> dict[str, object]:
    groups = panel.grouping(series)
    return {"item_id": panel.name(series), **({"grouping": groups} if groups else {})}
