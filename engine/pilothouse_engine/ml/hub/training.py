"""Models trained by the engine's own algorithms on data that come with its packages."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.archive import Arrays, versions
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.tabular.algorithms import ALGORITHMS
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.tabular.models.archive import TabularModel, model_state_of
from pilothouse_engine.ml.tabular.training import Sample, Settings
from pilothouse_engine.ml.tabular.trial import train
from pilothouse_engine.ml.text.algorithms import Task, Words
from pilothouse_engine.ml.text.archive import TextClassifier, classifier_state
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.validation import plan_validation
from pilothouse_engine.ml.values import Floats

_SEED = 0


@dataclass(frozen=True)
class _Data:
    names: list[str]
    x: Floats
    y: Floats
    target: str
    labels: tuple[str, ...] = ()


def breast_cancer() -> tuple[dict[str, Any], Arrays]:
    """Is a breast mass malignant?"""
    from sklearn.datasets import load_breast_cancer

    found = load_breast_cancer()
    # The positive class is the one that matters, which the data set calls 0.
    data = _Data(
        [str(name) for name in found.feature_names],
        found.data,
        1.0 - found.target,
        "diagnosis",
        ("benign", "malignant"),
    )
    settings = {"rate": 0.05, "leaves": 8, "min_leaf": 14}
    return _learn(data, "BinaryClassification", "lightgbm", settings)


def wine() -> tuple[dict[str, Any], Arrays]:
    """Which of three cultivars is a wine made of?"""
    from sklearn.datasets import load_wine

    found = load_wine()
    labels = tuple(str(name) for name in found.target_names)
    names = [str(name) for name in found.feature_names]
    data = _Data(names, found.data, found.target.astype(np.float64), "cultivar", labels)
    return _learn(data, "MulticlassClassification", "linear-learner", {"knots": 0})


def diabetes() -> tuple[dict[str, Any], Arrays]:
    """How far has diabetes progressed after one year?"""
    from sklearn.datasets import load_diabetes

    found = load_diabetes(scaled=False)
    names = [str(name) for name in found.feature_names]
    data = _Data(names, found.data, found.target, "progression")
    return _learn(data, "Regression", "linear-learner", {"knots": 0})


def spam() -> tuple[dict[str, Any], Arrays]:
    """Is a mail spam?"""
    packed = Path(__file__).with_name("spam-assassin.csv.gz").read_bytes()
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"), newline="")))
    labels = ("ham", "spam")
    y = np.array([float(labels.index(row["label"])) for row in rows])
    problem: Problem = "BinaryClassification"
    validation = plan_validation(y, problem, None, 0, _SEED)
    corpus = Corpus.of([row["text"] for row in rows])
    learnt = Words().fit(Task(corpus, y, labels, problem, validation, _SEED), Guard(_go_on))
    classifier = TextClassifier(
        problem, "text", "label", labels, learnt.model, versions("scikit-learn")
    )
    metadata, arrays = classifier_state(classifier)
    quality = _quality(y[validation.judged], learnt.margins, problem)
    return {"task": "text-classification", "model": metadata, "validation": quality}, arrays


def _learn(
    data: _Data, problem: Problem, algorithm: str, settings: Settings
) -> tuple[dict[str, Any], Arrays]:
    """``settings`` are fixed here: what jobs try first may change, a model's version may not."""
    encoder = Encoder(tuple(Feature(name, "numeric") for name in data.names))
    sample = Sample(
        np.asarray(data.x, dtype=np.float64),
        np.asarray(data.y, dtype=np.float64),
        np.ones(len(data.y)),
        problem,
        max(1, len(data.labels)),
        encoder.categorical,
    )
    validation = plan_validation(sample.y, problem, None, 0, _SEED)
    learner = ALGORITHMS[algorithm]
    trained = train(learner, settings, sample, validation, Guard(_go_on), _SEED, 1)
    model = TabularModel(
        problem=problem,
        target=data.target,
        labels=data.labels,
        encoder=encoder,
        model=trained.model,
        algorithm=learner.title,
        mode="ENSEMBLING",
        baseline=tuple(repr(float(value)) for value in np.median(sample.x, axis=0)),
        versions=versions("scikit-learn", "lightgbm"),
    )
    metadata, arrays = model_state_of(model)
    quality = _quality(sample.y[validation.judged], trained.margins, problem)
    return {"task": "tabular", "model": metadata, "validation": quality}, arrays


def _quality(y: Floats, margins: Floats, problem: Problem) -> dict[str, float]:
    """On rows that the judged models have not seen (five folds)."""
    outputs = probabilities(margins, problem)
    if problem == "Regression":
        return {"RMSE": float(np.sqrt(np.mean((outputs[:, 0] - y) ** 2)))}
    return {"Accuracy": float(np.mean(outputs.argmax(axis=1) == y))}


def _go_on() -> None:
    """Nobody stops a build."""
