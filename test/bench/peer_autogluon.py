"""AutoGluon as a peer: trains the medium preset and prints what it answers for the test rows.

Run as ``python peer_autogluon.py TRAIN.csv TEST.csv TARGET PROBLEM OBJECTIVE SECONDS`` with a
Python that has ``autogluon.tabular``; it may be another one than the project's, since the caps of
its dependencies clash with newer versions of pandas. The last line is JSON: ``outputs``
(probabilities in the order of the labels' names, or predictions), ``seconds`` of the training and
``version``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time

import autogluon.tabular
import pandas as pd
from autogluon.tabular import TabularPredictor

METRICS = {
    "AUC": "roc_auc",
    "F1": "f1",
    "F1macro": "f1_macro",
    "Accuracy": "accuracy",
    "RMSE": "root_mean_squared_error",
}
PROBLEMS = {
    "Regression": "regression",
    "BinaryClassification": "binary",
    "MulticlassClassification": "multiclass",
}


def main() -> None:
    train, test, target, problem, objective, seconds = sys.argv[1:]
    classes = problem != "Regression"
    data = pd.read_csv(train, dtype={target: str} if classes else None)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        predictor = TabularPredictor(
            target,
            path=folder,
            problem_type=PROBLEMS[problem],
            eval_metric=METRICS[objective],
            verbosity=0,
        )
        predictor.fit(data, presets="medium_quality", time_limit=float(seconds), num_cpus=2)
        spent = time.perf_counter() - begin
        rows = pd.read_csv(test)
        if classes:
            shares = predictor.predict_proba(rows)
            outputs = shares[sorted(shares.columns)].to_numpy().tolist()
        else:
            outputs = predictor.predict(rows).tolist()
    version = autogluon.tabular.__version__
    print(json.dumps({"outputs": outputs, "seconds": spent, "version": version}))


main()
