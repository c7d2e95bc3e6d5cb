"""Rules for ``TimeSeriesForecastingJobConfig``.

The shapes check the patterns of V-17 (frequency), V-19 (quantiles), V-23 (fill values) and V-25
(country) and the counts of V-20 and V-25; V-18 and V-21 need the data and are the job's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation
from .common import check_metric, one_candidate

METRICS = ("AverageWeightedQuantileLoss", "MAPE", "MASE", "RMSE", "WAPE")
ALGORITHMS = ("arima", "cnn-qr", "deepar", "ets", "npts", "prophet")
LOGICS = ("none", "zero", "value", "nan", "mean", "median", "min", "max")
_TARGET_POSITIONS = ("middlefill", "backfill")
_POSITIONS = (*_TARGET_POSITIONS, "futurefill")
_MEMBER = "TimeSeriesForecastingJobConfig"

Part = Mapping[str, Any]


def columns_of(config: Part) -> list[str]:
    """The columns that ``TimeSeriesConfig`` names, target first."""
    names = config["TimeSeriesConfig"]
    return [
        names["TargetAttributeName"],
        names["TimestampAttributeName"],
        names["ItemIdentifierAttributeName"],
        *names.get("GroupingAttributeNames", []),
    ]


def no_split(request: Part, config: Part) -> None:
    """V-16: a forecast is validated on the last steps of the training channel."""
    del config
    if "DataSplitConfig" in request:
        raise validation(
            f"DataSplitConfig cannot be set for {_MEMBER}: the last steps of each series "
            "validate the model. Remove it."
        )
    if len(request["AutoMLJobInputDataConfig"]) > 1:
        raise validation(
            f"{_MEMBER} takes one channel in AutoMLJobInputDataConfig, the training channel. "
            "Remove the validation channel."
        )


def metric(request: Part, config: Part) -> None:
    """V-07."""
    del config
    check_metric(request, METRICS)


def different_columns(request: Part, config: Part) -> None:
    """Each column has one role."""
    del request
    columns = columns_of(config)
    for name in columns:
        if columns.count(name) > 1:
            raise validation(
                f"{_MEMBER}.TimeSeriesConfig names the column {name} more than once. Give target, "
                "timestamp, item identifier and grouping columns of their own."
            )


def different_quantiles(request: Part, config: Part) -> None:
    """V-19."""
    del request
    quantiles = config.get("ForecastQuantiles", [])
    for name in quantiles:
        if quantiles.count(name) > 1:
            raise validation(f"{_MEMBER}.ForecastQuantiles lists {name} twice. Remove one of them.")


def algorithms(request: Part, config: Part) -> None:
    """V-09."""
    del request
    chosen = config.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig")
    wrong = sorted(set(chosen[0]["AutoMLAlgorithms"]) - set(ALGORITHMS)) if chosen else []
    if wrong:
        raise validation(
            f"AutoMLAlgorithms {', '.join(wrong)} cannot be used for {_MEMBER}. "
            f"Choose among: {', '.join(ALGORITHMS)}."
        )


def aggregation(request: Part, config: Part) -> None:
    """V-22: only the target is rolled up."""
    del request
    target = config["TimeSeriesConfig"]["TargetAttributeName"]
    for name in config.get("Transformations", {}).get("Aggregation", {}):
        if name != target:
            raise validation(
                f"{_MEMBER}.Transformations.Aggregation names the column {name}; only the target "
                f"{target} can be aggregated."
            )


def filling(request: Part, config: Part) -> None:
    """V-22: where columns can be filled, and with what."""
    del request
    target = config["TimeSeriesConfig"]["TargetAttributeName"]
    for name, steps in config.get("Transformations", {}).get("Filling", {}).items():
        where = f"{_MEMBER}.Transformations.Filling.{name}"
        if name in columns_of(config)[1:]:
            raise validation(
                f"{where}: timestamp, item identifier and grouping columns cannot be filled."
            )
        for position, logic in steps.items():
            if position.endswith("_value"):
                continue
            if logic not in LOGICS:
                raise validation(f"{where}.{position} must be one of: {', '.join(LOGICS)}.")
            allowed = _TARGET_POSITIONS if name == target else _POSITIONS
            if position not in allowed and logic != "none":
                raise validation(
                    f"{where}.{position} can only be none; "
                    f"{'the target' if name == target else 'this column'} can be filled by "
                    f"{', '.join(allowed)}."
                )
            if logic == "nan" and name != target:
                raise validation(f"{where}.{position}: nan is for the target column only.")


def fill_values(request: Part, config: Part) -> None:
    """V-23: a fixed value takes two keys."""
    del request
    for name, steps in config.get("Transformations", {}).get("Filling", {}).items():
        where = f"{_MEMBER}.Transformations.Filling.{name}"
        for position, logic in steps.items():
            if position.endswith("_value"):
                plain = position.removesuffix("_value")
                if steps.get(plain) != "value":
                    raise validation(f'{where}.{position} needs {plain} to be "value".')
                if not _is_integer(logic):
                    raise validation(f"{where}.{position} must be a whole number, not {logic}.")
            elif logic == "value" and f"{position}_value" not in steps:
                raise validation(f'{where}.{position} is "value": {position}_value is missing.')


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()


RULES = (
    one_candidate,
    metric,
    no_split,
    different_columns,
    different_quantiles,
    algorithms,
    aggregation,
    filling,
    fill_values,
)
