"""FLAML as a peer; arguments and answer are those of ``peer_autogluon.py``.

Run with a Python that has ``flaml[automl]``.
"""

from __future__ import annotations

import json
import sys
import time

import flaml
import numpy as np
import pandas as pd
from flaml import AutoML

METRICS = {
    "AUC": "roc_auc",
    "F1": "f1",
    "F1macro": "macro_f1",
    "Accuracy": "accuracy",
    "RMSE": "rmse",
}


def features(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts as plain objects, which is what FLAML knows."""
    return frame.apply(
        lambda column: column if pd.api.types.is_numeric_dtype(column) else column.astype(object)
    )


def main() -> None:
    train, test, target, problem, objective, seconds = sys.argv[1:]
    classes = problem != "Regression"
    data = pd.read_csv(train, dtype={target: object} if classes else None)
    labels, codes = np.unique(data[target], return_inverse=True)
    x, rows = features(data.drop(columns=target)), features(pd.read_csv(test))
    for column in x.select_dtypes("object"):
        known = pd.CategoricalDtype(sorted(x[column].dropna().unique()))
        x[column], rows[column] = x[column].astype(known), rows[column].astype(known)
    begin = time.perf_counter()
    automl = AutoML()
    automl.fit(
        x,
        codes if classes else data[target].to_numpy(),
        task="classification" if classes else "regression",
        metric=METRICS[objective],
        time_budget=float(seconds),
        n_jobs=2,
        verbose=0,
        log_file_name="",
    )
    spent = time.perf_counter() - begin
    outputs = automl.predict_proba(rows) if classes else automl.predict(rows)
    assert not classes or outputs.shape[1] == len(labels)
    print(json.dumps({"outputs": outputs.tolist(), "seconds": spent, "version": flaml.__version__}))


main()
