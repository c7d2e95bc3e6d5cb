"""Features: how each source column becomes numbers, in training and in serving alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.values import Floats, NumberStyle, parse_numbers, parse_time

if TYPE_CHECKING:
    from pilothouse_engine.ml.data.table import Table

Kind = Literal["numeric", "categorical", "datetime", "text", "ignored"]

MAX_CATEGORIES = 200
MAX_WORDS = 100
MISSING_CODE, OTHER_CODE, FIRST_CODE = 0, 1, 2
"""Codes of a categorical feature: missing, unknown or rare, then its categories."""

TIME_PARTS = ("days", "year", "month", "day", "weekday", "hour")
_WORD = re.compile(r"\w+", re.UNICODE)


def words_of(text: str) -> list[str]:
    """Lower-case words of a text."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True)
class Feature:
    """One source column: its kind and what encoding it needs. JSON-serialisable."""

    name: str
    kind: Kind
    style: NumberStyle = NumberStyle.PLAIN
    time_format: str = ""
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    idf: tuple[float, ...] = ()
    reason: str = ""
    """Why the feature is ignored."""

    @property
    def width(self) -> int:
        """Number of derived columns."""
        if self.kind == "datetime":
            return len(TIME_PARTS)
        if self.kind == "text":
            return len(self.words) + 2
        return 0 if self.kind == "ignored" else 1

    @cached_property
    def _codes(self) -> dict[str, int]:
        known = self.words if self.kind == "text" else self.categories
        offset = 0 if self.kind == "text" else FIRST_CODE
        return {text: code + offset for code, text in enumerate(known)}

    def encode(self, texts: Sequence[str | None]) -> Floats:
        """Derived columns of many cells, shape (n, width). Missing numbers are NaN."""
        if self.kind == "numeric":
            return parse_numbers(texts, self.style).values[:, None]
        if self.kind == "categorical":
            codes = self._codes
            return np.array(
                [[MISSING_CODE if text is None else codes.get(text, OTHER_CODE)] for text in texts],
                dtype=np.float64,
            ).reshape(-1, 1)
        if self.kind == "datetime":
            return np.array(
                [_time_parts(text, self.time_format) for text in texts], dtype=np.float64
            ).reshape(-1, len(TIME_PARTS))
        if self.kind == "text":
            return self._word_weights(texts)
        return np.empty((len(texts), 0))

    def _word_weights(self, texts: Sequence[str | None]) -> Floats:
        """TF-IDF of the known words (rows of unit length), log of the word count, and whether
        the text is missing."""
        out = np.zeros((len(texts), self.width))
        codes = self._codes
        for row, text in enumerate(texts):
            if text is None:
                out[row, -1] = 1.0
                continue
            found = words_of(text)
            for word, times in Counter(found).items():
                code = codes.get(word)
                if code is not None:
                    out[row, code] = times * self.idf[code]
            norm = math.sqrt(float(out[row] @ out[row]))
            if norm > 0:
                out[row] /= norm
            out[row, -2] = math.log1p(len(found))
        return out

    def to_json(self) -> dict[str, Any]:
        """Plain data, defaults left out."""
        plain: dict[str, Any] = {"name": self.name, "kind": self.kind}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name not in plain and value != item.default:
                plain[item.name] = value.value if isinstance(value, NumberStyle) else value
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Feature:
        """Inverse of :meth:`to_json`."""
        data: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()
        }
        return cls(**{**data, "style": NumberStyle(data.get("style", "plain"))})


def _time_parts(text: str | None, time_format: str) -> tuple[float, ...]:
    moment = None if text is None else parse_time(text, time_format)
    if moment is None:
        return (math.nan,) * len(TIME_PARTS)
    days = (moment - datetime(2000, 1, 1)).total_seconds() / 86400.0
    hour = moment.hour + moment.minute / 60.0
    return (days, moment.year, moment.month, moment.day, moment.weekday(), hour)


@dataclass(frozen=True)
class Encoder:
    """All features of a job in training order, and the matrix they encode to."""

    features: tuple[Feature, ...]

    @property
    def names(self) -> list[str]:
        return [feature.name for feature in self.features]

    @cached_property
    def sources(self) -> NDArray[np.intp]:
        """For each derived column the position of its source feature, shape (D,)."""
        widths = [feature.width for feature in self.features]
        return np.repeat(np.arange(len(self.features)), widths)

    @cached_property
    def categorical(self) -> NDArray[np.bool_]:
        """Which derived columns hold category codes, shape (D,)."""
        return np.array(
            [self.features[source].kind == "categorical" for source in self.sources], dtype=bool
        )

    @cached_property
    def offsets(self) -> list[int]:
        """First derived column of each feature."""
        widths = [feature.width for feature in self.features]
        return [0, *np.cumsum(widths[:-1], dtype=np.intp).tolist()]

    @cached_property
    def _plain(self) -> tuple[list[int], NDArray[np.intp]]:
        """Features whose cells are plain numbers, and their derived columns."""
        chosen = [
            position
            for position, feature in enumerate(self.features)
            if feature.kind == "numeric" and feature.style is NumberStyle.PLAIN
        ]
        return chosen, np.array([self.offsets[position] for position in chosen], dtype=np.intp)

    def encode_table(self, table: Table) -> Floats:
        """Derived matrix of a table that has all the features, shape (n, D)."""
        out = np.empty((table.rows, len(self.sources)))
        for feature, offset in zip(self.features, self.offsets, strict=True):
            if feature.width:
                column = table.columns[table.names.index(feature.name)]
                block = feature.encode(column.texts)
                out[:, offset : offset + feature.width] = block[column.index]
        return out

    def encode_rows(self, rows: Sequence[Sequence[str | None]]) -> Floats:
        """Derived matrix of records of cells in feature order, shape (n, D)."""
        out = np.empty((len(rows), len(self.sources)))
        plain, columns = self._plain
        if len(rows) == 1:
            # One record: all its plain numbers in one go instead of column by column.
            out[0, columns] = parse_numbers([rows[0][i] for i in plain], NumberStyle.PLAIN).values
            rest = self._rest
        else:
            rest = list(range(len(self.features)))
        for position in rest:
            feature = self.features[position]
            if feature.width:
                offset = self.offsets[position]
                out[:, offset : offset + feature.width] = feature.encode(
                    [row[position] for row in rows]
                )
        return out

    @cached_property
    def _rest(self) -> list[int]:
        plain = set(self._plain[0])
        return [position for position in range(len(self.features)) if position not in plain]
