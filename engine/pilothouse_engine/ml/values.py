"""How a cell's text becomes a number or a time: one set of rules for training and serving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MISSING_TOKENS = frozenset(
    {"", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none", "nil", "nat", "?"}
)
"""Texts (stripped, lower case) that stand for a missing value."""


class NumberStyle(str, Enum):
    """How a column writes its numbers."""

    PLAIN = "plain"
    COMMA = "thousands-comma"
    SPACE = "thousands-space"
    DECIMAL_COMMA = "decimal-comma"


_GROUPED = {
    NumberStyle.COMMA: re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"),
    NumberStyle.SPACE: re.compile(r"[+-]?\d{1,3}([  \u202f'’]\d{3})+([.,]\d*)?$"),
    NumberStyle.DECIMAL_COMMA: re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+$"),
}
_SEPARATORS = {
    NumberStyle.COMMA: str.maketrans("", "", ","),
    NumberStyle.SPACE: str.maketrans(",", ".", "  \u202f'’"),
    NumberStyle.DECIMAL_COMMA: str.maketrans(",", ".", "."),
}


def is_missing(text: str | None) -> bool:
    """Whether a cell counts as missing."""
    return text is None or text.strip().lower() in MISSING_TOKENS


def parse_number(text: str, style: NumberStyle) -> float | None:
    """The number that ``text`` writes, ``None`` if it writes none. May be infinite."""
    text = text.strip()
    if style is not NumberStyle.PLAIN and _GROUPED[style].match(text):
        text = text.translate(_SEPARATORS[style])
    if "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return None if number != number else number


@dataclass(frozen=True)
class Numbers:
    """Parsed cells: ``values`` is NaN where missing, infinite or unreadable."""

    values: Floats
    unreadable: list[int]
    """Positions of cells that write no number."""
    infinite: list[int]


def parse_numbers(texts: Sequence[str | None], style: NumberStyle) -> Numbers:
    """Numbers of many cells, shape (n,)."""
    if style is NumberStyle.PLAIN:
        # The whole list at once is several times faster, and by far the usual case. The slow
        # path below alone knows missing values and underscores.
        try:
            values = np.array(texts, dtype=np.float64)
            if np.isfinite(values).all() and not any("_" in text for text in texts if text):
                return Numbers(values, [], [])
        except (TypeError, ValueError):
            pass
    values = np.full(len(texts), np.nan)
    unreadable: list[int] = []
    infinite: list[int] = []
    for position, text in enumerate(texts):
        if text is None or is_missing(text):
            continue
        number = parse_number(text, style)
        if number is None:
            unreadable.append(position)
        elif np.isinf(number):
            infinite.append(position)
        else:
            values[position] = number
    return Numbers(values, unreadable, infinite)


def number_style(texts: Sequence[str]) -> tuple[NumberStyle, float]:
    """The style that reads most of the (non-missing) texts, and the share that it reads."""
    best, best_share = NumberStyle.PLAIN, 0.0
    for style in NumberStyle:
        if not texts:
            break
        readable = sum(parse_number(text, style) is not None for text in texts)
        if readable / len(texts) > best_share:
            best, best_share = style, readable / len(texts)
        if best_share == 1.0:
            break
    return best, best_share


TIME_FORMATS = (
    "iso",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y-%m",
)
"""Formats tried in this order; where day and month cannot be told apart, the first wins."""


def parse_time(text: str, time_format: str) -> datetime | None:
    """The moment that ``text`` writes, without a zone (zoned times become UTC)."""
    text = text.strip()
    try:
        if time_format == "iso":
            if not text[:4].isdigit() or "-" not in text:
                return None
            moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
        else:
            moment = datetime.strptime(text, time_format)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        except OverflowError:
            return None
    return moment


def time_format(texts: Sequence[str]) -> tuple[str, float]:
    """The format that reads most of the texts, and the share that it reads."""
    best, best_share = "", 0.0
    for candidate in TIME_FORMATS:
        if not texts:
            break
        share = sum(parse_time(text, candidate) is not None for text in texts) / len(texts)
        if share > best_share:
            best, best_share = candidate, share
        if best_share == 1.0:
            break
    return best, best_share
