"""Public holidays of a country, from the offline calendars of the ``holidays`` package."""

from __future__ import annotations

from datetime import MAXYEAR, date

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.frequency import DAY, Micros

_YEARS_AHEAD, _YEARS_BACK = 10, 200
_EPOCH = date(1970, 1, 1).toordinal()
_SPELLED = {"UK": "GB"}
"""Codes of the API that differ from ISO 3166."""
_UNITED_NATIONS = "UN"
_HEADQUARTERS = {
    "US": (
        "New Year",
        "Washington",
        "Memorial",
        "Juneteenth",
        "Independence",
        "Labor",
        "Thanksgiving",
        "Christmas",
    ),
    "GB": ("Good Friday",),
    "SG": ("Eid", "Hari Raya"),
}


def holiday_days(country: str | None, span: Micros) -> NDArray[np.int64]:
    """Days since 1970-01-01 of the country's holidays, sorted, from the first time of ``span`` to
    some years beyond its last: a model knows the holidays of later requests without the package.

    Raises :class:`DataError` for a country without a calendar, and if the package is missing.
    """
    if country is None:
        return np.empty(0, dtype=np.int64)
    first, last = (date.fromordinal(_EPOCH + int(at // DAY)).year for at in (span[0], span[-1]))
    try:
        import holidays
    except ImportError:
        raise DataError(
            "HolidayConfig needs the Python package holidays, which is not installed. Install it "
            "with pip install holidays, or leave HolidayConfig out."
        ) from None
    years = range(max(first, last - _YEARS_BACK), min(last + _YEARS_AHEAD, MAXYEAR - 1) + 1)
    try:
        if country == _UNITED_NATIONS:
            # The headquarters' official holidays: some of the host's, Good Friday, both Eids.
            found = [
                day
                for source, words in _HEADQUARTERS.items()
                for day, name in holidays.country_holidays(source, years=years).items()
                if any(word in name for word in words)
            ]
        else:
            found = list(holidays.country_holidays(_SPELLED.get(country, country), years=years))
    except NotImplementedError:
        raise DataError(
            f"HolidayConfig: there is no holiday calendar of the country {country}. Choose "
            "another CountryCode, or leave HolidayConfig out."
        ) from None
    return np.array(sorted({day.toordinal() - _EPOCH for day in found}), dtype=np.int64)
