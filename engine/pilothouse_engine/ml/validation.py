"""Which rows judge the candidates: folds for small data, a hold-out for large data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.problem import Problem

MAX_FOLDED_ROWS = 50_000
DEFAULT_FRACTION = 0.2

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Validation:
    """Pairs of training and validation rows; the validation parts never overlap."""

    folds: tuple[tuple[Rows, Rows], ...]
    description: str

    @property
    def judged(self) -> Rows:
        """All validation rows in ascending order."""
        return np.sort(np.concatenate([valid for _, valid in self.folds]))

    @property
    def refit(self) -> Rows | None:
        """Rows of the final fit; ``None`` if the only fold's model is the final one."""
        if len(self.folds) == 1:
            return None
        return np.sort(np.concatenate([valid for _, valid in self.folds]))


def plan_validation(
    y: NDArray[np.float64],
    problem: Problem,
    fraction: float | None,
    own: int,
    seed: int,
) -> Validation:
    """Choose the scheme for rows (n,) of which the last ``own`` are the user's validation data.

    An explicit ``ValidationFraction`` is honoured as a hold-out; otherwise up to
    :data:`MAX_FOLDED_ROWS` rows are cross-validated, as Autopilot does.
    """
    rows = np.arange(len(y), dtype=np.intp)
    if own:
        cut = len(y) - own
        return Validation(((rows[:cut], rows[cut:]),), f"the validation channel ({own} rows)")
    rng = np.random.default_rng(seed)
    strata = y if problem != "Regression" else np.zeros(len(y))
    if fraction is None and len(y) <= MAX_FOLDED_ROWS:
        # Five folds, three when each costs more; large classes decide nothing here.
        count = 5 if len(y) <= 20_000 else 3
        fold = _deal(strata, count, rng)
        pairs = tuple((rows[fold != k], rows[fold == k]) for k in range(count))
        return Validation(pairs, f"{count}-fold cross-validation")
    share = DEFAULT_FRACTION if fraction is None else fraction
    held = _hold_out(strata, share, rng)
    return Validation(
        ((rows[~held], rows[held]),),
        f"a hold-out of {int(held.sum())} rows ({share:.0%})",
    )


def _deal(strata: NDArray[np.float64], count: int, rng: np.random.Generator) -> Rows:
    """Fold of each row: every class is dealt out evenly, going on where the last one ended."""
    fold = np.empty(len(strata), dtype=np.intp)
    start = 0
    for stratum in np.unique(strata):
        members = rng.permutation(np.flatnonzero(strata == stratum))
        fold[members] = (start + np.arange(len(members))) % count
        start += len(members)
    return fold


def _hold_out(
    strata: NDArray[np.float64], share: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Held-out rows; each class keeps at least one training row."""
    held = np.zeros(len(strata), dtype=bool)
    for stratum in np.unique(strata):
        members = rng.permutation(np.flatnonzero(strata == stratum))
        number = min(len(members) - 1, max(1, round(share * len(members))))
        held[members[:number]] = True
    return held
