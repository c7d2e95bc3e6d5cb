import json
import math
import struct
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_pilothouse import frames
from jupyterlab_pilothouse.errors import Failure

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.binary(max_size=50),
)
keys = st.text(max_size=10).filter(lambda key: key != "$part")
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(keys.filter(lambda key: key != "parts"), values, max_size=5))
def test_what_is_framed_comes_back(value: dict[str, Any]) -> None:
    assert frames.decode(frames.encode(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_a_failure(data: bytes) -> None:
    try:
        assert isinstance(frames.decode(data), dict)
    except Failure as failure:
        assert failure.http_status == 400


@given(st.dictionaries(keys, st.binary(max_size=9), min_size=1, max_size=3), st.data())
def test_a_frame_cut_short_is_refused(value: dict[str, bytes], data: st.DataObject) -> None:
    whole = frames.encode({"output": value})
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Failure):
        frames.decode(whole[:cut])


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ({"a": {"$part": 1}, "parts": [1]}, b"x"),
        ({"a": {"$part": -1}, "parts": [1]}, b"x"),
        ({"parts": "1"}, b""),
        ({"parts": [-1]}, b""),
        ({"parts": [True]}, b"x"),
    ],
)
def test_bad_parts_are_refused(value: dict[str, Any], parts: bytes) -> None:
    text = json.dumps(value).encode()
    with pytest.raises(Failure):
        frames.decode(struct.pack("<I", len(text)) + text + parts)


def test_deep_nesting_is_refused() -> None:
    text = b'{"a":' + b"[" * 500 + b"]" * 500 + b"}"
    with pytest.raises(Failure):
        frames.decode(struct.pack("<I", len(text)) + text)


def test_plain_values() -> None:
    def refuse(item: Any) -> dict[str, int]:
        raise AssertionError(item)

    berlin = timezone(timedelta(hours=1))
    value = {
        "t": datetime(2026, 1, 2, 3, 4, 5, tzinfo=berlin),
        "n": math.nan,
        "l": [math.inf, 1.5],
    }
    assert frames.plain(value, refuse) == {"t": "2026-01-02T02:04:05Z", "n": None, "l": [None, 1.5]}
