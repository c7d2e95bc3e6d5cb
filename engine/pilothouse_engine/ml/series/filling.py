"""``Transformations.Filling``: what stands where a time step has no value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from pilothouse_engine.ml.values import Floats

TARGET_DEFAULT: Mapping[str, str] = {"middlefill": "zero", "backfill": "zero"}
ROLLING_ENTRIES = 64

_STATISTICS: Mapping[str, Callable[[Floats], float]] = {
    "mean": np.mean,
    "median": np.median,
    "min": np.min,
    "max": np.max,
}


def fill(
    values: Floats,
    first: int,
    last: int,
    end: int,
    steps: Mapping[str, str],
) -> int:
    """Fill one series (n,) in place; returns how many cells were filled.

    ``first`` and ``last`` are the item's first and last point, ``end`` the step after the last
    point of all items. Middle: first to last. Back: after last to ``end``. Future: from ``end``.
    """
    filled = 0
    for position, begin, stop in (
        ("middlefill", first, last + 1),
        ("backfill", last + 1, end),
        ("futurefill", end, len(values)),
    ):
        logic = steps.get(position, "none")
        if logic in ("none", "nan") or begin >= stop:
            continue
        gaps = np.flatnonzero(np.isnan(values[begin:stop])) + begin
        if not gaps.size:
            continue
        if logic in ("zero", "value"):
            values[gaps] = 0.0 if logic == "zero" else float(steps[f"{position}_value"])
            filled += len(gaps)
            continue
        # Statistics of what precedes a gap serve the whole gap.
        starts = gaps[np.r_[True, np.diff(gaps) > 1]]
        ends = gaps[np.r_[np.diff(gaps) > 1, True]] + 1
        for start, stop_gap in zip(starts.tolist(), ends.tolist(), strict=True):
            entries = values[:start]
            entries = entries[~np.isnan(entries)][-ROLLING_ENTRIES:]
            if entries.size:
                values[start:stop_gap] = _STATISTICS[logic](entries)
                filled += stop_gap - start
    return filled


def target_steps(chosen: Mapping[str, str] | None) -> Mapping[str, str]:
    """The target's filling: the request's positions, zero in the others."""
    return {**TARGET_DEFAULT, **(chosen or {})}
