"""Frequencies, grids of time steps, and timestamps in all formats."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.ml.series.frequency import DAY, HOUR, MINUTE, Frequency, Grid, time_texts
from pilothouse_engine.ml.series.timestamps import read_times

ALLOWED = (
    [f"{n}min" for n in range(1, 60)]
    + [f"{n}H" for n in range(1, 24)]
    + [f"{n}D" for n in range(1, 7)]
    + [f"{n}W" for n in range(1, 5)]
    + [f"{n}M" for n in range(1, 12)]
    + ["1Y", "Y", "M", "W", "D", "H"]
)


@pytest.mark.parametrize("text", ALLOWED)
def test_every_frequency_of_the_api_is_read(text: str) -> None:
    found = Frequency.parse(text)
    assert text in (str(found), found.unit)


@pytest.mark.parametrize("text", ["", "min", "60min", "24H", "7D", "5W", "12M", "2Y", "0D", "D1"])
def test_other_frequencies_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ForecastFrequency"):
        Frequency.parse(text)


@given(st.text(max_size=6))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = Frequency.parse(text)
    except ValueError:
        return
    assert text in ALLOWED and found.count >= 1


@pytest.mark.parametrize(
    ("frequency", "seasons"),
    [
        ("15min", (96, 672)),
        ("H", (24, 168)),
        ("5H", ()),
        ("D", (7,)),
        ("2D", ()),
        ("W", (52,)),
        ("M", (12,)),
        ("3M", (4,)),
        ("5M", ()),
        ("Y", ()),
    ],
)
def test_seasons(frequency: str, seasons: tuple[int, ...]) -> None:
    assert Frequency.parse(frequency).seasons == seasons


moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))


def micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


@given(st.sampled_from(ALLOWED), st.lists(moments, min_size=1, max_size=20))
def test_a_label_lies_in_its_own_step(text: str, given_moments: list[datetime]) -> None:
    times = np.array([micros(moment) for moment in given_moments], dtype=np.int64)
    grid = Grid.of(Frequency.parse(text), times)
    steps = grid.steps(times)
    assert steps.min() >= 0
    assert (grid.steps(grid.times(steps)) == steps).all()
    assert Grid.from_state(grid.state()) == grid
    # Later times never fall into earlier steps.
    order = np.argsort(times)
    assert (np.diff(steps[order]) >= 0).all()


@pytest.mark.parametrize(
    ("frequency", "texts", "following"),
    [
        ("M", ["2024-01-31", "2024-02-29", "2024-03-31"], "2024-04-30 00:00:00"),
        ("M", ["2024-01-15", "2024-02-15", "2024-03-15"], "2024-04-15 00:00:00"),
        ("3M", ["2023-11-01", "2024-02-01", "2024-05-01"], "2024-08-01 00:00:00"),
        ("Y", ["2021-07-01", "2022-07-01", "2023-07-01"], "2024-07-01 00:00:00"),
        ("W", ["2024-01-06", "2024-01-13", "2024-01-20"], "2024-01-27 00:00:00"),
        ("W", ["2024-01-06", "2024-01-07", "2024-01-09"], "2024-01-15 00:00:00"),
        ("30min", ["2024-01-01 10:15", "2024-01-01 10:45"], "2024-01-01 11:15:00"),
        ("2D", ["2024-02-26", "2024-02-28"], "2024-03-01 00:00:00"),
    ],
)
def test_labels_repeat_the_habit_of_the_data(
    frequency: str, texts: list[str], following: str
) -> None:
    times = read_times(texts, None, False).values
    grid = Grid.of(Frequency.parse(frequency), times)
    assert grid.texts(grid.steps(times)[-1:] + 1) == [following]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-04 05:06:07",
        "2024-03-04T05:06:07Z",
        "2024-03-04T05:06:07.000",
        "2024/03/04 05:06:07",
        "20240304 05:06:07",
    ],
)
def test_formats_with_the_year_first(text: str) -> None:
    read = read_times([text], None, False)
    assert read.known.all()
    assert time_texts(read.values) == ["2024-03-04 05:06:07"]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["12/25/23", "12/26/23"], "2023-12-25"),
        (["12/25/2023 10:30", "12/26/2023 10:30"], "2023-12-25 10:30"),
        (["25/12/2023", "26/12/2023"], "2023-12-25"),
        (["25/12/23", "26/12/23"], "2023-12-25"),
        (["25-12-23", "26-12-23"], "2023-12-25"),
        (["25-12-2023", "26-12-2023"], "2023-12-25"),
        (["25.12.2023", "26.12.2023"], "2023-12-25"),
        (["2023/12/25", "2023/12/26"], "2023-12-25"),
        (["1990", "1991"], "1990-01-01"),
        (["1990-05", "1990-06"], "1990-05-01"),
    ],
)
def test_formats_told_apart_by_the_data(texts: list[str], first: str) -> None:
    read = read_times(texts, None, False)
    assert read.known.all() and not read.ambiguous
    assert time_texts(read.values)[0].startswith(first)


def test_regular_distances_decide_between_day_and_month() -> None:
    first_of_months = [f"01/{month:02d}/2023" for month in range(1, 13)]
    read = read_times(first_of_months, None, True, 30 * DAY)
    assert read.order == "dmy" and read.ambiguous
    assert time_texts(read.values)[1].startswith("2023-02-01")
    assert read_times(first_of_months, None, True, DAY).order == "mdy"


def test_a_trained_order_is_kept() -> None:
    assert time_texts(read_times(["03/04/2024"], "dmy", True).values)[0].startswith("2024-04-03")
    assert time_texts(read_times(["03/04/2024"], "mdy", True).values)[0].startswith("2024-03-04")


def test_zones() -> None:
    summer = ["2024-03-30T00:00:00+01:00", "2024-04-01T00:00:00+02:00"]
    assert time_texts(read_times(summer, None, True).values)[1].startswith("2024-04-01 00:00")
    assert time_texts(read_times(summer, None, False).values)[1].startswith("2024-03-31 22:00")
    one = read_times(["2024-03-30T05:00:00+01:00"], None, False)
    assert time_texts(one.values) == ["2024-03-30 05:00:00"]


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2024-13-01", "31/02/2024", "2024-01-01 25:00", "5"]
)
def test_unreadable(text: str) -> None:
    assert not read_times([text], None, False).known.any()


@given(moments, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]))
def test_what_is_written_is_read(moment: datetime, written: str) -> None:
    text = moment.strftime(written).zfill(19)
    read = read_times([text], None, False)
    assert read.known.all()
    assert int(read.values[0]) == micros(moment.replace(microsecond=0))


@given(st.text(max_size=25))
def test_no_text_fails(text: str) -> None:
    read_times([text], None, True)


def test_units() -> None:
    assert (MINUTE, HOUR, DAY) == (60 * 10**6, 3600 * 10**6, 86400 * 10**6)
