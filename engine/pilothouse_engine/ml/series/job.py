"""A time-series forecasting job from its first phase to its last."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from pilothouse_engine.contract import JobError, JobSpec, Reporter
from pilothouse_engine.ml.archive import versions
from pilothouse_engine.ml.candidates import ENVIRONMENT, Candidate
from pilothouse_engine.ml.data.table import read_channel
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.run import (
    Attempt,
    OneCandidateJob,
    Report,
    Tried,
    explainability_report,
    insights_report,
)
from pilothouse_engine.ml.series.build import Built, build
from pilothouse_engine.ml.series.config import METRICS, ForecastConfig
from pilothouse_engine.ml.series.ensemble import BackTest, choose, finish
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.exploration import FILE, exploration_notebook
from pilothouse_engine.ml.series.forecasters.boosting import BOOSTING, Boosting
from pilothouse_engine.ml.series.forecasters.registry import LOCAL, chosen_forecasters
from pilothouse_engine.ml.series.impact import reason_for_none, write_impact
from pilothouse_engine.ml.series.metrics import forecast_metrics
from pilothouse_engine.ml.series.model import KIND, SeriesModel, save_model
from pilothouse_engine.ml.series.reports import (
    Tested,
    write_backtest,
    write_statistics,
)
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import lightgbm_problem
from pilothouse_engine.ml.values import Floats

MAX_HORIZON = 500


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    SeriesJob(spec, reporter, stop).run()


@dataclass(frozen=True)
class _Fitted:
    """One forecaster: its back-test, and what it learnt from the whole history."""

    tested: Floats
    """(W, S, H, Q)"""
    boosting: Boosting | None = None


class SeriesJob(OneCandidateJob[_Fitted]):
    """Back-tests every forecaster and mixes the good ones."""

    kind: ClassVar[str] = KIND
    title: ClassVar[str] = "Ensemble"
    built: Built
    names: list[str]
    test: BackTest
    tested: Tested
    model: SeriesModel

    def analyse(self) -> None:
        """See :class:`OneCandidateJob`."""
        wanted = self.spec.request.get("AutoMLJobObjective", {}).get("MetricName")
        self.objective = wanted or METRICS[0]
        table = read_channel(self.spec.training)
        notes = list(table.notes)
        try:
            config = ForecastConfig.of(self.config)
            for role, name in zip(_ROLES, config.roles[:3], strict=True):
                table.column(name, role)
            for name in config.groups:
                table.column(name, "grouping column")
            columns = dict(zip(table.names, table.columns, strict=True))
            self.built = build(columns, config, specification=self.spec.feature_spec)
            chosen = self.config.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig")
            algorithms = chosen[0]["AutoMLAlgorithms"] if chosen else []
            self.names = chosen_forecasters(algorithms, notes)
            _check(self.built, config)
        except DataError as error:
            raise JobError(str(error)) from None
        self.test = BackTest.of(self.built.panel, len(config.levels))
        for warning in (*notes, *self.built.warnings):
            self.warn(warning)
        problem = lightgbm_problem()
        if problem is not None and BOOSTING in self.names:
            self.names.remove(BOOSTING)
            self.warn(f"{problem}; forecasts do without the model of all series.")
        self._write_notebook(notes)

    def attempts(self) -> Sequence[Attempt[_Fitted]]:
        """See :class:`OneCandidateJob`."""
        return [Attempt(name, self._fitting(name)) for name in self.names]

    def _fitting(self, name: str) -> Callable[[Guard], _Fitted]:
        panel, test = self.built.panel, self.test
        levels = panel.schema.config.levels

        def fit(guard: Guard) -> _Fitted:
            if name != BOOSTING:
                return _Fitted(test.run(lambda _past: LOCAL[name], levels, guard))
            from pilothouse_engine.ml.series.forecasters.learning import learn

            seed = self.spec.seed
            tested = test.run(lambda past: learn(past, levels, guard, seed), levels, guard)
            return _Fitted(tested, learn(panel, levels, guard, seed))

        return fit

    def choose(self, tried: Sequence[Tried[_Fitted]]) -> None:
        """See :class:`OneCandidateJob`."""
        schema = self.built.panel.schema
        levels = schema.config.levels
        parts = {one.title: one.model.tested for one in tried}
        choice = choose(self.test, parts, levels, self.objective)
        self.tested = Tested(
            self.test,
            levels,
            parts,
            finish(choice.tested, schema),
            choice.weights,
            choice.width,
            choice.judged_by,
        )
        learnt = next((one.model.boosting for one in tried if one.title == BOOSTING), None)
        self.model = SeriesModel(
            schema,
            choice.weights,
            choice.width,
            learnt if BOOSTING in choice.weights else None,
            versions("lightgbm", "holidays"),
        )

    def measure(self, candidate: Candidate) -> None:
        """See :class:`OneCandidateJob`."""
        found = forecast_metrics(self.test.truth, self.tested.ensemble, self.tested.levels)
        candidate.settings = {
            **{
                f"weight of {name}": weight for name, weight in self.model.weights.items() if weight
            },
            "width": self.model.width,
        }
        candidate.metrics = {name: value for name, value in found.items() if np.isfinite(value)}
        absent = [name for name in METRICS if name not in candidate.metrics]
        if absent:
            self.warn(
                f"{', '.join(absent)} cannot be computed: the target is 0 in the whole back-test, "
                "or the histories are too short. Forecasters were compared by quantile loss."
            )

    def save(self, path: Path) -> None:
        """See :class:`OneCandidateJob`."""
        save_model(self.model, path)

    def reports(self, candidate: Candidate) -> Sequence[Report]:
        """See :class:`OneCandidateJob`."""
        details = {
            "job": self.spec.job_name,
            "candidate": candidate.name,
            "objective": candidate.objective,
            "direction": "Minimize",
        }
        return [
            explainability_report(self._write_impact),
            insights_report(lambda folder: write_statistics(self.tested, folder, details)),
            Report(
                "BacktestResults",
                "documentation/backtest/output",
                lambda folder: write_backtest(self.tested, folder),
            ),
        ]

    def environment(self) -> Mapping[str, str]:
        """See :class:`OneCandidateJob`."""
        return ENVIRONMENT

    def _write_impact(self, folder: Path) -> None:
        reason = reason_for_none(self.model)
        if reason is None:
            write_impact(self.model, self.built.panel, folder, Guard(self.check))
        elif self.model.schema.attributes:
            # Without attributes nobody expects scores.
            self.warn(reason)

    def _write_notebook(self, warnings: Sequence[str]) -> None:
        name = self.spec.job_name
        digest = hashlib.sha256(f"{self.spec.output_uri}/{name}".encode()).hexdigest()[:32]
        local = self.spec.work_dir / FILE
        local.write_text(exploration_notebook(self.built, name, warnings), encoding="utf-8")
        uri = (
            f"{self.spec.output_uri}/sagemaker-automl-candidates/{name}-pr-1-{digest}/notebooks/"
            f"{FILE}"
        )
        self.reporter.upload(local, uri)
        self.reporter.artifacts({"DataExplorationNotebookLocation": uri})


_ROLES = ("target", "timestamp", "item identifier")


def _check(built: Built, config: ForecastConfig) -> None:
    panel = built.panel
    most = min(MAX_HORIZON, panel.steps // 4)
    if config.horizon > most:
        raise DataError(
            f"ForecastHorizon {config.horizon} is too long: the history has {panel.steps} steps "
            f"of {config.frequency}, so that at most {most} can be forecast (a quarter of them, "
            f"and {MAX_HORIZON} at most). Shorten the horizon or give a longer history."
        )
    if not np.nan_to_num(panel.y).any():
        raise DataError(
            f'The target column "{config.target}" is 0 in every row: there is nothing to '
            "forecast. Choose another target."
        )
