"""Whole jobs on awkward data, and data that cannot be trained on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ml_support import SMALL, Recorder, metric, write_rows
from pilothouse_engine.contract import JobError
from pilothouse_engine.ml.serving import load_model

pytestmark = pytest.mark.slow

Run = Callable[..., Recorder]
Sample = Callable[[str], Path]


def rows_of(count: int) -> list[list[Any]]:
    rng = np.random.default_rng(0)
    return [
        [
            round(float(rng.normal()), 3),
            ["red", "green", "blue"][i % 3],
            f"2024-01-{i % 28 + 1:02d}",
            f"the order{i % 5} of customer{i % 9} came late again",
            f"{i * 1234:,}",
            "" if i % 4 == 0 else "inf" if i == 5 else str(i % 11),
            "yes" if i % 3 == 0 else "no",
        ]
        for i in range(count)
    ]


HOSTILE = ['a,"b"', "=cmd|' /C calc'!A0", "emoji 🚀", "n" * 200, "<b>x</b>", "last_y", "y"]


def test_all_kinds_of_columns_and_hostile_names(run: Run, tmp_path: Path) -> None:
    job = run(write_rows(tmp_path / "t.csv", HOSTILE, rows_of(120)), target="y", **SMALL)
    assert metric(job.best_candidate, "Accuracy") > 0.9
    served = load_model([job.container()], None)
    assert served is not None
    for uri in job.locations.values():
        text = job.uploads[uri].read_text()
        json.loads(text)
    exploration = job.uploads[job.locations["DataExplorationNotebookLocation"]].read_text()
    assert "<b>x" not in exploration
    assert "1 infinite values count as missing" in exploration


def test_a_single_feature_with_few_rows(run: Run, tmp_path: Path) -> None:
    rows = [[i, i * 2.5] for i in range(12)]
    job = run(write_rows(tmp_path / "t.csv", ["x", "y"], rows), target="y", **SMALL)
    assert metric(job.best_candidate, "R2") > 0.9


def test_many_columns(run: Run, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 2000)).round(3)
    rows = [[*row, int(row[0] > 0)] for row in x.tolist()]
    header = [*(f"c{i}" for i in range(2000)), "y"]
    job = run(
        write_rows(tmp_path / "t.csv", header, rows),
        target="y",
        CompletionCriteria={"MaxCandidates": 2},
    )
    assert len(job.candidates) == 2


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (["x", "y"], [[1, 2]], "one row"),
        (["x", "y"], [[i, "same"] for i in range(30)], 'single value, "same"'),
        (["x", "y"], [[i, ""] for i in range(30)], "are missing"),
        (["x", "Y"], [[i, i % 2] for i in range(30)], 'Did you mean "Y"'),
        (["x", "y"], [["c", i % 2] for i in range(30)], "No feature is usable"),
    ],
)
def test_data_that_cannot_be_trained_on(
    run: Run, tmp_path: Path, header: list[str], rows: list[list[Any]], words: str
) -> None:
    with pytest.raises(JobError) as caught:
        run(write_rows(tmp_path / "t.csv", header, rows), target="y")
    assert words in str(caught.value)
    assert len(str(caught.value)) <= 1024


def test_an_objective_of_another_problem(run: Run, sample_csv: Sample) -> None:
    request = {"AutoMLJobObjective": {"MetricName": "AUC"}}
    with pytest.raises(JobError, match="objective AUC does not suit Regression"):
        run(sample_csv("diabetes"), request=request, ProblemType="Regression")
