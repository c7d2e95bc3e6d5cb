"""The engine's candidates as estimators of scikit-learn and of the libraries beside it, in code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.tabular.training import Settings

MEDIAN_C = 0.1
"""Inverse strength of the regularisation where the engine would search for it."""


def _call(name: str, **arguments: Any) -> str:
    """``name(argument=value, …)``; numbers with as many digits as matter."""

    def shown(value: Any) -> str:
        return repr(float(f"{value:.4g}")) if isinstance(value, float) else repr(value)

    return f"{name}({', '.join(f'{key}={shown(value)}' for key, value in arguments.items())})"


def _kind(stem: str, problem: Problem) -> str:
    return stem + ("Regressor" if problem == "Regression" else "Classifier")


def _lightgbm(settings: Settings, problem: Problem) -> str:
    return _call(
        _kind("LGBM", problem),
        n_estimators=300,
        learning_rate=settings["rate"],
        num_leaves=settings["leaves"],
        min_child_samples=settings["min_leaf"],
        colsample_bytree=settings.get("columns", 1.0),
        subsample=settings.get("rows", 1.0),
        subsample_freq=1,
        reg_lambda=settings.get("l2", 0.0),
        extra_trees=settings.get("extra", False),
        random_state=0,
        n_jobs=1,
        verbosity=-1,
    )


def _histogram(settings: Settings, problem: Problem) -> str:
    return _call(
        _kind("HistGradientBoosting", problem),
        max_iter=300,
        learning_rate=settings["rate"],
        max_leaf_nodes=settings["leaves"],
        min_samples_leaf=settings["min_leaf"],
        l2_regularization=settings.get("l2", 0.0),
        random_state=0,
    )


def _linear(settings: Settings, problem: Problem) -> str:
    del settings
    if problem == "Regression":
        return _call("Ridge", alpha=1.0 / MEDIAN_C)
    return _call("LogisticRegression", C=MEDIAN_C, max_iter=1000)


def _forest(stem: str) -> Callable[[Settings, Problem], str]:
    def code(settings: Settings, problem: Problem) -> str:
        columns = settings["columns"]
        if columns == "default":
            columns = 0.6 if problem == "Regression" else "sqrt"
        return _call(
            _kind(stem, problem),
            n_estimators=settings["trees"],
            min_samples_leaf=settings["min_leaf"],
            max_features=columns,
            max_leaf_nodes=400,
            random_state=0,
            n_jobs=-1,
        )

    return code


def _xgboost(settings: Settings, problem: Problem) -> str:
    return _call(
        _kind("XGB", problem),
        n_estimators=300,
        learning_rate=settings["rate"],
        max_depth=settings["depth"],
        min_child_weight=settings["child"],
        colsample_bytree=settings["columns"],
        subsample=settings["rows"],
        reg_lambda=settings["l2"],
        random_state=0,
    )


def _catboost(settings: Settings, problem: Problem) -> str:
    return _call(
        _kind("CatBoost", problem),
        iterations=300,
        learning_rate=settings["rate"],
        depth=settings["depth"],
        l2_leaf_reg=settings["l2"],
        random_seed=0,
        verbose=False,
        allow_writing_files=False,
    )


def _network(settings: Settings, problem: Problem) -> str:
    return _call(
        _kind("MLP", problem),
        hidden_layer_sizes=tuple(settings["layers"]),
        alpha=settings["l2"],
        learning_rate_init=3e-3,
        max_iter=200,
        random_state=0,
    )


_CODE: dict[str, Callable[[Settings, Problem], str]] = {
    "LightGBM": _lightgbm,
    "HistGradientBoosting": _histogram,
    "LinearLearner": _linear,
    "ExtraTrees": _forest("ExtraTrees"),
    "RandomForest": _forest("RandomForest"),
    "XGBoost": _xgboost,
    "CatBoost": _catboost,
    "MLP": _network,
}
_MODULES = {
    "LGBM": "lightgbm",
    "XGB": "xgboost",
    "CatBoost": "catboost",
    "ExtraTrees": "sklearn.ensemble",
    "RandomForest": "sklearn.ensemble",
    "HistGradientBoosting": "sklearn.ensemble",
    "Ridge": "sklearn.linear_model",
    "LogisticRegression": "sklearn.linear_model",
    "MLP": "sklearn.neural_network",
}


def estimator_code(title: str, settings: Settings, problem: Problem) -> str:
    """The call that makes the estimator; ``title`` is the algorithm's."""
    return _CODE[title](settings, problem)


def import_code(calls: list[str]) -> str:
    """The imports that these calls need, one line a module."""
    names: dict[str, set[str]] = {}
    for call in calls:
        name = call.partition("(")[0]
        stem = next(stem for stem in _MODULES if name.startswith(stem))
        names.setdefault(_MODULES[stem], set()).add(name)
    return "\n".join(
        f"from {module} import {', '.join(sorted(found))}"
        for module, found in sorted(names.items())
    )
