"""Series on a common grid of time steps, with their covariates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.features import Covariate
from pilothouse_engine.ml.series.frequency import Grid, Micros
from pilothouse_engine.ml.values import Floats, NumberStyle

Keys = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Schema:
    """What a model must remember to read new data as it read its training data."""

    config: ForecastConfig
    grid: Grid
    order: str
    """Order of day, month and year in timestamps."""
    style: NumberStyle
    """How the target writes numbers."""
    covariates: tuple[Covariate, ...]
    holidays: NDArray[np.int64]
    """Days since 1970-01-01, sorted; empty without ``HolidayConfig``."""
    not_negative: bool = True
    """Whether the target never was negative: then forecasts are not either."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """What an explanation can name beside the target."""
        names = [covariate.name for covariate in self.covariates]
        return (*names, *(("holiday",) if self.config.country else ()))


@dataclass(frozen=True)
class Panel:
    """S series over T steps, the last of which is the last with a target in any series.

    ``values`` (C, S, T + H): covariates in the schema's order; NaN where unknown.
    """

    schema: Schema
    keys: Keys
    start: int
    """Number of the first step on the schema's grid."""
    y: Floats
    """(S, T); NaN before an item's first value and where gaps stay open."""
    values: Floats
    observed: NDArray[np.bool_]
    """(S, T): whether the data gave the value; others were filled."""

    @property
    def steps(self) -> int:
        """T."""
        return int(self.y.shape[1])

    @property
    def horizon(self) -> int:
        """H."""
        return self.schema.config.horizon

    @property
    def season(self) -> int:
        """Steps of the main cycle, 1 without one."""
        return season_of(self.schema.config, self.steps)

    def cut(self, steps: int) -> Panel:
        """What was known after the first ``steps`` steps."""
        values = self.values[:, :, : steps + self.horizon].copy()
        for position, covariate in enumerate(self.schema.covariates):
            if not covariate.ahead:
                values[position, :, steps:] = np.nan
        return replace(self, y=self.y[:, :steps], values=values, observed=self.observed[:, :steps])

    def take(self, series: NDArray[np.intp]) -> Panel:
        """The chosen series."""
        return replace(
            self,
            keys=tuple(self.keys[at] for at in series.tolist()),
            y=self.y[series],
            values=self.values[:, series],
            observed=self.observed[series],
        )

    def times(self, first: int, stop: int) -> Micros:
        """Labels of the panel's steps ``first`` to ``stop - 1``; beyond T they lie ahead."""
        return self.schema.grid.times(np.arange(self.start + first, self.start + stop))

    def texts(self, first: int, stop: int) -> list[str]:
        """The same as texts."""
        return self.schema.grid.texts(np.arange(self.start + first, self.start + stop))

    def name(self, series: int) -> str:
        """One text for a series: its item and groups."""
        return " / ".join(self.keys[series])

    def grouping(self, series: int) -> dict[str, Any]:
        """Its grouping columns."""
        return dict(zip(self.schema.config.groups, self.keys[series][1:], strict=True))


def season_of(config: ForecastConfig, steps: int) -> int:
    """The shortest natural cycle of which two fit into the history."""
    return next((m for m in config.frequency.seasons if steps >= 2 * m), 1)


def last_values(y: Floats) -> Floats:
    """Each series' last known value (S,), NaN if there is none."""
    known = ~np.isnan(y)
    at = y.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return np.where(known.any(axis=1), y[np.arange(len(y)), at], np.nan)


def first_known(y: Floats) -> NDArray[np.intp]:
    """Position of each series' first known value (S,); T if there is none."""
    known = ~np.isnan(y)
    places: NDArray[np.intp] = np.where(known.any(axis=1), known.argmax(axis=1), y.shape[1])
    return places
