"""Means of forests, and training that ends with what it has when time runs short."""

from __future__ import annotations

import time

import numpy as np
import pytest
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import GradientBoosting
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from pilothouse_engine.ml.tabular.training import Sample
from pilothouse_engine.ml.tabular.trial import train
from pilothouse_engine.ml.validation import plan_validation

FREE = Guard(lambda: None)


def sample(rows: int, seed: int = 0) -> Sample:
    """Five columns with missing cells, the third one a category; three classes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 5)).round(2)
    x[:, 2] = rng.integers(2, 2 + 4 + seed, rows)
    x[rng.random((rows, 5)) < 0.1] = np.nan
    y = (np.nan_to_num(x[:, 0]) + (x[:, 2] % 3) + rng.normal(size=rows) > 1).astype(float)
    y += np.nan_to_num(x[:, 1]) > 1
    return Sample(x, y, np.ones(rows), "MulticlassClassification", 3, np.arange(5) == 2)


def forest(seed: int) -> Forest:
    settings = {"rate": 0.1, "leaves": 8, "min_leaf": 5, "rounds": 6}
    model = GradientBoosting().fit(sample(200, seed), None, settings, FREE, seed).model
    assert isinstance(model, Forest)
    return model


def test_a_mean_of_forests_gives_the_mean_of_their_margins() -> None:
    parts = [forest(seed) for seed in range(3)]
    x = np.vstack([sample(50, seed).x for seed in range(4)])
    x[0] = [np.nan, 1e9, 40.0, -1e9, 0.0]
    mean = Forest.average(parts)
    expected = np.mean([part.margins(x) for part in parts], axis=0)
    assert np.allclose(mean.margins(x), expected, rtol=0, atol=1e-12)
    stored = Forest.from_state(*mean.state())
    assert np.array_equal(stored.margins(x), mean.margins(x))
    sources = np.arange(5)
    values = tree_values(mean, x[:20], x[20:21], sources, 5)
    parted = np.mean([tree_values(part, x[:20], x[20:21], sources, 5) for part in parts], axis=0)
    assert np.allclose(values, parted, rtol=0, atol=1e-10)


def test_the_same_model_for_other_columns() -> None:
    model, x = forest(0), sample(60).x
    columns = np.array([1, 3, 4, 6, 8])
    spread = np.full((60, 10), 7.0)
    spread[:, columns] = x
    assert np.array_equal(model.moved(columns, 10).margins(spread), model.margins(x))


def test_the_folds_models_stay_together() -> None:
    data = sample(300)
    validation = plan_validation(data.y, data.problem, None, 0, 0)
    settings = {"rate": 0.1, "leaves": 8, "min_leaf": 5}
    trained = train(GradientBoosting(), settings, data, validation, FREE, 0, 1)
    assert isinstance(trained.model, Forest)
    fits = [
        GradientBoosting().fit(data.take(learn), data.take(judge), settings, FREE, 0)
        for learn, judge in validation.folds
    ]
    expected = np.mean([fit.model.margins(data.x) for fit in fits], axis=0)
    assert np.allclose(trained.model.margins(data.x), expected, rtol=0, atol=1e-12)


def test_boosting_ends_with_what_it_has() -> None:
    data = sample(2000)
    learn, judge = plan_validation(data.y, data.problem, 0.2, 0, 0).folds[0]
    settings = {"rate": 0.005, "leaves": 31, "min_leaf": 5}
    late = Guard(lambda: None, enough=time.monotonic() + 0.2)
    begin = time.monotonic()
    hurried = GradientBoosting().fit(data.take(learn), data.take(judge), settings, late, 0)
    assert time.monotonic() - begin < 5
    assert 0 < hurried.found["rounds"] < 900
    assert hurried.model.margins(data.x).shape == (2000, 3)


@pytest.mark.parametrize(("deadline", "finite"), [(float("inf"), False), (100.0, True)])
def test_a_part_of_the_time_needs_a_limit(deadline: float, finite: bool) -> None:
    guard = Guard(lambda: None, deadline=time.monotonic() + deadline)
    part = guard.for_part(0.25)
    assert np.isfinite(part.enough) == finite
    assert not part.late()
    if finite:
        assert 20 < part.enough - time.monotonic() <= 25
        assert part.for_part(0.9).enough == part.enough
