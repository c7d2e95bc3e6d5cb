"""From rows in any order to a panel: keys, steps, aggregation, covariates, filling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.features import Cells, Covariate, choose_covariates
from pilothouse_engine.ml.series.filling import fill, target_steps
from pilothouse_engine.ml.series.frequency import DAY, Grid, Micros, time_texts
from pilothouse_engine.ml.series.holidays import holiday_days
from pilothouse_engine.ml.series.panel import Keys, Panel, Schema, first_known
from pilothouse_engine.ml.series.timestamps import read_times
from pilothouse_engine.ml.values import Floats, number_style, parse_numbers

_MAX_CELLS = 60_000_000
_FEW_STEPS, _ADJACENT = 4, 0.02
_FUTURE_SHARE = 0.5
"""A covariate counts as known ahead if this share of the cells after the last target is given."""

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Built:
    """A panel and what its making decided, for the user."""

    panel: Panel
    warnings: list[str]
    notes: list[str]
    filled: int
    rows: int


@dataclass
class _Rows:
    """Rows in the order of the data."""

    series: Ints
    times: Micros
    target: Floats
    keys: Keys
    order: str
    style: Any
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def build(
    columns: Mapping[str, Cells],
    config: ForecastConfig,
    schema: Schema | None = None,
    specification: Mapping[str, Any] | None = None,
) -> Built:
    """The panel of training data, or with ``schema`` that of new data for a trained model.

    Raises :class:`DataError` naming the column, row or value that is wrong.
    """
    rows = _read_rows(columns, config, schema)
    known = ~np.isnan(rows.target)
    if not known.any():
        raise DataError(
            f'The target column "{config.target}" has no value. Give the history of the target; '
            "only rows after its end may leave it empty."
        )
    grid = schema.grid if schema else Grid.of(config.frequency, rows.times)
    steps = grid.steps(rows.times)
    if schema is None:
        _check_distances(rows, steps, config)
    start, end = int(steps[known].min()), int(steps[known].max()) + 1
    covariates = (
        list(schema.covariates)
        if schema
        else choose_covariates(columns, config, specification, rows.notes)
    )
    cells = (end - start + config.horizon) * len(rows.keys) * (1 + len(covariates))
    if cells > _MAX_CELLS:
        raise DataError(
            f"{len(rows.keys)} series over {end - start} steps of {config.frequency} and "
            f"{len(covariates)} features make {cells} cells; at most {_MAX_CELLS} fit. Use a "
            "coarser ForecastFrequency, fewer series, a shorter history or fewer features."
        )
    y = _aggregate(rows, steps, known, start, end, config)
    inside = (steps >= start) & (steps < end + config.horizon)
    values = np.full((len(covariates), len(rows.keys), end - start + config.horizon), np.nan)
    for position, covariate in enumerate(covariates):
        cell_values = covariate.values(columns[covariate.name], rows.times)
        values[position] = _spread(rows, steps - start, inside, cell_values, covariate, values)
    observed: NDArray[np.bool_] = ~np.isnan(y)
    used: NDArray[np.bool_] = np.array([own.any() for own in observed])
    if not used.all():
        missing = [key for key, own in zip(rows.keys, used, strict=True) if not own]
        what = (
            f'{len(missing)} series have no value of "{config.target}" '
            f"(first: {' / '.join(missing[0])})"
        )
        if schema is not None:
            raise DataError(f"{what}. Send at least one past value of each, or leave them out.")
        rows.warnings.append(f"{what} and were left out.")
        y, observed, values = y[used], observed[used], values[:, used]
        rows.keys = tuple(key for key, own in zip(rows.keys, used, strict=True) if own)
    filled = _fill(y, values, covariates, config)
    if schema is None:
        covariates = _look_ahead(values, covariates, end - start)
        _warn_of_filling(rows, filled, observed, config)
    for position, covariate in enumerate(covariates):
        if covariate.static:
            _carry(values[position])
    if schema is None:
        schema = Schema(
            config=config,
            grid=grid,
            order=rows.order,
            style=rows.style,
            covariates=tuple(covariates),
            holidays=holiday_days(config.country, grid.times(np.array([start, end]))),
            not_negative=bool((rows.target[known] >= 0).all()),
        )
    panel = Panel(schema, rows.keys, start, y, values, observed)
    return Built(panel, rows.warnings, rows.notes, filled, len(rows.times))


def _read_rows(
    columns: Mapping[str, Cells], config: ForecastConfig, schema: Schema | None
) -> _Rows:
    stamps = columns[config.timestamp]
    read = read_times(
        stamps.texts,
        schema.order if schema else None,
        config.frequency.whole_days,
        config.frequency.micros,
    )
    unreadable = ~read.known[stamps.index]
    if unreadable.any():
        row = int(unreadable.argmax())
        text = stamps.texts[stamps.index[row]]
        what = "is empty" if text is None else f'is "{text[:60]}", which is no known time'
        raise DataError(
            f'The timestamp column "{config.timestamp}" {what} in row {row + 1}'
            + (f" ({int(unreadable.sum())} such rows)" if unreadable.sum() > 1 else "")
            + ". Write times as YYYY-MM-DD HH:MM:SS, YYYY-MM-DD, MM/DD/YYYY or DD/MM/YYYY."
        )
    times = read.values[stamps.index]
    parts = []
    for name in config.keys:
        cells = columns[name]
        missing = np.array([text is None for text in cells.texts])[cells.index]
        if missing.any():
            raise DataError(
                f'The column "{name}" is empty in row {int(missing.argmax()) + 1}. Every row needs '
                "the names of its item and groups."
            )
        parts.append(cells.index)
    codes, series = np.unique(np.stack(parts, axis=1), axis=0, return_inverse=True)
    names = [columns[name].texts for name in config.keys]
    keys = [
        tuple(str(texts[code]) for texts, code in zip(names, row, strict=True))
        for row in codes.tolist()
    ]
    # By name, so that the order of rows changes nothing.
    ranks = sorted(range(len(keys)), key=lambda at: keys[at])
    place = np.empty(len(keys), dtype=np.intp)
    place[ranks] = np.arange(len(keys))
    target = columns[config.target]
    texts = [text for text in target.texts if text is not None]
    style = schema.style if schema else number_style(texts[:2000])[0]
    numbers = parse_numbers(target.texts, style)
    for position in (*numbers.unreadable, *numbers.infinite):
        at = np.flatnonzero(target.index == position)
        if at.size:
            raise DataError(
                f'The target column "{config.target}" must hold numbers, but row {at[0] + 1} holds '
                f'"{str(target.texts[position])[:60]}". Correct it, or leave it empty if unknown.'
            )
    rows = _Rows(
        place[series.reshape(-1)],
        times,
        numbers.values[target.index],
        tuple(keys[at] for at in ranks),
        read.order,
        style,
    )
    if read.ambiguous:
        order = "month first" if read.order == "mdy" else "day first"
        rows.warnings.append(
            f'Day and month of "{config.timestamp}" can be read either way; they were read '
            f"{order}. Write YYYY-MM-DD to be sure."
        )
    if read.zones > 1:
        kept = "kept as written" if config.frequency.whole_days else "converted to UTC"
        rows.notes.append(f'"{config.timestamp}" has several time zones; times were {kept}.')
    return rows


def _check_distances(rows: _Rows, steps: NDArray[np.int64], config: ForecastConfig) -> None:
    """Raise if the frequency is finer than the data; warn of rows that share item and time."""
    order = np.lexsort((rows.times, rows.series))
    same = rows.series[order][1:] == rows.series[order][:-1]
    gaps = np.diff(rows.times[order])[same]
    repeated = int((gaps == 0).sum())
    if repeated:
        at = int(order[1:][np.flatnonzero(same)[gaps == 0][0]])
        rows.warnings.append(
            f"{repeated} rows repeat an item's timestamp (first: row {at + 1}, "
            f"{' / '.join(rows.keys[rows.series[at]])}, {time_texts(rows.times[[at]])[0]}); their "
            f'targets were combined by "{config.aggregation}". If they are different series, name '
            "the column that tells them apart in GroupingAttributeNames; otherwise see "
            "Transformations.Aggregation."
        )
    moments = np.unique(rows.times)
    used, counts = np.unique(steps, return_counts=True)
    if len(used) >= _FEW_STEPS and (np.diff(used) == 1).mean() < _ADJACENT:
        # Items with few rows are usual; but no two neighbouring steps in any item are not.
        raise DataError(
            f"ForecastFrequency {config.frequency} is finer than the data: the times in "
            f'"{config.timestamp}" are typically {_span(float(np.median(np.diff(moments))))} '
            "apart. Choose that frequency or a coarser one."
        )
    if config.aggregation == "sum" and len(moments) > 1.5 * len(used):
        full = float(np.median(counts))
        if counts[-1] < 0.7 * full:
            rows.warnings.append(
                f"The last {config.frequency.words} hold {counts[-1]} rows where {full:.0f} are "
                "usual, so that their sum is low. Remove the incomplete end, or add its rows."
            )


def _span(micros: float) -> str:
    for unit, length in (("days", DAY), ("hours", DAY / 24), ("minutes", DAY / 1440)):
        if micros >= length:
            return f"{micros / length:.3g} {unit}"
    return f"{micros / 1e6:.3g} seconds"


def _aggregate(
    rows: _Rows,
    steps: NDArray[np.int64],
    known: NDArray[np.bool_],
    start: int,
    end: int,
    config: ForecastConfig,
) -> Floats:
    """The target per step, (S, T)."""
    kept = np.flatnonzero(known)
    width = end - start
    cell = rows.series[kept] * width + (steps[kept] - start)
    order = kept[np.lexsort((rows.times[kept], cell))]
    cell = np.sort(cell)
    heads = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    values = rows.target[order]
    if config.aggregation == "first":
        joined = values[heads]
    elif config.aggregation in ("min", "max"):
        joined = (np.minimum if config.aggregation == "min" else np.maximum).reduceat(values, heads)
    else:
        joined = np.add.reduceat(values, heads)
        if config.aggregation == "avg":
            joined = joined / np.diff(np.r_[heads, len(cell)])
    y = np.full(len(rows.keys) * width, np.nan)
    y[cell[heads]] = joined
    return y.reshape(len(rows.keys), width)


def _spread(
    rows: _Rows,
    places: NDArray[np.int64],
    inside: NDArray[np.bool_],
    values: Floats,
    covariate: Covariate,
    like: Floats,
) -> Floats:
    """A covariate per step (S, T + H): the mean of numbers, the last category."""
    width = like.shape[2]
    use = np.flatnonzero(inside & ~np.isnan(values))
    cell = rows.series[use] * width + places[use]
    out = np.full(like.shape[1] * width, np.nan)
    if covariate.kind == "categorical":
        order = np.argsort(rows.times[use], kind="stable")
        out[cell[order]] = values[use][order]
    else:
        counts = np.bincount(cell, minlength=len(out))
        totals = np.bincount(cell, values[use], minlength=len(out))
        np.divide(totals, counts, out=out, where=counts > 0)
    return out.reshape(like.shape[1:])


def _fill(y: Floats, values: Floats, covariates: list[Covariate], config: ForecastConfig) -> int:
    """Fill in place; returns how many cells of the target were filled."""
    steps = y.shape[1]
    target = target_steps(config.filling.get(config.target))
    first = first_known(y)
    last = steps - 1 - first_known(y[:, ::-1])
    filled = 0
    for series in range(len(y)):
        if first[series] >= steps:
            continue
        span = (int(first[series]), int(last[series]), steps)
        filled += fill(y[series], *span, target)
        for position, covariate in enumerate(covariates):
            if covariate.name in config.filling:
                fill(values[position, series], *span, config.filling[covariate.name])
    return filled


def _look_ahead(values: Floats, covariates: list[Covariate], steps: int) -> list[Covariate]:
    """Which covariates are constant, and which the data tell in advance."""
    out = []
    for position, covariate in enumerate(covariates):
        cells = values[position]
        known = ~np.isnan(cells)
        with np.errstate(invalid="ignore"):
            low = np.where(known, cells, np.inf).min(axis=1)
            high = np.where(known, cells, -np.inf).max(axis=1)
        static = covariate.kind != "datetime" and bool((low >= high).all())
        future = bool(known[:, steps:].mean() >= _FUTURE_SHARE)
        out.append(replace(covariate, static=static, future=future))
    return out


def _carry(cells: Floats) -> None:
    """Give every step of a constant covariate its item's value."""
    for row in cells:
        known = row[~np.isnan(row)]
        if known.size:
            row[np.isnan(row)] = known[-1]


def _warn_of_filling(
    rows: _Rows, filled: int, observed: NDArray[np.bool_], config: ForecastConfig
) -> None:
    total = filled + int(observed.sum())
    chosen = config.filling.get(config.target, {})
    if filled > 0.1 * total and not chosen:
        rows.warnings.append(
            f'{filled / total:.0%} of the steps of "{config.target}" have no row and were filled '
            "with 0, the default. If they are unknown rather than zero, set "
            "Transformations.Filling of the target to nan, mean or median, or use a coarser "
            "ForecastFrequency."
        )
