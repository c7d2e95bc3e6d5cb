"""The model quality report, ``statistics.json``, in Model Monitor's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.metrics import (
    ClassCounts,
    auc,
    class_counts,
    predicted_classes,
    regression_metrics,
)
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

MIN_ROWS_FOR_DEVIATION = 200
DRAWS, DRAW_SHARE = 5, 0.8
MAX_POINTS = 500

Classes = NDArray[np.intp]
Measure = Callable[[NDArray[np.intp]], dict[str, float]]


def model_insights(
    problem: Problem,
    labels: Sequence[str],
    truth: Floats,
    outputs: Floats,
    weights: Floats,
    details: Mapping[str, Any],
    seed: int,
) -> dict[str, Any]:
    """The report; ``outputs`` are probabilities (n, classes) or predictions (n, 1).

    A ``*_best_constant_classifier`` figure is the best that any constant answer reaches for that
    metric. Deviations come from five draws of 80 % of the rows. Keys beyond Model Monitor's
    hold the data of further graphs.
    """
    if problem == "Regression":
        section = "regression_metrics"
        content = _regression(truth, outputs[:, 0], weights, seed)
    elif problem == "BinaryClassification":
        section = "binary_classification_metrics"
        content = _binary(labels, truth.astype(np.intp), outputs, weights, seed)
    else:
        section = "multiclass_classification_metrics"
        content = _multiclass(labels, truth.astype(np.intp), outputs, weights, seed)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return {
        "version": 0.0,
        "dataset": {"item_count": len(truth), "evaluation_time": now},
        section: content,
        "pilothouse": dict(details),
    }


def _leaves(measure: Measure, rows: int, seed: int) -> dict[str, Any]:
    """Each figure of ``measure`` as value and deviation."""
    whole = measure(np.arange(rows))
    deviation: dict[str, Any] = dict.fromkeys(whole, "NaN")
    if rows >= MIN_ROWS_FOR_DEVIATION:
        rng = np.random.default_rng(seed)
        drawn = [
            measure(np.sort(rng.choice(rows, int(DRAW_SHARE * rows), replace=False)))
            for _ in range(DRAWS)
        ]
        for name in whole:
            deviation[name] = float(np.std([draw[name] for draw in drawn], ddof=1))
    return {
        name: {"value": value, "standard_deviation": deviation[name]}
        for name, value in whole.items()
    }


def f_beta(precision: float, recall: float, beta: float) -> float:
    """F-measure, 0 if both are 0."""
    bottom = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / bottom if bottom > 0 else 0.0


def _binary(
    labels: Sequence[str], truth: Classes, outputs: Floats, weights: Floats, seed: int
) -> dict[str, Any]:
    guess = predicted_classes(outputs)
    score = outputs[:, 1]

    def measure(rows: NDArray[np.intp]) -> dict[str, float]:
        counts = class_counts(truth[rows], guess[rows], weights[rows], 2)
        precision, recall = float(counts.precision[1]), float(counts.recall[1])
        specificity = float(counts.recall[0])
        share = float(counts.actual[1] / counts.actual.sum())
        figures = {
            "accuracy": float(counts.hits.sum() / counts.actual.sum()),
            "precision": precision,
            "recall": recall,
            "auc": auc(truth[rows] == 1, score[rows], weights[rows]),
            "true_positive_rate": recall,
            "true_negative_rate": specificity,
            "false_positive_rate": 1.0 - specificity if counts.actual[0] > 0 else 0.0,
            "false_negative_rate": 1.0 - recall if counts.actual[1] > 0 else 0.0,
            "accuracy_best_constant_classifier": max(share, 1 - share),
            "precision_best_constant_classifier": share,
            "recall_best_constant_classifier": 1.0 if share > 0 else 0.0,
            "auc_best_constant_classifier": 0.5,
        }
        for name, beta in (("f0_5", 0.5), ("f1", 1.0), ("f2", 2.0)):
            figures[name] = f_beta(precision, recall, beta)
            figures[f"{name}_best_constant_classifier"] = f_beta(share, float(share > 0), beta)
        return figures

    positive = truth == 1
    return {
        "confusion_matrix": confusion_matrix(labels, truth, guess),
        **_leaves(measure, len(truth), seed),
        **_curves(positive, score, weights),
        **_deciles(positive, score),
        "calibration_curve": _calibration(positive, score),
    }


def confusion_matrix(
    labels: Sequence[str], truth: Classes, guess: Classes
) -> dict[str, dict[str, int]]:
    """Counts by actual, then predicted label."""
    size = len(labels)
    counts = np.bincount(truth * size + guess, minlength=size * size).reshape(size, size)
    return {
        actual: {predicted: int(counts[row, column]) for column, predicted in enumerate(labels)}
        for row, actual in enumerate(labels)
    }


def _curves(positive: NDArray[np.bool_], score: Floats, weights: Floats) -> dict[str, Any]:
    """ROC and precision-recall, one point per distinct score (thinned to 500)."""
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.r_[score[order][1:] != score[order][:-1], True])
    hits = np.cumsum(weights[order] * positive[order])[ends]
    alarms = np.cumsum(weights[order] * ~positive[order])[ends]
    recall = hits / hits[-1] if hits[-1] > 0 else np.zeros_like(hits)
    fallout = alarms / alarms[-1] if alarms[-1] > 0 else np.zeros_like(alarms)
    precision = hits / np.maximum(hits + alarms, np.finfo(float).tiny)
    keep = np.unique(np.linspace(0, len(ends) - 1, min(len(ends), MAX_POINTS)).astype(np.intp))
    thresholds = score[order][ends][keep]
    change = np.diff(np.r_[0.0, recall])
    return {
        "receiver_operating_characteristic_curve": {
            "false_positive_rates": [0.0, *fallout[keep].tolist()],
            "true_positive_rates": [0.0, *recall[keep].tolist()],
            "thresholds": [1.0, *thresholds.tolist()],
        },
        "precision_recall_curve": {
            "precisions": [1.0, *precision[keep].tolist()],
            "recalls": [0.0, *recall[keep].tolist()],
            "thresholds": [1.0, *thresholds.tolist()],
        },
        "auprc": {"value": float((change * precision).sum()), "standard_deviation": "NaN"},
    }


def _deciles(positive: NDArray[np.bool_], score: Floats) -> dict[str, Any]:
    """Gain and lift at each decile of the rows, best scores first."""
    found = np.cumsum(positive[np.argsort(-score, kind="stable")])
    total = max(1, int(positive.sum()))
    shares = np.arange(1, 11) / 10
    at = np.maximum(1, np.round(shares * len(score)).astype(np.intp))
    gains = found[at - 1] / total
    return {
        "gain_curve": {
            "percentage_of_data": [0.0, *shares.tolist()],
            "percentage_of_positives": [0.0, *gains.tolist()],
        },
        "lift_curve": {
            "percentage_of_data": shares.tolist(),
            "lifts": (gains / (at / len(score))).tolist(),
        },
    }


def _calibration(positive: NDArray[np.bool_], score: Floats) -> dict[str, Any]:
    """Mean prediction and share of positives in ten bins of equal count."""
    parts = np.array_split(np.argsort(score, kind="stable"), min(10, len(score)))
    return {
        "mean_predictions": [float(score[part].mean()) for part in parts],
        "shares_of_positives": [float(positive[part].mean()) for part in parts],
        "counts": [len(part) for part in parts],
    }


def _weighted(counts: ClassCounts) -> dict[str, float]:
    share = counts.actual / counts.actual.sum()
    precision, recall = counts.precision, counts.recall
    figures = {
        "accuracy": float(counts.hits.sum() / counts.actual.sum()),
        "weighted_recall": float(share @ recall),
        "weighted_precision": float(share @ precision),
    }
    for name, beta in (("f0_5", 0.5), ("f1", 1.0), ("f2", 2.0)):
        each = [f_beta(p, r, beta) for p, r in zip(precision, recall, strict=True)]
        figures[f"weighted_{name}"] = float(share @ np.array(each))
    return figures


def _multiclass(
    labels: Sequence[str], truth: Classes, outputs: Floats, weights: Floats, seed: int
) -> dict[str, Any]:
    guess = predicted_classes(outputs)
    size = len(labels)

    def measure(rows: NDArray[np.intp]) -> dict[str, float]:
        figures = _weighted(class_counts(truth[rows], guess[rows], weights[rows], size))
        totals = np.bincount(truth[rows], weights[rows], size)
        constant = np.full(len(rows), int(totals.argmax()), dtype=np.intp)
        yardstick = _weighted(class_counts(truth[rows], constant, weights[rows], size))
        return figures | {
            f"{name}_best_constant_classifier": value for name, value in yardstick.items()
        }

    return {
        "confusion_matrix": confusion_matrix(labels, truth, guess),
        **_leaves(measure, len(truth), seed),
    }


def _regression(truth: Floats, guess: Floats, weights: Floats, seed: int) -> dict[str, Any]:
    def measure(rows: NDArray[np.intp]) -> dict[str, float]:
        figures = regression_metrics(truth[rows], guess[rows], weights[rows])
        return {name.lower(): value for name, value in figures.items()}

    errors = truth - guess
    spread = float(errors.std())
    noise = 1e-12 * max(1.0, float(np.abs(truth).max()))
    standardized = errors / spread if spread > noise else np.zeros_like(errors)
    reach = max(3.0, float(np.abs(standardized).max()))
    keep = np.unique(np.linspace(0, len(truth) - 1, min(len(truth), 2000)).astype(np.intp))
    counts, edges = np.histogram(standardized, bins=20, range=(-reach, reach))
    mean = float(np.average(truth, weights=weights))
    constant = regression_metrics(truth, np.full(len(truth), mean), weights)
    return {
        **_leaves(measure, len(truth), seed),
        "constant_predictor": {name.lower(): value for name, value in constant.items()},
        "residuals": {
            "actual": truth[keep].tolist(),
            "predicted": guess[keep].tolist(),
            "standardized_residuals": standardized[keep].tolist(),
        },
        "residual_histogram": {"counts": counts.tolist(), "edges": edges.tolist()},
    }
