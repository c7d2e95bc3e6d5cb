"""A trained ensemble: forecasting new data, and its archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.archive import Archive, Arrays, write_archive
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.ensemble import finish, mix
from pilothouse_engine.ml.series.features import Covariate
from pilothouse_engine.ml.series.forecasters.base import Forecaster
from pilothouse_engine.ml.series.forecasters.boosting import BOOSTING, Boosting
from pilothouse_engine.ml.series.forecasters.registry import LOCAL
from pilothouse_engine.ml.series.frequency import Grid
from pilothouse_engine.ml.series.panel import Panel, Schema
from pilothouse_engine.ml.values import Floats, NumberStyle

KIND = "series"


@dataclass(frozen=True)
class SeriesModel:
    """Members with their weights. Local members have nothing stored: they fit new data anew."""

    schema: Schema
    weights: Mapping[str, float]
    width: float
    """See :func:`~pilothouse_engine.ml.series.ensemble.mix`."""
    boosting: Boosting | None
    versions: Mapping[str, str]

    def member(self, name: str) -> Forecaster:
        """The forecaster of that name."""
        if name != BOOSTING:
            return LOCAL[name]
        assert self.boosting is not None
        return self.boosting

    def forecast(self, panel: Panel, guard: Guard) -> Floats:
        """Quantiles (S, H, Q) at ``schema.config.levels``."""
        levels = self.schema.config.levels
        # Numbers near the end of their range overflow; forecasters then fall back.
        with np.errstate(over="ignore", invalid="ignore"):
            parts = [
                finish(self.member(name).forecast(panel, levels, guard), self.schema)
                for name in self.weights
            ]
            mixed = mix(parts, list(self.weights.values()), self.width, levels)
        return finish(mixed, self.schema)


def save_model(model: SeriesModel, path: Path) -> None:
    """Write the archive: ``metadata.json`` and plain arrays."""
    schema = model.schema
    arrays: Arrays = {"holidays": schema.holidays}
    boosting = None
    if model.boosting is not None:
        boosting, own = model.boosting.state()
        arrays |= own
    metadata = {
        "config": schema.config.state(),
        "grid": schema.grid.state(),
        "order": schema.order,
        "style": schema.style.value,
        "covariates": [covariate.state() for covariate in schema.covariates],
        "not_negative": schema.not_negative,
        "weights": dict(model.weights),
        "width": model.width,
        "boosting": boosting,
        "versions": dict(model.versions),
    }
    write_archive(path, KIND, metadata, arrays)


def model_of(archive: Archive) -> SeriesModel:
    """The model in an archive. Raises :class:`ValueError` if it is not whole."""
    metadata = archive.metadata
    try:
        schema = Schema(
            config=ForecastConfig.from_state(metadata["config"]),
            grid=Grid.from_state(metadata["grid"]),
            order=metadata["order"],
            style=NumberStyle(metadata["style"]),
            covariates=tuple(Covariate.from_state(one) for one in metadata["covariates"]),
            holidays=np.asarray(archive.arrays["holidays"], dtype=np.int64),
            not_negative=bool(metadata["not_negative"]),
        )
        weights = {str(name): float(weight) for name, weight in metadata["weights"].items()}
        width = float(metadata["width"])
        stored: Mapping[str, Any] | None = metadata["boosting"]
        boosting = None if stored is None else Boosting.from_state(stored, archive.arrays)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{archive.name} is not a whole series model ({error!r})") from None
    unknown = [name for name in weights if name not in LOCAL and name != BOOSTING]
    if unknown or not weights or (BOOSTING in weights and boosting is None):
        raise ValueError(f"{archive.name} holds forecasters that this engine does not know")
    return SeriesModel(schema, weights, width, boosting, metadata["versions"])
