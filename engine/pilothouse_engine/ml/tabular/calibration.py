"""From class shares of forests to margins, by an affine map learnt on held-out rows.

A forest's probability is an average over its trees, so an affine map of it is still a sum over
trees and its exact Shapley values are known. The usual log-odds of that probability is not. The
affine map is Platt's: ``margin = a * share + b``, fitted by log loss.
"""

from __future__ import annotations

import numpy as np

from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats


def fit_affine(
    problem: Problem, shares: Floats, truth: Floats, weights: Floats
) -> tuple[float, Floats]:
    """Scale ``a`` and bias ``b`` (K,) for shares (n, K). Regression needs none."""
    outputs = shares.shape[1]
    if problem == "Regression":
        return 1.0, np.zeros(outputs)
    from scipy.optimize import minimize

    classes = truth.astype(np.intp)
    total = weights.sum()
    rows = np.arange(len(classes))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = parameters[0] * shares + parameters[1:]
        if outputs == 1:
            margins = np.hstack([np.zeros_like(margins), margins])
        shifted = margins - margins.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        logs = shifted - log_total
        error = np.exp(logs)
        error[rows, classes] -= 1.0
        error *= (weights / total)[:, None]
        if outputs == 1:
            error = error[:, 1:]
        # A weak pull keeps the scale finite for classes that separate perfectly.
        penalty = 1e-4
        value = -float((weights * logs[rows, classes]).sum() / total)
        gradient = np.concatenate([[float((error * shares).sum())], error.sum(axis=0)])
        centre = np.concatenate([[6.0], np.zeros(outputs)])
        value += penalty * float(((parameters - centre) ** 2).sum())
        return value, gradient + 2 * penalty * (parameters - centre)

    start = np.concatenate([[6.0], np.full(outputs, -3.0 if outputs == 1 else 0.0)])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0.5, 50.0)] + [(None, None)] * outputs
    )
    return float(found.x[0]), np.asarray(found.x[1:], dtype=np.float64)
