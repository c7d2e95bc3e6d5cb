"""Shapley values of any function: enumeration for few features, else antithetic permutations.

Both are efficient by construction: contributions add up to f(x) - f(baseline) to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.values import Floats

ENUMERATED = 10
"""Up to so many varying features all coalitions are visited."""

_BLOCK_ROWS = 20_000
TARGET_ERROR = 0.02

Function = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Sampled:
    """Contributions (n, features, K); the largest standard error, 0 if all coalitions were
    visited; pairs of permutations drawn."""

    values: Floats
    error: float
    pairs: int


def sampled_values(
    function: Function,
    x: Floats,
    baseline: Floats,
    sources: NDArray[np.intp],
    features: int,
    seed: int,
    max_pairs: int = 32,
) -> Sampled:
    """Explain ``function``, which maps (n, D) to (n, K), at X (n, D) against (B, D)."""
    outputs = function(baseline[:1]).shape[1]
    values = np.zeros((len(x), features, outputs))
    error, pairs = 0.0, 0
    for row in range(len(x)):
        for base in baseline:
            one = _explain(function, x[row], base, sources, features, seed + row, max_pairs)
            values[row] += one.values[0] / len(baseline)
            error, pairs = max(error, one.error), max(pairs, one.pairs)
    return Sampled(values, error, pairs)


def _explain(
    function: Function,
    x: Floats,
    base: Floats,
    sources: NDArray[np.intp],
    features: int,
    seed: int,
    max_pairs: int,
) -> Sampled:
    differs = ~((x == base) | (np.isnan(x) & np.isnan(base)))
    # Features that equal the baseline contribute nothing, exactly.
    players = np.unique(sources[differs])
    if len(players) <= ENUMERATED:
        values = _enumerate(function, x, base, sources, players)
        error, pairs = 0.0, 0
    else:
        values, error, pairs = _permute(function, x, base, sources, players, seed, max_pairs)
    out = np.zeros((1, features, values.shape[1]))
    out[0, players] = values
    return Sampled(out, error, pairs)


def _mix(
    x: Floats,
    base: Floats,
    sources: NDArray[np.intp],
    players: NDArray[np.intp],
    coalitions: NDArray[np.bool_],
) -> Floats:
    """Rows (coalitions, D) with the coalition's features from ``x``."""
    place = np.full(int(sources.max()) + 1 if sources.size else 1, len(players))
    place[players] = np.arange(len(players))
    inside = np.hstack([coalitions, np.zeros((len(coalitions), 1), dtype=bool)])
    return np.where(inside[:, place[sources]], x, base)


def _call(function: Function, rows: Floats) -> Floats:
    parts = [function(rows[i : i + _BLOCK_ROWS]) for i in range(0, len(rows), _BLOCK_ROWS)]
    return np.concatenate(parts)


def _enumerate(
    function: Function,
    x: Floats,
    base: Floats,
    sources: NDArray[np.intp],
    players: NDArray[np.intp],
) -> Floats:
    count = len(players)
    masks = np.arange(1 << count)
    coalitions = (masks[:, None] >> np.arange(count)) & 1 == 1
    worth = _call(function, _mix(x, base, sources, players, coalitions))
    sizes = coalitions.sum(axis=1)
    weight = np.array(
        [factorial(s) * factorial(count - s - 1) / factorial(count) for s in range(count)]
    )
    values = np.zeros((count, worth.shape[1]))
    for player in range(count):
        without = masks[~coalitions[:, player]]
        change = worth[without | (1 << player)] - worth[without]
        values[player] = weight[sizes[without]] @ change
    return values


def _permute(
    function: Function,
    x: Floats,
    base: Floats,
    sources: NDArray[np.intp],
    players: NDArray[np.intp],
    seed: int,
    max_pairs: int,
) -> tuple[Floats, float, int]:
    rng = np.random.default_rng(seed)
    count = len(players)
    draws: list[Floats] = []
    error = np.inf
    while len(draws) < max_pairs:
        batch = min(4, max_pairs - len(draws))
        orders = np.array([rng.permutation(count) for _ in range(batch)])
        orders = np.stack([orders, orders[:, ::-1]], axis=1).reshape(-1, count)
        position = np.argsort(orders, axis=1)
        steps = np.arange(count + 1)
        coalitions = position[:, None, :] < steps[None, :, None]
        rows = _mix(x, base, sources, players, coalitions.reshape(-1, count))
        worth = _call(function, rows).reshape(len(orders), count + 1, -1)
        change = np.diff(worth, axis=1)
        gained = np.take_along_axis(change, position[:, :, None], axis=1)
        draws += list(gained.reshape(batch, 2, count, -1).mean(axis=1))
        if len(draws) >= 8:
            spread = np.std(draws, axis=0, ddof=1) / np.sqrt(len(draws))
            error = float(spread.max())
            whole = float(np.abs(worth[0, -1] - worth[0, 0]).max())
            if error <= TARGET_ERROR * whole:
                break
    return np.mean(draws, axis=0), error, len(draws)
