"""The last cycle again: the yardstick of every other forecaster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.base import (
    Forecaster,
    interpolate,
    normal_quantiles,
    or_flat,
)
from pilothouse_engine.ml.series.panel import Panel, last_values
from pilothouse_engine.ml.values import Floats


class SeasonalNaive(Forecaster):
    """Value of the same phase in the last cycle; normal errors that grow from cycle to cycle."""

    name = "SeasonalNaive"

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        guard.check()
        y = interpolate(panel.y)
        season = panel.season
        ahead = np.arange(panel.horizon)
        cycles = ahead // season + 1
        source = panel.steps + ahead - cycles * season
        mean = y[:, np.maximum(source, 0)]
        mean = np.where(np.isnan(mean), last_values(panel.y)[:, None], mean)
        errors = y[:, season:] - y[:, :-season]
        known = ~np.isnan(errors)
        squares = np.where(known, errors, 0.0) ** 2
        deviation = np.sqrt(squares.sum(axis=1) / np.maximum(known.sum(axis=1), 1))
        return or_flat(normal_quantiles(mean, deviation[:, None] * np.sqrt(cycles), levels), panel)
