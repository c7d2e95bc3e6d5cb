"""Shapley values of linear models, networks and ensembles, and sampling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pilothouse_engine.ml.margins import centered, sigmoid
from pilothouse_engine.ml.sampling import sampled_values
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import GradientBoosting
from pilothouse_engine.ml.tabular.algorithms.linear_learner import LinearLearner
from pilothouse_engine.ml.tabular.algorithms.neural_network import NeuralNetwork
from pilothouse_engine.ml.tabular.calibration import fit_affine
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.shap.explain import EXACT, SAMPLED, explain_margins, explain_model
from test_ml_trees import GUARD, brute_force, sample

SOURCES = np.array([0, 1, 2, 3, 3, 4])
PROBLEMS = ["Regression", "BinaryClassification", "MulticlassClassification"]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("knots", [0, 4])
def test_linear_models_are_exact(problem: str, knots: int) -> None:
    data = sample(problem)
    model = LinearLearner().fit(data, data, {"knots": knots}, GUARD, 0).model
    found = explain_margins(model, data.x[:6], data.x[10:12], SOURCES, 5)
    assert found.method == EXACT
    for row, values in zip(data.x[:6], found.values, strict=True):
        wanted = brute_force(model.margins, row, data.x[10:12], SOURCES, 5)
        np.testing.assert_allclose(values, wanted, atol=1e-10)


def ensemble(problem: str) -> tuple[EnsembleModel, np.ndarray]:
    data = sample(problem)
    boosted = {"rate": 0.1, "leaves": 6, "min_leaf": 5, "rounds": 10}
    members = (
        LinearLearner().fit(data, None, {"knots": 0, "C": 1.0}, GUARD, 0).model,
        GradientBoosting().fit(data, None, boosted, GUARD, 0).model,
    )
    return EnsembleModel(members, (0.25, 0.75)), data.x


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_ensemble_is_the_weighted_sum_of_its_members(problem: str) -> None:
    model, x = ensemble(problem)
    whole = explain_model(model, x[:9], x[20:21], SOURCES, 5)
    parts = [explain_model(member, x[:9], x[20:21], SOURCES, 5) for member in model.members]
    np.testing.assert_allclose(
        whole.values, 0.25 * parts[0].values + 0.75 * parts[1].values, atol=1e-12
    )
    margins = centered(model.margins(x[:9]))
    residual = np.abs(whole.base + whole.values.sum(axis=1) - margins)
    assert (residual <= 1e-6 * np.maximum(1, np.abs(margins))).all()
    if margins.shape[1] > 1:
        assert np.abs(whole.values.sum(axis=2)).max() < 1e-12


def test_few_features_are_enumerated() -> None:
    model, x = ensemble("BinaryClassification")

    def probability(rows: np.ndarray) -> np.ndarray:
        return sigmoid(model.margins(rows))

    found = sampled_values(probability, x[:4], x[20:22], SOURCES, 5, seed=1)
    assert found.error == 0.0
    for row, values in zip(x[:4], found.values, strict=True):
        np.testing.assert_allclose(
            values, brute_force(probability, row, x[20:22], SOURCES, 5), atol=1e-12
        )


def test_sampling_adds_up_repeats_and_is_near_the_truth() -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(12, 12)) / 12

    def function(rows: np.ndarray) -> np.ndarray:
        return np.asarray(np.tanh((rows @ weights * rows).sum(axis=1, keepdims=True) + rows[:, :1]))

    x, base, sources = rng.normal(size=(2, 12)), np.zeros((1, 12)), np.arange(12)
    found = sampled_values(function, x, base, sources, 12, seed=3)
    assert found.pairs > 1
    assert found.error > 0
    np.testing.assert_allclose(
        found.values.sum(axis=1), function(x) - function(base), rtol=0, atol=1e-12
    )
    again = sampled_values(function, x, base, sources, 12, seed=3)
    np.testing.assert_array_equal(found.values, again.values)
    wanted = brute_force(function, x[0], base, sources, 12)
    assert np.abs(found.values[0] - wanted).max() < 6 * found.error


def test_a_network_is_sampled_and_says_so() -> None:
    data = sample("Regression")
    x = np.hstack([data.x, data.x[:, :2] ** 2, np.roll(data.x, 1, axis=0)])
    wide = replace(data, x=x, categorical=np.arange(x.shape[1]) == 2)
    model = NeuralNetwork().fit(wide, None, {"layers": (4,), "l2": 1.0}, GUARD, 0).model
    found = explain_model(model, x[:2], x[5:6], np.arange(14), 14)
    assert found.method == SAMPLED and found.error > 0
    np.testing.assert_allclose(
        found.base + found.values.sum(axis=1), model.margins(x[:2]), atol=1e-9
    )


def test_calibration_finds_a_known_affine_map() -> None:
    rng = np.random.default_rng(0)
    shares = rng.random((20_000, 1))
    truth = (rng.random(20_000) < sigmoid(5.0 * shares[:, 0] - 2.0)).astype(float)
    scale, bias = fit_affine("BinaryClassification", shares, truth, np.ones(20_000))
    assert scale == pytest.approx(5.0, abs=0.2)
    assert bias[0] == pytest.approx(-2.0, abs=0.15)
