"""Margins and the probabilities that they stand for.

A *margin* is a model's output on the scale where members of an ensemble are averaged and where
contributions add up: log-odds of the positive class (binary, K = 1), class scores before the
softmax (K = number of classes), the target itself (regression, K = 1).
"""

from __future__ import annotations

import numpy as np

from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats


def sigmoid(margins: Floats) -> Floats:
    """1 / (1 + e^-m) without overflow."""
    ex = np.exp(-np.abs(margins))
    return np.where(margins >= 0, 1.0 / (1.0 + ex), ex / (1.0 + ex))


def probabilities(margins: Floats, problem: Problem) -> Floats:
    """Class probabilities (n, classes) from margins (n, K); for regression the predictions."""
    if problem == "Regression":
        return margins
    if problem == "BinaryClassification":
        positive = sigmoid(margins[:, :1])
        return np.hstack([1.0 - positive, positive])
    shifted = np.exp(margins - margins.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def outputs_of(problem: Problem, classes: int) -> int:
    """K: number of margins per record."""
    return classes if problem == "MulticlassClassification" else 1


def centered(margins: Floats) -> Floats:
    """Margins of several classes minus their mean per record.

    Softmax does not change; the reference becomes the same for every model and record.
    """
    if margins.shape[1] == 1:
        return margins
    return np.asarray(margins - margins.mean(axis=1, keepdims=True))
