"""AutoGluon as a peer: trains the medium preset and prints the test rows' probabilities.

Run as ``python peer_autogluon.py TRAIN.csv TEST.csv TARGET POSITIVE SECONDS`` with a Python that
has ``autogluon.tabular``; it may be another one than the project's, since the caps of its
dependencies clash with newer versions of pandas.
"""

from __future__ import annotations

import json
import sys
import tempfile

import pandas as pd
from autogluon.tabular import TabularPredictor


def main() -> None:
    train, test, target, positive, seconds = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        predictor = TabularPredictor(target, path=folder, eval_metric="f1", verbosity=0)
        predictor.fit(
            pd.read_csv(train), presets="medium_quality", time_limit=float(seconds), num_cpus=2
        )
        print(json.dumps(predictor.predict_proba(pd.read_csv(test))[positive].tolist()))


main()
