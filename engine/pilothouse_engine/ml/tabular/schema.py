"""Column typing: what kind of feature each column is, and the reasons a user is told."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse_engine.contract import JobError
from pilothouse_engine.ml.data.table import Column, Table
from pilothouse_engine.ml.tabular.features import (
    MAX_CATEGORIES,
    MAX_WORDS,
    Encoder,
    Feature,
    Kind,
    words_of,
)
from pilothouse_engine.ml.values import (
    NumberStyle,
    number_style,
    parse_numbers,
    time_format,
)

NUMERIC_SHARE = 0.95
"""A column is numeric if at least this share of its present cells reads as numbers."""

_SAMPLE = 2000
_TYPES: dict[str, Kind] = {
    "numeric": "numeric",
    "categorical": "categorical",
    "text": "text",
    "datetime": "datetime",
}


@dataclass(frozen=True)
class Specification:
    """The user's feature file, checked."""

    names: tuple[str, ...] | None
    types: Mapping[str, Kind]

    @classmethod
    def read(
        cls, raw: Mapping[str, Any] | None, columns: Sequence[str], target: str
    ) -> Specification:
        """Check the file's content against the data. Raises :class:`JobError`."""
        where = "The feature file (FeatureSpecificationS3Uri)"
        if raw is None:
            return cls(None, {})
        names = raw.get("FeatureAttributeNames")
        types = raw.get("FeatureDataTypes") or {}
        if names is not None and (
            not isinstance(names, list) or not all(isinstance(name, str) for name in names)
        ):
            raise JobError(f"{where}: FeatureAttributeNames must be a list of column names.")
        if not isinstance(types, Mapping):
            raise JobError(f"{where}: FeatureDataTypes must map column names to types.")
        if names is not None and not names:
            raise JobError(f"{where}: FeatureAttributeNames is empty. List at least one column.")
        repeated = [name for name, times in Counter(names or ()).items() if times > 1]
        if repeated:
            raise JobError(f'{where} lists "{repeated[0]}" twice. List each column once.')
        for name in [*(names or ()), *types]:
            if name == target:
                raise JobError(f'{where} must not list the target "{target}".')
            if name not in columns:
                raise JobError(
                    f'{where} names "{name}", which is not a column of the data. Names are case '
                    "sensitive."
                )
            if names is not None and name not in names:
                raise JobError(
                    f'{where} gives a type for "{name}", which FeatureAttributeNames leaves out.'
                )
        for name, kind in types.items():
            if kind not in _TYPES:
                raise JobError(
                    f'{where}: the type "{kind}" of "{name}" is not supported here. Use numeric, '
                    "categorical, text or datetime."
                )
        chosen = tuple(names) if names is not None else None
        return cls(chosen, {name: _TYPES[kind] for name, kind in types.items()})


def infer_encoder(
    table: Table, specification: Specification, excluded: Sequence[str]
) -> tuple[Encoder, list[str]]:
    """Type every feature column of the training data; also notes for the user.

    ``excluded`` are the target and the weights. Raises :class:`JobError` if nothing is left.
    """
    features: list[Feature] = []
    notes: list[str] = []
    for name, column in zip(table.names, table.columns, strict=True):
        if name in excluded or (
            specification.names is not None and name not in specification.names
        ):
            continue
        feature, note = infer_feature(name, column, specification.types.get(name))
        features.append(feature)
        if note:
            notes.append(note)
    if not any(feature.width for feature in features):
        why = features[0].reason if features else "there is no column beside the target"
        raise JobError(f"No feature is usable: {why}. Add at least one column whose values differ.")
    return Encoder(tuple(features)), notes


def infer_feature(name: str, column: Column, kind: Kind | None) -> tuple[Feature, str]:
    """Type one column; ``kind`` is the user's own choice. The note is empty if all is well."""
    counts = column.counts()
    present = sum(counts.values())
    if len(counts) == 0:
        return Feature(name, "ignored", reason=f'column "{name}" is empty'), ""
    if len(counts) == 1 and present == len(column):
        return Feature(name, "ignored", reason=f'column "{name}" is constant'), ""
    texts = list(counts)
    if kind in (None, "numeric"):
        feature, note = _numeric(name, counts, forced=kind is not None)
        if feature is not None:
            return feature, note
    if kind in (None, "datetime"):
        chosen, share = time_format(texts[:_SAMPLE])
        if share >= NUMERIC_SHARE or (kind == "datetime" and share > 0):
            return Feature(name, "datetime", time_format=chosen), ""
        if kind == "datetime":
            raise JobError(
                f'Column "{name}" is declared datetime, but "{texts[0][:60]}" is no date that can '
                "be read. Use YYYY-MM-DD hh:mm:ss, or declare it categorical."
            )
    inferred = kind is None
    if kind is None:
        kind = _text_kind(counts, present)
    if kind == "text":
        feature = _text(name, counts)
        if feature is not None:
            return feature, ""
        # No word occurs twice.
        kind = "ignored" if inferred and _unique(counts, present) else "categorical"
    if kind == "ignored":
        reason = f'column "{name}" has a different text in nearly every row, like an identifier'
        return Feature(name, "ignored", reason=reason), f"Not used: {reason}."
    frequent = [text for text, times in counts.items() if times > 1 or present < 200]
    return Feature(name, "categorical", categories=tuple(frequent[:MAX_CATEGORIES])), ""


def _numeric(name: str, counts: Mapping[str, int], forced: bool) -> tuple[Feature | None, str]:
    texts = list(counts)
    style, share = number_style(texts[:_SAMPLE])
    if share < 0.5 and not forced:
        return None, ""
    numbers = parse_numbers(texts, style)
    present = sum(counts.values())
    bad = sum(counts[texts[position]] for position in numbers.unreadable)
    infinite = sum(counts[texts[position]] for position in numbers.infinite)
    if forced and bad == present:
        raise JobError(
            f'Column "{name}" is declared numeric, but "{texts[0][:60]}" and all its other values '
            "are no numbers. Declare it categorical or text."
        )
    if present - bad < NUMERIC_SHARE * present and not forced:
        return None, ""
    notes = []
    if bad:
        example = texts[numbers.unreadable[0]][:60]
        notes.append(
            f'Column "{name}": {bad} of {present} values are no numbers, for example "{example}"; '
            "they count as missing."
        )
    if infinite:
        notes.append(f'Column "{name}": {infinite} infinite values count as missing.')
    if np.unique(numbers.values[~np.isnan(numbers.values)]).size == 0:
        reason = f'column "{name}" holds no finite number'
        return Feature(name, "ignored", reason=reason), " ".join(notes)
    return Feature(name, "numeric", style=style), " ".join(notes)


def _text_kind(counts: Mapping[str, int], present: int) -> Kind:
    distinct = len(counts)
    sample = list(counts)[:_SAMPLE]
    mean_words = sum(len(words_of(text)) for text in sample) / len(sample)
    if mean_words >= 3.5 and distinct > max(20, 0.1 * present):
        return "text"
    if _unique(counts, present):
        return "text" if mean_words >= 2 else "ignored"
    return "categorical"


def _unique(counts: Mapping[str, int], present: int) -> bool:
    """Whether nearly every row has a text of its own."""
    return present >= 50 and len(counts) > 0.9 * present


def _text(name: str, counts: Mapping[str, int]) -> Feature | None:
    """TF-IDF over the words found in the most rows, but not in nearly all of them."""
    found: Counter[str] = Counter()
    for text, times in counts.items():
        for word in set(words_of(text)):
            found[word] += times
    present = sum(counts.values())
    usable = [
        (word, rows)
        for word, rows in found.items()
        if rows >= max(2, 0.005 * present) and rows <= 0.95 * present and len(word) > 1
    ]
    usable.sort(key=lambda pair: (-pair[1], pair[0]))
    if not usable:
        return None
    chosen = usable[:MAX_WORDS]
    idf = tuple(math.log((1 + present) / (1 + rows)) + 1 for _word, rows in chosen)
    return Feature(name, "text", words=tuple(word for word, _ in chosen), idf=idf)


def read_weights(table: Table, name: str) -> np.ndarray:
    """Sample weights, NaN where missing or invalid, shape (n,). Raises :class:`JobError`."""
    column = table.column(name, "sample weight column (SampleWeightAttributeName)")
    numbers = parse_numbers(column.texts, NumberStyle.PLAIN).values
    numbers = np.where(numbers >= 0, numbers, np.nan)
    weights = numbers[column.index]
    if not np.nansum(weights) > 0:
        raise JobError(
            f'The sample weight column "{name}" holds no positive number. Weights must be numbers '
            "of at least 0."
        )
    return weights
