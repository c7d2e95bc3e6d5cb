"""``ForecastFrequency`` and the regular grid of time steps that it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.int64]
Micros = NDArray[np.int64]
"""Microseconds since 1970-01-01 on the data's own clock, without a zone."""

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
_MONDAY = 4 * DAY
"""1970-01-05, the first Monday."""

_PATTERN = re.compile(
    r"1Y|Y|([1-9]|1[0-1])M|M|[1-4]W|W|[1-6]D|D|([1-9]|1[0-9]|2[0-3])H|H|([1-9]|[1-5][0-9])min"
)
_FIXED = {"min": MINUTE, "H": HOUR, "D": DAY, "W": WEEK}
_WORDS = {"min": "minute", "H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}


@dataclass(frozen=True)
class Frequency:
    """``count`` times ``unit``: min, H, D, W, M or Y."""

    unit: str
    count: int

    @classmethod
    def parse(cls, text: str) -> Frequency:
        """Read the API's notation, such as ``D`` or ``15min``. Raises :class:`ValueError`."""
        if _PATTERN.fullmatch(text) is None:
            raise ValueError(
                f"ForecastFrequency {text!r} is none. Use 1-59min, 1-23H, 1-6D, 1-4W, 1-11M or 1Y; "
                "write the next unit for more, such as 1H for 60min."
            )
        digits = text.rstrip("minHDWMY")
        return cls(text[len(digits) :], int(digits or 1))

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """For messages: ``15 minutes``."""
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"

    @property
    def months(self) -> int:
        """Months per step, 0 for frequencies of fixed length."""
        return self.count * {"M": 1, "Y": 12}.get(self.unit, 0)

    @property
    def micros(self) -> int:
        """Length of a step; for months and years their mean length."""
        if self.months:
            return round(self.months * 365.2425 / 12 * DAY)
        return self.count * _FIXED[self.unit]

    @property
    def whole_days(self) -> bool:
        """Whether a step is a day or longer."""
        return self.unit not in ("min", "H")

    @property
    def seasons(self) -> tuple[int, ...]:
        """Steps per natural cycle, the shortest first; empty for years."""
        cycles = {
            "min": (DAY, WEEK),
            "H": (DAY, WEEK),
            "D": (WEEK,),
            "W": (52 * WEEK,),
        }.get(self.unit, ())
        lengths = [cycle // self.micros for cycle in cycles if cycle % self.micros == 0]
        if self.unit == "M" and 12 % self.count == 0:
            lengths = [12 // self.count]
        return tuple(length for length in lengths if length >= 2)


@dataclass(frozen=True)
class Grid:
    """Numbered time steps. Step 0 begins at ``origin``; labels repeat the data's own habit.

    ``origin``: microseconds, or months since year 0 for frequencies of months. The other members
    say where inside a step its label lies: months, day of the month (0: last day), microseconds.
    """

    frequency: Frequency
    origin: int
    months: int = 0
    day: int = 1
    micros: int = 0

    @classmethod
    def of(cls, frequency: Frequency, times: Micros) -> Grid:
        """The grid on which the (distinct) times of the data lie."""
        earliest = int(times.min())
        if frequency.months:
            numbers, days, rest = _calendar(times)
            first = int(numbers.min())
            origin = first - first % 12 if frequency.unit == "Y" else first
            inside = (numbers - origin) % frequency.months
            months = int(inside[0]) if (inside == inside[0]).all() else 0
            day = 1
            if months or (inside == 0).all():
                if (days == days[0]).all() and days[0] <= 28:
                    day = int(days[0])
                elif (days == _last_days(numbers)).all():
                    day = 0
            return cls(frequency, origin, months, day, _constant(rest))
        unit = _FIXED[frequency.unit]
        anchor = _MONDAY if frequency.unit == "W" else 0
        origin = (earliest - anchor) // unit * unit + anchor
        return cls(frequency, origin, micros=_constant((times - origin) % frequency.micros))

    def steps(self, times: Micros) -> Steps:
        """Number of the step that each time falls into."""
        if self.frequency.months:
            return (_calendar(times)[0] - self.origin) // self.frequency.months
        return (times - self.origin) // self.frequency.micros

    def times(self, steps: Steps) -> Micros:
        """The labels of steps."""
        steps = np.asarray(steps, dtype=np.int64)
        if self.frequency.months:
            numbers = self.origin + self.months + steps * self.frequency.months
            last = _last_days(numbers)
            days = last if self.day == 0 else np.minimum(last, self.day)
            return _month_start(numbers) + (days - 1) * DAY + self.micros
        return self.origin + steps * self.frequency.micros + self.micros

    def texts(self, steps: Steps) -> list[str]:
        """Labels as ``YYYY-MM-DD HH:MM:SS``."""
        return time_texts(self.times(steps))

    def state(self) -> dict[str, Any]:
        """JSON, see :meth:`from_state`."""
        return {
            "frequency": str(self.frequency),
            "origin": self.origin,
            "months": self.months,
            "day": self.day,
            "micros": self.micros,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Grid:
        """The grid that :meth:`state` described."""
        frequency = Frequency.parse(state["frequency"])
        return cls(frequency, *(int(state[key]) for key in ("origin", "months", "day", "micros")))


def time_texts(times: Micros) -> list[str]:
    """Times as ``YYYY-MM-DD HH:MM:SS``."""
    stamps = np.asarray(times, dtype=np.int64).astype("datetime64[us]").astype("datetime64[s]")
    return [text.replace("T", " ") for text in np.datetime_as_string(stamps).tolist()]


def _constant(values: Micros) -> int:
    return int(values[0]) if (values == values[0]).all() else 0


def _calendar(times: Micros) -> tuple[Steps, Steps, Micros]:
    """Months since year 0, day of the month, microseconds of the day."""
    stamps = times.astype("datetime64[us]")
    months = stamps.astype("datetime64[M]")
    numbers = months.astype(np.int64) + 1970 * 12
    since = times - months.astype("datetime64[us]").astype(np.int64)
    return numbers, since // DAY + 1, since % DAY


def _month_start(numbers: Steps) -> Micros:
    months = (np.asarray(numbers) - 1970 * 12).astype("datetime64[M]")
    return months.astype("datetime64[us]").astype(np.int64)


def _last_days(numbers: Steps) -> Steps:
    return (_month_start(numbers + 1) - _month_start(numbers)) // DAY
