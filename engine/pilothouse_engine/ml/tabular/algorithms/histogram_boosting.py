"""scikit-learn's histogram gradient boosting: stands in where LightGBM cannot be loaded."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.metrics import loss_of
from pilothouse_engine.ml.tabular.models.forest import NAN_LEFT, NAN_RIGHT, Forest, TreeBuilder
from pilothouse_engine.ml.tabular.training import Fit, Sample, Settings
from pilothouse_engine.ml.values import Floats

_STEP = 10
_PATIENCE = 40
_MAX_ROUNDS = 400


def fit_histogram(
    train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
) -> Fit:
    """Train in steps of ten rounds; ``valid`` decides when to stop."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    regression = train.problem == "Regression"
    kind = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
    model: Any = kind(
        learning_rate=settings["rate"],
        max_leaf_nodes=settings["leaves"],
        min_samples_leaf=settings["min_leaf"],
        l2_regularization=settings.get("l2", 0.0),
        max_features=settings.get("columns", 1.0),
        early_stopping=False,
        warm_start=True,
        random_state=seed,
        max_iter=1,
    )
    truth = train.y if regression else train.y.astype(np.intp)
    limit = int(settings.get("rounds", _MAX_ROUNDS))
    best_loss, best_rounds, done = np.inf, limit, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while done < limit:
            guard.check()
            done = min(limit, done + _STEP)
            model.max_iter = done
            model.fit(train.x, truth, train.weights if train.weighted else None)
            if valid is None:
                continue
            margins = forest_of_histogram(model, done, train.outputs).margins(valid.x)
            outputs = probabilities(margins, valid.problem)
            loss = loss_of(valid.problem, valid.y, outputs, valid.weights)
            if loss < best_loss:
                best_loss, best_rounds = loss, done
            elif done - best_rounds >= _PATIENCE:
                break
    used = best_rounds if valid is not None else limit
    return Fit(forest_of_histogram(model, used, train.outputs), {"rounds": used})


def forest_of_histogram(model: Any, rounds: int, outputs: int) -> Forest:
    """The model's first ``rounds`` rounds as arrays."""
    builder = TreeBuilder(outputs)
    # scikit-learn offers no public access to the trees; these names are stable since 1.0.
    for group in model._predictors[:rounds]:
        for output, predictor in enumerate(group):
            builder.roots.append(_add_node(builder, predictor.nodes, 0, output))
    base: Floats = np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1)
    return builder.build(base.tolist(), single=False, fill=None)


def _add_node(builder: TreeBuilder, nodes: Any, at: int, output: int) -> int:
    node = nodes[at]
    if node["is_leaf"]:
        values = [0.0] * builder.outputs
        values[output] = float(node["value"])
        return builder.add_leaf(values)
    missing = NAN_LEFT if node["missing_go_to_left"] else NAN_RIGHT
    position = builder.add_split(int(node["feature_idx"]), float(node["num_threshold"]), missing)
    builder.left[position] = _add_node(builder, nodes, int(node["left"]), output)
    builder.right[position] = _add_node(builder, nodes, int(node["right"]), output)
    return position
