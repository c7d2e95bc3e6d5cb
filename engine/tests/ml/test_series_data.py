"""From rows to panels: keys, aggregation, filling, covariates, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.filling import fill
from pilothouse_engine.ml.series.holidays import holiday_days
from series_support import build_rows, config, daily

NAN = np.nan


def test_rows_in_any_order_give_the_same_panel() -> None:
    rows = [(item, day, n) for item in "ba" for n, day in enumerate(daily(6))]
    expected = build_rows(rows).panel
    shuffled = build_rows(rows[::-1]).panel
    assert expected.keys == shuffled.keys == (("a",), ("b",))
    assert (expected.y == shuffled.y).all()
    assert expected.texts(6, 8) == ["2024-01-07 00:00:00", "2024-01-08 00:00:00"]


def test_composite_keys() -> None:
    rows = [("a", group, day, 1) for group in "xy" for day in daily(4)]
    panel = build_rows(rows, ("item", "store", "t", "y"), config(groups=("store",))).panel
    assert panel.keys == (("a", "x"), ("a", "y"))
    assert panel.name(0) == "a / x" and panel.grouping(1) == {"store": "y"}


@pytest.mark.parametrize(
    ("how", "expected"), [("sum", 6), ("avg", 2), ("first", 3), ("min", 1), ("max", 3)]
)
def test_aggregation(how: str, expected: float) -> None:
    week = [("a", day, value) for day, value in zip(daily(3), (3, 1, 2), strict=True)]
    later = [("a", day, 1) for day in daily(7, "2024-01-08")]
    panel = build_rows([*later, *week], chosen=config("W", 1, aggregation=how)).panel
    assert panel.y[0, 0] == expected


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(-1e6, 1e6)), min_size=2, max_size=60))
def test_sums_keep_everything(pairs: list[tuple[int, float]]) -> None:
    days = daily(41)
    rows = [("a", days[at], value) for at, value in pairs]
    chosen = config("W", 1, filling={"y": {"middlefill": "zero"}})
    try:
        panel = build_rows(rows, chosen=chosen).panel
    except DataError:
        weeks = sorted({at // 7 for at, _ in pairs})
        assert len(weeks) >= 4 and (np.diff(weeks) > 1).all()
        return
    total = sum(value for _, value in pairs)
    assert np.nansum(panel.y) == pytest.approx(total, abs=1e-6)


def one(values: list[float], first: int, last: int, end: int, **steps: str) -> list[float]:
    filled = np.array(values, dtype=float)
    fill(filled, first, last, end, steps)
    return [float(value) for value in filled]


def test_filling_positions() -> None:
    values = [NAN, 2, NAN, 4, NAN, NAN]
    places = (1, 3, 5)
    assert one(values, *places, middlefill="zero")[2] == 0
    assert one(values, *places, backfill="zero")[4] == 0
    assert one(values, *places, futurefill="zero")[5] == 0
    middle = one(values, *places, middlefill="value", middlefill_value="7")
    assert middle[2] == 7 and np.isnan([middle[0], middle[4], middle[5]]).all()


@pytest.mark.parametrize(
    ("logic", "expected"), [("mean", 3), ("median", 2), ("min", 1), ("max", 6)]
)
def test_filling_by_what_precedes(logic: str, expected: float) -> None:
    assert one([1, 2, 6, NAN, NAN, 100], 0, 5, 6, middlefill=logic)[3:5] == [expected] * 2


def test_statistics_look_at_64_entries() -> None:
    values = [1000.0] + [2.0] * 64 + [NAN, 1.0]
    assert one(values, 0, 66, 67, middlefill="mean")[65] == 2.0
    assert one([1000.0, *[2.0] * 63, NAN, 1.0], 0, 65, 66, middlefill="max")[64] == 1000.0


@pytest.mark.parametrize("logic", ["nan", "none"])
def test_open_gaps(logic: str) -> None:
    assert np.isnan(one([1, NAN, 3], 0, 2, 3, middlefill=logic)[1])


def test_the_target_is_filled_with_zero_by_default() -> None:
    days = daily(10)
    rows = [("a", days[at], 5) for at in (0, 1, 2, 4, 9)] + [("b", day, 1) for day in days[:6]]
    built = build_rows(rows)
    assert built.panel.y[0].tolist() == [5, 5, 5, 0, 5, 0, 0, 0, 0, 5]
    assert built.panel.y[1].tolist() == [1] * 6 + [0] * 4
    assert "filled with 0" in built.warnings[0]
    open_gaps = config(filling={"y": {"middlefill": "nan", "backfill": "nan"}})
    assert np.isnan(build_rows(rows, chosen=open_gaps).panel.y[0, 3])


def test_covariates_of_the_past_and_ahead() -> None:
    days = daily(8)
    rows = [
        (
            item,
            day,
            at if at < 6 else None,
            10 + at,
            "hot" if at % 2 else "cold",
            item * 2,
            at * 2 if at < 6 else None,
        )
        for item in "ab"
        for at, day in enumerate(days)
    ]
    names = ("item", "t", "y", "price", "weather", "kind", "stock")
    panel = build_rows(rows, names).panel
    price, weather, kind, stock = panel.schema.covariates
    assert (price.kind, weather.kind, kind.kind) == ("numeric", "categorical", "categorical")
    assert price.ahead and price.future and not price.static
    assert kind.static and kind.ahead
    assert not stock.ahead
    assert panel.steps == 6 and panel.values.shape == (4, 2, 8)
    assert panel.values[0, 0].tolist() == [10, 11, 12, 13, 14, 15, 16, 17]
    # Before the end, what lies ahead of a covariate without a future is hidden.
    cut = panel.cut(4)
    assert not np.isnan(cut.values[0, :, 4:]).any() and np.isnan(cut.values[3, :, 4:]).all()
    again = build_rows(rows, names, schema=panel.schema).panel
    assert np.array_equal(again.values, panel.values, equal_nan=True)


def test_feature_specification() -> None:
    rows = [("a", day, at, at, "5") for at, day in enumerate(daily(8))]
    names = ("item", "t", "y", "u", "code")
    chosen = {"FeatureAttributeNames": ["code"], "FeatureDataTypes": {"code": "categorical"}}
    panel = build_rows(rows, names, specification=chosen).panel
    assert [(one.name, one.kind) for one in panel.schema.covariates] == [("code", "categorical")]


GOOD = [("a", day, at) for at, day in enumerate(daily(12))]


@pytest.mark.parametrize(
    ("rows", "chosen", "message"),
    [
        ([*GOOD, ("a", "soon", 1)], config(), '"t" is "soon".* in row 13'),
        ([*GOOD, ("a", None, 1)], config(), '"t" is empty in row 13'),
        ([*GOOD, ("a", "2024-02-01", "many")], config(), '"y" must hold numbers, but row 13'),
        ([*GOOD, ("a", "2024-02-01", "inf")], config(), '"y" must hold numbers'),
        ([*GOOD, (None, "2024-02-01", 1)], config(), '"item" is empty in row 13'),
        ([("a", day, None) for day in daily(5)], config(), '"y" has no value'),
        (GOOD, config("H"), "ForecastFrequency 1H is finer than the data.*1 days apart"),
        (GOOD, config(filling={"z": {"backfill": "zero"}}), 'names the column "z"'),
    ],
)
def test_bad_rows_are_named(rows: list[Any], chosen: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        build_rows(rows, chosen=chosen)


def test_repeated_rows_are_said() -> None:
    built = build_rows([*GOOD, ("a", "2024-01-03", 8)])
    assert built.panel.y[0, 2] == 10
    assert "repeat an item's timestamp" in built.warnings[0]
    assert "2024-01-03" in built.warnings[0] and "GroupingAttributeNames" in built.warnings[0]


def test_an_unfinished_last_step_is_said() -> None:
    rows = [("a", day, 1) for day in daily(7 * 8 + 2)]
    assert "incomplete end" in build_rows(rows, chosen=config("W", 1)).warnings[0]


def test_too_many_features() -> None:
    names = ("item", "t", "y", *(f"x{at}" for at in range(14)))
    rows = [(*row, *range(14)) for row in GOOD]
    with pytest.raises(DataError, match="14 numeric feature columns; at most 13"):
        build_rows(rows, names)


def test_series_without_values() -> None:
    rows = [*GOOD, *(("b", day, None) for day in daily(3))]
    built = build_rows(rows)
    assert built.panel.keys == (("a",),) and "left out" in built.warnings[0]
    with pytest.raises(DataError, match="first: b"):
        build_rows(rows, schema=built.panel.schema)


@pytest.mark.parametrize("country", ["US", "UK", "XK", "UN", "DE"])
def test_holidays(country: str) -> None:
    span = np.array(["2024-01-01", "2024-12-31"], dtype="datetime64[us]").astype(np.int64)
    days = holiday_days(country, span)
    new_year = int(np.datetime64("2024-01-01").astype(np.int64))
    assert new_year in days.tolist()
    assert (np.diff(days) > 0).all() and len(days) > 50
    assert days.max() > np.datetime64("2033-01-01").astype(np.int64)


def test_holidays_of_odd_years() -> None:
    span = np.array(["0001-01-01", "9999-12-31"], dtype="datetime64[us]").astype(np.int64)
    assert (holiday_days("US", span) < np.datetime64("9999-12-31").astype(np.int64)).all()
    span = np.array(["1950-01-01", "2024-12-31"], dtype="datetime64[us]").astype(np.int64)
    assert holiday_days("US", span).min() < 0


def test_a_span_that_no_memory_holds_is_refused() -> None:
    rows = [("a", day, 1) for day in ("0001-01-01 00:00", "0001-01-01 00:01", "9999-01-01 00:00")]
    with pytest.raises(DataError, match="cells; at most"):
        build_rows(rows, chosen=config("1min"))


def test_a_country_without_calendar() -> None:
    span = np.zeros(1, dtype=np.int64)
    with pytest.raises(DataError, match="no holiday calendar of the country ZZ"):
        holiday_days("ZZ", span)
    assert not holiday_days(None, span).size
