"""All metrics of tabular candidates, weighted, in the API's names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

MINIMIZE = frozenset(
    {
        "MAE",
        "MSE",
        "RMSE",
        "LogLoss",
        "InferenceLatency",
        "AverageWeightedQuantileLoss",
        "WAPE",
        "MASE",
        "MAPE",
    }
)
SELECTABLE: dict[Problem, tuple[str, ...]] = {
    "Regression": ("MSE", "RMSE", "MAE", "R2"),
    "BinaryClassification": ("F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall"),
    "MulticlassClassification": (
        "Accuracy",
        "BalancedAccuracy",
        "F1macro",
        "PrecisionMacro",
        "RecallMacro",
    ),
}
"""Objectives per problem; the first is the default."""


def default_objective(problem: Problem) -> str:
    """The metric optimised when the request names none."""
    return SELECTABLE[problem][0]


@dataclass(frozen=True)
class ClassCounts:
    """Weighted true positives, predicted and actual totals per class, each (K,)."""

    hits: Floats
    predicted: Floats
    actual: Floats

    @property
    def precision(self) -> Floats:
        return _ratio(self.hits, self.predicted)

    @property
    def recall(self) -> Floats:
        return _ratio(self.hits, self.actual)

    @property
    def f1(self) -> Floats:
        return _ratio(2 * self.hits, self.predicted + self.actual)


def _ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, 0 where the bottom is 0."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def class_counts(
    truth: NDArray[np.intp], guess: NDArray[np.intp], weights: Floats, classes: int
) -> ClassCounts:
    """Count per class."""
    return ClassCounts(
        np.bincount(truth[truth == guess], weights[truth == guess], classes).astype(float),
        np.bincount(guess, weights, classes).astype(float),
        np.bincount(truth, weights, classes).astype(float),
    )


def log_loss(truth: NDArray[np.intp], probability: Floats, weights: Floats) -> float:
    """Weighted mean of -ln p(true class), p clipped at 1e-15."""
    chosen = probability[np.arange(len(truth)), truth]
    return float(np.average(-np.log(np.clip(chosen, 1e-15, 1.0)), weights=weights))


def auc(positive: NDArray[np.bool_], score: Floats, weights: Floats) -> float:
    """Weighted P(s+ > s-) + P(equal)/2; 0.5 if there is one class only."""
    order = np.argsort(score, kind="stable")
    ranked, weight, is_positive = score[order], weights[order], positive[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    plus = np.add.reduceat(weight * is_positive, starts)
    minus = np.add.reduceat(weight * ~is_positive, starts)
    total = plus.sum() * minus.sum()
    if not total > 0:
        return 0.5
    below = np.cumsum(minus) - minus
    return float((plus * (below + 0.5 * minus)).sum() / total)


def classification_metrics(
    problem: Problem, truth: NDArray[np.intp], probability: Floats, weights: Floats
) -> dict[str, float]:
    """Metrics of a classifier; ``probability`` is (n, classes).

    BalancedAccuracy ignores the weights, as in the API.
    """
    classes = probability.shape[1]
    guess = predicted_classes(probability)
    counts = class_counts(truth, guess, weights, classes)
    plain = class_counts(truth, guess, np.ones(len(truth)), classes)
    metrics = {
        "Accuracy": float(np.average(truth == guess, weights=weights)),
        "BalancedAccuracy": float(plain.recall[plain.actual > 0].mean()),
        "LogLoss": log_loss(truth, probability, weights),
    }
    if problem == "BinaryClassification":
        metrics |= {
            "AUC": auc(truth == 1, probability[:, 1], weights),
            "F1": float(counts.f1[1]),
            "Precision": float(counts.precision[1]),
            "Recall": float(counts.recall[1]),
        }
    else:
        seen = (counts.actual > 0) | (counts.predicted > 0)
        metrics |= {
            "F1macro": float(counts.f1[seen].mean()),
            "PrecisionMacro": float(counts.precision[seen].mean()),
            "RecallMacro": float(counts.recall[seen].mean()),
        }
    return metrics


def predicted_classes(probability: Floats) -> NDArray[np.intp]:
    """The most probable class, the first of equals, shape (n,)."""
    return np.asarray(probability.argmax(axis=1), dtype=np.intp)


def regression_metrics(truth: Floats, guess: Floats, weights: Floats) -> dict[str, float]:
    """Metrics of predictions (n,)."""
    errors = guess - truth
    mse = float(np.average(errors**2, weights=weights))
    mean = np.average(truth, weights=weights)
    spread = float(np.average((truth - mean) ** 2, weights=weights))
    return {
        "MSE": mse,
        "RMSE": float(np.sqrt(mse)),
        "MAE": float(np.average(np.abs(errors), weights=weights)),
        "R2": 1.0 - mse / spread if spread > 0 else float(mse == 0),
    }


def evaluate(problem: Problem, truth: Floats, outputs: Floats, weights: Floats) -> dict[str, float]:
    """All metrics; ``outputs`` are probabilities (n, classes) or predictions (n, 1)."""
    if problem == "Regression":
        return regression_metrics(truth, outputs[:, 0], weights)
    return classification_metrics(problem, truth.astype(np.intp), outputs, weights)


def loss_of(problem: Problem, truth: Floats, outputs: Floats, weights: Floats) -> float:
    """The smooth loss behind every objective: log loss or mean squared error."""
    if problem == "Regression":
        return regression_metrics(truth, outputs[:, 0], weights)["MSE"]
    return log_loss(truth.astype(np.intp), outputs, weights)


def gain(metric: str, value: float) -> float:
    """The value with its sign turned so that more is better; for ranking only."""
    return -value if metric in MINIMIZE else value
