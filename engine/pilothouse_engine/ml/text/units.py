"""Tokens, sentences and paragraphs of a text, and word contributions summed over them."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np

from pilothouse_engine.ml.text.corpus import Ints
from pilothouse_engine.ml.values import Floats

Granularity = Literal["token", "sentence", "paragraph"]
Span = tuple[int, int]

# Punctuation stays with its token, as in Autopilot's reports.
_TOKEN = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"')\]]*\s+|\n+")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")


def units_of(text: str, granularity: Granularity) -> list[Span]:
    """Start and end of each unit in order, without the blanks around it."""
    if granularity == "token":
        return [match.span() for match in _TOKEN.finditer(text)]
    ends = _SENTENCE_END if granularity == "sentence" else _PARAGRAPH_END
    units: list[Span] = []
    start = 0
    for cut in [*ends.finditer(text), None]:
        end = len(text) if cut is None else cut.end()
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            units.append((first, start + len(piece.rstrip())))
        start = end
    return units


def sum_over(units: list[Span], starts: Ints, values: Floats) -> Floats:
    """Sum word values (words, K) over the units that the words begin in, (units, K)."""
    out = np.zeros((len(units), values.shape[1]))
    if units and len(starts):
        first = np.array([start for start, _ in units])
        np.add.at(out, np.maximum(np.searchsorted(first, starts, side="right") - 1, 0), values)
    return out


def merged(units: list[Span], most: int) -> list[Span]:
    """At most ``most`` units: neighbours together, evenly."""
    if len(units) <= most:
        return units
    edges = np.linspace(0, len(units), most + 1).astype(int)
    return [(units[a][0], units[b - 1][1]) for a, b in zip(edges[:-1], edges[1:], strict=True)]
