"""Real tabular data sets that come inside packages, split once for every contestant.

Files that a job writes before it starts: ``train.csv`` with the target, ``test.csv`` without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score, root_mean_squared_error
from sklearn.model_selection import train_test_split

Problem = Literal["Regression", "BinaryClassification", "MulticlassClassification"]
MINIMIZED = {"RMSE"}


@dataclass(frozen=True)
class TabularSet:
    name: str
    problem: Problem
    objective: str
    """In the API's names."""
    target: str
    train: pd.DataFrame
    test: pd.DataFrame

    @property
    def labels(self) -> list[str]:
        """Classes in the order of their names; the last of two is the positive one."""
        if self.problem == "Regression":
            return []
        return sorted(set(self.train[self.target]))

    def score(self, outputs: np.ndarray) -> float:
        """The objective of probabilities (n, labels) or predictions (n,) of the test rows."""
        truth = self.test[self.target].to_numpy()
        labels = np.array(self.labels)
        if self.objective == "RMSE":
            return float(root_mean_squared_error(truth, outputs))
        if self.objective == "AUC":
            return float(roc_auc_score(truth == labels[1], outputs[:, 1]))
        guess = labels[outputs.argmax(axis=1)]
        if self.objective == "F1":
            return float(f1_score(truth == labels[1], guess == labels[1]))
        if self.objective == "F1macro":
            return float(f1_score(truth, guess, average="macro"))
        return float(accuracy_score(truth, guess))


def _sklearn(name: str) -> pd.DataFrame:
    import sklearn.datasets

    bunch = getattr(sklearn.datasets, f"load_{name}")(as_frame=True)
    frame: pd.DataFrame = bunch.frame.copy()
    if name in ("breast_cancer", "wine", "digits"):
        frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
    return frame


def _statsmodels(name: str) -> pd.DataFrame:
    import statsmodels.datasets

    frame: pd.DataFrame = getattr(statsmodels.datasets, name).load_pandas().data.copy()
    if name == "fair":
        frame["affairs"] = np.where(frame["affairs"] > 0, "yes", "no")
    if name == "anes96":
        frame["vote"] = np.where(frame["vote"] > 0, "Dole", "Clinton")
    if name == "star98":
        above, below = frame.pop("NABOVE"), frame.pop("NBELOW")
        frame["share"] = above / (above + below)
    return frame


def _vega(name: str) -> pd.DataFrame | None:
    """From the ``data`` folder of an unpacked vega-datasets, where there is one."""
    folder = os.environ.get("PILOTHOUSE_VEGA_DATASETS")
    if folder is None:
        print(f"{name}: PILOTHOUSE_VEGA_DATASETS names no folder", file=sys.stderr)
        return None
    if name == "birdstrikes":
        frame = pd.read_csv(Path(folder, "birdstrikes.csv"), keep_default_na=False, na_values=[""])
        damage = "Effect Amount of damage"
        frame[damage] = np.where(frame[damage] == "None", "no", "yes")
        # What it cost is known only after what broke.
        return frame.drop(columns=[name for name in frame if name.startswith("Cost")])
    frame = pd.read_json(Path(folder, f"{name}.json"))
    return frame[frame["Sex"].isin(["MALE", "FEMALE"])].reset_index(drop=True)


_SETS: dict[str, tuple[Callable[[str], Any], Problem, str, str]] = {
    "breast_cancer": (_sklearn, "BinaryClassification", "F1", "target"),
    "wine": (_sklearn, "MulticlassClassification", "F1macro", "target"),
    "diabetes": (_sklearn, "Regression", "RMSE", "target"),
    "digits": (_sklearn, "MulticlassClassification", "Accuracy", "target"),
    "fair": (_statsmodels, "BinaryClassification", "AUC", "affairs"),
    "randhie": (_statsmodels, "Regression", "RMSE", "mdvis"),
    "anes96": (_statsmodels, "BinaryClassification", "AUC", "vote"),
    "star98": (_statsmodels, "Regression", "RMSE", "share"),
    "birdstrikes": (_vega, "BinaryClassification", "AUC", "Effect Amount of damage"),
    "penguins": (_vega, "BinaryClassification", "AUC", "Sex"),
}
NAMES = tuple(_SETS)


def load(name: str, seed: int = 7) -> TabularSet | None:
    """A data set, a third of its rows for the test; ``None`` where it is not installed."""
    read, problem, objective, target = _SETS[name]
    frame = read(name)
    if frame is None:
        return None
    strata = None if problem == "Regression" else frame[target]
    train, test = train_test_split(frame, test_size=1 / 3, stratify=strata, random_state=seed)
    return TabularSet(name, problem, objective, target, train, test)
