"""What every forecaster does, and what several of them need."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import ClassVar

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.panel import Panel, last_values
from pilothouse_engine.ml.values import Floats

Loss = Callable[[Floats], Floats]
"""From parameters (S, P, K) to losses (S, P)."""


class Forecaster(ABC):
    """Forecasts every series of a panel. Needs NumPy only, for it also serves.

    An item's forecast depends on its own history alone (and on what was learnt in training),
    never on which other items are in the panel.
    """

    name: ClassVar[str]

    @abstractmethod
    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """Quantiles (S, H, Q) for the H steps after the panel; NaN for series without values."""


def normal_scores(levels: Sequence[float]) -> Floats:
    """Standard normal quantiles (Q,)."""
    return np.array([NormalDist().inv_cdf(level) for level in levels])


def normal_quantiles(mean: Floats, deviation: Floats, levels: Sequence[float]) -> Floats:
    """(S, H, Q) of normal distributions (S, H)."""
    quantiles: Floats = mean[..., None] + deviation[..., None] * normal_scores(levels)
    return quantiles


def interpolate(y: Floats) -> Floats:
    """Open gaps bridged by straight lines, ends by the last value; NaN before the first stays."""
    gaps = np.isnan(y)
    if not gaps.any():
        return y
    out: Floats = y.copy()
    places = np.arange(y.shape[1])
    for row in np.flatnonzero(gaps.any(axis=1)).tolist():
        known = np.flatnonzero(~gaps[row])
        if known.size:
            begin = known[0]
            out[row, begin:] = np.interp(places[begin:], known, y[row, known])
    return out


def window(y: Floats, season: int) -> Floats:
    """The recent steps that local models learn from."""
    recent: Floats = y[:, -max(200, min(8 * season, 800)) :]
    return recent


def spread(y: Floats) -> Floats:
    """A positive scale of each series (S,): its deviation, at least a trace of its size."""
    known = ~np.isnan(y)
    counts = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, y, 0.0)
    mean = filled.sum(axis=1) / counts
    deviation = np.sqrt((np.where(known, y - mean[:, None], 0.0) ** 2).sum(axis=1) / counts)
    largest = np.abs(filled).max(axis=1, initial=0.0)
    scale: Floats = np.maximum(deviation, 1e-9 * np.maximum(largest, 1e-3))
    return scale


def search(
    loss: Loss,
    low: Floats,
    high: Floats,
    start: Floats,
    guard: Guard,
    rounds: int,
    particles: int,
) -> tuple[Floats, Floats]:
    """Best parameters (S, K) and their losses (S,) for all series at once.

    ``start`` (S, K). All series share the same draws, hence none depends on the others.
    """
    rng = np.random.default_rng(7)
    size = len(low)
    best, value = start.copy(), np.full(len(start), np.inf)
    for number in range(rounds):
        guard.check()
        if number == 0:
            # Latin hypercube: each parameter covers its range evenly.
            cells = np.stack([rng.permutation(particles) for _ in range(size)], axis=1)
            drawn = low + (high - low) * (cells + 0.5) / particles
            tried = np.broadcast_to(drawn, (len(start), particles, size)).copy()
        else:
            reach = 0.35 * 0.7**number
            tried = best[:, None, :] + reach * (high - low) * rng.standard_normal(
                (1, particles, size)
            )
            tried = np.clip(tried, low, high)
        tried[:, 0] = best
        losses = loss(tried)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        at = losses.argmin(axis=1)
        found = losses[np.arange(len(at)), at]
        better = found <= value
        best = np.where(better[:, None], tried[np.arange(len(at)), at], best)
        value = np.minimum(value, found)
    return best, value


def flat(panel: Panel) -> Floats:
    """The last value at every step (S, H): what is left when a model cannot say anything."""
    return np.repeat(last_values(panel.y)[:, None], panel.horizon, axis=1)


def or_flat(quantiles: Floats, panel: Panel) -> Floats:
    """Quantiles with the last value where a model gave no number."""
    return np.where(np.isfinite(quantiles), quantiles, flat(panel)[..., None])
