"""Exact SHAP values of a boosted model: the engine's against shap's, one core, alternating."""

from __future__ import annotations

import json
import statistics
import time

import numpy as np
import shap
from lightgbm import LGBMClassifier
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import forest_of_lightgbm
from pilothouse_engine.ml.tabular.shap.trees import tree_values
from sklearn.datasets import make_classification

RECORDS, FEATURES, TREES, ROUNDS = 10_000, 20, 200, 5

x, y = make_classification(RECORDS, FEATURES, n_informative=12, random_state=0)
model = LGBMClassifier(n_estimators=TREES, num_leaves=31, n_jobs=1, verbose=-1).fit(x, y)
forest = forest_of_lightgbm(model.booster_, TREES, 1)
baseline = np.median(x, axis=0, keepdims=True)
sources = np.arange(FEATURES)
explainer = shap.TreeExplainer(model, baseline, feature_perturbation="interventional")


def ours() -> np.ndarray:
    return tree_values(forest, x, baseline, sources, FEATURES)[..., 0]


def theirs() -> np.ndarray:
    return np.asarray(explainer.shap_values(x, check_additivity=False))


times: dict[str, list[float]] = {"ours": [], "theirs": []}
for _ in range(ROUNDS):
    for name, explain in (("ours", ours), ("theirs", theirs)):
        begin = time.perf_counter()
        values = explain()
        times[name].append(time.perf_counter() - begin)
        if name == "ours":
            mine = values
difference = float(np.abs(mine - values).max())
margin = model.predict(x, raw_score=True) - model.predict(baseline, raw_score=True)
engine, peer = statistics.median(times["ours"]), statistics.median(times["theirs"])
print(
    json.dumps(
        {
            "engine.shap.10k20.ratio": engine / peer,
            "engine.shap.10k20.s": engine,
            "engine.shap.10k20.peer.s": peer,
            "engine.shap.10k20.difference": difference,
            "engine.shap.10k20.additivity": float(np.abs(mine.sum(axis=1) - margin).max()),
        }
    )
)
