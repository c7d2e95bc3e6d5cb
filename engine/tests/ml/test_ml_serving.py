from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ml_support import Recorder
from pilothouse_engine.contract import ContainerSpec, Invocation, ModelInputError
from pilothouse_engine.ml.serving import load_model
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.tabular.models.archive import read_model
from pilothouse_engine.ml.tabular.payload import read_records

KEYS = "predicted_label,probability,probabilities,labels"


def rows_of(job: Recorder, count: int = 3) -> list[list[str]]:
    with job.report("dataset.csv").open(newline="") as file:
        # The last column holds the true answers.
        return [row[:-1] for row in list(csv.reader(file))[1 : count + 1]]


def as_csv(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


def invoke(
    job: Recorder,
    body: bytes,
    content_type: str = "text/csv",
    accept: str | None = None,
    **environment: str,
) -> Any:
    served = load_model([job.container(**environment)], None)
    return served.invoke(Invocation(body, content_type, accept))


def test_csv_gives_the_label_alone_by_default(breast_cancer: Recorder) -> None:
    answer = invoke(breast_cancer, as_csv(rows_of(breast_cancer)))
    assert answer.content_type == "text/csv; charset=utf-8"
    assert set(answer.body.decode().splitlines()) <= {"0", "1"}
    assert answer.body.count(b"\n") == 3


def test_response_keys(wine: Recorder) -> None:
    answer = invoke(wine, as_csv(rows_of(wine)), SAGEMAKER_INFERENCE_OUTPUT=KEYS)
    for label, probability, nested, labels in csv.reader(io.StringIO(answer.body.decode())):
        chances = json.loads(nested)
        assert labels == "['0', '1', '2']"
        assert sum(chances) == pytest.approx(1.0)
        assert float(probability) == max(chances) == chances[int(label)]


def test_json_and_json_lines(wine: Recorder, diabetes: Recorder) -> None:
    environment = {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,probabilities"}
    rows = as_csv(rows_of(wine))
    document = json.loads(invoke(wine, rows, accept="application/json", **environment).body)
    assert [list(item) for item in document["predictions"]] == [
        ["predicted_label", "probabilities"]
    ] * 3
    lines = invoke(wine, rows, accept="application/jsonlines", **environment).body.splitlines()
    assert [json.loads(line) for line in lines] == document["predictions"]
    scores = json.loads(invoke(diabetes, as_csv(rows_of(diabetes)), accept="application/json").body)
    plain = invoke(diabetes, as_csv(rows_of(diabetes))).body.decode().splitlines()
    assert [item["score"] for item in scores["predictions"]] == list(map(float, plain))


def test_all_request_formats_agree(diabetes: Recorder) -> None:
    rows = rows_of(diabetes)
    names = read_model(diabetes.container().model_archive or Path()).encoder.names
    wanted = invoke(diabetes, as_csv(rows)).body
    numbers = [list(map(float, row)) for row in rows]
    keyed = [dict(zip(names, row, strict=True)) for row in numbers]
    bodies: list[tuple[str, str]] = [
        ("application/json", json.dumps({"instances": [{"features": row} for row in numbers]})),
        ("application/json", json.dumps({"instances": numbers})),
        ("application/json", json.dumps({"instances": keyed})),
        (
            "application/json; charset=utf-8",
            json.dumps({"instances": [{"data": {"features": {"values": r}}} for r in numbers]}),
        ),
        ("application/jsonlines", "\n".join(json.dumps({"features": row}) for row in numbers)),
        ("application/jsonlines", "\n".join(json.dumps(item) for item in keyed)),
        ("text/csv; label_size=0", as_csv(rows).decode() + "\n\n"),
    ]
    for content_type, body in bodies:
        assert invoke(diabetes, body.encode(), content_type).body == wanted, content_type


def test_one_record_is_predicted_as_among_many(breast_cancer: Recorder) -> None:
    environment = {"SAGEMAKER_INFERENCE_OUTPUT": "probabilities"}
    rows = rows_of(breast_cancer, 20)
    many = invoke(breast_cancer, as_csv(rows), **environment).body.decode().splitlines()
    for row, line in zip(rows, many, strict=True):
        one = invoke(breast_cancer, as_csv([row]), **environment).body.decode()
        numbers = [json.loads(next(csv.reader([text]))[0]) for text in (one, line)]
        np.testing.assert_allclose(numbers[0], numbers[1], rtol=1e-12)


def test_predictions_are_those_of_the_report(diabetes: Recorder) -> None:
    served = invoke(diabetes, as_csv(rows_of(diabetes, 50))).body.decode().splitlines()
    with diabetes.report("predictions.csv").open(newline="") as file:
        wanted = [float(row[0]) for row in list(csv.reader(file))[1:51]]
    np.testing.assert_allclose(list(map(float, served)), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", "text/csv", "The body is empty"),
        (b"1,2\n", "text/csv", "Record 1 has 2 values; the model takes 10: age, sex"),
        (b"1,2,3,4,5,6,7,8,9,10,11", "text/csv", 'Leave out the target "target"'),
        (b"1,2,3,4,5,6,7,8,9,10\n1,2,x,4,5,6,7,8,9,10", "text/csv", 'Record 2, column "bmi": "x"'),
        (b"age,sex,bmi,bp,s1,s2,s3,s4,s5,s6\n", "text/csv", "without a header"),
        (b"\xff\xfe", "text/csv", "not UTF-8"),
        (b"1", "image/png", 'content type "image/png" is not supported'),
        (b"{", "application/json", "not valid JSON"),
        (b"[1]", "application/json", 'needs a list "instances"'),
        (b'{"instances":[]}', "application/json", "at least one record"),
        (b'{"instances":[{"agee":1}]}', "application/json", '"agee", which is not a column'),
        (b'{"instances":[{"age":[1]}]}', "application/json", 'column "age": a list'),
        (b'{"instances":[{"features":[1]}]}', "application/json", "Record 1 has 1 values"),
        (b'{"features":[1]}\n5', "application/jsonlines", "Record 1 has 1 values"),
        (b"{}\nx", "application/jsonlines", "Line 2 is not valid JSON"),
    ],
)
def test_bad_bodies(diabetes: Recorder, body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(ModelInputError) as caught:
        invoke(diabetes, body, content_type)
    assert words in str(caught.value)


def test_missing_values_and_unknown_types_of_accept(diabetes: Recorder) -> None:
    answer = invoke(diabetes, b",NA,,,,,,,,", accept="image/png, */*")
    assert np.isfinite(float(answer.body))
    with pytest.raises(ModelInputError, match="Accept type"):
        invoke(diabetes, b",,,,,,,,,", accept="image/png")


def test_tuning_mode_gives_the_positive_class(breast_cancer: Recorder) -> None:
    from dataclasses import replace

    from pilothouse_engine.ml.tabular.serving import describe_outputs

    model = read_model(breast_cancer.container().model_archive or Path())
    outputs = np.array([[0.9, 0.1]])
    ensembling = describe_outputs(model, outputs, ["predicted_label", "probability"])
    tuning = describe_outputs(
        replace(model, mode="HYPERPARAMETER_TUNING"), outputs, ["predicted_label", "probability"]
    )
    assert ensembling == [{"predicted_label": "0", "probability": 0.9}]
    assert tuning == [{"predicted_label": "0", "probability": 0.1}]


ENCODER = Encoder(
    (Feature("n", "numeric"), Feature("c", "categorical", categories=("a", "b", "1")))
)


@given(
    st.binary(max_size=60),
    st.sampled_from(["text/csv", "application/json", "application/jsonlines"]),
)
def test_any_body_is_read_or_explained(body: bytes, content_type: str) -> None:
    try:
        records = read_records(body, content_type, ENCODER, "y")
    except ModelInputError as error:
        assert str(error)
    else:
        assert all(len(record) == 2 for record in records)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["instances", "features", "data", "values", "n", "c", "z"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_is_read_or_explained(value: Any) -> None:
    for document, kind in (
        ({"instances": [value]}, "application/json"),
        (value, "application/jsonlines"),
    ):
        try:
            records = read_records(json.dumps(document).encode(), kind, ENCODER, "y")
        except ModelInputError as error:
            assert str(error)
        else:
            for record in records:
                assert len(record) == 2
                assert all(cell is None or isinstance(cell, str) for cell in record)


def test_json_cells_match_the_texts_of_training() -> None:
    body = b'{"instances":[{"n":1,"c":1.0},{"n":true,"c":"b"},{"c":null}]}'
    assert read_records(body, "application/json", ENCODER, "y") == [
        ["1", "1"],
        ["True", "b"],
        [None, None],
    ]


def test_serving_imports_no_training_library(wine: Recorder) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from pilothouse_engine.contract import ContainerSpec\n"
        "from pilothouse_engine.ml.serving import load_model\n"
        f"load_model([ContainerSpec('x', Path({str(wine.container().model_archive)!r}), {{}})],"
        " {'ShapConfig': {}})\n"
        "heavy = {'sklearn', 'lightgbm', 'pandas', 'pyarrow', 'scipy', 'joblib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_archives_of_others_are_refused(tmp_path: Path, wine: Recorder) -> None:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=r"model\.tar\.gz is not a model archive of this engine"):
        load_model([ContainerSpec("x", path)], None)
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo("../metadata.json")
        tar.addfile(info, io.BytesIO())
    with pytest.raises(ValueError, match="not a model archive"):
        load_model([ContainerSpec("x", path)], None)
    container = wine.container()
    with pytest.raises(ValueError, match="one container"):
        load_model([container, container], None)
    with pytest.raises(ValueError, match="SAGEMAKER_INFERENCE_OUTPUT"):
        load_model([wine.container(SAGEMAKER_INFERENCE_OUTPUT="scores")], None)
