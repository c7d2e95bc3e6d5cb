"""The learning algorithms: a new one is one file and one line in :data:`ALGORITHMS`."""

from __future__ import annotations

from pilothouse_engine.ml.algorithms.extreme_boosting import ExtremeBoosting
from pilothouse_engine.ml.algorithms.forests import ExtraTrees, RandomForest
from pilothouse_engine.ml.algorithms.gradient_boosting import GradientBoosting
from pilothouse_engine.ml.algorithms.linear_learner import LinearLearner
from pilothouse_engine.ml.algorithms.neural_network import NeuralNetwork
from pilothouse_engine.ml.algorithms.oblivious_boosting import ObliviousBoosting
from pilothouse_engine.ml.training import Algorithm

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
