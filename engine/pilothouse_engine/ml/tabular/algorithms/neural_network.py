"""``mlp``: a small feed-forward network."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.design import Design
from pilothouse_engine.ml.tabular.models.network import NetworkModel
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings

_EPOCHS = 60


class NeuralNetwork(Algorithm):
    """scikit-learn's perceptron, kept as plain arrays."""

    id = "mlp"

    @property
    def title(self) -> str:
        """Multi-layer perceptron."""
        return "MLP"

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """One layer, then two."""
        del rows
        return [{"layers": (32,), "l2": 1.0}, {"layers": (64, 32), "l2": 0.1}]

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings."""
        del rows
        width = int(rng.choice([16, 32, 64]))
        return {
            "layers": (width,) if rng.random() < 0.6 else (width, width // 2),
            "l2": float(np.exp(rng.uniform(np.log(1e-3), np.log(10)))),
        }

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`.

        Sample weights do not reach the library: this algorithm runs in tuning mode only, where
        the API has no weights.
        """
        del valid
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        design = Design.fit(train.x, train.categorical)
        z = design.transform(train.x)
        regression = train.problem == "Regression"
        kind = MLPRegressor if regression else MLPClassifier
        center, scale = (float(train.y.mean()), float(train.y.std())) if regression else (0.0, 1.0)
        truth = (train.y - center) / scale if regression else train.y.astype(np.intp)
        model = kind(
            hidden_layer_sizes=settings["layers"],
            alpha=settings["l2"],
            learning_rate_init=3e-3,
            batch_size=min(len(z), max(32, len(z) // 50)),
            max_iter=1,
            warm_start=True,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one epoch per call never "converges"
            for _ in range(_EPOCHS):
                guard.check()
                model.fit(z, truth)
        weights = [np.array(weight, dtype=np.float64) for weight in model.coefs_]
        biases = [np.array(bias, dtype=np.float64) for bias in model.intercepts_]
        weights[-1] = weights[-1] * scale
        biases[-1] = biases[-1] * scale + center
        return Fit(NetworkModel(design, tuple(weights), tuple(biases)))
