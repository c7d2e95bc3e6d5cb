from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.ml.metrics import (
    auc,
    classification_metrics,
    regression_metrics,
)
from sklearn import metrics as reference


def draw(seed: int, classes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, 60)
    truth[:classes] = np.arange(classes)
    # Rounded, so that scores tie.
    raw = np.round(rng.random((60, classes)), 1) + 0.05
    return truth, raw / raw.sum(axis=1, keepdims=True), rng.random(60) + 0.1


@pytest.mark.parametrize("seed", range(5))
def test_binary_metrics_equal_the_reference(seed: int) -> None:
    truth, probability, weights = draw(seed, 2)
    guess = probability.argmax(axis=1)
    found = classification_metrics("BinaryClassification", truth, probability, weights)
    weighted = {"sample_weight": weights}
    assert found == pytest.approx(
        {
            "Accuracy": reference.accuracy_score(truth, guess, **weighted),
            "BalancedAccuracy": reference.balanced_accuracy_score(truth, guess),
            "LogLoss": reference.log_loss(truth, probability, **weighted),
            "AUC": reference.roc_auc_score(truth, probability[:, 1], **weighted),
            "F1": reference.f1_score(truth, guess, **weighted),
            "Precision": reference.precision_score(truth, guess, **weighted),
            "Recall": reference.recall_score(truth, guess, **weighted),
        }
    )


@pytest.mark.parametrize("seed", range(5))
def test_multiclass_metrics_equal_the_reference(seed: int) -> None:
    truth, probability, weights = draw(seed, 4)
    guess = probability.argmax(axis=1)
    found = classification_metrics("MulticlassClassification", truth, probability, weights)
    macro = {"average": "macro", "sample_weight": weights, "zero_division": 0}
    assert found == pytest.approx(
        {
            "Accuracy": reference.accuracy_score(truth, guess, sample_weight=weights),
            "BalancedAccuracy": reference.balanced_accuracy_score(truth, guess),
            "LogLoss": reference.log_loss(truth, probability, sample_weight=weights),
            "F1macro": reference.f1_score(truth, guess, **macro),
            "PrecisionMacro": reference.precision_score(truth, guess, **macro),
            "RecallMacro": reference.recall_score(truth, guess, **macro),
        }
    )


def test_one_class_alone_is_no_error() -> None:
    truth = np.zeros(5, dtype=np.intp)
    probability = np.tile([0.8, 0.2], (5, 1))
    found = classification_metrics("BinaryClassification", truth, probability, np.ones(5))
    assert found["AUC"] == 0.5
    assert found["F1"] == found["Precision"] == found["Recall"] == 0.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.integers(0, 2**20))
def test_regression_metrics_equal_the_reference(values: list[float], seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = np.array(values)
    guess, weights = truth + rng.normal(size=len(truth)), rng.random(len(truth)) + 0.1
    found = regression_metrics(truth, guess, weights)
    assert found["MSE"] == pytest.approx(
        reference.mean_squared_error(truth, guess, sample_weight=weights)
    )
    assert found["RMSE"] == pytest.approx(found["MSE"] ** 0.5)
    assert found["MAE"] == pytest.approx(
        reference.mean_absolute_error(truth, guess, sample_weight=weights)
    )
    if np.ptp(truth) > 1e-3:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = reference.r2_score(truth, guess, sample_weight=weights)
        assert found["R2"] == pytest.approx(wanted, rel=1e-6)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=20))
def test_auc_counts_pairs(rows: list[tuple[bool, int]]) -> None:
    positive = np.array([row[0] for row in rows])
    score = np.array([float(row[1]) for row in rows])
    pairs = [(a > b) + 0.5 * (a == b) for a in score[positive] for b in score[~positive]]
    wanted = float(np.mean(pairs)) if pairs else 0.5
    assert auc(positive, score, np.ones(len(rows))) == pytest.approx(wanted)
