"""Covariates: which columns accompany the target, what kind they are, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.frequency import DAY, Micros
from pilothouse_engine.ml.series.timestamps import read_times
from pilothouse_engine.ml.values import Floats, NumberStyle, number_style, parse_numbers

MAX_NUMERIC, MAX_CATEGORICAL, MAX_GROUPS = 13, 10, 5
_MAX_CATEGORIES = 100
_NUMERIC_SHARE = 0.95


class Cells(Protocol):
    """A column as distinct texts and, per row, the position of its text among them."""

    @property
    def texts(self) -> Sequence[str | None]: ...

    @property
    def index(self) -> NDArray[np.intp]: ...


@dataclass(frozen=True)
class Covariate:
    """One column beside the target."""

    name: str
    kind: str
    """``numeric``, ``categorical`` or ``datetime`` (a number: days from the row's time)."""
    categories: tuple[str, ...] = ()
    style: NumberStyle = NumberStyle.PLAIN
    order: str = "ymd"
    static: bool = False
    """Whether it is constant within every item: then its future is known."""
    future: bool = False
    """Whether the data tell its values beyond the last target."""

    @property
    def ahead(self) -> bool:
        """Whether forecasts may use its value at the time that is forecast."""
        return self.static or self.future

    def values(self, cells: Cells, times: Micros) -> Floats:
        """Numbers or category codes per row, NaN where missing or never seen."""
        if self.kind == "categorical":
            position = {text: float(code) for code, text in enumerate(self.categories)}
            per_text = np.array(
                [np.nan if text is None else position.get(text, np.nan) for text in cells.texts]
            )
            return per_text[cells.index]
        if self.kind == "datetime":
            read = read_times(cells.texts, self.order, True)
            per_text = np.where(read.known, read.values.astype(np.float64), np.nan)
            return (per_text[cells.index] - times) / DAY
        return parse_numbers(cells.texts, self.style).values[cells.index]

    def state(self) -> dict[str, Any]:
        """JSON, see :meth:`from_state`."""
        return {**self.__dict__, "style": self.style.value, "categories": list(self.categories)}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Covariate:
        """The covariate that :meth:`state` described."""
        return cls(
            **{
                **state,
                "style": NumberStyle(state["style"]),
                "categories": tuple(state["categories"]),
            }
        )


def choose_covariates(
    columns: Mapping[str, Cells],
    config: ForecastConfig,
    specification: Mapping[str, Any] | None,
    notes: list[str],
) -> list[Covariate]:
    """The covariates of training data, kinds inferred where not given.

    Raises :class:`DataError` for unknown columns and beyond the API's numbers of features.
    """
    given: Mapping[str, str] = (specification or {}).get("FeatureDataTypes", {})
    names = (specification or {}).get("FeatureAttributeNames")
    chosen = [name for name in columns if name not in config.roles]
    if names is not None:
        for name in names:
            if name not in columns:
                raise DataError(
                    f'FeatureSpecificationS3Uri lists the column "{name}", which the data do not '
                    f"have. The columns are: {', '.join(list(columns)[:12])}."
                )
        chosen = [name for name in chosen if name in names]
    found: list[Covariate] = []
    for name in chosen:
        covariate = _infer(name, columns[name], given.get(name), notes)
        if covariate is not None:
            found.append(covariate)
    counts = {
        "numeric": sum(one.kind != "categorical" for one in found),
        "categorical": sum(one.kind == "categorical" for one in found),
    }
    for kind, most in (("numeric", MAX_NUMERIC), ("categorical", MAX_CATEGORICAL)):
        if counts[kind] > most:
            raise DataError(
                f"The data have {counts[kind]} {kind} feature columns; at most {most} are "
                "possible. Remove some, or name the ones to use in FeatureSpecificationS3Uri."
            )
    for name in config.filling:
        if name != config.target and name not in [one.name for one in found]:
            raise DataError(
                f'Transformations.Filling names the column "{name}", which is neither the target '
                "nor a feature of the data. Correct the name (they are case sensitive)."
            )
        categorical = next((one for one in found if one.name == name), None)
        if categorical is not None and categorical.kind == "categorical":
            raise DataError(
                f'Transformations.Filling names the column "{name}", which is categorical; only '
                "numeric columns can be filled. Remove it there."
            )
    return found


def _infer(name: str, cells: Cells, given: str | None, notes: list[str]) -> Covariate | None:
    used = np.unique(cells.index) if len(cells.index) else np.empty(0, np.intp)
    texts = [text for code in used.tolist() if (text := cells.texts[code]) is not None]
    if not texts:
        notes.append(f'The column "{name}" is empty and was left out.')
        return None
    style, share = number_style(texts[:2000])
    if given == "numeric" and share < 0.5:
        raise DataError(
            f'The feature specification says that "{name}" is numeric, but it holds texts such as '
            f'"{texts[0][:60]}". Make it categorical, or clean the column.'
        )
    if given == "numeric" or (given is None and share >= _NUMERIC_SHARE):
        return Covariate(name, "numeric", style=style)
    read = read_times(texts[:2000], None, True)
    if given == "datetime" or (given is None and bool(read.known.all())):
        return Covariate(name, "datetime", order=read.order)
    if len(texts) > _MAX_CATEGORIES:
        notes.append(
            f'The column "{name}" has {len(texts)} different texts and was left out; categories '
            f"of forecasts have at most {_MAX_CATEGORIES}."
        )
        return None
    return Covariate(name, "categorical", categories=tuple(sorted(texts)))
