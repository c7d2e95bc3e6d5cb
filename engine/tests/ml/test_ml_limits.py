"""The limits of time: of a candidate, and of the whole job with what follows training."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ml_support import PHASES, REPORTS, Recorder, algorithms, channel
from pilothouse_engine.contract import JobError, JobSpec
from pilothouse_engine.ml.guard import OutOfTime
from pilothouse_engine.ml.run import JobRun
from pilothouse_engine.ml.tabular import trial
from pilothouse_engine.ml.tabular.reports import explainability
from test_ml_job import check_shape

pytestmark = pytest.mark.slow

Run = Callable[..., Recorder]
Sample = Callable[[str], Path]


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
