"""What an algorithm is given and what it gives back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import outputs_of
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.values import Floats

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """Rows to learn from: X (n, D), y (n,) class positions or numbers, weights (n,)."""

    x: Floats
    y: Floats
    weights: Floats
    problem: Problem
    classes: int
    categorical: NDArray[np.bool_]

    @property
    def outputs(self) -> int:
        """K: number of margins."""
        return outputs_of(self.problem, self.classes)

    @property
    def weighted(self) -> bool:
        return bool((self.weights != self.weights[0]).any())

    def take(self, rows: NDArray[np.intp]) -> Sample:
        """The chosen rows."""
        return Sample(
            self.x[rows],
            self.y[rows],
            self.weights[rows],
            self.problem,
            self.classes,
            self.categorical,
        )

    def keep(self, columns: NDArray[np.intp]) -> Sample:
        """The chosen columns."""
        return replace(self, x=self.x[:, columns], categorical=self.categorical[columns])


@dataclass(frozen=True)
class Fit:
    """A trained model and what its training found out, e.g. the best number of rounds."""

    model: MarginModel
    found: dict[str, float] = field(default_factory=dict)


class Algorithm(ABC):
    """One learning algorithm. Implementations stand in ``algorithms/``."""

    id: ClassVar[str]
    """Name in the API's ``AutoMLAlgorithms``."""

    calibrated: ClassVar[bool] = False
    """Whether its margins are class shares that still need an affine calibration."""

    @property
    @abstractmethod
    def title(self) -> str:
        """Name that stands in candidates."""

    def unavailable(self) -> str | None:
        """Why it cannot run here, ``None`` if it can."""
        return None

    def remark(self) -> str | None:
        """What the user should know about how it runs here."""
        return None

    @abstractmethod
    def portfolio(self, rows: int) -> Sequence[Settings]:
        """Fixed settings to try in turn, best first, for so many training rows."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, rows: int) -> Settings:
        """Random settings."""

    @abstractmethod
    def fit(
        self, train: Sample, valid: Sample | None, settings: Settings, guard: Guard, seed: int
    ) -> Fit:
        """Train. ``valid`` decides when to stop or how to regularise; without it the values in
        ``settings`` (merged from earlier fits by :meth:`merge`) are used as they are."""

    def merge(self, settings: Settings, found: Sequence[Mapping[str, float]]) -> Settings:
        """Settings for the final fit from what the folds found."""
        del found
        return settings
