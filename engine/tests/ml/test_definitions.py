"""The notebook of candidate definitions runs, on all that a job reads."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest
from ml_support import Recorder, channel, write_rows
from pilothouse_engine.ml.data.table import PARQUET_TYPE

pytestmark = pytest.mark.slow

Run = Callable[..., Recorder]
Sample = Callable[[str], Path]


class Store:
    """Answers as S3 does, from a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_object(self, Bucket: str, Key: str) -> Any:
        assert Bucket == "data"
        return {"Body": io.BytesIO((self._folder / Path(Key).name).read_bytes())}


@pytest.fixture
def play(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the definitions of a job, runs its notebook, returns what the cells leave."""

    def play(*paths: Path, kind: str = "text/csv;header=present", **options: Any) -> dict[str, Any]:
        (folder,) = {path.parent for path in paths}
        monkeypatch.setattr(boto3, "client", lambda service: {"s3": Store(folder)}[service])
        monkeypatch.chdir(tmp_path)
        validation = channel(paths[1], content_type=kind) if len(paths) > 1 else None
        job = run(
            channel(paths[0], content_type=kind),
            validation=validation,
            GenerateCandidateDefinitionsOnly=True,
            **options,
        )
        assert job.phases[-1] == "CandidateDefinitionsGenerated"
        assert not job.candidates
        assert not job.registered
        uri = job.locations["CandidateDefinitionNotebookLocation"]
        cells = json.loads(job.uploads[uri].read_text())["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        left: dict[str, Any] = {}
        exec(compile(code, "notebook", "exec"), left)
        assert (tmp_path / "model.joblib").exists()
        again = left["request"]["AutoMLProblemTypeConfig"]["TabularJobConfig"]
        assert "GenerateCandidateDefinitionsOnly" not in again
        return left

    return play


def limit(count: int) -> dict[str, Any]:
    return {"CompletionCriteria": {"MaxCandidates": count}}


def mode(name: str, *algorithms: str) -> dict[str, Any]:
    return {
        "Mode": name,
        "CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": [*algorithms]}]},
    }


def test_classes(play: Any, sample_csv: Sample) -> None:
    left = play(sample_csv("wine"), **limit(4))
    assert list(left["CANDIDATES"]) == ["001 LightGBM", "002 LinearLearner", "003 ExtraTrees"]
    assert left["results"]["Accuracy"].min() > 0.9
    predicted = left["model"].predict(left["x"])
    assert np.mean(predicted == left["y"]) > 0.95


def test_amounts_and_ramps(play: Any, sample_csv: Sample) -> None:
    left = play(sample_csv("diabetes"), **mode("ENSEMBLING", "linear-learner", "randomforest"))
    assert list(left["CANDIDATES"]) == [
        "001 LinearLearner",
        "002 RandomForest",
        "003 LinearLearner",
    ]
    assert "SplineTransformer" in str(left["CANDIDATES"]["003 LinearLearner"]().steps)
    assert (left["results"]["MSE"] > -4000).all(), "losses stand below zero"


def test_tuning(play: Any, sample_csv: Sample) -> None:
    left = play(
        sample_csv("diabetes"),
        **mode("HYPERPARAMETER_TUNING", "linear-learner", "mlp"),
        **limit(3),
    )
    assert len(left["results"]) == 3


def awkward(path: Path, rows: int, seed: int) -> Path:
    """Numbers with separators, times, categories, texts, weights, missing cells and targets."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(rows):
        good = rng.random() < 0.5
        amount = 1500 + 2000 * good + 500 * rng.normal()
        lines.append(
            [
                f"{amount:,.1f}" if rng.random() < 0.95 else "n/a",
                f"2024-{rng.integers(1, 13):02}-{rng.integers(1, 28):02}",
                rng.choice(["it's", 'a "b"', "c,d", ""]),
                " ".join(rng.choice(["well", "poor", "fine", "slow", "tall", "red"], 12)),
                round(float(rng.random()), 3),
                "yes " if good else "no" if rng.random() < 0.97 else "",
            ]
        )
    names = ["amount $", "when", "k'ind", "re\nmark__s", "w", 'tar"get']
    return write_rows(path, names, lines)


def test_awkward_columns_weights_and_own_validation(play: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    paths = awkward(folder / "train.csv", 300, 0), awkward(folder / "valid.csv", 100, 1)
    left = play(
        *paths,
        **mode("ENSEMBLING", "lightgbm", "linear-learner", "extra-trees"),
        **limit(4),
        TargetAttributeName='tar"get',
        SampleWeightAttributeName="w",
    )
    assert left["LABELS"] == ["no", "yes"]
    assert left["STYLES"] == {"amount $": "thousands-comma"}
    assert left["TIMES"] == {"when": "ISO8601"}
    assert left["TEXTS"] == ["re\nmark__s"]
    assert left["results"]["F1"].min() > 0.9


def test_parquet(play: Any, sample_csv: Sample, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / "wine.parquet"
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(sample_csv("wine")), path)
    left = play(path, kind=PARQUET_TYPE, **limit(2))
    assert left["results"]["Accuracy"].min() > 0.9


@pytest.mark.parametrize("title", ["XGBoost", "CatBoost", "HistGradientBoosting"])
def test_libraries_that_may_be_missing(title: str) -> None:
    from pilothouse_engine.ml.tabular.algorithms import ALGORITHMS
    from pilothouse_engine.ml.tabular.reports.estimators import estimator_code, import_code

    name = {"XGBoost": "xgboost", "CatBoost": "catboost"}.get(title, "lightgbm")
    settings = ALGORITHMS[name].draw(np.random.default_rng(0), 100)
    code = estimator_code(title, settings, "Regression")
    compile(code, title, "eval")
    module = "sklearn.ensemble" if title.startswith("Hist") else title.lower()
    assert import_code([code]) == f"from {module} import {code.partition('(')[0]}"
