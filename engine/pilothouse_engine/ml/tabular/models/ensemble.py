"""A weighted average of models in margin space.

Averaging margins instead of probabilities keeps explanations linear: the contributions of the
ensemble are the weighted sum of its members' contributions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.margins import centered
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
        parts = [
            weight * centered(member.margins(x))
            for member, weight in zip(self.members, self.weights, strict=True)
        ]
        return np.asarray(np.sum(parts, axis=0))

    def moved(self, columns: NDArray[np.intp], width: int) -> EnsembleModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        members = tuple(member.moved(columns, width) for member in self.members)
        return EnsembleModel(members, self.weights)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        from pilothouse_engine.ml.tabular.models.registry import model_state

        described, arrays = [], Arrays()
        for position, member in enumerate(self.members):
            settings, part = model_state(member)
            described.append(settings)
            arrays.update({f"m{position}.{key}": array for key, array in part.items()})
        return {"weights": list(self.weights), "members": described}, arrays

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> EnsembleModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        from pilothouse_engine.ml.tabular.models.registry import model_from_state

        members = []
        for position, described in enumerate(settings["members"]):
            prefix = f"m{position}."
            part = {
                key[len(prefix) :]: array for key, array in arrays.items() if key.startswith(prefix)
            }
            members.append(model_from_state(described, part))
        return cls(tuple(members), tuple(float(weight) for weight in settings["weights"]))
