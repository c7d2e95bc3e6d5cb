"""Boosting libraries that an environment may have: their trees as arrays equal the library."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pilothouse_engine.ml.tabular.algorithms.extreme_boosting import ExtremeBoosting
from pilothouse_engine.ml.tabular.algorithms.oblivious_boosting import ObliviousBoosting
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from test_ml_trees import GUARD, brute_force, sample

pytestmark = pytest.mark.slow

PROBLEMS = ["Regression", "BinaryClassification", "MulticlassClassification"]


def check(algorithm: Any, problem: str, trained: Any) -> None:
    data = sample(problem)
    settings = {**algorithm.portfolio(len(data.y))[0], "rounds": 8}
    forest = algorithm.fit(data, None, settings, GUARD, 0).model
    np.testing.assert_allclose(forest.margins(data.x), trained(data), rtol=0, atol=2e-5)
    sources, base = np.arange(6), data.x[3:4]
    values = tree_values(forest, data.x[:4], base, sources, 6)
    for row, found in zip(data.x[:4], values, strict=True):
        wanted = brute_force(forest.margins, row, base, sources, 6)
        np.testing.assert_allclose(found, wanted, atol=1e-10)
    early = algorithm.fit(data, data, algorithm.portfolio(len(data.y))[0], GUARD, 0)
    merged = algorithm.merge(settings, [early.found, early.found])
    assert merged["rounds"] >= early.found["rounds"]
    drawn = algorithm.draw(np.random.default_rng(0), 100)
    assert algorithm.fit(data, None, {**drawn, "rounds": 2}, GUARD, 0).model.values.any()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_xgboost(problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    xgboost = pytest.importorskip("xgboost")
    boosters: list[Any] = []
    plain = xgboost.train

    def keep(*args: Any, **kwargs: Any) -> Any:
        boosters.append(plain(*args, **kwargs))
        return boosters[-1]

    monkeypatch.setattr(xgboost, "train", keep)

    def margins(data: Any) -> Any:
        raw = boosters[0].predict(xgboost.DMatrix(data.x), output_margin=True)
        return raw.reshape(len(data.x), -1)

    check(ExtremeBoosting(), problem, margins)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_catboost(problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    catboost = pytest.importorskip("catboost")
    models: list[Any] = []
    plain = catboost.CatBoost.fit

    def keep(self: Any, *args: Any, **kwargs: Any) -> Any:
        models.append(self)
        return plain(self, *args, **kwargs)

    monkeypatch.setattr(catboost.CatBoost, "fit", keep)

    def margins(data: Any) -> Any:
        raw = models[0].predict(data.x, prediction_type="RawFormulaVal")
        return np.asarray(raw).reshape(len(data.x), -1)

    check(ObliviousBoosting(), problem, margins)


def test_an_absent_library_is_said() -> None:
    for algorithm in (ExtremeBoosting(), ObliviousBoosting()):
        why = algorithm.unavailable()
        assert why is None or f"pip install {algorithm.id}" in why
