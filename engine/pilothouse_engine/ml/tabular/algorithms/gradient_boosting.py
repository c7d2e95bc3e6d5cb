"""LightGBM, or scikit-learn's histogram boosting where LightGBM cannot be loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.forest import (
    NAN_IS_ZERO,
    NAN_LEFT,
    NAN_RIGHT,
    Forest,
)
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings
from pilothouse_engine.ml.values import Floats

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
    """The booster's first ``rounds`` rounds as arrays.

    Read from its text form, whose numbers are exact: its JSON form takes longer than the training.
    """
    trees = _sections(booster.model_to_string(num_iteration=rounds))

    def numbers(key: str) -> Floats:
        return np.array(" ".join(tree.get(key, "") for tree in trees).split(), dtype=np.float64)

    leaves = np.array([int(tree["num_leaves"]) for tree in trees], dtype=np.intp)
    splits = leaves - 1
    # A tree's splits stand before its leaves, parents before children.
    starts = np.cumsum(splits + leaves) - splits - leaves
    split_tree, leaf_tree = (
        np.repeat(np.arange(len(trees)), splits),
        np.repeat(np.arange(len(trees)), leaves),
    )
    split_at = starts[split_tree] + _count_up(splits)
    leaf_at = (starts + splits)[leaf_tree] + _count_up(leaves)

    def filled(value: float, parts: Any, kind: Any) -> NDArray[Any]:
        out = np.full(int((splits + leaves).sum()), value, dtype=kind)
        out[split_at] = parts
        return out

    def children(key: str) -> NDArray[np.int32]:
        child = numbers(key).astype(np.intp)
        # Leaves are numbered -1, -2, ...
        ends = np.where(child < 0, splits[split_tree] - 1 - child, child)
        out = np.arange(int((splits + leaves).sum()), dtype=np.int32)
        out[split_at] = starts[split_tree] + ends
        return out

    kinds = numbers("decision_type").astype(np.intp)
    by_category, known_missing = kinds & 1 > 0, kinds >> 2 > 0
    missing = np.where(kinds & 2 > 0, NAN_LEFT, NAN_RIGHT)
    missing = np.where(by_category, NAN_RIGHT, np.where(known_missing, missing, NAN_IS_ZERO))
    thresholds = numbers("threshold")
    sets = [
        _categories(trees[split_tree[at]], int(thresholds[at]))
        for at in np.flatnonzero(by_category).tolist()
    ]
    member = np.zeros((len(sets), max((int(codes.max()) + 1 for codes in sets), default=1)), bool)
    for row, codes in enumerate(sets):
        member[row, codes] = True
    leaf = np.full(len(leaf_at) + len(split_at), -1, dtype=np.int32)
    leaf[leaf_at] = np.arange(len(leaf_at))
    values = np.zeros((len(leaf_at), outputs))
    values[np.arange(len(leaf_at)), leaf_tree % outputs] = numbers("leaf_value")
    return Forest(
        feature=filled(0, numbers("split_feature"), np.int32),
        threshold=filled(np.inf, np.where(by_category, np.nan, thresholds), np.float64),
        left=children("left_child"),
        right=children("right_child"),
        missing=filled(NAN_LEFT, missing, np.int8),
        category_set=filled(-1, np.where(by_category, np.cumsum(by_category) - 1, -1), np.int32),
        leaf=leaf,
        roots=starts.astype(np.int32),
        values=values,
        member=member,
        base=np.zeros(outputs),
        single=False,
        fill=np.empty(0),
    )


def _sections(text: str) -> list[dict[str, str]]:
    """The trees of a booster's text form: ``key=value`` on each line."""
    trees = text.partition("\nend of trees")[0].split("\nTree=")[1:]
    return [dict(line.split("=", 1) for line in tree.splitlines() if "=" in line) for tree in trees]


def _count_up(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... up to each count, one after the other."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def _categories(tree: Mapping[str, str], position: int) -> NDArray[np.intp]:
    """Codes that go left at a tree's test for categories, from its words of 32 bits."""
    bounds = [int(part) for part in tree["cat_boundaries"].split()[position : position + 2]]
    words = np.array(tree["cat_threshold"].split()[bounds[0] : bounds[1]], dtype=np.uint32)
    bits = words[:, None] >> np.arange(32, dtype=np.uint32) & 1
    return np.flatnonzero(bits)
