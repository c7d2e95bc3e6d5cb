"""Very wide data: which columns candidates learn from, and that the model still takes them all."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from ml_support import SMALL, Recorder, channel, write_rows
from pilothouse_engine.contract import JobSpec
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.tabular.algorithms.forests import ExtraTrees
from pilothouse_engine.ml.tabular.algorithms.linear_learner import LinearLearner
from pilothouse_engine.ml.tabular.job import run_job
from pilothouse_engine.ml.tabular.screening import KEPT, SCREEN_ABOVE, is_wide, screened
from pilothouse_engine.ml.tabular.training import Algorithm, Sample
from pilothouse_engine.ml.tabular.trial import train
from pilothouse_engine.ml.validation import plan_validation
from pilothouse_engine.ml.values import Floats

pytestmark = pytest.mark.slow

WIDTH = SCREEN_ABOVE + 300
SIGNAL = (5, 1200, 2204)


def wide_sample(problem: Problem, rows: int = 120) -> Sample:
    """Noise, with three columns that matter: a number, one with missing cells, a category."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(rows, WIDTH))
    categorical = np.zeros(WIDTH, dtype=bool)
    categorical[SIGNAL[2]] = True
    x[:, SIGNAL[2]] = rng.integers(2, 5, rows)
    margin = 3 * x[:, SIGNAL[0]] + 6 * (x[:, SIGNAL[1]] > 0) + 6 * (x[:, SIGNAL[2]] == 3)
    x[x[:, SIGNAL[1]] < -1, SIGNAL[1]] = np.nan
    x[:, 7] = 1.0
    x[:, 8] = np.nan
    y = margin if problem == "Regression" else (margin > np.median(margin)).astype(float)
    return Sample(x, y, np.ones(rows), problem, 2, categorical)


@pytest.mark.parametrize("problem", ["Regression", "BinaryClassification"])
def test_what_matters_is_kept(problem: Problem) -> None:
    sample = wide_sample(problem)
    columns = screened(sample)
    assert is_wide(sample)
    assert len(columns) == KEPT
    assert set(SIGNAL) <= set(columns.tolist())
    assert not {7, 8} & set(columns.tolist())


def test_sorted_rows_do_not_make_constants_look_useful() -> None:
    sample = wide_sample("BinaryClassification")
    order = np.argsort(sample.y, kind="stable")
    assert not {7, 8} & set(screened(sample.take(order)).tolist())


@pytest.mark.parametrize("algorithm", [LinearLearner(), ExtraTrees()])
def test_the_rows_that_judge_have_no_say(algorithm: Algorithm) -> None:
    """With a random target, choosing columns by all rows would show a quality that is not there."""
    rng = np.random.default_rng(0)
    rows = 100
    y: Floats = np.arange(rows, dtype=np.float64) % 2
    x: Floats = rng.normal(size=(rows, 4000))
    sample = Sample(
        x, y, np.ones(rows), "BinaryClassification", 2, np.zeros(x.shape[1], dtype=bool)
    )
    validation = plan_validation(y, "BinaryClassification", None, 0, 0)
    settings = dict(algorithm.portfolio(rows)[0])
    trained = train(algorithm, settings, sample, validation, Guard(lambda: None), 0, 1)
    right = (trained.margins[:, 0] > 0) == (y[validation.judged] == 1)
    assert right.mean() < 0.68
    # The final model takes records with all columns and looks at the chosen ones alone.
    changed = x.copy()
    unseen = np.setdiff1d(np.arange(x.shape[1]), screened(sample))
    changed[:, unseen] = 99.0
    assert np.array_equal(trained.model.margins(changed), trained.model.margins(x))


@pytest.mark.slow
def test_a_wide_job_says_what_it_left_out(tmp_path: Path) -> None:
    sample = wide_sample("BinaryClassification")
    names = [f"c{column}" for column in range(WIDTH)]
    rows = [
        ["" if np.isnan(value) else repr(float(value)) for value in row] + ["ny"[int(label)]]
        for row, label in zip(sample.x, sample.y, strict=True)
    ]
    path = write_rows(tmp_path / "wide.csv", [*names, "y"], rows)
    config = {"TargetAttributeName": "y", **SMALL}
    work = tmp_path / "work"
    work.mkdir()
    recorder = Recorder(tmp_path)
    request = {"AutoMLProblemTypeConfig": {"TabularJobConfig": config}}
    spec = JobSpec("wide", request, channel(path), None, None, "s3://b/out", work, 1, 0)
    run_job(spec, recorder, threading.Event())
    assert any(f"learns from the {KEPT} that relate most" in text for text in recorder.partial)
    notebook = recorder.report("DataExplorationNotebook.ipynb").read_text()
    assert "relate most to the target" in notebook
    shown = json.loads(recorder.report("output/analysis.json").read_text())
    strength = shown["explanations"]["kernel_shap"]["y"]["global_shap_values"]
    assert max(strength, key=strength.__getitem__) in [f"c{column}" for column in SIGNAL]
    assert sum(value > 0 for value in strength.values()) <= 2 * KEPT
