"""Greedy weighted ensembles (Caruana et al. 2004) in margin space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import centered, probabilities
from pilothouse_engine.ml.metrics import evaluate, gain, loss_of
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

STEPS = 25

FEW_ROWS = 3000
"""Up to so many judged rows, weights are averaged over halves of them."""

_HALVES = 12
_HALF_STEPS = 15
_LEAST_WEIGHT = 0.03


class Judge:
    """Scores margins on the judged rows: the objective, with a smooth loss beside it.

    An objective such as F1 changes in jumps, so that many mixtures tie on small data; the share
    of the smooth loss (relative to always predicting the class shares or the mean) decides
    between them and keeps the choice from following noise.
    """

    def __init__(
        self, problem: Problem, objective: str, y: Floats, weights: Floats, smooth: float = 0.5
    ) -> None:
        self.rows = len(y)
        self._problem: Problem = problem
        self._objective = objective
        self._y = y
        self._weights = weights
        self._smooth = smooth
        if problem == "Regression":
            mean = np.average(y, weights=weights)
            self._reference = float(np.average((y - mean) ** 2, weights=weights)) or 1.0
        else:
            shares = np.bincount(y.astype(np.intp), weights)
            shares = shares[shares > 0] / shares.sum()
            # All rows may be of one class.
            self._reference = max(1e-3, float(-(shares * np.log(shares)).sum()))

    def among(self, rows: NDArray[np.intp]) -> Judge:
        """A judge by some of the rows."""
        return Judge(
            self._problem, self._objective, self._y[rows], self._weights[rows], self._smooth
        )

    def metrics(self, margins: Floats) -> dict[str, float]:
        """All metrics of margins (n, K)."""
        outputs = probabilities(margins, self._problem)
        return evaluate(self._problem, self._y, outputs, self._weights)

    def value(self, margins: Floats) -> float:
        """The objective alone; more is better."""
        return gain(self._objective, self.metrics(margins)[self._objective])

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


FREE = Guard(lambda: None)
"""Nothing stops the search."""


def greedy_weights(margins: Sequence[Floats], judge: Judge, guard: Guard = FREE) -> list[float]:
    """Weights of the members, adding up to 1; members that do not help get 0. Once ``guard`` says
    that it is late, the search ends with what it has.

    Few rows reward luck: there the weights are the mean of those found on random halves of the
    rows (Caruana's bagged selection), which spreads them over members that do well in general.
    """
    parts = [centered(part) for part in margins]
    if judge.rows > FEW_ROWS or len(parts) < 3:
        return _normal(_greedy(parts, judge, STEPS, guard))
    rng = np.random.default_rng(judge.rows)
    total = np.zeros(len(parts))
    for turn in range(_HALVES // 2):
        if turn and guard.late():
            break
        order = rng.permutation(judge.rows)
        for half in (order[: judge.rows // 2], order[judge.rows // 2 :]):
            some = [part[half] for part in parts]
            total += _greedy(some, judge.among(half), _HALF_STEPS, guard)
    weights = total / total.sum()
    kept = np.where(weights >= _LEAST_WEIGHT, weights, 0.0)
    mixed = _normal(kept if kept.any() else weights)
    mean: Floats = np.sum(
        [weight * part for weight, part in zip(mixed, parts, strict=True)], axis=0
    )
    if judge.value(mean) < max(judge.value(part) for part in parts):
        # The objective on all rows decides which candidate is best; this search looks at it.
        return _normal(_greedy(parts, judge, STEPS, guard))
    return mixed


def _normal(weights: Floats) -> list[float]:
    return [float(weight) for weight in weights / weights.sum()]


def _greedy(parts: Sequence[Floats], judge: Judge, steps: int, guard: Guard) -> Floats:
    """Weights by adding the member that helps most, again and again."""
    chosen = np.zeros(len(parts))
    total = np.zeros_like(parts[0])
    best_score, best_chosen = -np.inf, chosen
    for step in range(1, steps + 1):
        guard.stopped()
        if step > 1 and guard.late():
            break
        scores = [judge.score((total + part) / step) for part in parts]
        winner = int(np.argmax(scores))
        chosen = chosen.copy()
        chosen[winner] += 1
        total = total + parts[winner]
        if scores[winner] > best_score + 1e-9:
            best_score, best_chosen = scores[winner], chosen
    return np.asarray(best_chosen / best_chosen.sum())
