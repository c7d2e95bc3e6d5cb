"""Exponential smoothing (ETS) of many series at once.

Additive models with or without trend, damping and season, on the values and, where all are
positive, on their logarithms (which makes trend and season multiplicative). Smoothing weights
are searched for all series side by side; initial states follow by least squares, since errors are
linear in them. Forecasts of the forms are mixed by their AICc weights. Variances are those of the
state-space models (Hyndman et al. 2008, table 6.1). New data are fitted anew: that costs
milliseconds per series, and needs NumPy only.
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
from pilothouse_engine.ml.series.panel import Panel, first_known
from pilothouse_engine.ml.values import Floats

_BLOCK_CELLS = 400_000
_MOST_STATES = 24
"""Longer seasons are taken out before smoothing: they have too many states to be estimated."""
_CLEAR = 0.3
_PARTICLES, _ROUNDS = 24, 7


@dataclass(frozen=True)
class _Form:
    trend: bool
    damped: bool
    season: int
    """1: none."""

    @property
    def weights(self) -> int:
        """Number of smoothing parameters."""
        return 1 + self.trend + self.damped + (self.season > 1)


class ETS(Forecaster):
    """See the module."""

    name = "ETS"

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        y = window(panel.y, panel.season)
        block = max(1, _BLOCK_CELLS // y.shape[1])
        out = np.empty((len(y), panel.horizon, len(levels)))
        for begin in range(0, len(y), block):
            part = slice(begin, begin + block)
            out[part] = _forecast(y[part], panel.season, panel.horizon, levels, guard)
        return or_flat(out, panel)


def _forecast(
    y: Floats, season: int, horizon: int, levels: Sequence[float], guard: Guard
) -> Floats:
    forms = [_Form(False, False, 1), _Form(True, False, 1), _Form(True, True, 1)]
    if 1 < season <= _MOST_STATES:
        forms += [
            _Form(False, False, season),
            _Form(True, False, season),
            _Form(True, True, season),
        ]
    scores: list[Floats] = []
    quantiles: list[Floats] = []
    with np.errstate(invalid="ignore"):
        positive = np.nanmin(np.where(np.isnan(y), np.inf, y), axis=1, initial=np.inf) > 0
    for logs in (False, True):
        rows = np.flatnonzero(positive) if logs else np.arange(len(y))
        if not rows.size:
            continue
        z = np.log(y[rows]) if logs else y[rows]
        pattern = np.zeros((len(z), horizon))
        if season > _MOST_STATES:
            parts = decompose(interpolate(z), season)
            indices = np.where((parts.strength > _CLEAR)[:, None], parts.indices, 0.0)
            z = z - indices[:, np.arange(z.shape[1]) % season]
            pattern = indices[:, (z.shape[1] + np.arange(horizon)) % season]
        scale = spread(z)
        centre = np.nan_to_num(z[np.arange(len(z)), np.minimum(first_known(z), z.shape[1] - 1)])
        z = (z - centre[:, None]) / scale[:, None]
        for form in forms:
            score, mean, deviation = _fit(z, form, horizon, guard)
            counts = (~np.isnan(z)).sum(axis=1)
            # On the common scale of the values: density transforms by its derivative.
            score += 2 * counts * np.log(scale)
            reach = np.nanmax(np.abs(np.nan_to_num(z)), axis=1)[:, None] * 3 + 3
            mean = np.clip(mean, -reach, reach)
            drawn = normal_quantiles(mean, deviation, levels)
            drawn = (centre[:, None] + pattern)[..., None] + scale[:, None, None] * drawn
            if logs:
                score += 2 * np.nansum(np.log(y[rows]), axis=1)
                drawn = np.exp(np.minimum(drawn, 700))
            whole = np.full(len(y), np.inf)
            whole[rows] = score
            values = np.zeros((len(y), *drawn.shape[1:]))
            values[rows] = drawn
            scores.append(whole)
            quantiles.append(values)
    stacked = np.array(scores)
    stacked = np.where(np.isfinite(stacked), stacked, np.inf)
    least = stacked.min(axis=0)
    least = np.where(np.isfinite(least), least, 0.0)
    with np.errstate(over="ignore"):
        weights = np.exp(-0.5 * np.minimum(stacked - least, 1400))
    total = weights.sum(axis=0)
    weights = weights / np.where(total > 0, total, 1.0)
    mixed = np.einsum("fs,fshq->shq", weights, np.array(quantiles))
    return np.where((total > 0)[:, None, None], mixed, np.nan)


def _fit(z: Floats, form: _Form, horizon: int, guard: Guard) -> tuple[Floats, Floats, Floats]:
    """AICc (S,), means and deviations (S, H) of one form."""
    first = first_known(z)
    counts = (~np.isnan(z)).sum(axis=1)
    states = 1 + form.trend + (form.season if form.season > 1 else 0)
    initial = _initial(z, form)
    low = np.array([0.01, 0.0, 0.8, 0.0])
    high = np.array([0.99, 0.6, 0.98, 0.7])
    active = np.array([True, form.trend, form.damped, form.season > 1])
    neutral = np.array([0.3, 0.05, 1.0, 0.1])
    start = np.broadcast_to(
        np.where(active, np.where([True, True, False, True], neutral, 0.95), [0.3, 0, 1, 0]),
        (len(z), 4),
    )[:, active]

    def whole(found: Floats) -> Floats:
        """Parameters (…, 4) with neutral ones where the form has none."""
        out = np.zeros((*found.shape[:-1], 4))
        out[..., 2] = 1.0
        out[..., active] = found
        return out

    def loss_from(begin: Floats) -> Loss:
        return lambda tried: _run(z, first, whole(tried), begin, form).squares

    best = start.copy()
    for rounds in (_ROUNDS, 3):
        best, _ = search(
            loss_from(initial[:, None]),
            low[active],
            high[active],
            best,
            guard,
            rounds,
            _PARTICLES,
        )
        initial = _best_initial(z, first, whole(best), initial, form)
    run = _run(z, first, whole(best)[:, None], initial[:, None], form)
    squares = np.maximum(run.squares[:, 0], 1e-12 * np.maximum(counts, 1))
    numbers = form.weights + states
    room = counts - numbers - 1
    variance = squares / np.maximum(counts - numbers, 1)
    score = counts * np.log(squares / np.maximum(counts, 1)) + 2 * numbers
    score = score + 2 * numbers * (numbers + 1) / np.maximum(room, 1)
    simple = states == 1
    score = np.where((room > 0) | simple, score, np.inf)
    enough = counts >= (2 * form.season if form.season > 1 else 1)
    score = np.where(enough & (counts > 0), score, np.inf)
    mean, factor = _ahead(run, whole(best), form, z.shape[1], horizon)
    return score, mean, np.sqrt(variance)[:, None] * factor


@dataclass(frozen=True)
class _Run:
    squares: Floats
    """(S, P)"""
    level: Floats
    trend: Floats
    season: Floats
    """(m, S, P)"""
    errors: Floats | None = None
    """(T, S, P)"""


def _run(
    z: Floats,
    first: NDArray[np.intp],
    weights: Floats,
    initial: Floats,
    form: _Form,
    keep: bool = False,
) -> _Run:
    """Filter series (S, T) with weights (S, P, 4) from states (S, P or 1, 2 + m)."""
    alpha, phi = weights[..., 0], weights[..., 2]
    beta = alpha * weights[..., 1]
    gamma = (1 - alpha) * weights[..., 3]
    shape = np.broadcast_shapes(alpha.shape, initial.shape[:2])
    level = np.broadcast_to(initial[..., 0], shape).copy()
    trend = np.broadcast_to(initial[..., 1], shape).copy()
    season = np.broadcast_to(np.moveaxis(initial[..., 2:], -1, 0), (form.season, *shape)).copy()
    squares = np.zeros(shape)
    known = ~np.isnan(z)
    ragged = int(first.max(initial=0))
    errors = np.zeros((z.shape[1], *shape)) if keep else None
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(z.shape[1]):
            base = level + phi * trend if form.trend else level
            phase = step % form.season
            guess = base + season[phase] if form.season > 1 else base
            error = z[:, step, None] - guess
            if not known[:, step].all():
                error = np.where(known[:, step, None], error, 0.0)
            squares += error * error
            if errors is not None:
                errors[step] = error
            if step < ragged:
                # Before its first value a series stands still.
                begun = (step >= first)[:, None]
                base = np.where(begun, base, level)
                if form.trend:
                    trend = np.where(begun, phi * trend + beta * error, trend)
            elif form.trend:
                trend = phi * trend + beta * error
            level = base + alpha * error
            if form.season > 1:
                season[phase] += gamma * error
    return _Run(squares, level, trend, season, errors)


def _initial(z: Floats, form: _Form) -> Floats:
    """Initial level, trend and seasonal states (S, 2 + m) from the first cycles."""
    filled = interpolate(z)
    first = first_known(z)
    length = min(z.shape[1], max(10, 3 * form.season))
    places = np.minimum(first[:, None] + np.arange(length), z.shape[1] - 1)
    head = np.take_along_axis(filled, places, axis=1)
    head = np.where(first[:, None] + np.arange(length) < z.shape[1], head, np.nan)
    out = np.zeros((len(z), 2 + form.season))
    if form.season > 1:
        indices = decompose(filled, form.season).indices
        out[:, 2:] = indices
        phases = places % form.season
        head = head - np.take_along_axis(indices, phases, axis=1)
    known = ~np.isnan(head)
    x = np.broadcast_to(np.arange(1.0, length + 1), head.shape)
    count = np.maximum(known.sum(axis=1), 1)
    mean_x = np.where(known, x, 0).sum(axis=1) / count
    mean_y = np.where(known, head, 0).sum(axis=1) / count
    dx = np.where(known, x - mean_x[:, None], 0)
    dy = np.where(known, head - mean_y[:, None], 0)
    slope = (dx * dy).sum(axis=1) / np.maximum((dx * dx).sum(axis=1), 1e-9)
    out[:, 0] = mean_y - slope * mean_x if form.trend else np.nan_to_num(head[:, 0])
    out[:, 1] = slope if form.trend else 0.0
    return out


def _best_initial(
    z: Floats, first: NDArray[np.intp], weights: Floats, initial: Floats, form: _Form
) -> Floats:
    """Initial states with the least squares of errors, drawn a little to the given ones."""
    used = [
        0,
        *([1] if form.trend else []),
        *(range(2, 2 + form.season) if form.season > 1 else []),
    ]
    out: Floats = initial.copy()
    block = max(1, 8_000_000 // (len(used) * z.shape[1]))
    for begin in range(0, len(z), block):
        part = slice(begin, begin + block)
        rows = z[part]
        given = _run(rows, first[part], weights[part, None], initial[part, None], form, True)
        # Errors answer linearly to a change of one state: run on zeros from unit states.
        units = np.broadcast_to(
            np.eye(2 + form.season)[used], (len(rows), len(used), 2 + form.season)
        )
        nothing = np.where(np.isnan(rows), np.nan, 0.0)
        answer = _run(nothing, first[part], weights[part, None], units, form, True)
        assert given.errors is not None and answer.errors is not None
        effect = np.moveaxis(answer.errors, 0, 1)
        normal = np.einsum("sti,stj->sij", effect, effect)
        right = -np.einsum("sti,st->si", effect, given.errors[..., 0].T)
        size = np.trace(normal, axis1=1, axis2=2) / len(used)
        normal = normal + (0.02 * size + 1e-6)[:, None, None] * np.eye(len(used))
        change: Floats = np.linalg.solve(normal, right[..., None])[..., 0]
        out[part][:, used] = initial[part][:, used] + change
    return out


def _ahead(
    run: _Run, weights: Floats, form: _Form, steps: int, horizon: int
) -> tuple[Floats, Floats]:
    """Means (S, H) and the factors of the deviation (S, H)."""
    alpha, phi = weights[:, 0], weights[:, 2]
    beta, gamma = alpha * weights[:, 1], (1 - alpha) * weights[:, 3]
    mean = np.empty((len(weights), horizon))
    factor = np.empty_like(mean)
    drift = np.zeros(len(weights))
    power = np.ones(len(weights))
    total = np.ones(len(weights))
    for ahead in range(horizon):
        power = power * phi
        drift = drift + power if form.trend else drift
        mean[:, ahead] = run.level[:, 0] + drift * run.trend[:, 0]
        if form.season > 1:
            mean[:, ahead] += run.season[(steps + ahead) % form.season][:, 0]
        factor[:, ahead] = np.sqrt(total)
        # Effect of one error on the forecast that many steps later.
        effect = alpha + beta * drift
        if form.season > 1 and (ahead + 1) % form.season == 0:
            effect = effect + gamma
        total = total + effect**2
    return mean, factor
