"""``xgboost``, where the environment has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.forest import NAN_LEFT, NAN_RIGHT, Forest, TreeBuilder
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings

MAX_ROUNDS = 1000

_OBJECTIVES = {
    "Regression": "reg:squarederror",
    "BinaryClassification": "binary:logistic",
    "MulticlassClassification": "multi:softprob",
}


@cache
def _problem() -> str | None:
    try:
        import_module("xgboost")
    except (ImportError, OSError):
        return "it is not installed (pip install xgboost)"
    return None


class ExtremeBoosting(Algorithm):
    """XGBoost on category codes."""

    id = "xgboost"

    @property
    def title(self) -> str:
        """The library's name."""
        return "XGBoost"

    def unavailable(self) -> str | None:
        """Why XGBoost cannot be loaded."""
        return _problem()

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """One balanced setting."""
        rate = 0.05 if rows < 20_000 else 0.1
        return [{"rate": rate, "depth": 5, "child": 1.0, "columns": 0.7, "rows": 0.8, "l2": 1.0}]

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings around the portfolio's."""
        del rows
        return {
            "rate": float(np.exp(rng.uniform(np.log(0.02), np.log(0.25)))),
            "depth": int(rng.integers(2, 9)),
            "child": float(np.exp(rng.uniform(np.log(0.5), np.log(20)))),
            "columns": float(rng.uniform(0.3, 1.0)),
            "rows": float(rng.uniform(0.5, 1.0)),
            "l2": float(np.exp(rng.uniform(np.log(0.01), np.log(20)))),
        }

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`."""
        xgboost: Any = import_module("xgboost")

        class EachRound(xgboost.callback.TrainingCallback):  # type: ignore[misc]
            def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
                guard.check()
                return False

        def matrix(sample: Sample) -> Any:
            weights = sample.weights if sample.weighted else None
            return xgboost.DMatrix(sample.x, label=sample.y, weight=weights, nthread=1)

        parameters = {
            "objective": _OBJECTIVES[train.problem],
            **({"num_class": train.classes} if train.outputs > 1 else {}),
            "tree_method": "hist",
            "eta": settings["rate"],
            "max_depth": settings["depth"],
            "min_child_weight": settings["child"],
            "colsample_bytree": settings["columns"],
            "subsample": settings["rows"],
            "lambda": settings["l2"],
            "nthread": 1,
            "seed": seed,
            "verbosity": 0,
        }
        rounds = int(settings.get("rounds", MAX_ROUNDS))
        stopping: dict[str, Any] = {}
        if valid is not None:
            stopping["evals"] = [(matrix(valid), "valid")]
            stopping["early_stopping_rounds"] = max(20, int(2.0 / settings["rate"]))
        booster = xgboost.train(
            parameters,
            matrix(train),
            num_boost_round=rounds,
            verbose_eval=False,
            callbacks=[EachRound()],
            **stopping,
        )
        used = booster.best_iteration + 1 if valid is not None else rounds
        forest = forest_of_xgboost(booster, used, train.outputs, train.problem)
        return Fit(forest, {"rounds": used})

    def merge(self, settings: Settings, found: Sequence[Mapping[str, float]]) -> Settings:
        """A little more than the folds' mean number of rounds, since there are more rows."""
        rounds = float(np.mean([item["rounds"] for item in found]))
        return {**settings, "rounds": max(1, round(rounds * (1.1 if len(found) > 1 else 1.0)))}


def forest_of_xgboost(booster: Any, rounds: int, outputs: int, problem: str) -> Forest:
    """The booster's first ``rounds`` rounds as arrays.

    XGBoost tests ``x < threshold`` in float32; the largest float32 below the threshold turns
    that into this forest's ``<=``.
    """
    learner = json.loads(bytes(booster.save_raw("json")))["learner"]
    model = learner["gradient_booster"]["model"]
    builder = TreeBuilder(outputs)
    trees = zip(model["trees"], model["tree_info"], strict=True)
    for tree, output in list(trees)[: rounds * outputs]:
        builder.roots.append(_add_node(builder, tree, 0, int(output)))
    raw = json.loads(learner["learner_model_param"]["base_score"])
    scores = [float(score) for score in (raw if isinstance(raw, list) else [raw])]
    base = np.resize(np.array(scores), outputs)
    if problem == "BinaryClassification":
        base = np.log(base / (1.0 - base))
    return builder.build(base.tolist(), single=True, fill=None)


def _add_node(builder: TreeBuilder, tree: Mapping[str, Any], at: int, output: int) -> int:
    value = float(tree["split_conditions"][at])
    if tree["left_children"][at] < 0:
        values = [0.0] * builder.outputs
        values[output] = value
        return builder.add_leaf(values)
    below = float(np.nextafter(np.float32(value), np.float32(-np.inf)))
    missing = NAN_LEFT if tree["default_left"][at] else NAN_RIGHT
    position = builder.add_split(int(tree["split_indices"][at]), below, missing)
    builder.left[position] = _add_node(builder, tree, int(tree["left_children"][at]), output)
    builder.right[position] = _add_node(builder, tree, int(tree["right_children"][at]), output)
    return position
