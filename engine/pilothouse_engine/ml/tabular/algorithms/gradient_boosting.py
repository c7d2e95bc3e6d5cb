"""LightGBM, or scikit-learn's histogram boosting where LightGBM cannot be loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.forest import (
    NAN_IS_ZERO,
    NAN_LEFT,
    NAN_RIGHT,
    Forest,
    TreeBuilder,
)
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings

MAX_ROUNDS = 1000
_WIDE = 1000
_MANY_ROWS = 10_000


@cache
def lightgbm_problem() -> str | None:
    """Why LightGBM cannot be loaded, ``None`` if it can."""
    try:
        import lightgbm  # noqa: F401
    except (ImportError, OSError) as error:
        hint = (
            "install the system library libgomp1"
            if "libgomp" in str(error) or "libomp" in str(error)
            else "install it with pip install lightgbm"
        )
        return f"LightGBM cannot be loaded ({hint})"
    return None


class GradientBoosting(Algorithm):
    """``lightgbm``."""

    id = "lightgbm"

    @property
    def title(self) -> str:
        """Says which library trains."""
        return "LightGBM" if lightgbm_problem() is None else "HistGradientBoosting"

    def remark(self) -> str | None:
        """Why scikit-learn stands in."""
        problem = lightgbm_problem()
        if problem is None:
            return None
        return f"{problem}; scikit-learn's HistGradientBoosting stood in for it."

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """From a balanced setting to ever more different ones."""
        small = max(3, min(20, rows // 40))
        rate = 0.05 if rows < _MANY_ROWS else 0.1
        portfolio: list[Settings] = [
            {"rate": rate, "leaves": 31, "min_leaf": small},
            {"rate": rate, "leaves": 8, "min_leaf": small, "columns": 0.6, "rows": 0.8, "l2": 1.0},
            {"rate": rate, "leaves": 31, "min_leaf": small, "extra": True, "columns": 0.8},
            {"rate": rate, "leaves": 63, "min_leaf": 2 * small, "columns": 0.4, "l2": 10.0},
            {"rate": rate, "leaves": 4, "min_leaf": small, "columns": 0.4, "rows": 0.7},
        ]
        if rows > _MANY_ROWS:
            # Many rows carry detail; the smoothest trees give way.
            portfolio.insert(1, {"rate": rate, "leaves": 127, "min_leaf": 5, "columns": 0.8})
            portfolio.pop()
        return portfolio

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings around the portfolio's."""
        return {
            "rate": float(np.exp(rng.uniform(np.log(0.02), np.log(0.2)))),
            "leaves": int(np.round(2 ** rng.uniform(2, 6.5))),
            "min_leaf": int(np.round(np.exp(rng.uniform(np.log(2), np.log(max(4, rows // 20)))))),
            "columns": float(rng.uniform(0.3, 1.0)),
            "rows": float(rng.uniform(0.5, 1.0)),
            "l2": float(np.exp(rng.uniform(np.log(1e-3), np.log(20)))),
            "extra": bool(rng.random() < 0.25),
        }

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`."""
        if lightgbm_problem() is None:
            return _fit_lightgbm(train, valid, settings, guard, seed)
        from pilothouse_engine.ml.tabular.algorithms.histogram_boosting import fit_histogram

        return fit_histogram(train, valid, settings, guard, seed)

    def merge(self, settings: Settings, found: Sequence[Mapping[str, float]]) -> Settings:
        """A little more than the folds' mean number of rounds, since there are more rows."""
        rounds = float(np.mean([item["rounds"] for item in found]))
        return {**settings, "rounds": max(1, round(rounds * (1.1 if len(found) > 1 else 1.0)))}


def _parameters(train: Sample, settings: Settings, seed: int) -> dict[str, Any]:
    objective = {
        "Regression": "regression",
        "BinaryClassification": "binary",
        "MulticlassClassification": "multiclass",
    }[train.problem]
    few_rows = len(train.y) < 2000
    # A round costs time per column: wide data get fewer and coarser rounds.
    wide = train.x.shape[1] > _WIDE
    return {
        "objective": objective,
        **({"num_class": train.classes} if objective == "multiclass" else {}),
        "learning_rate": max(0.1, settings["rate"]) if wide else settings["rate"],
        "num_leaves": settings["leaves"],
        "min_data_in_leaf": settings["min_leaf"],
        "feature_fraction": settings.get("columns", 1.0),
        "bagging_fraction": settings.get("rows", 1.0),
        "bagging_freq": 1 if settings.get("rows", 1.0) < 1.0 else 0,
        "lambda_l2": settings.get("l2", 0.0),
        "extra_trees": settings.get("extra", False),
        "max_depth": 12,
        "min_data_per_group": 10 if few_rows else 50,
        "cat_smooth": 10.0,
        "max_bin": 63 if wide else 255,
        "min_sum_hessian_in_leaf": 1e-3,
        # The same seed gives the same trees, and one thread never spins against others.
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
        "feature_pre_filter": False,
    }


def _fit_lightgbm(
    train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
) -> Fit:
    import lightgbm

    parameters = _parameters(train, settings, seed)
    categorical = np.flatnonzero(train.categorical).tolist()

    def dataset(sample: Sample, reference: Any) -> Any:
        return lightgbm.Dataset(
            sample.x,
            label=sample.y,
            weight=sample.weights if sample.weighted else None,
            categorical_feature=categorical,
            reference=reference,
            params=parameters,
            free_raw_data=True,
        )

    learning = dataset(train, None)

    best = (float("inf"), 0)

    def each_round(environment: Any) -> None:
        nonlocal best
        guard.check()
        if valid is None:
            return
        results = environment.evaluation_result_list
        best = min(best, (results[0][2], environment.iteration))
        if guard.late():
            raise lightgbm.callback.EarlyStopException(best[1], results)

    callbacks: list[Any] = [each_round]
    rounds = int(settings.get("rounds", MAX_ROUNDS))
    kwargs: dict[str, Any] = {}
    if valid is not None:
        callbacks.append(
            lightgbm.early_stopping(max(20, int(2.0 / parameters["learning_rate"])), verbose=False)
        )
        kwargs["valid_sets"] = [dataset(valid, learning)]
    booster = lightgbm.train(
        parameters, learning, num_boost_round=rounds, callbacks=callbacks, **kwargs
    )
    used = booster.best_iteration if valid is not None and booster.best_iteration > 0 else rounds
    return Fit(forest_of_lightgbm(booster, used, train.outputs), {"rounds": used})


def forest_of_lightgbm(booster: Any, rounds: int, outputs: int) -> Forest:
    """The booster's first ``rounds`` rounds as arrays."""
    builder = TreeBuilder(outputs)
    trees = booster.dump_model(num_iteration=rounds)["tree_info"]
    for position, tree in enumerate(trees):
        builder.roots.append(_add_node(builder, tree["tree_structure"], position % outputs))
    return builder.build([0.0] * outputs, single=False, fill=None)


def _add_node(builder: TreeBuilder, node: Mapping[str, Any], output: int) -> int:
    if "split_index" not in node:
        values = [0.0] * builder.outputs
        values[output] = float(node["leaf_value"])
        return builder.add_leaf(values)
    if node["decision_type"] == "==":
        codes = [int(code) for code in str(node["threshold"]).split("||")]
        position = builder.add_category_split(int(node["split_feature"]), codes)
    else:
        if node["missing_type"] == "None":
            missing = NAN_IS_ZERO
        else:
            missing = NAN_LEFT if node["default_left"] else NAN_RIGHT
        position = builder.add_split(int(node["split_feature"]), float(node["threshold"]), missing)
    builder.left[position] = _add_node(builder, node["left_child"], output)
    builder.right[position] = _add_node(builder, node["right_child"], output)
    return position
