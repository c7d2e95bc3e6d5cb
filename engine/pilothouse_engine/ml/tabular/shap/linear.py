"""Exact Shapley values of models that are additive over source features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.tabular.models.linear import LinearModel
from pilothouse_engine.ml.values import Floats


def linear_values(
    model: LinearModel, x: Floats, baseline: Floats, sources: NDArray[np.intp], features: int
) -> Floats:
    """Contributions (n, features, K): w (z - mean of the baseline's z), summed per feature."""
    change = model.design.transform(x) - model.design.transform(baseline).mean(axis=0)
    owner = sources[model.design.columns]
    out = np.zeros((len(x), features, model.weights.shape[1]))
    if not owner.size:
        return out
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.r_[True, owner[order][1:] != owner[order][:-1]])
    present = owner[order][starts]
    for output in range(model.weights.shape[1]):
        terms = change[:, order] * model.weights[order, output]
        out[:, present, output] = np.add.reduceat(terms, starts, axis=1)
    return out
