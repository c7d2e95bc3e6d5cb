"""Answers of endpoints: CSV, and the online explanation format."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.answers import as_online, online_explanation, parse_table
from pilothouse.errors import PilotError

KEYS = ["predicted_label", "probability", "probabilities", "labels"]
DATA = "yes,0.9,\"[0.1, 0.9]\",\"['no', 'yes']\"\nno,0.8,\"[0.8, 0.2]\",\"['no', 'yes']\"\n"


def online(explained: list[Any]) -> dict[str, Any]:
    return {
        "version": "1.0",
        "predictions": {"content_type": "text/csv", "data": DATA},
        "label_headers": ["yes"],
        "explanations": {"kernel_shap": explained} if explained else {},
    }


def record(*values: float) -> list[dict[str, Any]]:
    return [{"attributions": [{"attribution": [value]}]} for value in values]


def test_the_base_is_output_minus_contributions() -> None:
    first, second = math.log(9), math.log(0.25)
    answer = online([record(first - 0.5, 0.0), record(second - 1.0, 0.5)])
    names, rows = parse_table(DATA, KEYS)
    made = online_explanation(answer, ["a", "b"], True, names, rows, "1,x\n2,\n")
    assert made is not None
    assert made.labels == ["yes"]
    assert made.features == ["a", "b"]
    assert made.base[0] is not None and math.isclose(made.base[0], 0.5, abs_tol=1e-12)
    assert made.data == [[1.0, 2.0], ["x", None]]


def test_records_that_disagree_leave_the_base_unknown() -> None:
    names, rows = parse_table(DATA, KEYS)
    made = online_explanation(online([record(0.0), record(5.0)]), ["a"], True, names, rows, "")
    assert made is not None and made.base == [None]


def test_records_that_were_not_explained_are_left_out() -> None:
    names, rows = parse_table(DATA, KEYS)
    made = online_explanation(online([None, record(1.0)]), ["a"], True, names, rows, "1\n2\n")
    assert made is not None
    assert made.values == [[[1.0]]]
    assert made.data == [[2.0]]
    assert online_explanation(online([]), ["a"], True, names, rows, "") is None


def test_an_answer_with_an_explainer_is_recognised() -> None:
    assert as_online(json.dumps(online([]))) is not None
    assert as_online(DATA) is None
    assert as_online('{"score": 1}') is None


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.lists(st.lists(json_values, max_size=3), max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_damaged_explanation_is_an_error_and_never_a_crash(explained: list[Any]) -> None:
    names, rows = parse_table(DATA, KEYS)
    try:
        online_explanation(online(explained), [], True, names, rows, "1\n")
    except PilotError as error:
        assert "cannot be read" in error.message


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_table_or_a_named_line(text: str) -> None:
    as_online(text)
    try:
        names, rows = parse_table(text, KEYS)
    except PilotError as error:
        assert "Line" in error.message
        return
    assert all(len(row) <= len(names) for row in rows)
