"""Logistic regression on sparse or dense rows, interruptible at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.metrics import log_loss
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

_MAX_STEPS, _MAX_PRECISE_STEPS = 40, 1000


@dataclass(frozen=True)
class Linear:
    """``margins = x @ weights + bias``; weights (D, K), bias (K,)."""

    weights: Floats
    bias: Floats

    def margins(self, x: Any) -> Floats:
        """Margins (n, K) of rows (n, D)."""
        return np.asarray(x @ self.weights) + self.bias


def fit_logistic(
    x: Any,
    y: Floats,
    problem: Problem,
    classes: int,
    strength: float,
    guard: Guard,
    start: Linear | None = None,
    precision: float = 1e-6,
) -> Linear:
    """Minimise ``strength`` x summed log loss + half the squared weights (not the bias), until a
    step lessens it by less than the share ``precision``."""
    from scipy.optimize import minimize

    rows, width = x.shape
    outputs = 1 if problem == "BinaryClassification" else classes
    truth = np.zeros((rows, outputs))
    if outputs == 1:
        truth[:, 0] = y
    else:
        truth[np.arange(rows), y.astype(np.intp)] = 1.0
    turned = x.T.tocsr() if hasattr(x, "tocsr") else x.T

    def loss(flat: Floats) -> tuple[float, Floats]:
        guard.check()
        weights, bias = flat[outputs:].reshape(width, outputs), flat[:outputs]
        margins = np.asarray(x @ weights) + bias
        if outputs == 1:
            value = np.logaddexp(0.0, margins).sum() - (truth * margins).sum()
            share = probabilities(margins, problem)[:, 1:]
        else:
            top = margins.max(axis=1, keepdims=True)
            value = (top[:, 0] + np.log(np.exp(margins - top).sum(axis=1))).sum()
            value -= (truth * margins).sum()
            share = probabilities(margins, problem)
        error = share - truth
        gradient = np.concatenate(
            [
                strength * error.sum(axis=0),
                (strength * np.asarray(turned @ error) + weights).ravel(),
            ]
        )
        return float(strength * value + 0.5 * (weights**2).sum()), gradient

    first = (
        np.zeros(outputs * (width + 1))
        if start is None
        else np.concatenate([start.bias, start.weights.ravel()])
    )
    scale = max(1.0, strength * rows)
    found = minimize(
        loss,
        first,
        jac=True,
        method="L-BFGS-B",
        options={
            "maxiter": _MAX_STEPS if precision > 1e-9 else _MAX_PRECISE_STEPS,
            "gtol": 1e-5 * scale,
            "ftol": precision,
        },
    ).x
    return Linear(found[outputs:].reshape(width, outputs).copy(), found[:outputs].copy())


def choose_strength(
    x: Any,
    y: Floats,
    valid: Any,
    truth: Floats,
    problem: Problem,
    classes: int,
    strengths: Sequence[float],
    guard: Guard,
) -> tuple[float, Linear]:
    """The strength with the least log loss on held-out rows, and its model."""
    best: tuple[float, float, Linear] | None = None
    linear: Linear | None = None
    for strength in strengths:
        linear = fit_logistic(x, y, problem, classes, strength, guard, linear)
        outputs = probabilities(linear.margins(valid), problem)
        value = log_loss(truth.astype(np.intp), outputs, np.ones(len(truth)))
        if best is not None and value >= best[0]:
            break
        best = (value, strength, linear)
    assert best is not None
    return best[1], best[2]
