"""Back-test files and the model quality report. Layouts: ``docs/forecasting.md``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.series.config import METRICS
from pilothouse_engine.ml.series.ensemble import BackTest
from pilothouse_engine.ml.series.metrics import (
    Truth,
    coverage,
    forecast_metrics,
    mean_of,
    pinball,
)
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.values import Floats

ENSEMBLE = "Ensemble"
_MOST_ROWS = 400_000


@dataclass(frozen=True)
class Tested:
    """Everything that the back-test found."""

    test: BackTest
    levels: tuple[float, ...]
    models: Mapping[str, Floats]
    """Quantiles (W, S, H, Q) per forecaster."""
    ensemble: Floats
    weights: Mapping[str, float]
    width: float
    judged_by: str

    @property
    def all(self) -> dict[str, Floats]:
        """The ensemble first."""
        return {ENSEMBLE: self.ensemble, **self.models}


def figures(values: Mapping[str, float]) -> dict[str, float | None]:
    """Metrics for JSON: ``null`` where a metric does not exist."""
    return {name: value if np.isfinite(value) else None for name, value in values.items()}


def write_backtest(tested: Tested, folder: Path) -> None:
    """``accuracy_metrics.json``, ``accuracy_metrics_per_item.csv`` and, per model,
    ``inference_results/<model>.csv``."""
    test, levels = tested.test, tested.levels
    panel = test.panel
    windows = [
        {
            "window": number + 1,
            "first_timestamp": panel.texts(origin, origin + 1)[0],
            "last_timestamp": panel.texts(origin + panel.horizon - 1, origin + panel.horizon)[0],
        }
        for number, origin in enumerate(test.origins)
    ]
    models = [
        {
            "model": name,
            **({"weight": tested.weights.get(name, 0.0)} if name != ENSEMBLE else {}),
            "metrics": figures(forecast_metrics(test.truth, quantiles, levels)),
            "coverage_p10_p90": figures({"": coverage(test.truth, quantiles, levels)})[""],
            "metrics_by_window": [
                figures(
                    forecast_metrics(test.truth.take([at], slice(None)), quantiles[[at]], levels)
                )
                for at in range(len(windows))
            ],
        }
        for name, quantiles in tested.all.items()
    ]
    document = {
        "version": 1,
        "horizon": panel.horizon,
        "frequency": str(panel.schema.config.frequency),
        "items": len(panel.keys),
        "windows": windows,
        "judged_by": tested.judged_by,
        "models": models,
    }
    (folder / "accuracy_metrics.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )
    config = panel.schema.config
    header = ["model", *config.keys, *METRICS]
    _write(folder / "accuracy_metrics_per_item.csv", header, _per_item(tested))
    results = folder / "inference_results"
    results.mkdir()
    names = [f"p{round(level * 100)}" for level in levels]
    header = [*config.keys, config.timestamp, "window", config.target, *names, "mean"]
    share = len(tested.all) * test.truth.actual.size
    models_shown = tested.all if share <= _MOST_ROWS else {ENSEMBLE: tested.ensemble}
    for name, quantiles in models_shown.items():
        _write(results / f"{name}.csv", header, _inference(test, quantiles, levels))


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _cell(value: float) -> str:
    return repr(float(value)) if np.isfinite(value) else ""


def _per_item(tested: Tested) -> Iterator[Sequence[Any]]:
    panel, truth = tested.test.panel, tested.test.truth
    most = max(1, _MOST_ROWS // (10 * len(tested.all)))
    for name, quantiles in tested.all.items():
        for series in range(min(most, len(panel.keys))):
            own = forecast_metrics(
                truth.take(slice(None), [series]), quantiles[:, [series]], tested.levels
            )
            yield [name, *panel.keys[series], *(_cell(own[metric]) for metric in METRICS)]


def _inference(
    test: BackTest, quantiles: Floats, levels: Sequence[float]
) -> Iterator[Sequence[Any]]:
    panel = test.panel
    means = mean_of(quantiles, levels)
    rows = 0
    for window, origin in enumerate(test.origins):
        stamps = panel.texts(origin, origin + panel.horizon)
        for series, key in enumerate(panel.keys):
            rows += panel.horizon
            if rows > _MOST_ROWS or np.isnan(means[window, series, 0]):
                continue
            for step, stamp in enumerate(stamps):
                yield [
                    *key,
                    stamp,
                    window + 1,
                    _cell(test.truth.actual[window, series, step]),
                    *(_cell(value) for value in quantiles[window, series, step].tolist()),
                    _cell(means[window, series, step]),
                ]


def write_statistics(tested: Tested, folder: Path, details: Mapping[str, Any]) -> None:
    """``statistics.json``: metrics with their deviation between windows and items."""
    truth, levels = tested.test.truth, tested.levels
    whole = forecast_metrics(truth, tested.ensemble, levels)
    deviation = _deviations(truth, tested.ensemble, levels)
    median = tested.ensemble[..., levels.index(0.5)]
    known = ~np.isnan(truth.actual) & ~np.isnan(median)
    size = float(np.abs(truth.actual[known]).sum())
    by_level = {
        f"p{round(level * 100)}": 2
        * float(
            pinball(
                truth.actual[known], tested.ensemble[..., levels.index(level)][known], level
            ).sum()
        )
        for level in levels
    }
    error = np.where(known, np.abs(truth.actual - median), np.nan)
    by_step = [
        float(np.nanmean(error[..., step])) if known[..., step].any() else None
        for step in range(tested.test.panel.horizon)
    ]
    document = {
        "version": 0.0,
        "dataset": {
            "item_count": int(known.sum()),
            "evaluation_time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        },
        "time_series_forecasting_metrics": {
            name: {"value": value, "standard_deviation": deviation[name]}
            for name, value in figures(whole).items()
        },
        "pilothouse": {
            **details,
            "problem_type": "TimeSeriesForecasting",
            "validation": f"{len(tested.test.origins)} back-test windows; {tested.judged_by}",
            "windows": len(tested.test.origins),
            "series": len(tested.test.panel.keys),
            "weights": dict(tested.weights),
            "interval_width": tested.width,
            "coverage_p10_p90": figures({"": coverage(truth, tested.ensemble, levels)})[""],
            "weighted_quantile_loss": {
                name: loss / size if size else None for name, loss in by_level.items()
            },
            "absolute_error_by_step": by_step,
            "zeros_left_out_of_mape": int((truth.actual[known] == 0).sum()),
            "models": {
                name: figures(forecast_metrics(truth, quantiles, levels))
                for name, quantiles in tested.models.items()
            },
        },
    }
    (folder / "statistics.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )


def _deviations(truth: Truth, quantiles: Floats, levels: Sequence[float]) -> dict[str, Any]:
    """Standard deviation between windows, or between the items' halves with one window."""
    windows, series = truth.actual.shape[:2]
    if windows > 1:
        parts = [
            forecast_metrics(truth.take([at], slice(None)), quantiles[[at]], levels)
            for at in range(windows)
        ]
    elif series > 1:
        halves = [list(range(start, series, 2)) for start in (0, 1)]
        parts = [
            forecast_metrics(truth.take(slice(None), half), quantiles[:, half], levels)
            for half in halves
        ]
    else:
        return dict.fromkeys(METRICS, "NaN")
    out: dict[str, Any] = {}
    for name in METRICS:
        values = [part[name] for part in parts if np.isfinite(part[name])]
        out[name] = float(np.std(values, ddof=1)) if len(values) > 1 else "NaN"
    return out


def history_span(panel: Panel) -> str:
    """First and last time of the history."""
    first, last = panel.texts(0, 1)[0], panel.texts(panel.steps - 1, panel.steps)[0]
    return f"{first} to {last}"
