from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ml_support import Recorder
from pilothouse_engine.ml.reports.insights import model_insights
from pilothouse_engine.ml.reports.notebook import plain
from pilothouse_engine.ml.tabular.reports.notebooks import prediction_power
from sklearn import metrics as reference

JOBS = {
    "breast_cancer": ["1"],
    "wine": ["0", "1", "2"],
    "diabetes": ["target"],
}


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.slow
@pytest.mark.parametrize("name", JOBS)
def test_explainability_report(name: str, request: pytest.FixtureRequest) -> None:
    job: Recorder = request.getfixturevalue(name)
    labels = JOBS[name]
    locations = job.best_candidate["CandidateProperties"]["CandidateArtifactLocations"]
    prefix = locations["Explainability"]
    files = {uri[len(prefix) + 1 :] for uri in job.uploads if uri.startswith(prefix)}
    assert files == {
        "analysis.json",
        "analysis_config.json",
        "dataset.csv",
        "predictions.csv",
        "explanations_shap/out.csv",
        "explanations_shap/baseline.csv",
    }
    analysis = json.loads(job.report("/analysis.json").read_text())
    kernel = analysis["explanations"]["kernel_shap"]
    assert list(kernel) == labels
    header, *local = rows_of(job.report("out.csv"))
    dataset = rows_of(job.report("dataset.csv"))
    predictions = rows_of(job.report("predictions.csv"))
    config = json.loads(job.report("/analysis_config.json").read_text())
    *names, target = dataset[0]
    assert target == config["label"]
    assert all(row[-1] for row in dataset), "a true answer is missing"
    if len(labels) > 1:
        assert {row[-1] for row in dataset[1:]} <= set(labels)
    assert header == [f"{feature}_{label}" for label in labels for feature in names]
    assert predictions[0] == labels
    assert rows_of(job.report("baseline.csv"))[0] == names
    assert len(rows_of(job.report("baseline.csv"))) == 2
    assert len(local) == len(dataset) - 1 == len(predictions) - 1
    values = np.array(local, dtype=float).reshape(len(local), len(labels), len(names))
    wanted = np.array(predictions[1:], dtype=float)
    base = np.array([kernel[label]["expected_value"] for label in labels])
    residual = np.abs(base + values.sum(axis=2) - wanted)
    assert (residual <= 1e-6 * np.maximum(1, np.abs(wanted))).all()
    for position, label in enumerate(labels):
        found = kernel[label]["global_shap_values"]
        assert list(found) == names
        assert list(found.values()) == pytest.approx(
            np.abs(values[:, position]).mean(axis=0).tolist(), rel=1e-12
        )
    assert config["headers"] == dataset[0]
    assert config["dataset_uri"] == f"{prefix}/dataset.csv"
    assert config["predicted_label_dataset_uri"] == f"{prefix}/predictions.csv"
    assert config["methods"]["shap"]["use_logit"] == (name != "diabetes")
    assert config["methods"]["shap"]["agg_method"] == "mean_abs"
    assert len(config["methods"]["shap"]["baseline"][0]) == len(names)
    assert config["predictor"]["label_headers"] == labels
    assert config["pilothouse"]["standard_error"] == 0.0


SECTIONS = {
    "breast_cancer": "binary_classification_metrics",
    "wine": "multiclass_classification_metrics",
    "diabetes": "regression_metrics",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_statistics_agree_with_the_candidate(name: str, request: pytest.FixtureRequest) -> None:
    job: Recorder = request.getfixturevalue(name)
    statistics = json.loads(job.report("statistics.json").read_text())
    section = statistics[SECTIONS[name]]
    final = job.best_candidate["FinalAutoMLJobObjectiveMetric"]
    key = final["StandardMetricName"].lower()
    assert section[key]["value"] == pytest.approx(final["Value"])
    few = statistics["dataset"]["item_count"] < 200
    assert (section[key]["standard_deviation"] == "NaN") == few
    assert statistics["pilothouse"]["candidate"] == job.best_name


def binary(rows: int = 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    truth = (rng.random(rows) < 0.3).astype(float)
    score = np.clip(np.round(0.3 * truth + 0.7 * rng.random(rows), 2), 0, 1)
    return truth, np.column_stack([1 - score, score])


def report(problem: Any, labels: list[str], truth: np.ndarray, outputs: np.ndarray) -> Any:
    whole = model_insights(problem, labels, truth, outputs, np.ones(len(truth)), {}, 0)
    json.dumps(whole, allow_nan=False)
    return next(value for key, value in whole.items() if key.endswith("_metrics"))


def test_binary_figures_equal_the_reference() -> None:
    truth, outputs = binary()
    guess, score = outputs.argmax(axis=1), outputs[:, 1]
    found = report("BinaryClassification", ["n", "p"], truth, outputs)
    values = {key: leaf["value"] for key, leaf in found.items() if "value" in leaf}
    tn, fp, fn, tp = reference.confusion_matrix(truth, guess).ravel()
    share = truth.mean()
    wanted = {
        "accuracy": reference.accuracy_score(truth, guess),
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "true_positive_rate": tp / (tp + fn),
        "true_negative_rate": tn / (tn + fp),
        "false_positive_rate": fp / (tn + fp),
        "false_negative_rate": fn / (tp + fn),
        "auc": reference.roc_auc_score(truth, score),
        "auprc": reference.average_precision_score(truth, score),
        "f0_5": reference.fbeta_score(truth, guess, beta=0.5),
        "f1": reference.f1_score(truth, guess),
        "f2": reference.fbeta_score(truth, guess, beta=2),
        "accuracy_best_constant_classifier": max(share, 1 - share),
        "precision_best_constant_classifier": share,
        "recall_best_constant_classifier": 1.0,
        "auc_best_constant_classifier": 0.5,
        "f0_5_best_constant_classifier": reference.fbeta_score(
            truth, np.ones_like(guess), beta=0.5
        ),
        "f1_best_constant_classifier": reference.f1_score(truth, np.ones_like(guess)),
        "f2_best_constant_classifier": reference.fbeta_score(truth, np.ones_like(guess), beta=2),
    }
    assert values == pytest.approx(wanted)
    assert found["confusion_matrix"] == {"n": {"n": tn, "p": fp}, "p": {"n": fn, "p": tp}}
    roc = found["receiver_operating_characteristic_curve"]
    rates = reference.roc_curve(truth, score, drop_intermediate=False)
    np.testing.assert_allclose(roc["false_positive_rates"], rates[0])
    np.testing.assert_allclose(roc["true_positive_rates"], rates[1])
    curve = found["precision_recall_curve"]
    assert (curve["recalls"][0], curve["precisions"][0]) == (0.0, 1.0)
    assert curve["recalls"][-1] == 1.0
    assert found["gain_curve"]["percentage_of_positives"][-1] == 1.0
    assert found["lift_curve"]["lifts"][-1] == pytest.approx(1.0)
    assert sum(found["calibration_curve"]["counts"]) == len(truth)
    assert 0 < found["auc"]["standard_deviation"] < 0.1


def test_multiclass_figures_equal_the_reference() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 3, 250).astype(float)
    outputs = rng.dirichlet([1, 1, 1], 250)
    guess = outputs.argmax(axis=1)
    found = report("MulticlassClassification", ["a", "b", "c"], truth, outputs)
    for beta, key in ((0.5, "f0_5"), (1, "f1"), (2, "f2")):
        assert found[f"weighted_{key}"]["value"] == pytest.approx(
            reference.fbeta_score(truth, guess, beta=beta, average="weighted")
        )
    assert found["weighted_precision"]["value"] == pytest.approx(
        reference.precision_score(truth, guess, average="weighted")
    )
    counts = np.bincount(truth.astype(int))
    constant = found["accuracy_best_constant_classifier"]["value"]
    assert constant == pytest.approx(counts.max() / 250)
    assert sum(sum(row.values()) for row in found["confusion_matrix"].values()) == 250


def test_regression_figures() -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=100)
    found = report("Regression", [], truth, (truth + 0.1)[:, None])
    assert found["mae"] == {"value": pytest.approx(0.1), "standard_deviation": "NaN"}
    assert found["constant_predictor"]["r2"] == pytest.approx(0.0)
    assert len(found["residuals"]["actual"]) == 100
    assert sum(found["residual_histogram"]["counts"]) == 100


def test_one_class_of_validation_data_is_no_error() -> None:
    outputs = np.tile([0.6, 0.4], (9, 1))
    found = report("BinaryClassification", ["n", "p"], np.zeros(9), outputs)
    assert found["auc"]["value"] == 0.5
    assert found["confusion_matrix"]["p"] == {"n": 0, "p": 0}


def test_prediction_power() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=2000)
    assert prediction_power(x, False, x**2, 1) > 0.6
    assert prediction_power(x, False, rng.normal(size=2000), 1) < 0.05
    codes = rng.integers(0, 3, 2000).astype(float)
    assert prediction_power(codes, True, codes, 3) == pytest.approx(1.0)


def test_text_of_the_data_is_no_markup() -> None:
    assert plain("a|b\n<img src=x>") == "a&#124;b &#60;img src=x&#62;"
    assert plain("[x](javascript:1)") == "&#91;x&#93;(javascript:1)"
    assert len(plain("x" * 500)) == 60
