"""From (series, origin, steps ahead) to feature rows of the global model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.series.frequency import DAY, HOUR, MINUTE
from pilothouse_engine.ml.series.panel import Panel, Schema
from pilothouse_engine.ml.values import Floats

Ints = NDArray[np.intp]

HISTORY, CALENDAR, ATTRIBUTES = 0, 1, 2
"""Sources of features: the target's past, the calendar, then one per attribute."""

BASES = ("last", "mean", "season", "shifted")
"""What a row's target is measured from: the last value, the recent mean, the same phase a cycle
ago, or that plus the change of level since."""


@dataclass(frozen=True)
class Feature:
    """One column of X."""

    name: str
    source: int
    categorical: bool = False


def features_of(schema: Schema, season: int) -> list[Feature]:
    """The columns, in order."""
    names = [Feature(f"lag {lag}", HISTORY) for lag in _lags(season)]
    names += [Feature(f"season {cycle}", HISTORY) for cycle in (1, 2)]
    names += [Feature(name, HISTORY) for name in ("short mean", "long mean", "size", "ahead")]
    names += [Feature(name, CALENDAR) for name in _calendar_names(schema)]
    for at, covariate in enumerate(schema.covariates):
        source, categorical = ATTRIBUTES + at, covariate.kind == "categorical"
        names.append(Feature(covariate.name, source, categorical))
        if not categorical and not covariate.static:
            names.append(Feature(f"{covariate.name} change", source))
    if schema.config.country:
        source = ATTRIBUTES + len(schema.covariates)
        names += [Feature(f"holiday {where}", source) for where in ("before", "at", "after")]
    return names


@dataclass(frozen=True)
class Rows:
    """Feature rows with their scale. ``base`` (N, 4) and ``scale`` (N,) undo the scaling."""

    x: Floats
    base: Floats
    scale: Floats


class RowMaker:
    """Makes rows of one panel."""

    def __init__(self, panel: Panel, season: int) -> None:
        self._panel = panel
        self._season = season
        y = panel.y
        self._known = ~np.isnan(y)
        filled = np.where(self._known, y, 0.0)
        self._middle = filled.sum(axis=1) / np.maximum(self._known.sum(axis=1), 1)
        centred = np.where(self._known, y - self._middle[:, None], 0.0)
        self._sums = _cumulative(centred)
        self._squares = _cumulative(centred**2)
        self._counts = _cumulative(self._known.astype(np.float64))

    def make(self, series: Ints, origin: Ints, ahead: Ints) -> Rows:
        """Rows (N,): forecasts ``ahead`` >= 1 steps after position ``origin``."""
        panel, season = self._panel, self._season
        length = max(season, 4)
        mean = self._mean(series, origin, length)
        deviation = self._deviation(series, origin, 2 * length)
        size = np.abs(mean)
        scale = np.maximum(deviation, 0.002 * size) + 1e-9 * (1 + np.abs(self._middle[series]))
        aim = origin + ahead
        cycles = (ahead - 1) // season + 1
        last = self._recent(series, origin)
        same = self._at(series, aim - cycles * season)
        before = self._at(series, aim - (cycles + 1) * season)
        shift = mean - self._mean(series, origin - cycles * season, length)
        fallback = np.where(np.isnan(last), mean, last)
        base = np.stack(
            [
                fallback,
                mean,
                np.where(np.isnan(same), fallback, same),
                np.where(np.isnan(same + shift), fallback, same + shift),
            ],
            axis=1,
        )
        columns = [(self._at(series, origin - lag) - mean) / scale for lag in _lags(season)]
        columns += [(same - mean) / scale, (before - mean) / scale]
        columns += [
            (self._mean(series, origin, 3) - mean) / scale,
            (self._mean(series, origin, 4 * length) - mean) / scale,
            mean / scale,
            ahead.astype(np.float64),
        ]
        columns += [column[aim] for column in self._calendar]
        for at, covariate in enumerate(panel.schema.covariates):
            cells = panel.values[at]
            place = np.minimum(aim if covariate.ahead else origin, cells.shape[1] - 1)
            value = cells[series, place]
            columns.append(value)
            if covariate.kind != "categorical" and not covariate.static:
                columns.append(value - self._past(at)[series, origin])
        if panel.schema.config.country:
            flags = self._holidays
            columns += [flags[aim + offset + 1] for offset in (-1, 0, 1)]
        return Rows(np.stack(columns, axis=1), base, scale)

    def _at(self, series: Ints, place: Ints) -> Floats:
        inside = (place >= 0) & (place < self._panel.steps)
        found = self._panel.y[series, np.where(inside, place, 0)]
        values: Floats = np.where(inside, found, np.nan)
        return values

    def _recent(self, series: Ints, origin: Ints) -> Floats:
        """The last known value up to ``origin``."""
        found: Floats = self._panel.y[series, self._latest[series, origin]]
        return found

    @cached_property
    def _latest(self) -> Ints:
        places = np.where(self._known, np.arange(self._panel.steps), 0)
        return np.maximum.accumulate(places, axis=1)

    def _sum(self, table: Floats, series: Ints, origin: Ints, length: int) -> Floats:
        stop = np.clip(origin + 1, 0, self._panel.steps)
        return table[series, stop] - table[series, np.maximum(stop - length, 0)]

    def _mean(self, series: Ints, origin: Ints, length: int) -> Floats:
        count = self._sum(self._counts, series, origin, length)
        total = self._sum(self._sums, series, origin, length)
        middle: Floats = self._middle[series]
        mean: Floats = np.where(count > 0, total / np.maximum(count, 1), 0.0) + middle
        return mean

    def _deviation(self, series: Ints, origin: Ints, length: int) -> Floats:
        count = np.maximum(self._sum(self._counts, series, origin, length), 1)
        mean = self._sum(self._sums, series, origin, length) / count
        square = self._sum(self._squares, series, origin, length) / count
        return np.sqrt(np.maximum(square - mean**2, 0.0))

    def _past(self, covariate: int) -> Floats:
        """Mean of a covariate so far, (S, T): what its value now differs from."""
        if covariate not in self._means:
            cells = self._panel.values[covariate]
            known = ~np.isnan(cells)
            counts = np.cumsum(known, axis=1)
            total = np.cumsum(np.where(known, cells, 0.0), axis=1)
            self._means[covariate] = total / np.where(counts > 0, counts, np.nan)
        return self._means[covariate]

    @cached_property
    def _means(self) -> dict[int, Floats]:
        return {}

    @cached_property
    def _calendar(self) -> list[Floats]:
        times = self._panel.times(0, self._panel.steps + self._panel.horizon)
        stamps = times.astype("datetime64[us]")
        months, years = stamps.astype("datetime64[M]"), stamps.astype("datetime64[Y]")
        days = times // DAY
        parts = {
            "month": (months.astype(np.int64) % 12) + 1,
            "week": (days - years.astype("datetime64[D]").astype(np.int64)) // 7,
            "weekday": (days + 3) % 7,
            "day": days - months.astype("datetime64[D]").astype(np.int64) + 1,
            "hour": times // HOUR % 24,
            "minute": times // MINUTE % 60,
        }
        return [parts[name].astype(np.float64) for name in _calendar_names(self._panel.schema)]

    @cached_property
    def _holidays(self) -> Floats:
        """Number of holidays in each step, from one step before the panel to one after."""
        panel = self._panel
        stop = panel.steps + panel.horizon + 1
        grid = panel.schema.grid
        days = panel.schema.holidays
        if not panel.schema.config.frequency.whole_days:
            own = panel.times(-1, stop) // DAY
            return np.isin(own, days).astype(np.float64)
        steps = grid.steps(days * DAY + grid.micros) - panel.start + 1
        steps = steps[(steps >= 0) & (steps <= stop)]
        return np.bincount(steps, minlength=stop + 1).astype(np.float64)


def _lags(season: int) -> tuple[int, ...]:
    """Lags that a row shows."""
    if season <= 24:
        return tuple(range(max(season, 6) + 1))
    return (*range(12), season - 1, season, season + 1)


def _calendar_names(schema: Schema) -> tuple[str, ...]:
    return {
        "min": ("weekday", "hour", "minute"),
        "H": ("month", "weekday", "hour"),
        "D": ("month", "weekday", "day"),
        "W": ("month", "week"),
        "M": ("month",),
        "Y": (),
    }[schema.config.frequency.unit]


def _cumulative(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
