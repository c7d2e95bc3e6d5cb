"""From a job's channels to numbers: reading, typing, dropping unusable rows, splitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse_engine.contract import JobError, JobSpec
from pilothouse_engine.ml.data.table import Column, Table, read_channel
from pilothouse_engine.ml.metrics import SELECTABLE, default_objective
from pilothouse_engine.ml.problem import Problem, Target, read_target, read_validation_target
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.tabular.schema import Specification, infer_encoder, read_weights
from pilothouse_engine.ml.tabular.screening import KEPT, is_wide
from pilothouse_engine.ml.tabular.training import Sample
from pilothouse_engine.ml.validation import Validation, plan_validation
from pilothouse_engine.ml.values import parse_numbers, parse_time


@dataclass(frozen=True)
class Prepared:
    """Everything that training and the reports need. Rows of ``table`` and ``sample`` agree."""

    table: Table
    """Usable rows; the user's own validation rows come last."""
    raw: Table
    """All rows of the training channel, for the data report."""
    target: Target
    encoder: Encoder
    sample: Sample
    validation: Validation
    objective: str
    baseline: tuple[str | None, ...]
    notes: list[str]
    warnings: list[str]
    """The notes that change the result: they become partial failures."""


def prepare(spec: JobSpec) -> Prepared:
    """Read and prepare the data of a job. Raises :class:`JobError`."""
    config: Mapping[str, Any] = spec.request["AutoMLProblemTypeConfig"]["TabularJobConfig"]
    name = config["TargetAttributeName"]
    raw = read_channel(spec.training)
    target = read_target(name, raw.column(name, "target column"), config.get("ProblemType"))
    objective = _objective(spec.request, target.problem)
    weight_name = config.get("SampleWeightAttributeName")
    weights = np.ones(raw.rows) if weight_name is None else read_weights(raw, weight_name)
    warnings = list(raw.notes)
    usable = np.isfinite(target.values) & np.isfinite(weights)
    _check_usable(usable, name)
    if target.dropped:
        warnings.append(
            f'{target.dropped} of {raw.rows} rows have no usable target "{name}" and were left out.'
        )
    lost = int((np.isfinite(target.values) & ~np.isfinite(weights)).sum())
    if lost:
        warnings.append(
            f'{lost} rows have a missing or negative weight "{weight_name}" and were left out.'
        )
    rows = np.flatnonzero(usable)
    table, y, weights = raw.take(rows), target.values[rows], weights[rows]
    specification = Specification.read(spec.feature_spec, raw.names, name)
    excluded = [name] if weight_name is None else [name, weight_name]
    encoder, notes = infer_encoder(table, specification, excluded)
    baseline = tuple(
        _typical(feature, table.columns[table.names.index(feature.name)])
        for feature in encoder.features
    )
    own = 0
    if spec.validation is not None:
        below, y_below, w_below = _validation_rows(spec, raw, target, weight_name, warnings)
        own = below.rows
        table = table.followed_by(below)
        y, weights = np.concatenate([y, y_below]), np.concatenate([weights, w_below])
    x = encoder.encode_table(table)
    sample = Sample(x, y, weights, target.problem, max(1, len(target.labels)), encoder.categorical)
    if is_wide(sample):
        warnings.append(
            f"The data encode to {x.shape[1]} columns. Each candidate learns from the {KEPT} that "
            "relate most to the target in its training rows; the others get no weight."
        )
    fraction = spec.request.get("DataSplitConfig", {}).get("ValidationFraction")
    validation = plan_validation(y, target.problem, fraction, own, spec.seed)
    return Prepared(
        table, raw, target, encoder, sample, validation, objective, baseline, notes, warnings
    )


def _objective(request: Mapping[str, Any], problem: Problem) -> str:
    chosen = request.get("AutoMLJobObjective", {}).get("MetricName")
    if chosen is None:
        return default_objective(problem)
    if chosen not in SELECTABLE[problem]:
        raise JobError(
            f"The objective {chosen} does not suit {problem}. Choose one of "
            f"{', '.join(SELECTABLE[problem])}."
        )
    return str(chosen)


def _check_usable(usable: np.ndarray, name: str) -> None:
    if usable.sum() < 10:
        raise JobError(
            f'Only {int(usable.sum())} rows have a target "{name}" and a valid weight. At least 10 '
            "are needed, 500 are advised."
        )


def _validation_rows(
    spec: JobSpec,
    raw: Table,
    target: Target,
    weight_name: str | None,
    warnings: list[str],
) -> tuple[Table, np.ndarray, np.ndarray]:
    assert spec.validation is not None
    table = read_channel(spec.validation)
    uri = spec.validation.files[0].uri
    missing = [column for column in raw.names if column not in table.names]
    extra = [column for column in table.names if column not in raw.names]
    if missing or extra:
        what = f'lacks the column "{missing[0]}"' if missing else f'adds the column "{extra[0]}"'
        raise JobError(f"{uri}: the validation data {what}. Both channels need the same columns.")
    y = read_validation_target(target, table.column(target.name, "target column"))
    weights = np.ones(table.rows) if weight_name is None else read_weights(table, weight_name)
    usable = np.isfinite(y) & np.isfinite(weights)
    rows = np.flatnonzero(usable)
    if not rows.size:
        raise JobError(
            f'{uri}: no validation row has a usable target "{target.name}" (for classes: one that '
            "the training data know). Check the file."
        )
    if rows.size < table.rows:
        warnings.append(
            f"{table.rows - rows.size} of {table.rows} validation rows have no usable target and "
            "were left out."
        )
    return table.take(rows), y[rows], weights[rows]


def _typical(feature: Feature, column: Column) -> str | None:
    """The baseline's cell: median of numbers and times, the most frequent category, no text."""
    if feature.kind == "text":
        return None
    if feature.kind == "numeric":
        values = parse_numbers(column.texts, feature.style).values[column.index]
        return repr(float(np.nanmedian(values)))
    counts = column.counts()
    if feature.kind == "datetime":
        known = {
            text: moment
            for text in counts
            if (moment := parse_time(text, feature.time_format)) is not None
        }
        ordered = sorted(known, key=lambda text: known[text])
        reached = np.cumsum([counts[text] for text in ordered])
        return ordered[int(np.searchsorted(reached, reached[-1] / 2))]
    return next(iter(counts), None)
