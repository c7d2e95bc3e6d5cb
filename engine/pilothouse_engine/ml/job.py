"""The AutoML job of every problem type. A new type is one folder and one line in ``JOBS``."""

from __future__ import annotations

import threading
from importlib import import_module

from pilothouse_engine.contract import JobError, JobSpec, Reporter, RunJob
from pilothouse_engine.ml.libraries import load_libraries

JOBS = {
    "TabularJobConfig": "pilothouse_engine.ml.tabular.job",
    "TextClassificationJobConfig": "pilothouse_engine.ml.text.job",
    "ImageClassificationJobConfig": "pilothouse_engine.ml.image.job",
    "TimeSeriesForecastingJobConfig": "pilothouse_engine.ml.series.job",
}
"""Member of ``AutoMLProblemTypeConfig`` and the module whose ``run_job`` runs it."""


def preload() -> None:
    """Import what jobs need, for a worker that waits for one."""
    load_libraries()
    for name in JOBS.values():
        import_module(name)


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    from threadpoolctl import threadpool_limits

    module = JOBS.get(spec.problem)
    if module is None:
        raise JobError(f"AutoMLProblemTypeConfig.{spec.problem} cannot be run by this engine.")
    if spec.problem == "TabularJobConfig":
        load_libraries()
    run: RunJob = import_module(module).run_job
    # Folds run side by side; threads of the matrix library on top of that fight for the cores,
    # and would make sums depend on their number.
    with threadpool_limits(limits=1):
        run(spec, reporter, stop)
