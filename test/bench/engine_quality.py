"""A job on breast-cancer data with default limits, from data to answers, against references that
are trained on the same rows and judged on the same rows."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pandas as pd
from engine_client import Engine
from lightgbm import LGBMClassifier
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score
from sklearn.model_selection import RandomizedSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

POSITIVE = "malignant"
INVOCATIONS = 400


def judged(name: str, truth: Any, probability: Any) -> dict[str, float]:
    positive = np.asarray(truth) == POSITIVE
    return {
        f"{name}.f1": f1_score(positive, probability >= 0.5),
        f"{name}.auc": roc_auc_score(positive, probability),
        f"{name}.logloss": log_loss(positive, np.clip(probability, 1e-7, 1 - 1e-7)),
    }


def reference(train: pd.DataFrame, test: pd.DataFrame) -> Any:
    """Mean probability of a tuned LightGBM and a tuned logistic regression."""
    x, y = train.drop(columns="target"), train["target"] == POSITIVE
    boosted = RandomizedSearchCV(
        LGBMClassifier(n_estimators=300, verbose=-1, n_jobs=1, random_state=0),
        {
            "learning_rate": [0.02, 0.05, 0.1],
            "num_leaves": [7, 15, 31],
            "min_child_samples": [5, 10, 20],
            "subsample": [0.7, 1.0],
            "subsample_freq": [1],
            "colsample_bytree": [0.5, 0.8, 1.0],
            "reg_lambda": [0.0, 1.0, 5.0],
        },
        n_iter=20,
        scoring="neg_log_loss",
        cv=5,
        random_state=0,
        n_jobs=2,
    ).fit(x, y)
    linear = RandomizedSearchCV(
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)),
        {"logisticregression__C": np.geomspace(0.003, 30, 13)},
        n_iter=13,
        scoring="neg_log_loss",
        cv=5,
        random_state=0,
        n_jobs=2,
    ).fit(x, y)
    features = test.drop(columns="target")
    return (boosted.predict_proba(features)[:, 1] + linear.predict_proba(features)[:, 1]) / 2


def main() -> None:
    bunch = load_breast_cancer(as_frame=True)
    frame = bunch.frame.copy()
    # AutoML's F1 takes the second class in the order of names: benign, malignant.
    frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
    train, test = train_test_split(frame, test_size=0.3, stratify=frame["target"], random_state=7)
    figures: dict[str, float | None] = {}

    engine = Engine()
    begin = time.perf_counter()
    job = engine.train("bench-cancer", train.to_csv(index=False).encode(), "target")
    seconds = time.perf_counter() - begin
    figures["engine.tabular.job.s"] = seconds
    engine.deploy("bench-cancer", job, "probabilities,labels")
    body = test.drop(columns="target").to_csv(index=False, header=False).encode()
    rows = engine.invoke("bench-cancer", body).strip().splitlines()
    probability = []
    for row in rows:
        values, labels = (json.loads(part) for part in split_answer(row))
        probability.append(dict(zip(labels, values, strict=True))[POSITIVE])
    ours = judged("engine.tabular", test["target"], np.array(probability))
    theirs = judged("engine.tabular.reference", test["target"], reference(train, test))
    figures |= ours | theirs
    for metric in ("f1", "auc"):
        peer = theirs[f"engine.tabular.reference.{metric}"]
        gap = (peer - ours[f"engine.tabular.{metric}"]) / peer * 100
        figures[f"engine.tabular.reference.{metric}.gap.pct"] = gap

    record = body.split(b"\n")[0]
    times = []
    for number in range(INVOCATIONS + 20):
        begin = time.perf_counter()
        engine.invoke("bench-cancer", record)
        if number >= 20:
            times.append((time.perf_counter() - begin) * 1000)
    figures["engine.invoke.p50.ms"] = float(np.percentile(times, 50))
    figures["engine.invoke.p95.ms"] = float(np.percentile(times, 95))
    print(json.dumps(figures))


def split_answer(row: str) -> list[str]:
    """The two lists of an answer ``"[0.9, 0.1]","['a', 'b']"`` as JSON."""
    import csv

    (cells,) = csv.reader([row])
    return [cell.replace("'", '"') for cell in cells]


main()
