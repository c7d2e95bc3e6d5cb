"""Eigen-CAM (arXiv 2008.00299) and the class map, from a network's last convolution.

Eigen-CAM says where the layer has its strongest common pattern: it knows no class and no sign.
The class map says what each position adds to the margin of a class, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse_engine.ml.image.networks.network import Array
from pilothouse_engine.ml.values import Floats

_CORRELATED = 0.1
"""Below this, the mean activation does not tell the sign."""
_ROUNDING = 1e-9
"""Part of the activations' size that counts as rounding."""
_GUARD = 1e-7
"""The reference implementation adds this to the divisor."""


@dataclass(frozen=True)
class EigenCam:
    """A heat map of the last layer."""

    map: Floats
    """(h, w), importance from 0 to 1."""
    sign: int
    """1 or -1: what the component was multiplied by; its own sign is arbitrary."""
    correlation: float
    """Of the signed projection with the mean activation per position."""
    sign_rule: Literal["correlation", "largest"]
    explained: float
    """Share of the activations' variance along the component, 0 to 1."""
    flat: bool
    """The activations are the same everywhere: the map is 0 and says nothing."""


def eigen_cam(activations: Array | Floats) -> EigenCam:
    """The map of activations (channels, h, w); NaN counts as 0."""
    channels, height, width = activations.shape
    matrix = activations.reshape(channels, -1).T.astype(np.float64)
    matrix = np.where(np.isnan(matrix), 0.0, matrix)
    size = float(np.sqrt((matrix**2).sum()))
    mean = matrix.mean(axis=1)
    matrix -= matrix.mean(axis=0)
    if len(matrix) <= channels:
        # The top eigenvector of the small Gram matrix is the left singular vector.
        values, vectors = np.linalg.eigh(matrix @ matrix.T)
        projection = vectors[:, -1] * np.sqrt(max(0.0, float(values[-1])))
    else:
        values, vectors = np.linalg.eigh(matrix.T @ matrix)
        projection = matrix @ vectors[:, -1]
    values = np.maximum(values, 0.0)
    largest = int(np.abs(projection).argmax())
    flat = bool(np.abs(projection[largest]) <= _ROUNDING * size)
    along = 0.0 if flat else _correlation(projection, mean)
    rule: Literal["correlation", "largest"] = (
        "correlation" if abs(along) >= _CORRELATED else "largest"
    )
    decides = along if rule == "correlation" else float(projection[largest])
    sign = -1 if decides < 0 and not flat else 1
    cut = np.zeros_like(projection) if flat else np.maximum(projection * sign, 0.0)
    cut -= cut.min()
    return EigenCam(
        map=(cut / (cut.max() + _GUARD)).reshape(height, width),
        sign=sign,
        correlation=along * sign,
        sign_rule=rule,
        explained=0.0 if flat else float(values[-1] / values.sum()),
        flat=flat,
    )


def _correlation(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else 0.0


def class_map(activations: Array, weights: Floats) -> Floats:
    """What each position (h, w) adds to a margin with ``weights`` (channels,): with the bias,
    the sum is the margin."""
    terms = np.tensordot(weights, activations.astype(np.float64), axes=1)
    return np.asarray(terms / terms.size)
