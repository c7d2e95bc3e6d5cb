"""A text classification job."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from pilothouse_engine.contract import JobSpec, Reporter
from pilothouse_engine.ml.archive import versions
from pilothouse_engine.ml.candidates import Candidate, classifier_environment
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import centered, probabilities
from pilothouse_engine.ml.run import (
    Attempt,
    OneCandidateJob,
    Report,
    Tried,
    explainability_report,
    insights_report,
)
from pilothouse_engine.ml.selection import Judge, greedy_weights
from pilothouse_engine.ml.text.algorithms import ALGORITHMS, Algorithm, Learnt, training_rows
from pilothouse_engine.ml.text.archive import TextClassifier, save_classifier
from pilothouse_engine.ml.text.models import MixedModel
from pilothouse_engine.ml.text.prepare import prepare
from pilothouse_engine.ml.text.report import MAX_SAMPLES, write_report
from pilothouse_engine.ml.values import Floats

_TRAIN_METRIC_TEXTS = 1000
_LESS_LOSS = 0.02
"""Share of the log loss that a mixture of equal accuracy must save."""


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    _TextJob(spec, reporter, stop).run()


class _TextJob(OneCandidateJob[Learnt]):
    kind = "text"
    title = "TextClassifier"
    objective = "Accuracy"

    def analyse(self) -> None:
        self.task, notes = prepare(self.spec, self.check)
        for note in notes:
            self.warn(note)
        judged = self.task.validation.judged
        self.truth = self.task.y[judged]
        self.judge = Judge(self.task.problem, self.objective, self.truth, np.ones(len(judged)))

    def environment(self) -> Mapping[str, str]:
        return classifier_environment()

    def attempts(self) -> Sequence[Attempt[Learnt]]:
        def fit(algorithm: Algorithm, guard: Guard) -> Learnt:
            return algorithm.fit(self.task, guard)

        return [
            Attempt(algorithm.title, partial(fit, algorithm))
            for algorithm in ALGORITHMS
            if algorithm.unavailable(self.task) is None
        ]

    def choose(self, tried: Sequence[Tried[Learnt]]) -> None:
        """The most accurate attempt, or a mixture if that is better."""
        found = {one.title: self.judge.metrics(one.model.margins) for one in tried}
        best = max(tried, key=lambda one: _rank(found[one.title]))
        self.chosen = best.model
        self.details = {
            "model": best.title,
            "tried": [
                {
                    "name": one.title,
                    "seconds": round(one.seconds, 2),
                    "accuracy": found[one.title]["Accuracy"],
                    "log_loss": found[one.title]["LogLoss"],
                }
                for one in tried
            ],
        }
        fast = [one for one in tried if not one.model.model.slow]
        for group in (fast, tried) if len(fast) < len(tried) else (tried,):
            self.mix(group)

    def mix(self, tried: Sequence[Tried[Learnt]]) -> None:
        """Replace the choice by a mixture of these if that is better.

        Slow models make every answer slow: a mixture that holds one must be more accurate.
        """
        if not tried:
            return
        weights = greedy_weights([one.model.margins for one in tried], self.judge)
        used = [(one, weight) for one, weight in zip(tried, weights, strict=True) if weight]
        if len(used) < 2:
            return
        model = MixedModel(
            tuple(one.model.model for one, _ in used), tuple(weight for _, weight in used)
        )
        parts = [weight * centered(one.model.margins) for one, weight in used]
        margins: Floats = np.sum(parts, axis=0)
        mixed, now = self.judge.metrics(margins), self.judge.metrics(self.chosen.margins)
        if mixed["Accuracy"] > now["Accuracy"] or (
            mixed["Accuracy"] == now["Accuracy"]
            and mixed["LogLoss"] < (1 - _LESS_LOSS) * now["LogLoss"]
            and not model.slow
        ):
            self.chosen = Learnt(model, margins)
            self.details["model"] = " + ".join(f"{w:.2f} {one.title}" for one, w in used)

    def measure(self, candidate: Candidate) -> None:
        candidate.metrics = self.judge.metrics(self.chosen.margins)
        candidate.settings = {"model": self.details["model"]}
        most = _TRAIN_METRIC_TEXTS // (10 if self.chosen.model.slow else 1)
        rows = training_rows(self.task)
        if len(rows) > most:
            rows = np.sort(np.random.default_rng(self.spec.seed).choice(rows, most, replace=False))
        judge = Judge(self.task.problem, self.objective, self.task.y[rows], np.ones(len(rows)))
        if len(np.unique(self.task.y[rows])) > 1:
            margins = self.chosen.model.margins(self.task.corpus.take(rows))
            candidate.train_metrics = judge.metrics(margins)

    def save(self, path: Path) -> None:
        save_classifier(self.classifier, path)

    @property
    def classifier(self) -> TextClassifier:
        """The chosen model with all that serving needs."""
        return TextClassifier(
            self.task.problem,
            self.config["ContentColumn"],
            self.config["TargetLabelColumn"],
            self.task.labels,
            self.chosen.model,
            versions(),
        )

    def reports(self, candidate: Candidate) -> Sequence[Report]:
        return [
            explainability_report(self.write_explanations),
            insights_report(partial(self.write_quality, candidate)),
        ]

    def write_explanations(self, folder: Path) -> None:
        judged = self.task.validation.judged
        rng = np.random.default_rng(self.spec.seed)
        texts = [self.task.corpus.texts[int(row)] for row in rng.permutation(judged)]
        most = MAX_SAMPLES // (4 if self.chosen.model.slow else 1)
        write_report(self.classifier, texts[:most], folder, self.check)

    def write_quality(self, candidate: Candidate, folder: Path) -> None:
        self.write_insights(
            folder,
            self.task.problem,
            self.task.labels,
            self.truth,
            probabilities(self.chosen.margins, self.task.problem),
            np.ones(len(self.truth)),
            candidate,
            self.task.validation.description,
            **self.details,
        )


def _rank(metrics: Mapping[str, float]) -> tuple[float, float]:
    return metrics["Accuracy"], -metrics["LogLoss"]
