"""Which forecasters there are, and which of the API's algorithms they answer for."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.forecasters.arima import ARIMA
from pilothouse_engine.ml.series.forecasters.base import Forecaster
from pilothouse_engine.ml.series.forecasters.boosting import BOOSTING
from pilothouse_engine.ml.series.forecasters.ets import ETS
from pilothouse_engine.ml.series.forecasters.naive import SeasonalNaive
from pilothouse_engine.ml.series.forecasters.npts import NPTS
from pilothouse_engine.ml.series.forecasters.theta import Theta

LOCAL: dict[str, Forecaster] = {
    one.name: one for one in (SeasonalNaive(), NPTS(), Theta(), ETS(), ARIMA())
}
"""Forecasters without anything to learn in advance, the cheapest first."""

_ANSWERED = {
    "npts": (SeasonalNaive.name, NPTS.name),
    "ets": (Theta.name, ETS.name),
    "arima": (ARIMA.name,),
}
_NEURAL = ("cnn-qr", "deepar")
_MISSING = (*_NEURAL, "prophet")


def chosen_forecasters(algorithms: Sequence[str], warnings: list[str]) -> list[str]:
    """Names of the forecasters for the request's ``AutoMLAlgorithms`` (empty: all).

    Raises :class:`DataError` if none of them can be run here.
    """
    if not algorithms:
        return [*LOCAL, BOOSTING]
    able = [name for name in algorithms if name in _ANSWERED]
    missing = [name for name in algorithms if name in _MISSING]
    if not able:
        raise DataError(
            f"AlgorithmsConfig names only {', '.join(missing)}, which the local engine does not "
            f"have. Add one of {', '.join(_ANSWERED)}, leave AlgorithmsConfig out to use all "
            "forecasters of the engine, or run the job on the AWS backend."
        )
    found = [name for name in LOCAL if any(name in _ANSWERED[one] for one in able)]
    neural = [name for name in missing if name in _NEURAL]
    if neural:
        found.append(BOOSTING)
        warnings.append(
            f"{' and '.join(neural)} are not available on the local engine; one LightGBM model of "
            "all series stood in for them."
        )
    if "prophet" in missing:
        warnings.append("prophet is not available on the local engine and was left out.")
    return found
