"""Greedy weighted ensembles (Caruana et al. 2004) in margin space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.margins import centered, probabilities
from pilothouse_engine.ml.metrics import evaluate, gain, loss_of
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

STEPS = 25


class Judge:
    """Scores margins on the judged rows: the objective, with a smooth loss beside it.

    An objective such as F1 changes in jumps, so that many mixtures tie on small data; the share
    of the smooth loss (relative to always predicting the class shares or the mean) decides
    between them and keeps the choice from following noise.
    """

    def __init__(
        self, problem: Problem, objective: str, y: Floats, weights: Floats, smooth: float = 0.5
    ) -> None:
        self._problem: Problem = problem
        self._objective = objective
        self._y = y
        self._weights = weights
        self._smooth = smooth
        if problem == "Regression":
            mean = np.average(y, weights=weights)
            self._reference = float(np.average((y - mean) ** 2, weights=weights))
        else:
            shares = np.bincount(y.astype(np.intp), weights)
            shares = shares[shares > 0] / shares.sum()
            self._reference = float(-(shares * np.log(shares)).sum())

    def metrics(self, margins: Floats) -> dict[str, float]:
        """All metrics of margins (n, K)."""
        outputs = probabilities(margins, self._problem)
        return evaluate(self._problem, self._y, outputs, self._weights)

    def score(self, margins: Floats) -> float:
        """More is better."""
        outputs = probabilities(margins, self._problem)
        loss = loss_of(self._problem, self._y, outputs, self._weights) / self._reference
        if self._problem == "Regression" and self._objective != "MAE":
            return -loss
        value = evaluate(self._problem, self._y, outputs, self._weights)[self._objective]
        if self._problem == "Regression":
            return -value
        return gain(self._objective, value) - self._smooth * loss


def greedy_weights(margins: Sequence[Floats], judge: Judge) -> list[float]:
    """Weights of the members, adding up to 1; members that do not help get 0."""
    parts = [centered(part) for part in margins]
    chosen = np.zeros(len(parts), dtype=np.intp)
    total = np.zeros_like(parts[0])
    best_score, best_chosen = -np.inf, chosen
    for step in range(1, STEPS + 1):
        scores = [judge.score((total + part) / step) for part in parts]
        winner = int(np.argmax(scores))
        chosen = chosen.copy()
        chosen[winner] += 1
        total = total + parts[winner]
        if scores[winner] > best_score + 1e-9:
            best_score, best_chosen = scores[winner], chosen
    return [float(count) for count in best_chosen / best_chosen.sum()]
