"""The bounded snapshot, and the readers it is made from."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.display import MIME_TYPE, bundle, plain, table
from pilothouse.errors import PilotError
from pilothouse.explanations import Explanation, columns, from_analysis, local_values
from pilothouse.snapshot import explanation_snapshot

LIMIT = 250_000


def explanation(records: int, features: int, labels: int = 1) -> Explanation:
    names = [f"f{i}" for i in range(features)]
    values = [
        [[((r * 7 + i * 3 + n) % 11) - 5.0 for i in range(features)] for r in range(records)]
        for n in range(labels)
    ]
    values[0][records // 2][0] = 1000.0
    return Explanation(
        [f"l{n}" for n in range(labels)],
        names,
        "log-odds",
        [0.5] * labels,
        [[float(features - i) for i in range(features)] for _ in range(labels)],
        values,
        [[float(r) for r in range(records)] for _ in range(features)],
        [[sum(row) + 0.5 for row in part] for part in values],
        [0.0] * features,
    )


def size(snapshot: dict[str, Any]) -> int:
    made = bundle("explanation", "t", snapshot, "t")
    return len(json.dumps(made[MIME_TYPE]).encode())


def test_large_explanations_stay_below_the_limit_and_say_so() -> None:
    snapshot = explanation_snapshot(explanation(5000, 90, 3))
    assert size(snapshot) <= LIMIT
    assert snapshot["omittedFeatures"] == 30
    assert snapshot["records"]["total"] == 5000
    assert 0 < snapshot["records"]["shown"] < 5000


def test_what_is_shown_adds_up_with_what_is_left_out() -> None:
    snapshot = explanation_snapshot(explanation(3000, 70, 2))
    records = snapshot["records"]
    raw = base64.b64decode(records["values"])
    numbers = struct.unpack(f"<{len(raw) // 2}h", raw)
    width, shown = len(snapshot["features"]), records["shown"]
    for label in range(2):
        for record in range(shown):
            start = (label * shown + record) * width
            parts = [n * records["scale"][label] for n in numbers[start : start + width]]
            total = snapshot["base"][label] + sum(parts) + records["others"][label][record]
            # Each of the 60 values may be off by half a step.
            slack = width * records["scale"][label]
            assert abs(total - records["predictions"][label][record]) < slack


def test_long_texts_cost_records_and_not_the_limit() -> None:
    made = explanation(900, 40)
    made.data = [["x" * 500] * 900 for _ in range(40)]
    snapshot = explanation_snapshot(made)
    assert size(snapshot) <= LIMIT
    assert 0 < snapshot["records"]["shown"] < 900


def test_many_labels_are_counted() -> None:
    snapshot = explanation_snapshot(explanation(50, 5, 30))
    assert snapshot["omittedLabels"] == 10
    assert size(snapshot) <= LIMIT


def test_the_extreme_record_is_kept_and_its_value_survives() -> None:
    snapshot = explanation_snapshot(explanation(5000, 20))
    records = snapshot["records"]
    raw = base64.b64decode(records["values"])
    numbers = struct.unpack(f"<{len(raw) // 2}h", raw)
    assert len(numbers) == records["shown"] * len(snapshot["features"])
    assert abs(max(numbers) * records["scale"][0] - 1000.0) < 1e-6
    assert all(len(column) == records["shown"] for column in records["data"])


@given(
    st.integers(1, 40),
    st.integers(1, 8),
    st.integers(1, 3),
)
@settings(max_examples=30, deadline=None)
def test_small_explanations_are_whole(records: int, features: int, labels: int) -> None:
    snapshot = explanation_snapshot(explanation(records, features, labels))
    assert snapshot["records"]["shown"] == records
    assert len(snapshot["global"]) == labels


@pytest.mark.parametrize(
    ("method", "measure"), [("mean_sq", "Mean SHAP squared"), ("mean_abs", "Mean |SHAP|")]
)
def test_global_values_say_how_they_came_about(method: str, measure: str) -> None:
    shap = {"yes": {"global_shap_values": {"a": 4.0}, "expected_value": 1}}
    made = from_analysis(shap, {"methods": {"shap": {"agg_method": method}}})
    assert measure in repr(made)
    assert explanation_snapshot(made).get("aggregation") == (
        None if method == "mean_abs" else method
    )


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_readers_take_any_text_or_name_the_line(text: str) -> None:
    try:
        values = local_values(text, ["l"], ["a", "b"])
    except PilotError as error:
        assert "Line" in error.message
        return
    assert len(values) == 1
    assert all(len(row) == 2 for row in values[0])
    read = columns(text, ["a"], 1)
    assert read is None or len(read[0]) == 1


def test_names_with_underscores_commas_and_quotes() -> None:
    text = '"a,""x_y_l1",b_c_l1,"a,""x_y_l2",b_c_l2\n1,2,3,4\n'
    assert local_values(text, ["l1", "l2"], ['a,"x_y', "b_c"]) == [[[1.0, 2.0]], [[3.0, 4.0]]]


def test_tables_are_bounded_and_json_safe() -> None:
    made = table(["a"], [[float("nan")]] * 300)
    assert made["omitted"] == 100
    assert made["rows"][0] == [None]
    assert len(plain("x" * 9999)) < 600
