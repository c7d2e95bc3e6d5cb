"""The Theta method (Assimakopoulos and Nikolopoulos 2000) of many series at once.

Half of the linear trend on top of simple exponential smoothing, after the season was taken out:
of the logarithms where all values are positive and the season is clear, else of the values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.base import (
    Forecaster,
    interpolate,
    normal_quantiles,
    or_flat,
    search,
    spread,
    window,
)
from pilothouse_engine.ml.series.forecasters.seasons import decompose
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.values import Floats

_CLEAR = 0.3
_PARTICLES, _ROUNDS = 16, 4
_BLOCK = 20_000


class Theta(Forecaster):
    """See the module."""

    name = "Theta"

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        y = interpolate(window(panel.y, panel.season))
        parts = [
            _forecast(y[at : at + _BLOCK], panel.season, panel.horizon, levels, guard)
            for at in range(0, len(y), _BLOCK)
        ]
        return or_flat(np.concatenate(parts), panel)


def _forecast(
    y: Floats, season: int, horizon: int, levels: Sequence[float], guard: Guard
) -> Floats:
    steps = y.shape[1]
    with np.errstate(invalid="ignore"):
        logs = np.where(np.isnan(y), np.inf, y).min(axis=1) > 0
        z = np.where(logs[:, None], np.log(np.where(logs[:, None], y, 1.0)), y)
    z = np.where(np.isnan(y), np.nan, z)
    ahead = np.arange(horizon)
    pattern = np.zeros((len(y), horizon))
    if season > 1:
        parts = decompose(z, season)
        indices = np.where((parts.strength > _CLEAR)[:, None], parts.indices, 0.0)
        z = z - indices[:, np.arange(steps) % season]
        pattern = indices[:, (steps + ahead) % season]
    scale = spread(z)
    known = ~np.isnan(z)
    x = np.arange(steps, dtype=np.float64)
    count = np.maximum(known.sum(axis=1), 1)
    mean_x = (known * x).sum(axis=1) / count
    mean_z = np.where(known, z, 0).sum(axis=1) / count
    dx = np.where(known, x - mean_x[:, None], 0.0)
    slope = (dx * np.where(known, z - mean_z[:, None], 0.0)).sum(axis=1) / np.maximum(
        (dx**2).sum(axis=1), 1e-9
    )
    centred = (z - mean_z[:, None]) / scale[:, None]
    alpha, squares = search(
        lambda tried: _smooth(centred, tried[..., 0])[0],
        np.array([0.02]),
        np.array([1.0]),
        np.full((len(z), 1), 0.5),
        guard,
        _ROUNDS,
        _PARTICLES,
    )
    level = _smooth(centred, alpha)[1][:, 0] * scale + mean_z
    weight = alpha[:, :1]
    mean = level[:, None] + 0.5 * slope[:, None] * (ahead + 1 / weight) + pattern
    variance = squares * scale**2 / np.maximum(count - 2, 1)
    deviation = np.sqrt(variance[:, None] * (1 + ahead * weight**2))
    drawn = normal_quantiles(mean, deviation, levels)
    return np.where(logs[:, None, None], np.exp(np.minimum(drawn, 700)), drawn)


def _smooth(z: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Squared errors and last level (S, P) of exponential smoothing of (S, T)."""
    first = np.nan_to_num(z[np.arange(len(z)), (~np.isnan(z)).argmax(axis=1)])
    level = np.broadcast_to(first[:, None], alpha.shape).copy()
    squares = np.zeros(alpha.shape)
    known = ~np.isnan(z)
    for step in range(z.shape[1]):
        error = np.where(known[:, step, None], z[:, step, None] - level, 0.0)
        squares += error * error
        level = level + alpha * error
    return squares, level
