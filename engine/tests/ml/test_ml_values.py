from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.ml.values import (
    NumberStyle,
    is_missing,
    number_style,
    parse_number,
    parse_numbers,
    parse_time,
    time_format,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite))
def test_written_numbers_are_read_back_exactly(numbers: list[float]) -> None:
    parsed = parse_numbers([repr(number) for number in numbers], NumberStyle.PLAIN)
    assert parsed.values.tolist() == numbers
    assert parsed.unreadable == []


@given(st.integers(-(10**15), 10**15))
def test_thousands_separators_do_not_change_the_number(number: int) -> None:
    text = f"{number:,}"
    assert parse_number(text, number_style([text])[0]) == number
    spaced = text.replace(",", "\u202f")
    assert parse_number(spaced, NumberStyle.SPACE) == number


@given(st.lists(st.one_of(st.none(), st.text())))
def test_any_text_is_a_number_or_reported(texts: list[str | None]) -> None:
    for style in NumberStyle:
        parsed = parse_numbers(texts, style)
        assert parsed.values.shape == (len(texts),)
        assert not np.isinf(parsed.values).any()
        for position in parsed.unreadable + parsed.infinite:
            assert not is_missing(texts[position])
            assert math.isnan(parsed.values[position])


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("1,234.5", NumberStyle.COMMA, 1234.5),
        ("12,5", NumberStyle.DECIMAL_COMMA, 12.5),
        ("1.234,56", NumberStyle.DECIMAL_COMMA, 1234.56),
        ("1'000", NumberStyle.SPACE, 1000.0),
        ("1,23", NumberStyle.COMMA, None),
        ("1_000", NumberStyle.PLAIN, None),
        ("nan", NumberStyle.PLAIN, None),
        ("-inf", NumberStyle.PLAIN, -math.inf),
        ("١٢", NumberStyle.PLAIN, 12.0),
    ],
)
def test_number_styles(text: str, style: NumberStyle, number: float | None) -> None:
    assert parse_number(text, style) == number


@pytest.mark.parametrize("text", ["", " ", "NA", "n/a", "NaN", "NULL", "None", "?", None])
def test_missing_marks(text: str | None) -> None:
    assert is_missing(text)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))
def test_iso_times_are_read_back(moment: datetime) -> None:
    assert parse_time(moment.isoformat(), "iso") == moment


@given(st.text())
def test_any_text_is_a_time_or_none(text: str) -> None:
    for known in ("iso", "%m/%d/%Y"):
        assert parse_time(text, known) is None or text


def test_the_format_that_reads_most_wins() -> None:
    assert time_format(["01/02/2024", "13/02/2024"]) == ("%d/%m/%Y", 1.0)
    assert time_format(["01/02/2024", "02/13/2024"]) == ("%m/%d/%Y", 1.0)
    assert parse_time("2024-05-01T12:00:00Z", "iso") == datetime(2024, 5, 1, 12)
    assert parse_time("2024-05-01T12:00:00+02:00", "iso") == datetime(2024, 5, 1, 10)
