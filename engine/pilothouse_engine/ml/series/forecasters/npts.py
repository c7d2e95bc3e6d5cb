"""A climatological forecaster: quantiles of the past itself, recent and like seasons first.

After the non-parametric time series forecaster (arXiv 2312.14657). It suits intermittent series
and never fails.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.base import Forecaster, or_flat
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.values import Floats

_MEMORY = 3.0
"""Cycles after which a value's weight has fallen to 1/e."""
_OTHER_PHASE = 0.02


class NPTS(Forecaster):
    """Weighted quantiles of past values."""

    name = "NPTS"

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        season = panel.season
        # Most of the weight lies in a few cycles.
        y = panel.y[:, -max(60, 12 * season) :]
        steps = y.shape[1]
        ages = np.arange(steps, 0, -1)
        decay = np.exp(-ages / (_MEMORY * season if season > 1 else 20.0))
        known = ~np.isnan(y)
        order = np.argsort(np.where(known, y, np.inf), axis=1)
        values = np.take_along_axis(y, order, axis=1)
        out = np.full((len(y), panel.horizon, len(levels)), np.nan)
        done: dict[int, Floats] = {}
        for ahead in range(panel.horizon):
            phase = ahead % season
            if phase not in done:
                guard.check()
                like = (ages + phase) % season == 0
                weights = np.where(known, decay * np.where(like, 1.0, _OTHER_PHASE), 0.0)
                done[phase] = _quantiles(values, np.take_along_axis(weights, order, 1), levels)
            out[:, ahead] = done[phase]
        return or_flat(out, panel)


def _quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> Floats:
    """Weighted quantiles (S, Q) of sorted values (S, T)."""
    total = weights.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        reached = np.cumsum(weights, axis=1) / total
    out = np.empty((len(values), len(levels)))
    for column, level in enumerate(levels):
        at = (reached >= level - 1e-12).argmax(axis=1)
        out[:, column] = values[np.arange(len(values)), at]
    return out
