"""Back-tests of forecasters and the weighted average of their quantiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.config import METRICS
from pilothouse_engine.ml.series.forecasters.base import Forecaster
from pilothouse_engine.ml.series.metrics import Truth, score, seasonal_error
from pilothouse_engine.ml.series.panel import Panel, Schema
from pilothouse_engine.ml.values import Floats

_STEPS = 25
_WIDTHS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0)
_MOST_WINDOWS = 3
_WINDOW_CELLS = 3_000_000
_JUDGED_SERIES = 2000


@dataclass(frozen=True)
class BackTest:
    """Rolling origins: window w forecasts the H steps after the first ``origins[w]`` steps."""

    panel: Panel
    origins: tuple[int, ...]
    truth: Truth

    @classmethod
    def of(cls, panel: Panel, levels: int) -> BackTest:
        """One to three windows at the end of the history, as far as it is long enough."""
        horizon, steps = panel.horizon, panel.steps
        spare = (steps - max(3 * horizon, 2 * panel.season + 4)) // horizon
        cells = len(panel.keys) * horizon * levels
        count = int(np.clip(spare, 1, max(1, min(_MOST_WINDOWS, _WINDOW_CELLS // cells))))
        origins = tuple(steps - (count - window) * horizon for window in range(count))
        actual = np.stack([panel.y[:, at : at + horizon] for at in origins])
        naive = np.stack([seasonal_error(panel.y[:, :at], panel.season) for at in origins])
        return cls(panel, origins, Truth(actual, naive))

    def run(
        self,
        forecaster: Callable[[Panel], Forecaster],
        levels: Sequence[float],
        guard: Guard,
    ) -> Floats:
        """Quantiles (W, S, H, Q); ``forecaster`` learns from each window's own past."""
        found = []
        for origin in self.origins:
            past = self.panel.cut(origin)
            quantiles = forecaster(past).forecast(past, levels, guard)
            found.append(finish(quantiles, self.panel.schema))
        return np.stack(found)


def finish(quantiles: Floats, schema: Schema) -> Floats:
    """Quantiles in ascending order, not negative where the target never was."""
    ordered = np.sort(quantiles, axis=-1)
    return np.maximum(ordered, 0.0) if schema.not_negative else ordered


def mix(
    parts: Sequence[Floats], weights: Sequence[float], width: float, levels: Sequence[float]
) -> Floats:
    """Weighted average of quantiles, ``width`` times as far from the median.

    Members without a weight are not looked at.
    """
    used = [(part, weight) for part, weight in zip(parts, weights, strict=True) if weight]
    total = np.zeros_like(used[0][0])
    for part, weight in used:
        total = total + weight * part
    middle = levels.index(0.5)
    median = total[..., middle : middle + 1]
    return median + width * (total - median)


def best_width(
    truth: Truth, parts: Sequence[Floats], weights: Sequence[float], levels: Sequence[float]
) -> float:
    """The width of the mixture's quantiles that its past errors suggest, half believed: a few
    windows are little evidence."""

    def loss(width: float) -> float:
        return score(truth, mix(parts, weights, width, levels), levels, METRICS[0])

    best = min(_WIDTHS, key=lambda width: (loss(width), abs(width - 1)))
    return float(np.sqrt(best))


def greedy_weights(
    truth: Truth, parts: Sequence[Floats], levels: Sequence[float], objective: str
) -> list[float]:
    """Weights that add up to 1 by greedy selection (Caruana et al. 2004)."""
    if truth.actual.shape[1] > _JUDGED_SERIES:
        chosen = np.linspace(0, truth.actual.shape[1] - 1, _JUDGED_SERIES).astype(int).tolist()
        truth = truth.take(slice(None), chosen)
        parts = [part[:, chosen] for part in parts]
    counts = np.zeros(len(parts), dtype=np.intp)
    total = np.zeros_like(parts[0])
    best, best_counts = np.inf, counts
    for step in range(1, _STEPS + 1):
        scores = [score(truth, (total + part) / step, levels, objective) for part in parts]
        winner = int(np.argmin(scores))
        counts = counts.copy()
        counts[winner] += 1
        total = total + parts[winner]
        if scores[winner] < best * (1 - 1e-9):
            best, best_counts = scores[winner], counts
    if not best_counts.any():
        best_counts = np.eye(len(parts), dtype=np.intp)[0]
    return [float(count) for count in best_counts / best_counts.sum()]


@dataclass(frozen=True)
class Choice:
    """The ensemble: members' weights, and its honest back-test forecasts.

    ``tested`` (W, S, H, Q): each part of the back-test was forecast with weights that were chosen
    on the other parts, so that its metrics do not profit from the choice. ``judged_by`` says how.
    """

    weights: Mapping[str, float]
    width: float
    tested: Floats
    judged_by: str


def choose(
    test: BackTest, parts: Mapping[str, Floats], levels: Sequence[float], objective: str
) -> Choice:
    """Weights of the forecasters, or the best alone where the mixture is not better."""
    names, tensors = list(parts), list(parts.values())
    alone = [score(test.truth, part, levels, objective) for part in tensors]
    single = np.eye(len(names))[int(np.argmin(alone))].tolist()
    groups, judged_by = _groups(test.truth)

    def greedy(truth: Truth) -> list[float]:
        return greedy_weights(truth, tensors, levels, objective)

    choices = []
    for weigh, how in ((lambda _truth: single, "the best forecaster alone"), (greedy, judged_by)):
        tested = np.full_like(tensors[0], np.nan)
        for windows, series in groups:
            inside = _cells(test.truth, windows, series)
            actual = np.where(inside[..., None], np.nan, test.truth.actual)
            truth = Truth(actual, test.truth.naive)
            weights = weigh(truth)
            width = best_width(truth, tensors, weights, levels)
            tested[inside] = mix([part[inside] for part in tensors], weights, width, levels)
        weights = weigh(test.truth)
        width = best_width(test.truth, tensors, weights, levels) if groups else 1.0
        if not groups:
            tested = mix(tensors, weights, 1.0, levels)
        chosen = {name: weight for name, weight in zip(names, weights, strict=True) if weight}
        choices.append(Choice(chosen, width, tested, how))
    return min(choices, key=lambda choice: score(test.truth, choice.tested, levels, objective))


def _groups(truth: Truth) -> tuple[list[tuple[list[int], list[int]]], str]:
    windows, series = truth.actual.shape[:2]
    every = list(range(series))
    if windows > 1:
        return [([at], every) for at in range(windows)], "weights from the other windows"
    if series > 1:
        halves = [every[::2], every[1::2]]
        return [([0], half) for half in halves], "weights from the other half of the items"
    return [], "weights from the same window, hence a little optimistic"


def _cells(truth: Truth, windows: list[int], series: list[int]) -> NDArray[np.bool_]:
    out = np.zeros(truth.actual.shape[:2], dtype=bool)
    out[np.ix_(windows, series)] = True
    return out
