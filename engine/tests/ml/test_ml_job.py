"""Whole jobs on real data: limits, modes, options."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest
from botocore.validate import ParamValidator
from ml_support import PHASES, REPORTS, SMALL, Recorder, algorithms, channel, metric
from pilothouse_engine.contract import JobError, JobStopped
from pilothouse_engine.ml.data.table import PARQUET_TYPE

pytestmark = pytest.mark.slow

Run = Callable[..., Recorder]
Sample = Callable[[str], Path]

SHAPES = botocore.session.get_session().get_service_model("sagemaker")


def check_shape(value: Any, name: str) -> None:
    """Types, required members, lengths (botocore) and enumerations and patterns (here)."""
    shape = SHAPES.shape_for(name)
    errors = ParamValidator().validate(value, shape)
    assert not errors.has_errors(), errors.generate_report()
    _walk(value, shape)


def _walk(value: Any, shape: Any) -> None:
    if shape.type_name == "structure":
        assert set(value) <= set(shape.members)
        for key, item in value.items():
            _walk(item, shape.members[key])
    elif shape.type_name == "list":
        assert len(value) <= shape.metadata.get("max", len(value))
        for item in value:
            _walk(item, shape.member)
    elif shape.type_name == "map":
        for key, item in value.items():
            _walk(key, shape.key)
            _walk(item, shape.value)
    elif shape.type_name == "string":
        assert not shape.enum or value in shape.enum
        assert len(value) <= shape.metadata.get("max", len(value))
        if "pattern" in shape.metadata:
            assert re.fullmatch(shape.metadata["pattern"], value)


def check_job(job: Recorder, metrics: set[str]) -> None:
    for candidate in job.history:
        check_shape(candidate, "AutoMLCandidate")
    assert any(job.settings.values())
    assert all(
        isinstance(value, str) for found in job.settings.values() for value in found.values()
    )
    check_shape(job.attributes, "AutoMLResolvedAttributes")
    check_shape(job.locations, "AutoMLJobArtifacts")
    assert set(job.locations.values()) <= set(job.uploads)
    assert len(job.partial) <= 5
    for name, candidate in job.candidates.items():
        states = [
            entry["CandidateStatus"] for entry in job.history if entry["CandidateName"] == name
        ]
        assert states[:2] == ["InProgress", "Completed"]
        assert candidate["InferenceContainers"][0]["ModelDataUrl"] in job.uploads
        found = {
            datum["StandardMetricName"]
            for datum in candidate["CandidateProperties"]["CandidateMetrics"]
            if datum["Set"] == "Validation"
        }
        assert found == metrics
        final = candidate["FinalAutoMLJobObjectiveMetric"]
        assert final["Value"] == metric(candidate, final["StandardMetricName"])
        located = "CandidateArtifactLocations" in candidate["CandidateProperties"]
        assert located == (name == job.best_name)
    final = job.best_candidate["FinalAutoMLJobObjectiveMetric"]
    values = [c["FinalAutoMLJobObjectiveMetric"]["Value"] for c in job.candidates.values()]
    assert final["Value"] == (min if final["Type"] == "Minimize" else max)(values)
    assert len(job.registered) == len(job.candidates)


def test_breast_cancer(breast_cancer: Recorder) -> None:
    names = {"Accuracy", "AUC", "BalancedAccuracy", "F1", "Precision", "Recall"}
    check_job(breast_cancer, names | {"LogLoss", "InferenceLatency"})
    assert breast_cancer.phases == [*PHASES["ENSEMBLING"], *REPORTS, "Completed"]
    assert len(breast_cancer.candidates) == 10
    assert metric(breast_cancer.best_candidate, "F1") > 0.98
    resolved = breast_cancer.attributes["AutoMLProblemTypeResolvedAttributes"]
    assert resolved == {"TabularResolvedAttributes": {"ProblemType": "BinaryClassification"}}
    assert breast_cancer.attributes["AutoMLJobObjective"] == {"MetricName": "F1"}


def test_wine(wine: Recorder) -> None:
    names = {"Accuracy", "BalancedAccuracy", "F1macro", "PrecisionMacro", "RecallMacro"}
    check_job(wine, names | {"LogLoss", "InferenceLatency"})
    assert wine.phases == [*PHASES["ENSEMBLING"], *REPORTS, "MaxCandidatesReached"]
    assert len(wine.candidates) == 4
    assert metric(wine.best_candidate, "Accuracy") > 0.97


def test_diabetes(diabetes: Recorder) -> None:
    check_job(diabetes, {"MSE", "RMSE", "MAE", "R2", "InferenceLatency"})
    assert metric(diabetes.best_candidate, "RMSE") < 55
    assert metric(diabetes.best_candidate, "R2", "Train") > metric(diabetes.best_candidate, "R2")


def test_no_worse_than_one_per_cent_below_the_reference(
    breast_cancer: Recorder, sample_csv: Sample
) -> None:
    """The reference is the better of LightGBM and logistic regression, five-fold."""
    from lightgbm import LGBMClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data = np.loadtxt(sample_csv("breast_cancer"), delimiter=",", skiprows=1)
    models = (
        LGBMClassifier(n_estimators=150, learning_rate=0.05, verbosity=-1, n_jobs=1),
        make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=500)),
    )
    reference = max(
        cross_val_score(model, data[:, :-1], data[:, -1], cv=5, scoring="f1").mean()
        for model in models
    )
    assert metric(breast_cancer.best_candidate, "F1") > 0.99 * reference


def test_tuning_mode(run: Run, sample_csv: Sample) -> None:
    job = run(
        sample_csv("diabetes"),
        Mode="HYPERPARAMETER_TUNING",
        CompletionCriteria={"MaxCandidates": 5},
        CandidateGenerationConfig={
            "AlgorithmsConfig": [{"AutoMLAlgorithms": ["linear-learner", "mlp"]}]
        },
    )
    check_job(job, {"MSE", "RMSE", "MAE", "R2"})
    assert job.phases == [*PHASES["HYPERPARAMETER_TUNING"], *REPORTS, "MaxCandidatesReached"]
    assert len(job.candidates) == 5
    assert any("MLP" in name for name in job.candidates)
    scores = {metric(candidate, "MSE") for candidate in job.candidates.values()}
    assert len(scores) == 5, "no candidate repeats another"


def test_definitions_only(run: Run, sample_csv: Sample) -> None:
    job = run(sample_csv("wine"), GenerateCandidateDefinitionsOnly=True)
    assert job.phases == ["Starting", "AnalyzingData", "CandidateDefinitionsGenerated"]
    assert not job.candidates
    for uri in job.locations.values():
        notebook = json.loads(job.uploads[uri].read_text())
        assert notebook["nbformat"] == 4 and len(notebook["cells"]) > 3


def test_the_same_seed_gives_the_same_models(run: Run, sample_csv: Sample) -> None:
    one, two = (run(sample_csv("wine"), cores=cores, **SMALL) for cores in (1, 2))
    for name, candidate in one.candidates.items():
        url = candidate["InferenceContainers"][0]["ModelDataUrl"]
        assert one.uploads[url].read_bytes() == two.uploads[url].read_bytes(), name


def test_parquet_gives_the_same_model_as_csv(run: Run, sample_csv: Sample, tmp_path: Path) -> None:
    path = tmp_path / "wine.parquet"
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(sample_csv("wine")), path)
    by_csv = run(sample_csv("wine"), **SMALL)
    by_parquet = run(channel(path, content_type=PARQUET_TYPE), **SMALL)
    assert metric(by_csv.best_candidate, "LogLoss") == pytest.approx(
        metric(by_parquet.best_candidate, "LogLoss"), rel=1e-9
    )


def test_own_validation_data_judge_the_candidates(
    run: Run, sample_csv: Sample, tmp_path: Path
) -> None:
    lines = sample_csv("diabetes").read_text().splitlines()
    learn, judge = tmp_path / "learn.csv", tmp_path / "judge.csv"
    learn.write_text("\n".join(lines[:300]))
    judge.write_text("\n".join([lines[0], *lines[300:], lines[1].rsplit(",", 1)[0] + ","]))
    job = run(learn, validation=channel(judge), **SMALL)
    statistics = json.loads(job.report("statistics.json").read_text())
    assert statistics["dataset"]["item_count"] == len(lines) - 300
    assert "no usable target" in job.partial[0]
    judge.write_text("a,target\n1,2\n")
    with pytest.raises(JobError, match=r"judge\.csv: the validation data lacks the column"):
        run(learn, validation=channel(judge), **SMALL)


def test_the_split_ratio_is_honoured(run: Run, sample_csv: Sample) -> None:
    request = {"DataSplitConfig": {"ValidationFraction": 0.25}}
    job = run(sample_csv("diabetes"), request=request, **SMALL)
    statistics = json.loads(job.report("statistics.json").read_text())
    assert statistics["dataset"]["item_count"] == round(0.25 * 442)


def test_weights_count_and_are_no_feature(run: Run, sample_csv: Sample, tmp_path: Path) -> None:
    lines = sample_csv("diabetes").read_text().splitlines()
    path = tmp_path / "weighted.csv"
    rows = [f"{line},{i % 3 if i != 7 else -1}" for i, line in enumerate(lines[1:])]
    path.write_text("\n".join([lines[0] + ",w", *rows]))
    job = run(path, SampleWeightAttributeName="w", **SMALL)
    assert any('missing or negative weight "w"' in text for text in job.partial)
    analysis = json.loads(job.report("analysis.json").read_text())
    assert "w" not in analysis["explanations"]["kernel_shap"]["target"]["global_shap_values"]
    plain = run(sample_csv("diabetes"), **SMALL)
    assert metric(job.best_candidate, "MSE") != metric(plain.best_candidate, "MSE")


def test_chosen_features_alone_are_used(run: Run, sample_csv: Sample) -> None:
    spec = {"FeatureAttributeNames": ["bmi", "sex"], "FeatureDataTypes": {"sex": "categorical"}}
    job = run(sample_csv("diabetes"), feature_spec=spec, **SMALL)
    analysis = json.loads(job.report("analysis.json").read_text())
    values = analysis["explanations"]["kernel_shap"]["target"]["global_shap_values"]
    assert list(values) == ["sex", "bmi"]


def test_stopping(run: Run, sample_csv: Sample, tmp_path: Path) -> None:
    job = Recorder(tmp_path, stop_after=60)
    with pytest.raises(JobStopped):
        run(sample_csv("breast_cancer"), recorder=job)
    assert job.phases[-1] == "TrainingModels"
    assert [c["CandidateStatus"] for c in job.candidates.values()][-1] == "Stopped"
    for candidate in job.history:
        check_shape(candidate, "AutoMLCandidate")


def test_algorithms_that_are_not_there_are_said(run: Run, sample_csv: Sample) -> None:
    job = run(
        sample_csv("wine"), Mode="ENSEMBLING", **algorithms("linear-learner", "fastai"), **SMALL
    )
    assert job.partial == ["fastai was skipped: this engine does not have it."]
    with pytest.raises(JobError, match="None of the chosen algorithms can run here"):
        run(sample_csv("wine"), Mode="ENSEMBLING", **algorithms("nn-torch"))
    with pytest.raises(JobError, match="lightgbm does not belong to the mode"):
        run(sample_csv("wine"), Mode="HYPERPARAMETER_TUNING", **algorithms("lightgbm"))


def test_without_lightgbm_scikit_learn_stands_in(
    run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "pilothouse_engine.ml.tabular.algorithms.gradient_boosting.lightgbm_problem"
    monkeypatch.setattr(name, lambda: "LightGBM cannot be loaded (install libgomp1)")
    job = run(
        sample_csv("diabetes"),
        Mode="ENSEMBLING",
        CompletionCriteria={"MaxCandidates": 1},
        **algorithms("lightgbm"),
    )
    assert "HistGradientBoosting" in (job.best_name or "")
    assert "LightGBM cannot be loaded (install libgomp1)" in job.partial[0]


def test_without_explanations_the_models_remain(
    run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> Any:
        raise MemoryError("no memory left")

    monkeypatch.setattr("pilothouse_engine.ml.tabular.job.write_explainability", broken)
    job = run(sample_csv("diabetes"), CompletionCriteria={"MaxCandidates": 1})
    assert job.phases[-4:] == [
        "GeneratingExplainabilityReport",
        "ExplainabilityError",
        "GeneratingModelInsightsReport",
        "MaxCandidatesReached",
    ]
    assert "no memory left" in job.partial[-1]
    assert job.report("statistics.json").exists()
