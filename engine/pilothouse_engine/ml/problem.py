"""The target: which problem it poses, its classes, and the rows that can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.contract import JobError
from pilothouse_engine.ml.values import Floats, number_style, parse_number, parse_numbers

if TYPE_CHECKING:
    from pilothouse_engine.ml.data.table import Column

Problem = Literal["BinaryClassification", "MulticlassClassification", "Regression"]

MIN_ROWS = 10
MAX_CLASSES = 1000
FEW_INTEGERS, MANY_INTEGERS = 15, 30


@dataclass(frozen=True)
class Target:
    """The encoded target. ``values``: class positions or numbers, NaN in unusable rows, (n,)."""

    name: str
    problem: Problem
    labels: tuple[str, ...]
    """Classes in sorted order (numbers by value); for binary problems the second is the positive
    one. Empty for regression."""
    values: Floats
    dropped: int
    """Rows without a usable target."""


def _sorted_labels(labels: list[str]) -> tuple[str, ...]:
    numbers = [parse_number(label, number_style([label])[0]) for label in labels]
    if all(number is not None for number in numbers):
        return tuple(label for _, label in sorted(zip(numbers, labels, strict=True)))
    return tuple(sorted(labels))


def infer_problem(name: str, column: Column) -> Problem:
    """The problem type that the target's values suggest. Raises :class:`JobError` if unsure."""
    counts = column.counts()
    present = sum(counts.values())
    distinct = len(counts)
    if distinct == 2:
        return "BinaryClassification"
    texts = list(counts)
    style, _ = number_style(texts[:1000])
    numbers = parse_numbers(texts, style)
    readable = present - sum(counts[texts[i]] for i in numbers.unreadable)
    advice = "Set ProblemType and AutoMLJobObjective in the request."
    if readable >= 0.95 * present:
        finite = numbers.values[np.isfinite(numbers.values)]
        integral = bool((finite == np.round(finite)).all())
        if not integral or distinct > MANY_INTEGERS or distinct > 0.25 * present:
            return "Regression"
        if distinct <= FEW_INTEGERS:
            return "MulticlassClassification"
        raise JobError(
            f'The problem type is not clear: the target "{name}" has {distinct} different whole '
            f"numbers in {present} rows, which may be classes or amounts. {advice}"
        )
    if distinct > 0.5 * present or distinct > MAX_CLASSES:
        raise JobError(
            f'The problem type is not clear: the target "{name}" has {distinct} different texts in '
            f'{present} rows, for example "{texts[0][:60]}". {advice} Or choose another target.'
        )
    return "MulticlassClassification"


def read_target(name: str, column: Column, problem: Problem | None) -> Target:
    """Encode the training target. Raises :class:`JobError` if nothing can be learnt from it."""
    counts = column.counts()
    if not counts:
        raise JobError(
            f'All values of the target "{name}" are missing. Choose another target column or fill '
            "it."
        )
    if len(column) == 1:
        raise JobError(
            f"The data have one row. At least {MIN_ROWS} rows with a target are needed, 500 are "
            "advised."
        )
    present = sum(counts.values())
    if present < MIN_ROWS:
        raise JobError(
            f'Only {present} rows have a target "{name}". At least {MIN_ROWS} are needed, 500 are '
            "advised."
        )
    if len(counts) == 1:
        raise JobError(
            f'The target "{name}" has a single value, "{next(iter(counts))[:60]}", in all rows. '
            "Choose a target with at least two different values."
        )
    chosen = problem or infer_problem(name, column)
    if chosen == "Regression":
        labels: tuple[str, ...] = ()
        per_text = _regression_values(name, column)
    else:
        labels = _classes(name, counts, chosen)
        per_text = _positions(column, labels)
    values = per_text[column.index]
    usable = int(np.isfinite(values).sum())
    if usable < MIN_ROWS:
        raise JobError(
            f'Only {usable} rows have a usable target "{name}". At least {MIN_ROWS} are needed, '
            "500 are advised."
        )
    if chosen == "Regression" and np.unique(values[np.isfinite(values)]).size == 1:
        raise JobError(
            f'The target "{name}" has a single value in all usable rows. Choose a target with '
            "different values."
        )
    return Target(name, chosen, labels, values, len(values) - usable)


def read_validation_target(target: Target, column: Column) -> Floats:
    """Encode the target of the validation channel; NaN where unusable or an unknown class."""
    if target.problem == "Regression":
        return _regression_values(target.name, column)[column.index]
    return _positions(column, target.labels)[column.index]


def _classes(name: str, counts: dict[str, int], problem: Problem) -> tuple[str, ...]:
    if problem == "BinaryClassification":
        if len(counts) != 2:
            shown = ", ".join(f'"{label[:30]}"' for label in list(counts)[:5])
            raise JobError(
                f'ProblemType is BinaryClassification, but the target "{name}" has {len(counts)} '
                f"different values ({shown}, …). Use MulticlassClassification or Regression."
            )
        rare = [label for label, times in counts.items() if times < 2]
        if rare:
            raise JobError(
                f'The class "{rare[0][:60]}" of the target "{name}" occurs in one row only. Each '
                "class needs at least two rows."
            )
        return _sorted_labels(list(counts))
    if len(counts) > MAX_CLASSES:
        raise JobError(
            f'The target "{name}" has {len(counts)} classes; at most {MAX_CLASSES} are possible. '
            "Merge rare classes, or use Regression for numbers."
        )
    # A class seen once cannot be both learnt and validated.
    kept = [label for label, times in counts.items() if times >= 2]
    if len(kept) < 2:
        raise JobError(
            f'Nearly every value of the target "{name}" occurs only once. Choose a target with '
            "repeated classes, or use Regression for numbers."
        )
    return _sorted_labels(kept)


def _positions(column: Column, labels: tuple[str, ...]) -> Floats:
    position = {label: float(code) for code, label in enumerate(labels)}
    return np.array(
        [np.nan if text is None else position.get(text, np.nan) for text in column.texts]
    )


def _regression_values(name: str, column: Column) -> Floats:
    present = [text for text in column.texts if text is not None]
    numbers = parse_numbers(column.texts, number_style(present[:1000])[0])
    if len(numbers.unreadable) == len(present):
        raise JobError(
            f'ProblemType is Regression, but the target "{name}" holds no numbers, for example '
            f'"{present[0][:60] if present else ""}". Use a classification type.'
        )
    return numbers.values


def class_counts(target: Target) -> NDArray[np.intp]:
    """Rows per class, shape (K,)."""
    usable = target.values[np.isfinite(target.values)].astype(np.intp)
    return np.bincount(usable, minlength=len(target.labels))
