"""What every trained model gives: margins, in plain NumPy.

A *margin* is the model's output on the scale where members of an ensemble are averaged and
where contributions add up: log-odds of the positive class (binary, K = 1), class scores before
the softmax (K = number of classes), the target itself (regression, K = 1). Models are plain
arrays: they are stored without pickle, and loading one runs no code of the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

Arrays = dict[str, NDArray[Any]]


class MarginModel(Protocol):
    """A trained model on the derived matrix X of shape (n, D)."""

    @property
    def kind(self) -> str:
        """Name in ``models/registry.py``."""

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """JSON-serialisable settings and arrays, from which ``from_state`` rebuilds the model."""

    @classmethod
    def from_state(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Any:
        """Inverse of :meth:`state`."""


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
