"""The part of JSONPath that ``DataProcessing`` filters use.

``$``, ``$.name``, ``$['name']``, ``$['a','b']``, ``$[0]``, ``$[-1]``, ``$[0,2]``, ``$[1:]``,
``$[:3]``, ``$[1:-1]``, and chains of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_DOT = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)")
_SLICE = re.compile(r"\[\s*(-?\d{1,9})?\s*:\s*(-?\d{1,9})?\s*\]")
_INDEXES = re.compile(r"\[\s*(-?\d{1,9}(?:\s*,\s*-?\d{1,9})*)\s*\]")
_NAME = r"'[^'\\]*'|\"[^\"\\]*\""
_NAMES = re.compile(rf"\[\s*((?:{_NAME})(?:\s*,\s*(?:{_NAME}))*)\s*\]")
_ONE_NAME = re.compile(_NAME)


class PathError(Exception):
    """The path is not one of ours, or a record has no such part."""


@dataclass(frozen=True)
class _Names:
    names: tuple[str, ...]

    def apply(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise PathError("the record is not a JSON object, so it has no named parts")
        for name in self.names:
            if name not in value:
                raise PathError(f"the record has no part named {name[:100]}")
        if len(self.names) == 1:
            return value[self.names[0]]
        return {name: value[name] for name in self.names}


@dataclass(frozen=True)
class _Indexes:
    indexes: tuple[int, ...]

    def apply(self, value: Any) -> Any:
        items = _list(value)
        for index in self.indexes:
            if not -len(items) <= index < len(items):
                raise PathError(f"the record has {len(items)} columns, so none at [{index}]")
        if len(self.indexes) == 1:
            return items[self.indexes[0]]
        return [items[index] for index in self.indexes]


@dataclass(frozen=True)
class _Slice:
    start: int | None
    end: int | None

    def apply(self, value: Any) -> Any:
        return _list(value)[self.start : self.end]


class JsonPath:
    """A parsed path. Raises :class:`PathError` if it is not one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps = _parse(text)

    @property
    def whole(self) -> bool:
        """True for ``$``, which changes nothing."""
        return not self._steps

    def apply(self, value: Any) -> Any:
        """The part of a JSON value or of a list of columns. Raises :class:`PathError`."""
        for step in self._steps:
            value = step.apply(value)
        return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise PathError("the record is not a list, so it has no numbered parts")
    return value


def _parse(text: str) -> list[_Names | _Indexes | _Slice]:
    if not text.startswith("$"):
        raise PathError(f"{text[:100]} must begin with $")
    steps: list[_Names | _Indexes | _Slice] = []
    position = 1
    while position < len(text):
        if match := _DOT.match(text, position):
            steps.append(_Names((match[1],)))
        elif match := _SLICE.match(text, position):
            start, end = (int(part) if part else None for part in match.groups())
            steps.append(_Slice(start, end))
        elif match := _INDEXES.match(text, position):
            steps.append(_Indexes(tuple(int(part) for part in match[1].split(","))))
        elif match := _NAMES.match(text, position):
            steps.append(_Names(tuple(name[1:-1] for name in _ONE_NAME.findall(match[1]))))
        else:
            raise PathError(
                f"{text[:100]} is not understood from character {position + 1} on; use forms like "
                "$[0], $[1:], $.name or $['a','b']"
            )
        position = match.end()
    return steps
