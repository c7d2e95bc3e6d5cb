"""Whole jobs on real data: limits, modes, options."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest
from botocore.validate import ParamValidator
from ml_support import SMALL, Recorder, channel, metric
from pilothouse_engine.contract import JobError, JobSpec, JobStopped
from pilothouse_engine.ml.data.table import PARQUET_TYPE
from pilothouse_engine.ml.guard import OutOfTime
from pilothouse_engine.ml.run import JobRun
from pilothouse_engine.ml.tabular import trial
from pilothouse_engine.ml.tabular.reports import explainability

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


PHASES = {
    "ENSEMBLING": ["Starting", "AnalyzingData", "TrainingModels"],
    "HYPERPARAMETER_TUNING": [
        "Starting",
        "AnalyzingData",
        "FeatureEngineering",
        "CandidateDefinitionsGenerated",
        "ModelTuning",
    ],
}
REPORTS = ["GeneratingExplainabilityReport", "GeneratingModelInsightsReport"]


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


def test_a_candidate_that_takes_too_long_is_left_out(
    run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = trial.train

    def slow(algorithm: Any, *args: Any) -> Any:
        if algorithm.id == "linear-learner":
            raise OutOfTime
        return plain(algorithm, *args)

    monkeypatch.setattr("pilothouse_engine.ml.tabular.job.train", slow)
    limits = {"MaxCandidates": 3, "MaxRuntimePerTrainingJobInSeconds": 60}
    job = run(sample_csv("wine"), CompletionCriteria=limits)
    states = {name: c["CandidateStatus"] for name, c in job.candidates.items()}
    assert sorted(states.values()) == ["Completed", "Completed", "Stopped"]
    assert "MaxRuntimePerTrainingJobInSeconds" in job.partial[0]
    for candidate in job.history:
        check_shape(candidate, "AutoMLCandidate")


def test_a_candidate_ends_with_its_second(run: Run, sample_csv: Sample, tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    # On a machine that is busy enough none may be ready in time.
    with contextlib.suppress(JobError):
        run(
            sample_csv("digits"),
            Mode="ENSEMBLING",
            CompletionCriteria={"MaxCandidates": 2, "MaxRuntimePerTrainingJobInSeconds": 1},
            recorder=recorder,
            **algorithms("linear-learner", "randomforest"),
        )
    (forest,) = [one for name, one in recorder.candidates.items() if "RandomForest" in name]
    assert forest["CandidateStatus"] == "Stopped"
    assert "longer than MaxRuntimePerTrainingJobInSeconds (1 s)" in forest["FailureReason"]
    spent = (forest["EndTime"] - forest["CreationTime"]).total_seconds()
    assert 1 <= spent < 5, "25 trees come between two looks at the clock"


def test_the_whole_job_ends_in_time_with_its_best(
    run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = trial.train
    done: list[str] = []

    def slow(
        algorithm: Any, settings: Any, sample: Any, validation: Any, guard: Any, *rest: Any
    ) -> Any:
        if len(done) == 2:
            monkeypatch.setattr("time.monotonic", lambda: float("inf"))
            guard.check()
        done.append(algorithm.id)
        return plain(algorithm, settings, sample, validation, guard, *rest)

    monkeypatch.setattr("pilothouse_engine.ml.tabular.job.train", slow)
    job = run(sample_csv("wine"), CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 3600})
    assert job.phases == [*PHASES["ENSEMBLING"], *REPORTS, "MaxAutoMLJobRuntimeReached"]
    finished = [c for c in job.candidates.values() if c["CandidateStatus"] == "Completed"]
    assert len(finished) == 3, "two candidates and their ensemble"
    assert job.best_name is not None


def test_what_follows_training_keeps_the_limit(
    run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Explaining a record costs 20 ms of a clock that stands still otherwise; the limit is 10 s,
    2 s of them kept back."""
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    plain = explainability.explain_model

    def slow(model: Any, x: Any, *rest: Any) -> Any:
        now[0] += 0.02 * len(x)
        return plain(model, x, *rest)

    monkeypatch.setattr(explainability, "explain_model", slow)
    trained = trial.train
    done: list[int] = []

    def train(*args: Any) -> Any:
        if done:
            now[0] = 1008.2
            raise OutOfTime
        done.append(1)
        return trained(*args)

    monkeypatch.setattr("pilothouse_engine.ml.tabular.job.train", train)
    job = run(sample_csv("diabetes"), CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 10})
    assert now[0] <= 1010.0
    assert job.phases[-1] == "MaxAutoMLJobRuntimeReached"
    records = job.report("out.csv").read_text().splitlines()[1:]
    assert 10 <= len(records) < 100, "442 records would take 9 s"
    assert any(f"explain {len(records)} of 442 validation" in text for text in job.partial)
    for name in ("dataset.csv", "predictions.csv"):
        assert len(job.report(name).read_text().splitlines()) == len(records) + 1
    _, header, *predictions = ("", *job.report("predictions.csv").read_text().splitlines())
    base = json.loads(job.report("analysis.json").read_text())["explanations"]["kernel_shap"][
        header
    ]["expected_value"]
    sums = [sum(map(float, record.split(","))) + base for record in records]
    np.testing.assert_allclose(sums, [float(row) for row in predictions])


def test_the_time_that_loading_took_counts(tmp_path: Path) -> None:
    request = {
        "AutoMLProblemTypeConfig": {
            "TabularJobConfig": {"CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": 100}}
        }
    }
    spec = JobSpec("job", request, channel(), None, None, "s3://out", tmp_path, spent=30.0)
    job = JobRun(spec, Recorder(tmp_path), threading.Event())
    assert job.ending - time.monotonic() == pytest.approx(70.0, abs=1.0)
    assert job.guard.left == pytest.approx(50.0, abs=1.0), "a fifth is kept back"


def test_no_time_at_all(run: Run, sample_csv: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_args: Any) -> Any:
        monkeypatch.setattr("time.monotonic", lambda: float("inf"))
        raise OutOfTime

    monkeypatch.setattr("pilothouse_engine.ml.tabular.job.train", late)
    job = run(sample_csv("wine"), CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 1})
    assert job.phases[-1] == "MaxAutoMLJobRuntimeReached"
    assert job.best_name is None and "Raise the limit" in job.partial[0]


def algorithms(*names: str) -> dict[str, Any]:
    return {"CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": [*names]}]}}


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
