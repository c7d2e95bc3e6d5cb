"""The learning algorithms: a new one is one file and one line in :data:`ALGORITHMS`."""

from __future__ import annotations

from pilothouse_engine.ml.tabular.algorithms.extreme_boosting import ExtremeBoosting
from pilothouse_engine.ml.tabular.algorithms.forests import ExtraTrees, RandomForest
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import GradientBoosting
from pilothouse_engine.ml.tabular.algorithms.linear_learner import LinearLearner
from pilothouse_engine.ml.tabular.algorithms.neural_network import NeuralNetwork
from pilothouse_engine.ml.tabular.algorithms.oblivious_boosting import ObliviousBoosting
from pilothouse_engine.ml.tabular.training import Algorithm

ALGORITHMS: dict[str, Algorithm] = {
    algorithm.id: algorithm
    for algorithm in (
        GradientBoosting(),
        LinearLearner(),
        ExtraTrees(),
        RandomForest(),
        ExtremeBoosting(),
        ObliviousBoosting(),
        NeuralNetwork(),
    )
}
"""By API name."""
