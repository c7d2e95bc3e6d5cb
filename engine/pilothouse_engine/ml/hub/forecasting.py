"""Forecasts of any series by exponential smoothing, fitted while the caller waits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.hub.requests import answer, kind_of, object_of, wanted
from pilothouse_engine.ml.hub.serving import Answering
from pilothouse_engine.ml.payload import JSON
from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.forecasters.ets import ETS
from pilothouse_engine.ml.series.frequency import Frequency, Grid
from pilothouse_engine.ml.series.panel import Panel, Schema
from pilothouse_engine.ml.values import Floats, NumberStyle

MOST_SERIES, MOST_STEPS, MOST_VALUES = 100, 500, 100_000
_LEVELS = (0.1, 0.5, 0.9)
_EXAMPLE = '{"inputs": [{"target": [1, 2, 3]}], "parameters": {"prediction_length": 12}}'
_ALIASES = {"h": "H", "T": "min", "MS": "M", "ME": "M", "YE": "Y", "YS": "Y", "A": "Y"}
_NO_SEASON = Frequency("Y", 1)


def open_model(archive: Archive) -> Answering:
    """``predictions``: one object per input with ``mean`` and the quantiles by their levels."""
    del archive
    return _invoke


def _invoke(invocation: Invocation, default: str) -> Answer:
    wanted(invocation.accept, default)
    kind_of(invocation, JSON)
    document = object_of(invocation.body, _EXAMPLE)
    inputs = document.get("inputs")
    parameters = document.get("parameters", {})
    if not isinstance(inputs, list) or not inputs or not isinstance(parameters, dict):
        raise ModelInputError(f"The body must be like {_EXAMPLE}.")
    if len(inputs) > MOST_SERIES:
        raise ModelInputError(f"The body has {len(inputs)} series; send at most {MOST_SERIES}.")
    steps = _steps(parameters.get("prediction_length", 12))
    levels = _levels(parameters.get("quantile_levels", list(_LEVELS)))
    frequency = _frequency(parameters.get("freq"))
    series = [_target(item, number) for number, item in enumerate(inputs, start=1)]
    if sum(map(len, series)) > MOST_VALUES:
        raise ModelInputError(f"The series have more than {MOST_VALUES:,} values. Send fewer.")
    # The median stands in for the mean.
    asked = sorted({*levels, 0.5})
    predictions = []
    for item, values in zip(inputs, series, strict=True):
        quantiles = forecast(values, frequency, steps, asked)
        entry: dict[str, Any] = {"mean": quantiles[:, asked.index(0.5)].tolist()}
        entry.update({f"{level:g}": quantiles[:, asked.index(level)].tolist() for level in levels})
        entry.update({key: item[key] for key in ("item_id", "start") if key in item})
        predictions.append(entry)
    return answer({"predictions": predictions})


def forecast(values: Floats, frequency: Frequency, steps: int, levels: list[float]) -> Floats:
    """Quantiles (steps, levels) after the values (T,), in which NaN are gaps."""
    config = ForecastConfig("target", "time", "item", (), frequency, steps, ())
    schema = Schema(config, Grid(frequency, 0, 0, 1, 0), "ymd", NumberStyle.PLAIN, (), _no_days())
    y = values[None, :]
    panel = Panel(schema, (("series",),), 0, y, np.empty((0, 1, y.shape[1] + steps)), ~np.isnan(y))
    found = ETS().forecast(panel, levels, Guard(lambda: None))[0]
    return np.sort(found, axis=1)


def _no_days() -> np.ndarray:
    return np.empty(0, dtype=np.int64)


def _target(item: Any, number: int) -> Floats:
    target = item.get("target") if isinstance(item, dict) else None
    if not isinstance(target, list):
        raise ModelInputError(f'Series {number} needs a list "target", like in {_EXAMPLE}.')
    for member in ("past_covariates", "future_covariates"):
        if item.get(member):
            raise ModelInputError(
                f'Series {number} has "{member}", which this model does not use. Leave it out, or '
                "train a forecasting job, which does."
            )
    values = np.empty(len(target))
    for position, value in enumerate(target):
        if value is None:
            values[position] = np.nan
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ModelInputError(f"Series {number}: value {position + 1} is not a number.")
        values[position] = value if abs(value) < 1e100 else math.inf
        if not math.isfinite(values[position]):
            raise ModelInputError(f"Series {number}: value {position + 1} is too large.")
    if not np.isfinite(values).any():
        raise ModelInputError(f"Series {number} has no value to forecast from.")
    return values


def _steps(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_STEPS:
        raise ModelInputError(f'"prediction_length" must be a whole number from 1 to {MOST_STEPS}.')
    return value


def _levels(value: Any) -> list[float]:
    fits = isinstance(value, list) and 1 <= len(value) <= 99
    if not fits or not all(
        isinstance(level, (int, float)) and 0.001 <= level <= 0.999 for level in value
    ):
        raise ModelInputError('"quantile_levels" must be a list of numbers from 0.001 to 0.999.')
    return [float(level) for level in value]


def _frequency(value: Any) -> Frequency:
    if value is None:
        return _NO_SEASON
    text = str(value)
    unit = text.lstrip("0123456789")
    try:
        return Frequency.parse(text[: len(text) - len(unit)] + _ALIASES.get(unit, unit))
    except ValueError:
        raise ModelInputError(
            '"freq" must be a time step such as 15min, H, D, W, M or Y; it tells the season.'
        ) from None
