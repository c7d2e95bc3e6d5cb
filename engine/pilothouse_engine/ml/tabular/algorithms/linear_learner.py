"""Ridge and logistic regression, plain or on piecewise linear ramps of each feature."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.metrics import loss_of
from pilothouse_engine.ml.tabular.models.design import Design
from pilothouse_engine.ml.tabular.models.linear import LinearModel
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings
from pilothouse_engine.ml.values import Floats

STRENGTHS = (1e-3, 1e-2, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Inverse regularisation strengths C, tried from strong to weak."""

FEW_STRENGTHS = (1e-3, 1e-2, 0.1, 1.0)
"""For many rows, where the data outweigh the regularisation."""

_MANY_ROWS = 10_000
_NEWTON_WIDTH = 600
"""Up to so many columns, second-order steps are far quicker than gradient ones."""


class LinearLearner(Algorithm):
    """``linear-learner``."""

    id = "linear-learner"

    @property
    def title(self) -> str:
        """Linear learner."""
        return "LinearLearner"

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """Plain, then with ramps (a generalised additive model)."""
        return [{"knots": 0}, {"knots": 8 if rows > 1000 else 4}]

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random number of ramps."""
        del rows
        return {"knots": int(rng.choice([0, 2, 3, 4, 6, 8, 12]))}

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`."""
        del seed
        design = Design.fit(train.x, train.categorical, int(settings["knots"]))
        z = design.transform(train.x)
        solver = _Ridge(z, train) if train.problem == "Regression" else _Logistic(z, train)
        if valid is None:
            guard.check()
            return Fit(LinearModel(design, *solver.solve(float(settings["C"]))))
        z_valid = design.transform(valid.x)
        best: tuple[float, float, Floats, Floats] | None = None
        worse = 0
        for strength in STRENGTHS if len(z) < _MANY_ROWS else FEW_STRENGTHS:
            guard.check()
            weights, intercept = solver.solve(strength)
            outputs = probabilities(z_valid @ weights + intercept, valid.problem)
            loss = loss_of(valid.problem, valid.y, outputs, valid.weights)
            if best is None or loss < best[0]:
                best = (loss, strength, weights, intercept)
                worse = 0
            else:
                worse += 1
                if worse == 2:
                    break
        assert best is not None
        return Fit(LinearModel(design, best[2], best[3]), {"C": best[1]})

    def merge(self, settings: Settings, found: Sequence[Mapping[str, float]]) -> Settings:
        """The geometric mean of the folds' strengths."""
        strengths = [item["C"] for item in found]
        return {**settings, "C": float(np.exp(np.mean(np.log(strengths))))}


class _Ridge:
    """Weighted ridge regression for many strengths from one decomposition."""

    def __init__(self, z: Floats, train: Sample) -> None:
        weights = train.weights / train.weights.mean()
        self._mean = np.average(z, axis=0, weights=weights)
        self._target = float(np.average(train.y, weights=weights))
        root = np.sqrt(weights)[:, None]
        left, self._spectrum, self._right = np.linalg.svd(
            (z - self._mean) * root, full_matrices=False
        )
        self._projected = left.T @ ((train.y - self._target) * root[:, 0])

    def solve(self, strength: float) -> tuple[Floats, Floats]:
        """Weights (width, 1) and intercept (1,)."""
        penalty = 1.0 / strength
        shrunk = self._spectrum / (self._spectrum**2 + penalty) * self._projected
        weights = self._right.T @ shrunk
        return weights[:, None], np.array([self._target - self._mean @ weights])


class _Logistic:
    """Multinomial or binary logistic regression, each fit starting from the last."""

    def __init__(self, z: Floats, train: Sample) -> None:
        from sklearn.linear_model import LogisticRegression

        self._z = z
        self._train = train
        newton = train.problem == "BinaryClassification" and z.shape[1] <= min(
            _NEWTON_WIDTH, len(z)
        )
        self._model = LogisticRegression(
            solver="newton-cholesky" if newton else "lbfgs",
            warm_start=True,
            max_iter=50 if newton else 300 if len(z) < _MANY_ROWS else 100,
            tol=1e-5,
        )

    def solve(self, strength: float) -> tuple[Floats, Floats]:
        """Weights (width, K) and intercept (K,)."""
        self._model.C = strength
        with warnings.catch_warnings():
            # An early end of the optimiser is an early stop; the validation loss decides.
            warnings.simplefilter("ignore")
            self._model.fit(self._z, self._train.y.astype(np.intp), self._train.weights)
        return self._model.coef_.T.copy(), self._model.intercept_.copy()
