"""Linear models on the design matrix: additive over source features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.tabular.models.design import Design
from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class LinearModel:
    """margin = Z W + b with W (width, K), b (K,)."""

    design: Design
    weights: Floats
    intercept: Floats
    kind: str = "linear"

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""
        return self.design.transform(x) @ self.weights + self.intercept

    def moved(self, columns: NDArray[np.intp], width: int) -> LinearModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        del width
        return replace(self, design=self.design.moved(columns))

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        return {}, {
            **{f"design.{name}": array for name, array in self.design.arrays().items()},
            "weights": self.weights,
            "intercept": self.intercept,
        }

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> LinearModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        del settings
        return cls(
            Design.from_arrays(
                {key[7:]: array for key, array in arrays.items() if key.startswith("design.")}
            ),
            np.asarray(arrays["weights"]),
            np.asarray(arrays["intercept"]),
        )
