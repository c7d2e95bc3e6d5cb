"""Explanations of a hosted model, in the online format."""

from __future__ import annotations

import csv
import json
from typing import Any

import numpy as np
import pytest
from ml_support import Recorder
from pilothouse_engine.contract import Invocation, ModelInputError
from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.serving import load_model
from pilothouse_engine.ml.tabular.models.archive import read_model
from test_ml_serving import as_csv, rows_of


def explain(
    job: Recorder,
    rows: list[list[str]],
    config: dict[str, Any],
    header: str | None = None,
    accept: str | None = None,
    output: str = "probabilities",
) -> dict[str, Any]:
    served = load_model([job.container(SAGEMAKER_INFERENCE_OUTPUT=output)], config)
    invocation = Invocation(as_csv(rows), "text/csv", accept, enable_explanations=header)
    answer = served.invoke(invocation)
    assert answer.content_type == "application/json"
    document: dict[str, Any] = json.loads(answer.body)
    return document


def contributions(document: dict[str, Any], record: int) -> np.ndarray:
    entry = document["explanations"]["kernel_shap"][record]
    return np.array([feature["attributions"][0]["attribution"] for feature in entry])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["breast_cancer", "wine", "diabetes"])
def test_margins_are_explained_exactly(name: str, request: pytest.FixtureRequest) -> None:
    job: Recorder = request.getfixturevalue(name)
    rows = rows_of(job, 2)
    document = explain(job, rows, {"ShapConfig": {"UseLogit": True}})
    assert list(document)[:3] == ["version", "predictions", "explanations"]
    assert document["version"] == "1.0"
    assert document["predictions"]["content_type"] == "text/csv; charset=utf-8"
    assert document["predictions"]["data"].endswith("\n")
    model = read_model(job.container().model_archive)  # type: ignore[arg-type]
    x = model.encoder.encode_rows(rows)
    base = model.encoder.encode_rows([model.baseline])
    margins = centered(model.model.margins(np.vstack([x, base])))
    for record in range(2):
        found = contributions(document, record)
        np.testing.assert_allclose(found.sum(axis=0), margins[record] - margins[2], atol=1e-9)
    headers = [item["feature_header"] for item in document["explanations"]["kernel_shap"][0]]
    assert headers == model.encoder.names
    assert document.get("label_headers") == (
        None if name == "diabetes" else ["1"] if name == "breast_cancer" else ["0", "1", "2"]
    )


def test_probabilities_are_explained_without_logit(wine: Recorder) -> None:
    rows = rows_of(wine, 1)
    baseline = ",".join(rows_of(wine, 40)[-1])
    config = {"ShapConfig": {"ShapBaselineConfig": {"ShapBaseline": baseline}, "Seed": 5}}
    document = explain(wine, rows, config)
    model = read_model(wine.container().model_archive)  # type: ignore[arg-type]
    both = model.probabilities(model.encoder.encode_rows([rows[0], baseline.split(",")]))
    np.testing.assert_allclose(contributions(document, 0).sum(axis=0), both[0] - both[1], atol=1e-9)
    assert document == explain(wine, rows, config)


def test_several_baseline_rows_in_json_lines(diabetes: Recorder) -> None:
    rows = [list(map(float, row)) for row in rows_of(diabetes, 5)]
    config = {
        "ShapConfig": {
            "ShapBaselineConfig": {
                "MimeType": "application/jsonlines",
                "ShapBaseline": "\n".join(json.dumps({"features": row}) for row in rows[1:]),
            }
        },
        "InferenceConfig": {"FeatureHeaders": [f"h{i}" for i in range(10)]},
    }
    document = explain(diabetes, rows_of(diabetes, 1), config)
    model = read_model(diabetes.container().model_archive)  # type: ignore[arg-type]
    margins = model.model.margins(np.array(rows))[:, 0]
    total = contributions(document, 0).sum()
    assert total == pytest.approx(margins[0] - margins[1:].mean())
    assert document["explanations"]["kernel_shap"][0][3]["feature_header"] == "h3"


PLAIN = {"ShapConfig": {"UseLogit": True}}


def test_conditions(breast_cancer: Recorder) -> None:
    rows = rows_of(breast_cancer, 30)
    for accept, expression in (
        ("text/csv", "[1]==`1`"),
        ("text/csv", "[0]=='1'"),
        ("application/jsonlines", "predicted_label=='1'"),
        ("application/jsonlines", "probability>`0.0` && predicted_label=='1'"),
    ):
        document = explain(
            breast_cancer, rows, PLAIN, expression, accept, "predicted_label,probability"
        )
        listed = document["explanations"].get("kernel_shap", [None] * 30)
        if accept == "text/csv":
            table = csv.reader(document["predictions"]["data"].splitlines())
            wanted = [
                float(row[1]) == 1 if expression.startswith("[1]") else row[0] == "1"
                for row in table
            ]
        else:
            lines = map(json.loads, document["predictions"]["data"].splitlines())
            wanted = [line["predicted_label"] == "1" for line in lines]
        assert [item is not None for item in listed] == wanted


def test_the_header_overrides_the_stored_expression(breast_cancer: Recorder) -> None:
    rows = rows_of(breast_cancer, 1)
    stored = {**PLAIN, "EnableExplanations": "`false`"}
    assert explain(breast_cancer, rows, stored)["explanations"] == {}
    assert "kernel_shap" in explain(breast_cancer, rows, stored, "`true`")["explanations"]


def test_bad_expressions_and_configurations(breast_cancer: Recorder) -> None:
    rows = rows_of(breast_cancer, 1)
    with pytest.raises(ModelInputError, match="not valid JMESPath"):
        explain(breast_cancer, rows, PLAIN, "[0")
    with pytest.raises(ModelInputError, match="gives null for record 1"):
        explain(breast_cancer, rows, PLAIN, "[9]")
    for config, words in (
        ({**PLAIN, "EnableExplanations": "[["}, "EnableExplanations is not valid JMESPath"),
        ({**PLAIN, "InferenceConfig": {"FeatureHeaders": ["a"]}}, "FeatureHeaders lists 1 names"),
        (
            {"ShapConfig": {"ShapBaselineConfig": {"ShapBaseline": "1,2"}}},
            "ShapBaseline: Record 1 has 2 values",
        ),
        (
            {"ShapConfig": {"ShapBaselineConfig": {"ShapBaselineUri": "s3://b/k"}}},
            "ShapBaselineUri was not resolved",
        ),
    ):
        with pytest.raises(ValueError, match=words.replace("(", r"\(")):
            load_model([breast_cancer.container()], config)
