from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.contract import JobError
from pilothouse_engine.ml.data.table import Column, Table
from pilothouse_engine.ml.problem import infer_problem, read_target
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.tabular.schema import (
    Specification,
    infer_encoder,
    infer_feature,
    read_weights,
)


def column(values: Sequence[str | None]) -> Column:
    return Column.of(pa.array(values, pa.large_string()))


def words(row: int) -> str:
    return f"the customer number{row % 40} said thing{row % 7} about topic{row % 11}"


KINDS: dict[str, Sequence[str | None]] = {
    "numeric": [str(i / 3) for i in range(60)],
    "thousands": [f"{i * 1000:,}" for i in range(60)],
    "categorical": ["red", "green", "blue"] * 20,
    "boolean": ["True", "False"] * 30,
    "datetime": [f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(60)],
    "text": [words(i) for i in range(60)],
    "identifier": [f"id-{i:05d}" for i in range(60)],
    "constant": ["same"] * 60,
    "empty": [None] * 60,
    "mostly": [*map(str, range(58)), "unknown", None],
    "mixed": [*map(str, range(30)), *["abc"] * 30],
    "infinite": [*map(str, range(59)), "inf"],
}
WANTED = {
    "numeric": "numeric",
    "thousands": "numeric",
    "categorical": "categorical",
    "boolean": "categorical",
    "datetime": "datetime",
    "text": "text",
    "identifier": "ignored",
    "constant": "ignored",
    "empty": "ignored",
    "mostly": "numeric",
    "mixed": "categorical",
    "infinite": "numeric",
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str) -> None:
    feature, note = infer_feature(name, column(KINDS[name]), None)
    assert feature.kind == WANTED[name]
    assert ("unknown" in note) == (name == "mostly")
    assert ("infinite values count as missing" in note) == (name == "infinite")


def test_the_derived_matrix_is_the_same_by_table_and_by_row() -> None:
    table = Table(list(KINDS), [column(values) for values in KINDS.values()])
    encoder, _ = infer_encoder(table, Specification(None, {}), [])
    by_table = encoder.encode_table(table)
    cells = [column.cells() for column in table.columns]
    by_rows = encoder.encode_rows(list(zip(*cells, strict=True)))
    one_by_one = np.vstack([encoder.encode_rows([row]) for row in zip(*cells, strict=True)])
    np.testing.assert_array_equal(by_table, by_rows)
    np.testing.assert_array_equal(by_table, one_by_one)
    assert len(encoder.sources) == by_table.shape[1]
    assert (by_table[:, encoder.sources == encoder.names.index("thousands")] % 1000 == 0).all()


def test_features_survive_json() -> None:
    table = Table(list(KINDS), [column(values) for values in KINDS.values()])
    encoder, _ = infer_encoder(table, Specification(None, {}), [])
    again = Encoder(
        tuple(Feature.from_json(json.loads(json.dumps(f.to_json()))) for f in encoder.features)
    )
    assert again == encoder


@given(st.lists(st.one_of(st.none(), st.text(max_size=6)), min_size=1, max_size=60))
def test_any_column_can_be_typed_and_encoded(values: list[str | None]) -> None:
    cells = column(values)
    feature, _ = infer_feature("any", cells, None)
    encoded = feature.encode(cells.texts)
    assert encoded.shape == (len(cells.texts), feature.width)
    assert not np.isinf(encoded).any()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"FeatureAttributeNames": ["y"]}, "must not list the target"),
        ({"FeatureAttributeNames": ["A"]}, '"A", which is not a column'),
        ({"FeatureAttributeNames": ["a", "a"]}, '"a" twice'),
        ({"FeatureAttributeNames": []}, "empty"),
        ({"FeatureAttributeNames": "a"}, "must be a list"),
        ({"FeatureDataTypes": {"a": "sequence"}}, '"sequence"'),
        (
            {"FeatureAttributeNames": ["a"], "FeatureDataTypes": {"b": "text"}},
            "leaves out",
        ),
    ],
)
def test_bad_feature_files(raw: dict[str, object], words: str) -> None:
    with pytest.raises(JobError, match=words):
        Specification.read(raw, ["a", "b", "y"], "y")


def test_declared_types_are_honoured_or_refused() -> None:
    codes = column(["1", "2", "3"] * 20)
    assert infer_feature("code", codes, "categorical")[0].categories == ("1", "2", "3")
    with pytest.raises(JobError, match='"colour" is declared numeric'):
        infer_feature("colour", column(["red", "blue"] * 9), "numeric")
    with pytest.raises(JobError, match='"colour" is declared datetime'):
        infer_feature("colour", column(["red", "blue"] * 9), "datetime")


def test_no_usable_feature() -> None:
    table = Table(["a", "y"], [column(["x"] * 9), column(["1", "2", "3"] * 3)])
    with pytest.raises(JobError, match="No feature is usable"):
        infer_encoder(table, Specification(None, {}), ["y"])


def test_weights() -> None:
    table = Table(["w"], [column(["1", "-2", None, "0.5"])])
    np.testing.assert_array_equal(read_weights(table, "w"), [1, np.nan, np.nan, 0.5])
    with pytest.raises(JobError, match='"w" holds no positive number'):
        read_weights(Table(["w"], [column(["x", "0"])]), "w")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (["yes", "no"] * 20, "BinaryClassification"),
        (["1", "0"] * 20, "BinaryClassification"),
        (["a", "b", "c"] * 20, "MulticlassClassification"),
        (["0", "1", "2", "3"] * 20, "MulticlassClassification"),
        ([str(i * 0.5) for i in range(60)], "Regression"),
        ([str(i) for i in range(60)], "Regression"),
        ([f"{i * 1000:,}" for i in range(60)], "Regression"),
    ],
)
def test_problem_types(values: list[str], problem: str) -> None:
    assert infer_problem("y", column(values)) == problem


@pytest.mark.parametrize(
    ("values", "problem", "words"),
    [
        ([None] * 20, None, 'All values of the target "y" are missing'),
        (["same"] * 20, None, 'single value, "same"'),
        (["1"], None, "one row"),
        ([f"text {i}" for i in range(40)], None, "problem type is not clear.*ProblemType"),
        ([str(i % 20) for i in range(400)], None, "20 different whole numbers"),
        (["a", "b", "c"] * 9, "BinaryClassification", "has 3 different values"),
        (["a", "b", "c"] * 9, "Regression", 'holds no numbers, for example "'),
        (["1", "2", None, None], None, "Only 2 rows"),
        ([*["a"] * 20, "b"], None, 'class "b".*one row only'),
        (["5", "inf", "5"] * 9, "Regression", "single value"),
    ],
)
def test_bad_targets(values: list[str | None], problem: str | None, words: str) -> None:
    with pytest.raises(JobError, match=words):
        read_target("y", column(values), problem)  # type: ignore[arg-type]


def test_labels_are_sorted_and_rare_ones_dropped() -> None:
    target = read_target("y", column(["10", "9", "2", None] * 9 + ["77"]), None)
    assert target.labels == ("2", "9", "10")
    assert target.dropped == 10
    assert target.values[:3].tolist() == [2.0, 1.0, 0.0]
