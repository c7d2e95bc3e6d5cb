"""From a text job's channels to texts and classes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pilothouse_engine.contract import Channel, JobError, JobSpec
from pilothouse_engine.ml.data.table import Table, read_channel
from pilothouse_engine.ml.problem import Problem, read_target, read_validation_target
from pilothouse_engine.ml.text.algorithms import Task
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.validation import DEFAULT_FRACTION, plan_validation

MIN_ROWS = 10
MAX_FOLDED_WORDS = 2_000_000
"""Larger corpora are validated on a hold-out instead of by folds."""


def prepare(spec: JobSpec, check: Callable[[], None]) -> tuple[Task, list[str]]:
    """Read the data. Returns the task and what the user should know.

    Raises :class:`JobError` naming file or column, and the fix.
    """
    content, target_name = spec.config["ContentColumn"], spec.config["TargetLabelColumn"]
    table, texts = _read(spec.training, content, target_name)
    check()
    column = table.column(target_name, "TargetLabelColumn")
    problem: Problem = (
        "BinaryClassification" if len(column.counts()) == 2 else "MulticlassClassification"
    )
    target = read_target(target_name, column, problem)
    notes = list(table.notes)
    usable = np.isfinite(target.values) & np.array([text is not None for text in texts])
    rows = np.flatnonzero(usable)
    if target.dropped:
        notes.append(
            f'{target.dropped} of {table.rows} rows have no usable class in "{target_name}" and '
            "were left out."
        )
    _note_empty(texts, content, notes)
    y = target.values[rows]
    _check_classes(rows, y, content, target_name)
    chosen = [texts[row] or "" for row in rows]
    own = 0
    if spec.validation is not None:
        below, more = _read(spec.validation, content, target_name)
        truth = read_validation_target(target, below.column(target_name, "TargetLabelColumn"))
        kept = np.flatnonzero(np.isfinite(truth) & np.array([text is not None for text in more]))
        if not kept.size:
            raise JobError(
                f"{spec.validation.files[0].uri}: no validation row has both a text in "
                f'"{content}" and a class in "{target_name}" that the training data know. Check '
                "the file."
            )
        own = len(kept)
        chosen += [more[row] or "" for row in kept]
        y = np.concatenate([y, truth[kept]])
    corpus = Corpus.of(chosen, check)
    if not len(corpus.ids):
        raise JobError(
            f'The texts in "{content}" hold no words. Name the column of the texts in '
            "ContentColumn."
        )
    fraction = spec.request.get("DataSplitConfig", {}).get("ValidationFraction")
    if fraction is None and len(corpus.ids) > MAX_FOLDED_WORDS:
        fraction = DEFAULT_FRACTION
    validation = plan_validation(y, target.problem, fraction, own, spec.seed)
    return Task(corpus, y, target.labels, target.problem, validation, spec.seed), notes


def _read(channel: Channel, content: str, target: str) -> tuple[Table, list[str | None]]:
    table = read_channel(channel)
    texts = table.column(content, "ContentColumn").cells()
    table.column(target, "TargetLabelColumn")
    return table, texts


def _note_empty(texts: list[str | None], content: str, notes: list[str]) -> None:
    empty = sum(text is None for text in texts)
    if empty == len(texts):
        raise JobError(
            f'All texts in the column "{content}" are empty. Name the column of the texts in '
            "ContentColumn."
        )
    if empty:
        notes.append(f'{empty} of {len(texts)} rows have no text in "{content}" and were left out.')


def _check_classes(rows: np.ndarray, y: np.ndarray, content: str, target: str) -> None:
    if len(rows) < MIN_ROWS:
        raise JobError(
            f'Only {len(rows)} rows have both a text in "{content}" and a class in "{target}". At '
            f"least {MIN_ROWS} are needed, 500 are advised."
        )
    if len(np.unique(y)) < 2:
        raise JobError(
            f'The rows with a text in "{content}" have a single class in "{target}". Add texts of '
            "at least one more class."
        )
