"""Classical decomposition of many series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class Decomposition:
    """``indices`` (S, m) by phase ``t % m``, adding up to zero; ``strength`` (S,) from 0 to 1."""

    indices: Floats
    strength: Floats


def decompose(y: Floats, season: int) -> Decomposition:
    """Additive seasonal indices of series (S, T) without inner gaps."""
    trend = _centred_mean(y, season)
    detrended = y - trend
    indices = np.zeros((len(y), season))
    known = ~np.isnan(detrended)
    for phase in range(season):
        part = known[:, phase::season]
        total = np.where(part, detrended[:, phase::season], 0.0).sum(axis=1)
        indices[:, phase] = total / np.maximum(part.sum(axis=1), 1)
    indices -= indices.mean(axis=1, keepdims=True)
    phases = np.arange(y.shape[1]) % season
    rest = detrended - indices[:, phases]
    noise, all_of_it = _variance(rest, known), _variance(detrended, known)
    strength = np.where(all_of_it > 0, 1 - noise / np.where(all_of_it > 0, all_of_it, 1.0), 0.0)
    # Two cycles fit any noise well: each index then explains half of it.
    cycles = known.sum(axis=1) / season
    chance = 1.0 / np.maximum(cycles, 1.0)
    strength = np.where(cycles >= 2, (strength - chance) / np.maximum(1 - chance, 0.1), 0.0)
    return Decomposition(indices, np.clip(strength, 0.0, 1.0))


def _centred_mean(y: Floats, season: int) -> Floats:
    """Moving average over one cycle; NaN where the cycle does not fit."""
    steps = y.shape[1]
    out = np.full(y.shape, np.nan)
    # An even cycle takes half of the values at either end.
    weights = np.ones(season) if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5]
    if steps < len(weights):
        return out
    half = len(weights) // 2
    shape = (steps - len(weights) + 1, len(y))
    total = np.zeros(shape).T
    for offset, weight in enumerate(weights):
        total = total + weight * y[:, offset : offset + shape[0]]
    out[:, half : half + shape[0]] = total / season
    return out


def _variance(values: Floats, known: np.ndarray) -> Floats:
    counts = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, values, 0.0).sum(axis=1) / counts
    variance: Floats = (np.where(known, values - mean[:, None], 0.0) ** 2).sum(axis=1) / counts
    return variance
