"""``catboost``, where the environment has it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.models.forest import NAN_LEFT, NAN_RIGHT, Forest, TreeBuilder
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings

MAX_ROUNDS = 600

_LOSSES = {
    "Regression": "RMSE",
    "BinaryClassification": "Logloss",
    "MulticlassClassification": "MultiClass",
}


@cache
def _problem() -> str | None:
    try:
        import_module("catboost")
    except (ImportError, OSError):
        return "it is not installed (pip install catboost)"
    return None


class ObliviousBoosting(Algorithm):
    """CatBoost on category codes: its trees stay sums over features, as exact values need."""

    id = "catboost"

    @property
    def title(self) -> str:
        """The library's name."""
        return "CatBoost"

    def unavailable(self) -> str | None:
        """Why CatBoost cannot be loaded."""
        return _problem()

    def portfolio(self, rows: int) -> Sequence[Settings]:
        """One balanced setting."""
        return [{"rate": 0.06 if rows < 20_000 else 0.12, "depth": 5, "l2": 3.0}]

    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings around the portfolio's."""
        del rows
        return {
            "rate": float(np.exp(rng.uniform(np.log(0.03), np.log(0.2)))),
            "depth": int(rng.integers(3, 8)),
            "l2": float(np.exp(rng.uniform(np.log(0.5), np.log(20)))),
        }

    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """See :class:`~pilothouse_engine.ml.tabular.training.Algorithm`."""
        catboost: Any = import_module("catboost")

        class EachRound:
            def after_iteration(self, info: Any) -> bool:
                guard.check()
                return True

        def pool(sample: Sample) -> Any:
            weights = sample.weights if sample.weighted else None
            return catboost.Pool(sample.x, label=sample.y, weight=weights, thread_count=1)

        model = catboost.CatBoost(
            {
                "loss_function": _LOSSES[train.problem],
                **({"classes_count": train.classes} if train.outputs > 1 else {}),
                "iterations": int(settings.get("rounds", MAX_ROUNDS)),
                "learning_rate": settings["rate"],
                "depth": settings["depth"],
                "l2_leaf_reg": settings["l2"],
                "random_seed": seed,
                "thread_count": 1,
                "allow_writing_files": False,
                "logging_level": "Silent",
            }
        )
        stopping: dict[str, Any] = {}
        if valid is not None:
            stopping = {"eval_set": pool(valid), "early_stopping_rounds": 40}
        model.fit(pool(train), callbacks=[EachRound()], **stopping)
        return Fit(forest_of_catboost(model, train.outputs), {"rounds": model.tree_count_})

    def merge(self, settings: Settings, found: Sequence[Mapping[str, float]]) -> Settings:
        """A little more than the folds' mean number of rounds, since there are more rows."""
        rounds = float(np.mean([item["rounds"] for item in found]))
        return {**settings, "rounds": max(1, round(rounds * (1.1 if len(found) > 1 else 1.0)))}


def forest_of_catboost(model: Any, outputs: int) -> Forest:
    """The model as arrays. An oblivious tree asks one question per level: bit i of the leaf's
    number says whether the feature of split i is above its border, in float32."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        document = json.loads(path.read_text())
    above_if_missing = {
        int(feature["feature_index"]): feature.get("nan_value_treatment") == "AsTrue"
        for feature in document["features_info"].get("float_features", [])
    }
    scale, bias = document["scale_and_bias"]
    builder = TreeBuilder(outputs)
    for tree in document["oblivious_trees"]:
        leaves = np.asarray(tree["leaf_values"], dtype=np.float64).reshape(-1, outputs) * scale
        splits = [
            (int(split["float_feature_index"]), float(np.float32(split["border"])))
            for split in tree["splits"] or ()
        ]
        builder.roots.append(
            _add_level(builder, splits, leaves, len(splits) - 1, 0, above_if_missing)
        )
    base = np.resize(np.asarray(bias, dtype=np.float64), outputs)
    return builder.build(base.tolist(), single=True, fill=None)


def _add_level(
    builder: TreeBuilder,
    splits: Sequence[tuple[int, float]],
    leaves: Any,
    level: int,
    number: int,
    above_if_missing: Mapping[int, bool],
) -> int:
    if level < 0:
        return builder.add_leaf(leaves[number].tolist())
    feature, border = splits[level]
    missing = NAN_RIGHT if above_if_missing.get(feature, False) else NAN_LEFT
    at = builder.add_split(feature, border, missing)
    rest = (level - 1, number)
    builder.left[at] = _add_level(builder, splits, leaves, *rest, above_if_missing)
    above = (level - 1, number | 1 << level)
    builder.right[at] = _add_level(builder, splits, leaves, *above, above_if_missing)
    return at
