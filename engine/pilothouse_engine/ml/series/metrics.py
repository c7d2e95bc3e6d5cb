"""Metrics of probabilistic forecasts, in the API's names.

Cells without an actual value or without a forecast count nowhere. A metric whose denominator is
zero is NaN ("n/a").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse_engine.ml.series.config import JUDGED, METRICS
from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class Truth:
    """What was observed. ``actual`` (W, S, H), NaN where unknown; ``naive`` (W, S): mean absolute
    error of the last cycle's values in training, the yardstick of MASE."""

    actual: Floats
    naive: Floats

    def take(self, windows: Sequence[int] | slice, series: Sequence[int] | slice) -> Truth:
        """Some windows or some series."""
        return Truth(self.actual[windows][:, series], self.naive[windows][:, series])


def seasonal_error(y: Floats, season: int) -> Floats:
    """Mean absolute difference to the value a cycle ago (S,); of neighbours if no cycle fits."""
    lag = season if y.shape[1] > season else 1
    errors = np.abs(y[:, lag:] - y[:, :-lag])
    known = ~np.isnan(errors)
    total = np.where(known, errors, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)


def mean_of(quantiles: Floats, levels: Sequence[float]) -> Floats:
    """Expected value from p10, p50 and p90 by Swanson's rule: 0.3, 0.4 and 0.3."""
    low, middle, high = (quantiles[..., levels.index(level)] for level in JUDGED)
    return 0.3 * low + 0.4 * middle + 0.3 * high


def pinball(actual: Floats, quantile: Floats, level: float) -> Floats:
    """max(τ (y - q), (τ - 1)(y - q)) per cell."""
    error = actual - quantile
    return np.maximum(level * error, (level - 1) * error)


def forecast_metrics(truth: Truth, quantiles: Floats, levels: Sequence[float]) -> dict[str, float]:
    """The metrics of §7 of forecasts (W, S, H, Q)."""
    median = quantiles[..., levels.index(0.5)]
    actual = truth.actual
    known = ~np.isnan(actual) & ~np.isnan(median)
    if not known.any():
        return dict.fromkeys(METRICS, np.nan)
    y = actual[known]
    size = float(np.abs(y).sum())
    losses = [
        2 * float(pinball(y, quantiles[..., levels.index(level)][known], level).sum())
        for level in JUDGED
    ]
    error = np.abs(y - median[known])
    point = mean_of(quantiles, levels)[known]
    scale = np.broadcast_to(truth.naive[..., None], actual.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(known & (scale > 0), np.abs(actual - median) / scale, np.nan)
    measured = ~np.isnan(scaled)
    relative = y != 0
    return {
        "AverageWeightedQuantileLoss": float(np.mean(losses)) / size if size else np.nan,
        "WAPE": float(error.sum()) / size if size else np.nan,
        "MASE": float(scaled[measured].mean()) if measured.any() else np.nan,
        "MAPE": float((error[relative] / np.abs(y[relative])).mean()) if relative.any() else np.nan,
        "RMSE": float(np.sqrt(((y - point) ** 2).mean())),
    }


def score(truth: Truth, quantiles: Floats, levels: Sequence[float], objective: str) -> float:
    """What the choice of models minimises: the objective, or where its denominator is zero the
    plain quantile loss."""
    value = forecast_metrics(truth, quantiles, levels)[objective]
    if np.isfinite(value):
        return value
    known = ~np.isnan(truth.actual) & ~np.isnan(quantiles[..., 0])
    if not known.any():
        return np.inf
    losses = [
        pinball(truth.actual[known], quantiles[..., levels.index(level)][known], level).mean()
        for level in JUDGED
    ]
    return float(np.mean(losses))


def coverage(truth: Truth, quantiles: Floats, levels: Sequence[float]) -> float:
    """Share of the actual values within p10 and p90; 0.8 is aimed at."""
    low, high = (quantiles[..., levels.index(level)] for level in (JUDGED[0], JUDGED[-1]))
    known = ~np.isnan(truth.actual) & ~np.isnan(low)
    inside = (truth.actual >= low) & (truth.actual <= high)
    return float(inside[known].mean()) if known.any() else float("nan")
