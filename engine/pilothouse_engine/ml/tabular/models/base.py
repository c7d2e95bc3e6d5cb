"""What every trained tabular model gives: margins, in plain NumPy.

Models are plain arrays: they are stored without pickle, and loading one runs no code of the
archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.values import Floats


class MarginModel(Protocol):
    """A trained model on the derived matrix X of shape (n, D)."""

    @property
    def kind(self) -> str:
        """Name in ``models/registry.py``."""

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""

    def moved(self, columns: NDArray[np.intp], width: int) -> MarginModel:
        """The same model for X (n, width) whose ``columns`` are the ones that it learnt from."""

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """JSON-serialisable settings and arrays, from which ``from_state`` rebuilds the model."""

    @classmethod
    def from_state(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Any:
        """Inverse of :meth:`state`."""
