"""One gradient-boosted model of all series: the serving half, NumPy only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.base import Forecaster, or_flat
from pilothouse_engine.ml.series.forecasters.rows import BASES, RowMaker, Rows
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.values import Floats

BOOSTING = "GlobalLightGBM"
_BLOCK = 4096


@dataclass(frozen=True)
class Boosting(Forecaster):
    """Quantile forests on lags, calendar, covariates and holidays; direct for every step."""

    forests: Mapping[float, Forest]
    base: str
    """One of ``BASES``."""
    season: int
    baseline: Floats
    """A typical feature row (D,), which explanations compare with."""
    name: ClassVar[str] = BOOSTING

    def forecast(self, panel: Panel, levels: Sequence[float], guard: Guard) -> Floats:
        """See :class:`Forecaster`."""
        out = np.empty((len(panel.keys), panel.horizon, len(levels)))
        block = max(1, _BLOCK // panel.horizon)
        for begin in range(0, len(out), block):
            guard.check()
            series = np.arange(begin, min(begin + block, len(out)))
            rows = self.rows(panel, series)
            base = rows.base[:, BASES.index(self.base)]
            for column, level in enumerate(levels):
                found = base + rows.scale * self.forests[level].margins(rows.x)[:, 0]
                out[series, :, column] = found.reshape(len(series), panel.horizon)
        return or_flat(np.sort(out, axis=2), panel)

    def rows(self, panel: Panel, series: NDArray[np.intp]) -> Rows:
        """Rows of the steps after the panel, series by series."""
        every = np.repeat(np.arange(len(series)), panel.horizon)
        ahead = np.tile(np.arange(1, panel.horizon + 1), len(series))
        part = panel.take(series)
        origin = np.full(len(every), panel.steps - 1)
        return RowMaker(part, self.season).make(every, origin, ahead)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """JSON and arrays, see :meth:`from_state`."""
        arrays: Arrays = {"boosting.baseline": self.baseline}
        settings = {}
        for level, forest in self.forests.items():
            settings[str(level)], fields = forest.state()
            arrays |= {f"boosting.{level}.{name}": array for name, array in fields.items()}
        return {"forests": settings, "base": self.base, "season": self.season}, arrays

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> Boosting:
        """The model that :meth:`state` described."""
        forests = {}
        for level, own in settings["forests"].items():
            prefix = f"boosting.{level}."
            fields = {
                name.removeprefix(prefix): array
                for name, array in arrays.items()
                if name.startswith(prefix)
            }
            forests[float(level)] = Forest.from_state(own, fields)
        return cls(forests, settings["base"], settings["season"], arrays["boosting.baseline"])
