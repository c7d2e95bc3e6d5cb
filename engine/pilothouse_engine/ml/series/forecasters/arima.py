"""Seasonal ARIMA of many series at once: (1, d, 1)(0, D, 1) by conditional least squares.

The differences d and D follow from how much each removes; the three weights are searched for all
series side by side, and weights that do not pay by AICc are left out. Logarithms are taken where
all values are positive. New data are fitted anew, as with :mod:`ets`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.base import (
    Forecaster,
    Loss,
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

_CLEAR = 0.35
_BLOCK_CELLS = 400_000
_PARTICLES, _ROUNDS = 24, 7


class ARIMA(Forecaster):
    """See the module."""

    name = "ARIMA"

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        y = interpolate(window(panel.y, panel.season))
        with np.errstate(invalid="ignore"):
            logs = np.where(np.isnan(y), np.inf, y).min(axis=1) > 0
            z = np.where(logs[:, None], np.log(np.where(logs[:, None], y, 1.0)), y)
        z = np.where(np.isnan(y), np.nan, z)
        season = panel.season
        seasonal = np.zeros(len(z), dtype=np.intp)
        if season > 1:
            seasonal = (decompose(z, season).strength > _CLEAR).astype(np.intp)
        out = np.full((len(z), panel.horizon, len(levels)), np.nan)
        block = max(1, _BLOCK_CELLS // z.shape[1])
        for upper in (0, 1):
            chosen = np.flatnonzero(seasonal == upper)
            plain = _integrations(_difference(z[chosen], season if upper else 0))
            for lower in (0, 1):
                rows = chosen[plain == lower]
                for begin in range(0, len(rows), block):
                    part = rows[begin : begin + block]
                    order = _Order(lower, upper, season)
                    mean, deviation = _fit(z[part], order, panel.horizon, guard)
                    drawn = normal_quantiles(mean, deviation, levels)
                    out[part] = np.where(
                        logs[part, None, None], np.exp(np.minimum(drawn, 700)), drawn
                    )
        return or_flat(out, panel)


@dataclass(frozen=True)
class _Order:
    d: int
    seasonal: int
    season: int


def _difference(z: Floats, lag: int) -> Floats:
    """z_t - z_(t - lag), NaN at the start; lag 0: z itself."""
    if lag == 0:
        return z
    out = np.full(z.shape, np.nan)
    if lag < z.shape[1]:
        out[:, lag:] = z[:, lag:] - z[:, :-lag]
    return out


def _integrations(z: Floats) -> NDArray[np.intp]:
    """1 where differencing makes a series calmer: where neighbours are alike."""
    known = ~np.isnan(z)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, z, 0).sum(axis=1) / count
    centred = np.where(known, z - mean[:, None], 0)
    own = (centred**2).sum(axis=1)
    like = (centred[:, 1:] * centred[:, :-1]).sum(axis=1)
    alike: NDArray[np.bool_] = (like > 0.65 * own) & (own > 0)
    return alike.astype(np.intp)


def _fit(z: Floats, order: _Order, horizon: int, guard: Guard) -> tuple[Floats, Floats]:
    """Means and deviations (S, H)."""
    w = _difference(z, order.season if order.seasonal else 0)
    w = _difference(w, 1) if order.d else w
    known = ~np.isnan(w)
    count = known.sum(axis=1)
    drift = np.where(known, w, 0).sum(axis=1) / np.maximum(count, 1)
    if order.d + order.seasonal > 1:
        drift = np.zeros_like(drift)
    elif order.d:
        # A drift is believed as far as it stands out from the noise.
        noise = spread(w) ** 2 / np.maximum(count, 1)
        drift = drift * drift**2 / (drift**2 + noise + 1e-300)
    scale = spread(w)
    x = np.where(known, (w - drift[:, None]) / scale[:, None], 0.0)
    active = np.array([True, True, bool(order.seasonal)])
    best = np.zeros((len(z), 3))
    score = np.full(len(z), np.inf)
    squares = np.ones(len(z))
    for used in ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)):
        mask = active & np.array(used, dtype=bool)
        if not mask.any():
            found, loss = np.zeros((len(z), 0)), (x**2).sum(axis=1)
        else:
            found, loss = search(
                _loss(x, known, mask, order.season),
                np.array([-0.6, -0.95, -0.95])[mask],
                np.array([0.97, 0.95, 0.6])[mask],
                np.full((len(z), int(mask.sum())), 0.0),
                guard,
                _ROUNDS,
                _PARTICLES,
            )
        number = int(mask.sum()) + 1
        value = count * np.log(np.maximum(loss, 1e-12) / np.maximum(count, 1)) + 2 * number
        better = value < score
        score = np.where(better, value, score)
        squares = np.where(better, loss, squares)
        best = np.where(better[:, None], _place(found, mask), best)
    _, tail = _errors(x, known, best[:, None], order.season)
    variance = squares * scale**2 / np.maximum(count - 3, 1)
    mean = _ahead(z, x * scale[:, None], tail[:, :, 0] * scale, best, order, horizon, drift)
    # The same recursion from a single error of size one gives the moving-average weights.
    reach = order.season + 2
    nothing = np.zeros((len(z), reach))
    shock = np.zeros((reach, len(z)))
    shock[-1] = 1.0
    first = nothing.copy()
    first[:, -1] = 1.0
    answer = _ahead(first, first, shock, best, order, max(horizon - 1, 1), np.zeros(len(z)))
    psi = np.concatenate([np.ones((len(z), 1)), answer[:, : horizon - 1]], axis=1)
    return mean, np.sqrt(variance[:, None] * np.cumsum(psi**2, axis=1))


def _loss(x: Floats, known: NDArray[np.bool_], mask: NDArray[np.bool_], season: int) -> Loss:
    return lambda tried: _errors(x, known, _place(tried, mask), season)[0]


def _place(found: Floats, mask: NDArray[np.bool_]) -> Floats:
    out = np.zeros((*found.shape[:-1], 3))
    out[..., mask] = found
    return out


def _errors(
    x: Floats, known: NDArray[np.bool_], weights: Floats, season: int
) -> tuple[Floats, Floats]:
    """Sum of squared errors (S, P) and the last ``season + 2`` errors (·, S, P)."""
    phi, theta, upper = weights[..., 0], weights[..., 1], weights[..., 2]
    reach = season + 2
    shape = phi.shape
    recent = np.zeros((reach, *shape))
    squares = np.zeros(shape)
    both = theta * upper
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(x.shape[1]):
            before = x[:, step - 1, None] if step else 0.0
            guess = phi * before + theta * recent[(step - 1) % reach]
            if season > 1:
                guess = guess + upper * recent[(step - season) % reach]
                guess = guess + both * recent[(step - season - 1) % reach]
            error = np.where(known[:, step, None], x[:, step, None] - guess, 0.0)
            squares += error * error
            recent[step % reach] = error
    order = (np.arange(x.shape[1] - reach, x.shape[1])) % reach
    return squares, recent[order]


def _ahead(
    z: Floats,
    x: Floats,
    tail: Floats,
    weights: Floats,
    order: _Order,
    horizon: int,
    drift: Floats,
) -> Floats:
    """Forecasts (S, H) of the undifferenced series; ``tail`` (season + 2, S): last errors."""
    phi, theta, upper = weights.T
    errors = [*tail]
    previous = x[:, -1]
    history = [z[:, -1 - lag] for lag in range(min(order.season + 2, z.shape[1]))][::-1]
    out = np.empty((len(z), horizon))
    for ahead in range(horizon):
        guess = phi * previous + theta * errors[-1]
        if order.seasonal:
            guess = (
                guess + upper * errors[-order.season] + theta * upper * errors[-order.season - 1]
            )
        previous = guess
        errors.append(np.zeros(len(z)))
        value = guess + drift
        if order.seasonal:
            value = value + history[-order.season]
        if order.d:
            value = value + history[-1]
        if order.d and order.seasonal:
            value = value - history[-order.season - 1]
        history.append(value)
        out[:, ahead] = value
    return out
