"""The AutoML job of every problem type. A new type is one folder and one line in ``JOBS``."""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib import import_module

from pilothouse_engine.contract import JobError, JobSpec, Reporter, RunJob

JOBS = {
    "TabularJobConfig": "pilothouse_engine.ml.tabular.job",
    "TextClassificationJobConfig": "pilothouse_engine.ml.text.job",
    "ImageClassificationJobConfig": "pilothouse_engine.ml.image.job",
    "TimeSeriesForecastingJobConfig": "pilothouse_engine.ml.series.job",
}
"""Member of ``AutoMLProblemTypeConfig`` and the module whose ``run_job`` runs it."""


_LIBRARIES = (
    "lightgbm",
    "pyarrow.csv",
    "scipy.optimize",
    "scipy.stats",
    "sklearn.ensemble",
    "sklearn.linear_model",
)
"""What takes long to import and most jobs need; one that is missing is dealt with later."""


def preload() -> None:
    """Import what jobs need, for a worker that waits for one."""
    for name in (*_LIBRARIES, *JOBS.values()):
        with suppress(ImportError, OSError):
            import_module(name)


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    from threadpoolctl import threadpool_limits

    module = JOBS.get(spec.problem)
    if module is None:
        raise JobError(f"AutoMLProblemTypeConfig.{spec.problem} cannot be run by this engine.")
    run: RunJob = import_module(module).run_job
    # Folds run side by side; threads of the matrix library on top of that fight for the cores,
    # and would make sums depend on their number.
    with threadpool_limits(limits=1):
        run(spec, reporter, stop)
