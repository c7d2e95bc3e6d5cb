"""A feed-forward network with ReLU layers, as plain arrays."""

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
class NetworkModel:
    """Layers (in, out) on the design matrix; the last is linear and gives K margins."""

    design: Design
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    kind: str = "network"

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""
        signal = self.design.transform(x)
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            signal = signal @ weight + bias
            if layer < last:
                signal = np.maximum(signal, 0.0)
        return signal

    def moved(self, columns: NDArray[np.intp], width: int) -> NetworkModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        del width
        return replace(self, design=self.design.moved(columns))

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        arrays: Arrays = {f"design.{key}": value for key, value in self.design.arrays().items()}
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            arrays[f"weight{layer}"] = weight
            arrays[f"bias{layer}"] = bias
        return {"layers": len(self.weights)}, arrays

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> NetworkModel:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        layers = range(int(settings["layers"]))
        return cls(
            Design.from_arrays(
                {key[7:]: array for key, array in arrays.items() if key.startswith("design.")}
            ),
            tuple(np.asarray(arrays[f"weight{layer}"]) for layer in layers),
            tuple(np.asarray(arrays[f"bias{layer}"]) for layer in layers),
        )
