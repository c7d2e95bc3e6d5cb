"""Fixtures of the machine-learning tests: running jobs, sample data, trained jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from ml_support import Recorder, channel, write_rows
from pilothouse_engine.contract import Channel, JobSpec
from pilothouse_engine.ml.job import run_job

# Times vary on shared machines; the examples themselves are bounded.
settings.register_profile("ml", deadline=None, max_examples=60)
settings.load_profile("ml")

RunJob = Callable[..., Recorder]

_TRAINED = {"breast_cancer", "wine", "diabetes"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a trained job is slow."""
    for item in items:
        if _TRAINED.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunJob:
    """Runs a job on a CSV file and returns what it reported."""

    def start(
        training: Path | Channel,
        target: str = "target",
        validation: Channel | None = None,
        feature_spec: Mapping[str, Any] | None = None,
        request: Mapping[str, Any] | None = None,
        recorder: Recorder | None = None,
        cores: int = 1,
        job_name: str = "job",
        seed: int = 0,
        **config: Any,
    ) -> Recorder:
        recorder = recorder or Recorder(tmp_path_factory.mktemp("objects"))
        spec = JobSpec(
            job_name=job_name,
            request={
                "AutoMLJobName": job_name,
                "AutoMLProblemTypeConfig": {
                    "TabularJobConfig": {"TargetAttributeName": target, **config}
                },
                **(request or {}),
            },
            training=training if isinstance(training, Channel) else channel(training),
            validation=validation,
            feature_spec=feature_spec,
            output_uri=f"s3://data/out/{job_name}",
            work_dir=tmp_path_factory.mktemp("work"),
            cores=cores,
            seed=seed,
        )
        run_job(spec, recorder, threading.Event())
        return recorder

    return start


@pytest.fixture(scope="session")
def sample_csv(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Path of one of scikit-learn's data sets as CSV."""
    folder = tmp_path_factory.mktemp("samples")

    def path_of(name: str) -> Path:
        path = folder / f"{name}.csv"
        if not path.exists():
            from sklearn import datasets

            bunch = getattr(datasets, f"load_{name}")()
            rows = [
                [*map(repr, map(float, row)), label]
                for row, label in zip(bunch.data, bunch.target.tolist(), strict=True)
            ]
            write_rows(path, [*map(str, bunch.feature_names), "target"], rows)
        return path

    return path_of


@pytest.fixture(scope="session")
def breast_cancer(run: RunJob, sample_csv: Callable[[str], Path]) -> Iterator[Recorder]:
    """A job with default limits."""
    yield run(sample_csv("breast_cancer"), job_name="breast-cancer")


@pytest.fixture(scope="session")
def wine(run: RunJob, sample_csv: Callable[[str], Path]) -> Iterator[Recorder]:
    """A multiclass job of four candidates."""
    yield run(sample_csv("wine"), job_name="wine", CompletionCriteria={"MaxCandidates": 4})


@pytest.fixture(scope="session")
def diabetes(run: RunJob, sample_csv: Callable[[str], Path]) -> Iterator[Recorder]:
    """A regression job of five candidates."""
    yield run(sample_csv("diabetes"), job_name="diabetes", CompletionCriteria={"MaxCandidates": 5})
