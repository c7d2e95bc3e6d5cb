"""The request's ``TimeSeriesForecastingJobConfig`` in the engine's terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.frequency import Frequency

METRICS = ("AverageWeightedQuantileLoss", "WAPE", "MASE", "MAPE", "RMSE")
"""The objectives; the first is the default."""

JUDGED = (0.1, 0.5, 0.9)
"""The levels behind AverageWeightedQuantileLoss, whatever quantiles the request wants."""


@dataclass(frozen=True)
class ForecastConfig:
    """What to forecast, from which columns, and how gaps are filled."""

    target: str
    timestamp: str
    item: str
    groups: tuple[str, ...]
    frequency: Frequency
    horizon: int
    quantiles: tuple[str, ...]
    """Such as ``p10``, in the request's order."""
    aggregation: str = "sum"
    filling: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Column, then position or ``<position>_value``."""
    country: str | None = None

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> ForecastConfig:
        """Read the API's shape. Raises :class:`DataError` for what the API would not accept."""
        columns = config["TimeSeriesConfig"]
        target = columns["TargetAttributeName"]
        changes = config.get("Transformations", {})
        holidays = config.get("HolidayConfig") or [{}]
        try:
            frequency = Frequency.parse(config["ForecastFrequency"])
        except ValueError as error:
            raise DataError(str(error)) from None
        return cls(
            target=target,
            timestamp=columns["TimestampAttributeName"],
            item=columns["ItemIdentifierAttributeName"],
            groups=tuple(columns.get("GroupingAttributeNames") or ()),
            frequency=frequency,
            horizon=int(config["ForecastHorizon"]),
            quantiles=tuple(config.get("ForecastQuantiles") or ("p10", "p50", "p90")),
            aggregation=changes.get("Aggregation", {}).get(target, "sum"),
            filling={name: dict(steps) for name, steps in changes.get("Filling", {}).items()},
            country=holidays[0].get("CountryCode"),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that together name a series."""
        return (self.item, *self.groups)

    @property
    def roles(self) -> tuple[str, ...]:
        """Columns that are no features."""
        return (self.target, self.timestamp, *self.keys)

    @property
    def levels(self) -> tuple[float, ...]:
        """All quantile levels that are computed, ascending: the request's and the judged ones."""
        wanted = {int(name[1:]) for name in self.quantiles}
        return tuple(percent / 100 for percent in sorted(wanted | {10, 50, 90}))

    def state(self) -> dict[str, Any]:
        """JSON, see :meth:`from_state`."""
        return {
            "target": self.target,
            "timestamp": self.timestamp,
            "item": self.item,
            "groups": list(self.groups),
            "frequency": str(self.frequency),
            "horizon": self.horizon,
            "quantiles": list(self.quantiles),
            "aggregation": self.aggregation,
            "filling": {name: dict(steps) for name, steps in self.filling.items()},
            "country": self.country,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> ForecastConfig:
        """The configuration that :meth:`state` described."""
        return cls(
            **{
                **state,
                "groups": tuple(state["groups"]),
                "quantiles": tuple(state["quantiles"]),
                "frequency": Frequency.parse(state["frequency"]),
            }
        )
