"""The right method for each kind of model, and the linear combination for ensembles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.sampling import sampled_values
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.tabular.models.linear import LinearModel
from pilothouse_engine.ml.tabular.shap.linear import linear_values
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from pilothouse_engine.ml.values import Floats

EXACT = "exact Shapley values in closed form (linear models and trees)"
SAMPLED = "Shapley values by antithetic permutation sampling"


@dataclass(frozen=True)
class Explained:
    """Contributions in margins: ``values`` (n, features, K), ``base`` (K,).

    ``base`` plus the sum over features is the model's margin. ``error`` is the largest standard
    error of a sampled value, 0 for exact ones.
    """

    values: Floats
    base: Floats
    error: float

    @property
    def method(self) -> str:
        return SAMPLED if self.error > 0 else EXACT


def explain_margins(
    model: MarginModel,
    x: Floats,
    baseline: Floats,
    sources: NDArray[np.intp],
    features: int,
    seed: int = 0,
) -> Explained:
    """Explain margins at X (n, D) against baseline rows (B, D)."""
    base = model.margins(baseline).mean(axis=0)
    if isinstance(model, EnsembleModel):
        values = np.zeros((len(x), features, len(base)))
        error = 0.0
        for member, weight in zip(model.members, model.weights, strict=True):
            part = explain_margins(member, x, baseline, sources, features, seed)
            values += weight * _centered(part.values)
            error += weight * part.error
        return Explained(values, base, error)
    if isinstance(model, LinearModel):
        return Explained(linear_values(model, x, baseline, sources, features), base, 0.0)
    if isinstance(model, Forest):
        return Explained(tree_values(model, x, baseline, sources, features), base, 0.0)
    sampled = sampled_values(model.margins, x, baseline, sources, features, seed)
    return Explained(sampled.values, base, sampled.error)


def explain_model(
    model: MarginModel,
    x: Floats,
    baseline: Floats,
    sources: NDArray[np.intp],
    features: int,
    seed: int = 0,
) -> Explained:
    """As :func:`explain_margins`, with the margins of several classes taken minus their mean.

    A softmax fixes its margins only up to a constant per record; the mean is the reference that
    all models share.
    """
    plain = explain_margins(model, x, baseline, sources, features, seed)
    return Explained(_centered(plain.values), centered(plain.base[None])[0], plain.error)


def _centered(values: Floats) -> Floats:
    if values.shape[2] == 1:
        return values
    return np.asarray(values - values.mean(axis=2, keepdims=True))
