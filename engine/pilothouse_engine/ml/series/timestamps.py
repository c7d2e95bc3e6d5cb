"""Timestamps of data in all the formats that users write, to microseconds without a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from statistics import median

import numpy as np

from pilothouse_engine.ml.series.frequency import DAY, Micros

_CLOCK = (
    r"(?:[T ]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?)?" + _CLOCK
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})" + _CLOCK)
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})" + _CLOCK
)
_EPOCH = datetime(1970, 1, 1)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Times:
    """Parsed texts. ``values`` (n,) microseconds, meaningful where ``known``."""

    values: Micros
    known: np.ndarray
    order: str
    ambiguous: bool
    """Day and month could have been exchanged."""
    zones: int
    """Number of different offsets from UTC."""


def read_times(
    texts: Sequence[str | None], order: str | None, whole_days: bool, step: float = DAY
) -> Times:
    """Read distinct texts; ``order`` is that of a trained model, else the data decide: between
    two possible orders the one whose times lie about ``step`` (microseconds) apart.

    With one offset throughout, or with steps of whole days, times are what the clocks on the wall
    showed: a day begins at the data's own midnight. Else several offsets become UTC.
    """
    parsed = [None if text is None else _parts(text) for text in texts]
    late = [part for part in parsed if part is not None and part.ambiguous]
    fitting = _orders(late)
    chosen = order if order in fitting else fitting[0] if fitting else "mdy"
    ambiguous = False
    if late and len(fitting) > 1 and order not in fitting:
        ambiguous = any(part.numbers[0] != part.numbers[1] for part in late)
        chosen = _smoother(late, fitting, step)
    offsets = {part.offset for part in parsed if part is not None}
    to_utc = len(offsets) > 1 and not whole_days
    values = np.zeros(len(texts), dtype=np.int64)
    known = np.zeros(len(texts), dtype=bool)
    for position, part in enumerate(parsed):
        moment = None if part is None else part.moment(chosen)
        if part is None or moment is None:
            continue
        micros = (moment - _EPOCH) // _MICRO
        values[position] = micros - ((part.offset or 0) * 60_000_000 if to_utc else 0)
        known[position] = True
    return Times(values, known, chosen if late else "ymd", ambiguous, len(offsets))


@dataclass(frozen=True)
class _Parts:
    numbers: tuple[int, int, int]
    """Year, month, day; or the first two numbers and the year."""
    clock: tuple[int, int, int, int]
    offset: int | None
    """Minutes east of UTC."""
    ambiguous: bool

    def moment(self, order: str) -> datetime | None:
        first, second, third = self.numbers
        if self.ambiguous:
            month, day = (first, second) if order == "mdy" else (second, first)
            year = third
        else:
            year, month, day = self.numbers
        try:
            return datetime(year, month, day, *self.clock)
        except ValueError:
            return None


def _parts(text: str) -> _Parts | None:
    text = text.strip()
    found = _COMPACT.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    late = None if found else _YEAR_LAST.fullmatch(text)
    match = found or late
    if match is None:
        return None
    year = int(match["y"])
    if len(match["y"]) == 2:
        # As POSIX reads two digits.
        year += 1900 if year >= 69 else 2000
    clock = (
        int(match["H"] or 0),
        int(match["M"] or 0),
        int(match["S"] or 0),
        int((match["f"] or "0").ljust(6, "0")[:6]),
    )
    if late:
        return _Parts((int(late["a"]), int(late["b"]), year), clock, _offset(late["z"]), True)
    assert found is not None
    numbers = (year, int(found["m"] or 1), int(found["d"] or 1))
    return _Parts(numbers, clock, _offset(found["z"]), False)


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text in ("Z", "UTC", "GMT"):
        return 0
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if text[0] == "-" else minutes


def _orders(late: Sequence[_Parts]) -> list[str]:
    """The orders that read most texts, best first."""
    if not late:
        return []
    counts = {
        order: sum(part.moment(order) is not None for part in late) for order in ("mdy", "dmy")
    }
    most = max(counts.values())
    return [order for order, count in counts.items() if count == most]


def _smoother(late: Sequence[_Parts], fitting: Sequence[str], step: float) -> str:
    """The order whose times lie at distances like ``step``, and regularly."""

    def irregularity(order: str) -> tuple[float, int]:
        moments = sorted({moment for part in late if (moment := part.moment(order)) is not None})
        gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
        # Months differ by up to three days; that is no irregularity.
        kinds = len({gap.days // 4 if gap.days > 27 else gap for gap in gaps})
        typical = median(gap / _MICRO for gap in gaps) if gaps else step
        return round(abs(log(typical / step)), 1), kinds

    return min(fitting, key=irregularity)
