"""The dense design matrix of linear models and networks: scaled numbers, ramps, indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.tabular.features import FIRST_CODE
from pilothouse_engine.ml.values import Floats

MAX_ONE_HOT = 100
"""Categories of one feature that get a column of their own."""

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Design:
    """Columns of Z, in blocks: scaled numbers, ramps, missing indicators, one-hot columns.

    A number is filled with ``fill``, optionally put through a signed logarithm, clipped to
    the range seen in training widened by its own size, then scaled. A ramp rises from 0 at
    ``low`` to 1 at ``high``: sums of ramps are piecewise linear functions of one feature.
    """

    number: Ints
    fill: Floats
    logarithm: NDArray[np.bool_]
    center: Floats
    scale: Floats
    limit: Floats
    ramp: Ints
    """Position within ``number``, not a column of X."""
    low: Floats
    high: Floats
    indicator: Ints
    one_hot: Ints
    code: Floats

    @property
    def width(self) -> int:
        return len(self.number) + len(self.ramp) + len(self.indicator) + len(self.one_hot)

    @property
    def columns(self) -> Ints:
        """The column of X behind each column of Z, shape (width,)."""
        return np.concatenate(
            [self.number, self.number[self.ramp], self.indicator, self.one_hot]
        ).astype(np.intp)

    @classmethod
    def fit(cls, x: Floats, categorical: NDArray[np.bool_], knots: int = 0) -> Design:
        """Learn from X (n, D); ``knots`` > 1 adds that many ramps per number."""
        fields: dict[str, list[Any]] = {name: [] for name in cls.__dataclass_fields__}
        for column in range(x.shape[1]):
            values = x[:, column]
            if categorical[column]:
                codes, times = np.unique(values, return_counts=True)
                order = np.argsort(-times, kind="stable")[:MAX_ONE_HOT]
                for code in np.sort(codes[order]):
                    # Two codes are one contrast; the first would only mirror the second.
                    if len(codes) == 2 and code == codes[0] and code >= FIRST_CODE:
                        continue
                    fields["one_hot"].append(column)
                    fields["code"].append(code)
                continue
            known = values[~np.isnan(values)]
            if known.size == 0 or np.ptp(known) == 0:
                if 0 < known.size < values.size:
                    fields["indicator"].append(column)
                continue
            if known.size < values.size:
                fields["indicator"].append(column)
            _fit_number(fields, column, known, knots)
        integers = ("number", "ramp", "indicator", "one_hot")
        return cls(
            **{
                name: np.array(
                    values,
                    dtype=np.intp if name in integers else bool if name == "logarithm" else float,
                )
                for name, values in fields.items()
            }
        )

    def transform(self, x: Floats) -> Floats:
        """Z of X, shape (n, width); finite for any X."""
        numbers = x[:, self.number]
        numbers = np.where(np.isnan(numbers), self.fill, numbers)
        ramps = np.clip((numbers[:, self.ramp] - self.low) / (self.high - self.low), 0.0, 1.0)
        if self.logarithm.any():
            numbers = np.where(
                self.logarithm, np.sign(numbers) * np.log1p(np.abs(numbers)), numbers
            )
        scaled = np.clip((numbers - self.center) / self.scale, -self.limit, self.limit)
        return np.hstack(
            [
                scaled,
                ramps - 0.5,
                np.isnan(x[:, self.indicator]).astype(np.float64),
                (x[:, self.one_hot] == self.code).astype(np.float64),
            ]
        )

    def moved(self, columns: Ints) -> Design:
        """The same design for an X whose ``columns`` are the ones that it learnt from."""
        return replace(
            self,
            number=columns[self.number],
            indicator=columns[self.indicator],
            one_hot=columns[self.one_hot],
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Design:
        """Inverse of :meth:`arrays`."""
        return cls(**{name: arrays[name] for name in cls.__dataclass_fields__})


def _fit_number(fields: dict[str, list[Any]], column: int, known: Floats, knots: int) -> None:
    fill = float(np.median(known))
    spread = float(known.std())
    skew = float(np.mean(((known - known.mean()) / spread) ** 3)) if spread > 0 else 0.0
    logarithm = abs(skew) > 3.0
    shown = np.sign(known) * np.log1p(np.abs(known)) if logarithm else known
    center, scale = float(shown.mean()), float(shown.std())
    if not scale > 1e-12 * max(1.0, abs(center)):
        return
    position = len(fields["number"])
    fields["number"].append(column)
    fields["fill"].append(fill)
    fields["logarithm"].append(logarithm)
    fields["center"].append(center)
    fields["scale"].append(scale)
    # A wild value in a request must not throw the prediction to infinity.
    fields["limit"].append(2.0 * float(np.abs((shown - center) / scale).max()) + 1.0)
    if knots > 1:
        edges = np.unique(np.quantile(known, np.linspace(0.0, 1.0, knots + 1)))
        for low, high in zip(edges[:-1], edges[1:], strict=True):
            fields["ramp"].append(position)
            fields["low"].append(low)
            fields["high"].append(high)
