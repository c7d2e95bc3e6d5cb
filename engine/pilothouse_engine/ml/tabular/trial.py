"""One candidate: fitted on each fold, judged on the rows it has not seen, then fitted for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.calibration import fit_affine
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings
from pilothouse_engine.ml.validation import Validation
from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class Trained:
    """A finished candidate: its final model and its margins on the judged rows, (judged, K)."""

    model: MarginModel
    margins: Floats
    settings: Settings


def train(
    algorithm: Algorithm,
    settings: Settings,
    sample: Sample,
    validation: Validation,
    guard: Guard,
    seed: int,
    cores: int,
) -> Trained:
    """Train one candidate. Folds run side by side, each on one thread; results do not depend on
    ``cores``. Raises ``JobStopped`` or ``OutOfTime``."""

    def one(position: int) -> tuple[Fit, Floats]:
        learn, judge = validation.folds[position]
        valid = sample.take(judge)
        fit = algorithm.fit(sample.take(learn), valid, settings, guard, seed)
        return fit, fit.model.margins(valid.x)

    positions = range(len(validation.folds))
    results = _run(one, positions, cores)
    judged = validation.judged
    margins = np.empty((len(judged), sample.outputs))
    for position, (_, part) in zip(positions, results, strict=True):
        margins[np.searchsorted(judged, validation.folds[position][1])] = part
    settings = algorithm.merge(settings, [fit.found for fit, _ in results])
    rows = validation.refit
    if rows is None:
        model = results[0][0].model
    else:
        model = algorithm.fit(sample.take(rows), None, settings, guard, seed).model
    if algorithm.calibrated and isinstance(model, Forest):
        judge = sample.take(judged)
        scale, bias = fit_affine(sample.problem, margins, judge.y, judge.weights)
        model, margins = model.scaled(scale, bias), margins * scale + bias
    return Trained(model, margins, settings)


def _run(
    one: Callable[[int], tuple[Fit, Floats]], positions: Sequence[int], cores: int
) -> list[tuple[Fit, Floats]]:
    if cores <= 1 or len(positions) == 1:
        return [one(position) for position in positions]
    with ThreadPoolExecutor(min(cores, len(positions))) as pool:
        return list(pool.map(one, positions))
