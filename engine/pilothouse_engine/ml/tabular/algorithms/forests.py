"""Random forests and extremely randomised trees of scikit-learn.

Their trees are kept as a sum of leaf class shares, which is exactly additive, and a later affine
calibration turns that sum into margins (see :mod:`pilothouse_engine.ml.tabular.calibration`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.forest import NAN_LEFT, Forest, TreeBuilder
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings
from pilothouse_engine.ml.values import Floats

_BATCH = 25
MAX_LEAVES = 400
"""Leaves per tree: bounds size, latency and the cost of exact explanations."""


class _SklearnForest(Algorithm):
    calibrated = True

    @property
    def title(self) -> str:
        """The class name."""
        return type(self).__name__

    @abstractmethod
    def _create(self, problem: str, **settings: Any) -> Any:
        """The estimator with these settings."""

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """One balanced setting."""
        trees = 150 if rows < 20_000 else 100
        return [{"trees": trees, "min_leaf": 1, "columns": "default"}]

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings."""
        del rows
        return {
            "trees": 150,
            "min_leaf": int(rng.choice([1, 2, 3, 5, 10])),
            "columns": float(rng.uniform(0.2, 1.0)),
        }

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`."""
        del valid
        with np.errstate(all="ignore"):
            fill = np.nan_to_num(_medians(train.x))
        filled = np.where(np.isnan(train.x), fill, train.x)
        regression = train.problem == "Regression"
        columns = settings["columns"]
        if columns == "default":
            columns = (0.6 if filled.shape[1] > 3 else 1.0) if regression else "sqrt"
        model = self._create(
            train.problem,
            n_estimators=0,
            warm_start=True,
            min_samples_leaf=settings["min_leaf"],
            max_features=columns,
            max_leaf_nodes=MAX_LEAVES if len(train.y) > MAX_LEAVES else None,
            random_state=seed,
            n_jobs=1,
        )
        truth = train.y if regression else train.y.astype(np.intp)
        while model.n_estimators < settings["trees"]:
            guard.check()
            model.n_estimators = min(settings["trees"], model.n_estimators + _BATCH)
            model.fit(filled, truth, train.weights if train.weighted else None)
        return Fit(_forest(model, train.problem, fill))


def _medians(x: Floats) -> Floats:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(x, axis=0)


def _forest(model: Any, problem: str, fill: Floats) -> Forest:
    outputs = model.n_classes_ if problem == "MulticlassClassification" else 1
    builder = TreeBuilder(outputs)
    share = 1.0 / len(model.estimators_)
    for estimator in model.estimators_:
        tree = estimator.tree_
        values = tree.value[:, 0, :]
        if problem != "Regression":
            values = values / values.sum(axis=1, keepdims=True)
            if problem == "BinaryClassification":
                values = values[:, 1:]
        position = np.empty(tree.node_count, dtype=np.intp)
        # scikit-learn numbers nodes in an order in which parents come first.
        for node in range(tree.node_count):
            if tree.children_left[node] < 0:
                position[node] = builder.add_leaf((values[node] * share).tolist())
            else:
                position[node] = builder.add_split(
                    int(tree.feature[node]), float(tree.threshold[node]), NAN_LEFT
                )
        for node in range(tree.node_count):
            if tree.children_left[node] >= 0:
                at = int(position[node])
                builder.left[at] = int(position[tree.children_left[node]])
                builder.right[at] = int(position[tree.children_right[node]])
        builder.roots.append(int(position[0]))
    return builder.build([0.0] * outputs, single=True, fill=fill)


class RandomForest(_SklearnForest):
    """``randomforest``."""

    id = "randomforest"

    def _create(self, problem: str, **settings: Any) -> Any:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestRegressor if problem == "Regression" else RandomForestClassifier
        return kind(**settings)


class ExtraTrees(_SklearnForest):
    """``extra-trees``."""

    id = "extra-trees"

    def _create(self, problem: str, **settings: Any) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        kind = ExtraTreesRegressor if problem == "Regression" else ExtraTreesClassifier
        return kind(**settings)
