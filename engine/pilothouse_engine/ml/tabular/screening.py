"""Which columns of very wide data a candidate learns from.

With thousands of columns a boosting round costs seconds and most columns say nothing. Each fit
keeps the columns that relate most to the target one by one, in the rows that it learns from and
in no others: the rows that judge it have no say, so its metrics stay honest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.tabular.training import Sample
from pilothouse_engine.ml.values import Floats

SCREEN_ABOVE = 2000
"""Derived columns from which on there is a choice."""

KEPT = 500
_RANKED_ROWS = 2000
_BLOCK = 1000


def is_wide(sample: Sample) -> bool:
    """Whether candidates learn from chosen columns only."""
    return int(sample.x.shape[1]) > SCREEN_ABOVE


def screened(sample: Sample) -> NDArray[np.intp]:
    """The columns to learn from, in their order."""
    if len(sample.y) > _RANKED_ROWS:
        spread = np.linspace(0, len(sample.y) - 1, _RANKED_ROWS).astype(np.intp)
        sample = sample.take(spread)
    strength = np.empty(sample.x.shape[1])
    targets = _targets(sample)
    for start in range(0, len(strength), _BLOCK):
        block = slice(start, start + _BLOCK)
        strength[block] = _related(sample.x[:, block], targets)
    for column in np.flatnonzero(sample.categorical):
        strength[column] = _explained(sample.x[:, column], targets)
    kept = np.argsort(-strength, kind="stable")[:KEPT]
    return np.sort(kept)


def _targets(sample: Sample) -> Floats:
    """Standardised indicators of the classes, or ranks of the target, (n, T)."""
    if sample.problem == "Regression":
        columns = _ranks(sample.y[:, None])
    else:
        columns = (sample.y[:, None] == np.unique(sample.y)).astype(np.float64)
    return _standard(columns)


def _ranks(columns: Floats) -> Floats:
    """Ranks within each column, equal ones shared; missing values come last together."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(np.where(np.isnan(columns), np.inf, columns), axis=0))


def _standard(columns: Floats) -> Floats:
    centred = columns - columns.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    return np.asarray(centred / np.where(size > 0, size, 1.0))


def _related(block: Floats, targets: Floats) -> Floats:
    """The largest squared correlation of each column with a target, of values or of ranks."""
    known = ~np.isnan(block)
    mean = np.where(known, block, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, block, mean)
    found = [
        ((targets.T @ _standard(columns)) ** 2).max(axis=0) for columns in (filled, _ranks(block))
    ]
    return np.asarray(np.maximum(*found))


def _explained(codes: Floats, targets: Floats) -> float:
    """Share of a target that category means explain, adjusted for their number."""
    groups, place = np.unique(codes, return_inverse=True)
    spare = len(codes) - len(groups)
    if len(groups) < 2 or spare < 1:
        return 0.0
    sums = np.stack([np.bincount(place, target) for target in targets.T])
    share = float((sums**2 / np.bincount(place)).sum(axis=1).max())
    return max(0.0, 1.0 - (1.0 - share) * (len(codes) - 1) / spare)
