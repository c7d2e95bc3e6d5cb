"""The linear head: logistic regression on pooled activations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.image.model import Head
from pilothouse_engine.ml.image.networks.network import Array
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.text.logistic import choose_strength, fit_logistic
from pilothouse_engine.ml.values import Floats

STRENGTHS = (1e-4, 1e-3, 1e-2, 0.1, 1.0)
"""Inverse regularisation strengths C, for standardised channels."""

_FOLDS = 3
_TUNING_ROWS = 2000
_DEFAULT_STRENGTH = 1e-2


def fit_head(
    features: Array,
    y: Floats,
    problem: Problem,
    classes: int,
    guard: Guard,
    seed: int,
    mirrored: Array | None = None,
) -> Head:
    """Fit on pooled activations (n, channels), with those of the mirrored pictures if given.

    The strength is tuned by cross-validation within these rows: the validation pictures stay
    unseen.
    """
    count = len(features)
    whole = (features if mirrored is None else np.vstack([features, mirrored])).astype(np.float64)
    truth = y if mirrored is None else np.concatenate([y, y])
    mean, spread = whole.mean(axis=0), whole.std(axis=0)
    # A channel that never fires says nothing.
    spread[spread < 1e-6] = np.inf
    z = (whole - mean) / spread
    basis: Floats | None = None
    if len(z) < z.shape[1]:
        # The solution lies in the span of the rows: fewer columns, the same answer.
        basis, triangle = np.linalg.qr(z.T)
        z = np.ascontiguousarray(triangle.T)
    guard.check()
    strength = _tune(z, truth, count, problem, classes, guard, seed)
    found = fit_logistic(z, truth, problem, classes, strength, guard)
    weights = found.weights if basis is None else basis @ found.weights
    weights = weights / spread[:, None]
    return Head(weights, found.bias - mean @ weights)


def _tune(
    z: Floats,
    y: Floats,
    count: int,
    problem: Problem,
    classes: int,
    guard: Guard,
    seed: int,
) -> float:
    """The first ``count`` rows are pictures, the rest their mirror images."""
    rng = np.random.default_rng(seed)
    fold = _deal(y[:count], rng)
    used = np.zeros(count, dtype=bool)
    used[rng.permutation(count)[:_TUNING_ROWS]] = True
    found: list[float] = []
    for number in range(_FOLDS):
        held = (fold == number) & used
        learn = (fold != number) & used
        if len(z) > count:
            learn = np.concatenate([learn, learn])
        judged = np.flatnonzero(held)
        if not len(judged) or len(np.unique(y[learn.nonzero()[0]])) < 2:
            continue
        rows = learn.nonzero()[0]
        strength, _ = choose_strength(
            z[rows], y[rows], z[judged], y[judged], problem, classes, STRENGTHS, guard
        )
        found.append(strength)
    return float(np.exp(np.mean(np.log(found)))) if found else _DEFAULT_STRENGTH


def _deal(y: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """Fold of each row, every class dealt out evenly."""
    fold = np.zeros(len(y), dtype=np.intp)
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        fold[members] = np.arange(len(members)) % _FOLDS
    return fold
