"""One candidate: fitted on each fold, judged on the rows it has not seen, then kept for good: as
the mean of the folds' models or fitted once more on all rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.tabular.calibration import fit_affine
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.tabular.screening import is_wide, screened
from pilothouse_engine.ml.tabular.training import Algorithm, Fit, Sample, Settings
from pilothouse_engine.ml.validation import Validation
from pilothouse_engine.ml.values import Floats

MAX_LEAVES = 30_000
"""Leaves of all folds' models up to which they stay together as the candidate's model."""

_SHARE = 0.4
"""Share of the time left that a candidate's folds take at most, if it can stop between rounds."""


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
    ``cores`` unless time runs short. Raises ``JobStopped`` or ``OutOfTime``."""

    def one(position: int) -> tuple[Fit, Floats]:
        learn, judge = validation.folds[position]
        valid = sample.take(judge)
        fit = _fit(algorithm, sample.take(learn), valid, settings, guards[position], seed)
        return fit, fit.model.margins(valid.x)

    positions = range(len(validation.folds))
    # Under a limit a fold leaves time for the folds that wait, and for other candidates.
    waves = -(-len(positions) // cores)
    guards = [guard.for_part(_SHARE * (position // cores + 1) / waves) for position in positions]
    begin = time.monotonic()
    results = _run(one, positions, cores)
    judged = validation.judged
    margins = np.empty((len(judged), sample.outputs))
    for position, (_, part) in zip(positions, results, strict=True):
        margins[np.searchsorted(judged, validation.folds[position][1])] = part
    settings = algorithm.merge(settings, [fit.found for fit, _ in results])
    rows = validation.refit
    if rows is None:
        model = results[0][0].model
    elif (
        bag := _bag([fit.model for fit, _ in results], 0.5 * guard.left < time.monotonic() - begin)
    ) is not None:
        model = bag
    else:
        model = _fit(algorithm, sample.take(rows), None, settings, guard, seed).model
    if algorithm.calibrated and isinstance(model, Forest):
        judge = sample.take(judged)
        scale, bias = fit_affine(sample.problem, margins, judge.y, judge.weights)
        model, margins = model.scaled(scale, bias), margins * scale + bias
    return Trained(model, margins, settings)


def _fit(
    algorithm: Algorithm,
    learn: Sample,
    valid: Sample | None,
    settings: Settings,
    guard: Guard,
    seed: int,
) -> Fit:
    """Fit on all columns, or on the chosen ones of very wide data."""
    if not is_wide(learn):
        return algorithm.fit(learn, valid, settings, guard, seed)
    columns = screened(learn)
    fit = algorithm.fit(
        learn.keep(columns), None if valid is None else valid.keep(columns), settings, guard, seed
    )
    return replace(fit, model=fit.model.moved(columns, learn.x.shape[1]))


def _bag(models: Sequence[MarginModel], hurried: bool) -> MarginModel | None:
    """The mean of the folds' models, which varies less than one model of all rows. ``None``
    where it would be too large to explain and to serve quickly, unless time runs short."""
    forests = [model for model in models if isinstance(model, Forest) and not model.fill.size]
    if len(forests) < len(models):
        return None
    if sum(len(forest.values) for forest in forests) > MAX_LEAVES and not hurried:
        return None
    return Forest.average(forests)


def _run(
    one: Callable[[int], tuple[Fit, Floats]], positions: Sequence[int], cores: int
) -> list[tuple[Fit, Floats]]:
    if cores <= 1 or len(positions) == 1:
        return [one(position) for position in positions]
    with ThreadPoolExecutor(min(cores, len(positions))) as pool:
        return list(pool.map(one, positions))
