"""Forests as arrays against the libraries that trained them, and exact Shapley values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from math import factorial
from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.algorithms.forests import ExtraTrees, RandomForest
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import forest_of_lightgbm
from pilothouse_engine.ml.tabular.algorithms.histogram_boosting import (
    fit_histogram,
    forest_of_histogram,
)
from pilothouse_engine.ml.tabular.models.forest import (
    NAN_IS_ZERO,
    NAN_LEFT,
    NAN_RIGHT,
    Forest,
    TreeBuilder,
)
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from pilothouse_engine.ml.tabular.training import Sample

pytestmark = pytest.mark.slow

GUARD = Guard(lambda: None)


Matrix = NDArray[Any]


def brute_force(
    function: Callable[[Matrix], Matrix],
    x: Matrix,
    baseline: Matrix,
    sources: Matrix,
    features: int,
) -> Matrix:
    """Shapley values (features, K) by visiting all coalitions."""
    worth = []
    for mask in range(1 << features):
        inside = np.array([bool(mask >> source & 1) for source in sources])
        worth.append(function(np.where(inside, x, baseline)).mean(axis=0))
    values = np.zeros((features, len(worth[0])))
    for feature in range(features):
        for mask in range(1 << features):
            if not mask >> feature & 1:
                size = bin(mask).count("1")
                weight = factorial(size) * factorial(features - size - 1) / factorial(features)
                values[feature] += weight * (worth[mask | 1 << feature] - worth[mask])
    return values


def mixed_data(rows: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Six columns: rounded numbers with missing cells, one of codes, one constant."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, 6)).round(1)
    x[rng.random((rows, 6)) < 0.15] = np.nan
    x[:, 2] = rng.integers(0, 9, rows)
    x[:, 5] = 3.0
    y = np.nan_to_num(x[:, 0]) * np.nan_to_num(x[:, 1]) + (x[:, 2] % 3) + rng.normal(size=rows)
    return x, y


def lightgbm_forest(objective: str, seed: int = 0, leaves: int = 12) -> tuple[Any, Forest, Matrix]:
    x, y = mixed_data(seed=seed)
    outputs = 1
    if objective == "binary":
        y = (y > 1).astype(float)
    if objective == "multiclass":
        y, outputs = np.clip(np.round(y), 0, 2), 3
    parameters = {
        "objective": objective,
        "num_leaves": leaves,
        "min_data_in_leaf": 3,
        "min_data_per_group": 3,
        "cat_smooth": 1,
        "verbosity": -1,
        "num_threads": 1,
        **({"num_class": 3} if outputs == 3 else {}),
    }
    booster = lightgbm.train(
        parameters, lightgbm.Dataset(x, y, categorical_feature=[2]), num_boost_round=12
    )
    return booster, forest_of_lightgbm(booster, 12, outputs), x


@pytest.mark.parametrize("objective", ["regression", "binary", "multiclass"])
def test_margins_equal_lightgbm(objective: str) -> None:
    booster, forest, x = lightgbm_forest(objective)
    assert (forest.category_set >= 0).any()
    odd = x.copy()
    odd[:50, 2] = 77  # an unknown code
    odd[50:60, 2] = np.nan
    odd[60:70] = np.nan
    for rows in (x, odd):
        wanted = booster.predict(rows, raw_score=True).reshape(len(rows), -1)
        np.testing.assert_allclose(forest.margins(rows), wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("objective", ["regression", "binary", "multiclass"])
def test_values_equal_brute_force(objective: str) -> None:
    _, forest, x = lightgbm_forest(objective)
    sources = np.array([0, 1, 2, 3, 3, 4])  # two columns of one feature
    baseline = x[7:9]
    rows = np.vstack([x[100:108], x[7], np.full(6, np.nan)])
    found = tree_values(forest, rows, baseline, sources, 5)
    for row, values in zip(rows, found, strict=True):
        wanted = brute_force(forest.margins, row, baseline, sources, 5)
        np.testing.assert_allclose(values, wanted, rtol=0, atol=1e-12)
    assert (found[:, 4] == 0).all(), "a constant feature contributes nothing"


@pytest.mark.parametrize("leaves", [12, 90])
def test_few_and_many_records_give_the_same(leaves: int) -> None:
    _, forest, x = lightgbm_forest("multiclass", leaves=leaves)
    if leaves == 90:
        # More outcomes than one float64 holds.
        assert len(forest.values) / len(forest.roots) > 60
    sources = np.arange(6)
    many = tree_values(forest, x, x[:1], sources, 6)
    few = np.concatenate(
        [tree_values(forest, x[i : i + 9], x[:1], sources, 6) for i in range(0, len(x), 9)]
    )
    np.testing.assert_allclose(many, few, rtol=0, atol=1e-13)


splits = st.recursive(
    st.floats(-5, 5, allow_nan=False),
    lambda children: st.tuples(
        st.integers(0, 4),
        st.one_of(
            st.sampled_from([-1.0, 0.0, 1.0]), st.sets(st.integers(0, 3), max_size=3).map(tuple)
        ),
        st.sampled_from([NAN_IS_ZERO, NAN_LEFT, NAN_RIGHT]),
        children,
        children,
    ),
    max_leaves=14,
)
cells = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 0.5, float("nan")])


def add(builder: TreeBuilder, node: Any) -> int:
    if isinstance(node, float):
        return builder.add_leaf([node])
    feature, test, missing, left, right = node
    if isinstance(test, tuple):
        at = builder.add_category_split(feature, test)
    else:
        at = builder.add_split(feature, test, missing)
    builder.left[at] = add(builder, left)
    builder.right[at] = add(builder, right)
    return at


@given(
    st.lists(splits, min_size=1, max_size=4),
    st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=4),
    st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=3),
    st.permutations([0, 1, 2, 3, 3]),
)
def test_any_forest_is_explained_exactly(
    trees: list[Any], rows: list[Any], base: list[Any], sources: list[int]
) -> None:
    """Repeated features on a path, values on thresholds, missing cells, category tests."""
    builder = TreeBuilder(1)
    for tree in trees:
        builder.roots.append(add(builder, tree))
    forest = builder.build([0.5], single=False, fill=None)
    x, baseline, owner = np.array(rows), np.array(base), np.array(sources)
    found = tree_values(forest, x, baseline, owner, 4)
    for row, values in zip(x, found, strict=True):
        wanted = brute_force(forest.margins, row, baseline, owner, 4)
        np.testing.assert_allclose(values, wanted, rtol=0, atol=1e-10)


def test_values_equal_the_shap_library_away_from_thresholds() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 6))
    y = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2])
    booster = lightgbm.train(
        {"num_leaves": 15, "verbosity": -1, "num_threads": 1}, lightgbm.Dataset(x, y), 40
    )
    forest = forest_of_lightgbm(booster, 40, 1)
    baseline = np.full((1, 6), 0.0123456)
    # Takes seconds to import, and this file is read for every selection of tests.
    import shap

    explainer = shap.TreeExplainer(booster, baseline, feature_perturbation="interventional")
    found = tree_values(forest, x[:100], baseline, np.arange(6), 6)[:, :, 0]
    np.testing.assert_allclose(found, explainer.shap_values(x[:100]), atol=1e-6)


def test_a_baseline_on_a_threshold_is_split_as_the_model_does() -> None:
    builder = TreeBuilder(1)
    root = builder.add_split(0, 0.1 + 0.2, NAN_RIGHT)
    builder.left[root], builder.right[root] = builder.add_leaf([1.0]), builder.add_leaf([2.0])
    builder.roots.append(root)
    forest = builder.build([0.0], single=False, fill=None)
    on, below = np.array([[0.1 + 0.2]]), np.array([[0.3]])
    above = np.array([[np.nextafter(0.1 + 0.2, 1)]])
    assert forest.margins(on) == forest.margins(below) == 1.0
    assert forest.margins(above) == 2.0
    assert tree_values(forest, above, on, np.array([0]), 1).item() == 1.0
    assert tree_values(forest, below, on, np.array([0]), 1).item() == 0.0


def test_swapping_equal_features_swaps_their_values() -> None:
    """A model that treats three features alike gives them the values of their cells."""
    builder = TreeBuilder(1)
    for order in permutations(range(3)):
        first = builder.add_split(order[0], 0.0, NAN_LEFT)
        second = builder.add_split(order[1], 0.0, NAN_LEFT)
        builder.left[second], builder.right[second] = (
            builder.add_leaf([1.0]),
            builder.add_leaf([4.0]),
        )
        builder.left[first], builder.right[first] = second, builder.add_leaf([7.0])
        builder.roots.append(first)
    with pytest.raises(ValueError, match="not well formed"):
        # Children must follow their parents, else walking down might never end.
        state, arrays = builder.build([0.0], False, None).state()
        Forest.from_state(state, {**arrays, "left": arrays["left"][::-1].copy()})
    forest = builder.build([0.0], single=False, fill=None)
    sources, baseline = np.arange(3), np.zeros((1, 3)) - 1
    one = tree_values(forest, np.array([[1.0, -1.0, 1.0]]), baseline, sources, 3)[0, :, 0]
    other = tree_values(forest, np.array([[-1.0, 1.0, 1.0]]), baseline, sources, 3)[0, :, 0]
    assert one[0] == pytest.approx(one[2]) and one[1] == 0
    assert other[[1, 0, 2]] == pytest.approx(one)


def sample(problem: str) -> Sample:
    x, y = mixed_data(150)
    if problem == "BinaryClassification":
        y = (y > 1).astype(float)
    if problem == "MulticlassClassification":
        y = np.clip(np.round(y), 0, 2)
    classes = {"Regression": 1, "BinaryClassification": 2}.get(problem, 3)
    categorical = np.arange(6) == 2
    return Sample(x, y, np.ones(len(y)), problem, classes, categorical)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", [RandomForest(), ExtraTrees()])
@pytest.mark.parametrize(
    "problem", ["Regression", "BinaryClassification", "MulticlassClassification"]
)
def test_forests_equal_scikit_learn(
    algorithm: RandomForest, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = []
    plain = algorithm._create

    def keep(problem: str, **settings: object) -> object:
        created.append(plain(problem, **settings))
        return created[-1]

    monkeypatch.setattr(type(algorithm), "_create", lambda self, *a, **k: keep(*a, **k))
    data = sample(problem)
    settings = {"trees": 10, "min_leaf": 2, "columns": "default"}
    forest = algorithm.fit(data, None, settings, GUARD, 0).model
    filled = np.where(np.isnan(data.x), np.nanmedian(data.x, axis=0), data.x)
    if problem == "Regression":
        wanted = created[0].predict(filled)[:, None]
    else:
        wanted = created[0].predict_proba(filled)
        wanted = wanted[:, 1:] if problem == "BinaryClassification" else wanted
    np.testing.assert_allclose(forest.margins(data.x), wanted, atol=1e-12)


@pytest.mark.parametrize("problem", ["Regression", "MulticlassClassification"])
def test_the_stand_in_for_lightgbm_equals_scikit_learn(problem: str) -> None:
    from sklearn.ensemble import (
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
    )

    data = sample(problem)
    kind = (
        HistGradientBoostingRegressor if problem == "Regression" else HistGradientBoostingClassifier
    )
    model = kind(max_iter=8, early_stopping=False, random_state=0).fit(data.x, data.y)
    forest = forest_of_histogram(model, 8, data.outputs)
    np.testing.assert_allclose(
        forest.margins(data.x), model._raw_predict(data.x), rtol=0, atol=1e-12
    )
    settings = {"rate": 0.2, "leaves": 8, "min_leaf": 5}
    fit = fit_histogram(data, data, settings, GUARD, 0)
    assert fit.found["rounds"] >= 10
