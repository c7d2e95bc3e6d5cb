"""A weighted average of tabular models in margin space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.mixture import mixed_margins, mixture_from_state, mixture_state
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class EnsembleModel:
    """Sum of weight times centred margins of the members; the weights add up to 1."""

    members: tuple[MarginModel, ...]
    weights: tuple[float, ...]
    kind: str = "ensemble"

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""
        return mixed_margins(self.weights, (member.margins(x) for member in self.members))

    def moved(self, columns: NDArray[np.intp], width: int) -> EnsembleModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        members = tuple(member.moved(columns, width) for member in self.members)
        return EnsembleModel(members, self.weights)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        from pilothouse_engine.ml.tabular.models.registry import model_state

        return mixture_state(self.weights, map(model_state, self.members))

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> EnsembleModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        from pilothouse_engine.ml.tabular.models.registry import model_from_state

        return cls(*mixture_from_state(settings, arrays, model_from_state))
