"""What jobs of every problem type share: stopping, time limits, messages, models, reports."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np

from pilothouse_engine.contract import JobError, JobSpec, JobStopped, Reporter
from pilothouse_engine.ml.candidates import Candidate
from pilothouse_engine.ml.guard import Guard, OutOfTime
from pilothouse_engine.ml.metrics import MINIMIZE
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.reports.insights import model_insights
from pilothouse_engine.ml.values import Floats

_KEPT_BACK, _KEPT_BACK_SECONDS = 0.2, 120
"""Share of MaxAutoMLJobRuntimeInSeconds that reports need, and what is enough for them."""

SURVIVABLE = (ValueError, ArithmeticError, MemoryError, np.linalg.LinAlgError)
"""What may go wrong in one part of a job without ending it."""

Model = TypeVar("Model")


@dataclass
class JobRun:
    """One run of a job."""

    spec: JobSpec
    reporter: Reporter
    stop: threading.Event
    started: float = field(init=False)
    partial: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.started = time.monotonic() - self.spec.spent
        self.config = dict(self.spec.config)
        self.limits = dict(self.config.get("CompletionCriteria", {}))
        total = self.limits.get("MaxAutoMLJobRuntimeInSeconds")
        self.ending = self.started + total if total else float("inf")
        """When the job should be over, on the clock of :func:`time.monotonic`."""
        kept_back = min(_KEPT_BACK * total, _KEPT_BACK_SECONDS) if total else 0.0
        self.guard = Guard(self.check, self.ending - kept_back)

    def check(self) -> None:
        """Raise :class:`JobStopped` if asked to stop."""
        if self.stop.is_set():
            raise JobStopped
        self.reporter.check()

    def warn(self, message: str) -> None:
        """Tell the user about something that limits the result; the API has room for five."""
        if message not in self.partial and len(self.partial) < 5:
            self.partial.append(message)
            self.reporter.partial_failure(message)

    def resolve(self, objective: str, problem_type: Mapping[str, Any] | None = None) -> None:
        """Report ``ResolvedAttributes``."""
        attributes: dict[str, Any] = {
            "AutoMLJobObjective": {"MetricName": objective},
            "CompletionCriteria": self.limits,
        }
        if problem_type is not None:
            attributes["AutoMLProblemTypeResolvedAttributes"] = problem_type
        self.reporter.resolved(attributes)

    def store_model(self, candidate: Candidate, local: Path) -> None:
        """Register and upload a model archive, then announce the finished candidate."""
        uri = (
            f"{self.spec.output_uri}/sagemaker-automl-candidates/model/{candidate.name}"
            "/model.tar.gz"
        )
        self.reporter.register_model(local)
        self.reporter.upload(local, uri)
        local.unlink()
        candidate.model_uri = uri
        candidate.finish("Completed")
        self.reporter.candidate(candidate.describe())

    def write_insights(
        self,
        folder: Path,
        problem: Problem,
        labels: Sequence[str],
        truth: Floats,
        outputs: Floats,
        weights: Floats,
        candidate: Candidate,
        validation: str,
        **details: Any,
    ) -> None:
        """Write ``statistics.json``; ``outputs`` are probabilities or predictions of the rows
        that judged the candidate, ``validation`` says which rows these are."""
        statistics = model_insights(
            problem,
            labels,
            truth,
            outputs,
            weights,
            {
                "job": self.spec.job_name,
                "candidate": candidate.name,
                "problem_type": problem,
                "objective": candidate.objective,
                "direction": "Minimize" if candidate.objective in MINIMIZE else "Maximize",
                "validation": validation,
                **details,
            },
            self.spec.seed,
        )
        (folder / "statistics.json").write_text(
            json.dumps(statistics, indent=1, ensure_ascii=False, allow_nan=False),
            encoding="utf-8",
        )

    def upload_folder(self, folder: Path, prefix: str) -> None:
        """Upload everything below a folder, in name order."""
        for local in sorted(folder.rglob("*")):
            if local.is_file():
                self.check()
                self.reporter.upload(local, f"{prefix}/{local.relative_to(folder).as_posix()}")


@dataclass(frozen=True)
class Attempt(Generic[Model]):
    """One thing to try inside a job of one candidate."""

    title: str
    """Letters, digits and hyphens; names a step of the candidate."""
    fit: Callable[[Guard], Model]


@dataclass(frozen=True)
class Tried(Generic[Model]):
    """A finished attempt."""

    title: str
    model: Model
    seconds: float


@dataclass(frozen=True)
class Report:
    """A report on the finished candidate: ``write`` fills a folder, which is uploaded."""

    key: str
    """Member of ``CandidateArtifactLocations``."""
    path: str
    """Below the job's output prefix."""
    write: Callable[[Path], None]
    phase: str | None = None
    error_phase: str | None = None


class OneCandidateJob(JobRun, ABC, Generic[Model]):
    """A job whose single candidate is the best of several attempts.

    The API allows one candidate for text, images and time series. What was tried shows as the
    candidate's steps. An attempt that fails or runs out of time costs only itself.
    """

    kind: ClassVar[str]
    """Kind of its archive, see ``serving.LOADERS``."""
    title: ClassVar[str]
    """Ends the candidate's name."""
    objective: str
    """Set by :meth:`analyse`."""

    @abstractmethod
    def analyse(self) -> None:
        """Read the data, set ``objective``. Raises :class:`JobError` naming what is wrong."""

    @abstractmethod
    def attempts(self) -> Sequence[Attempt[Model]]:
        """What to try, the cheapest first."""

    @abstractmethod
    def choose(self, tried: Sequence[Tried[Model]]) -> None:
        """Pick or combine, and keep the result for what follows."""

    @abstractmethod
    def measure(self, candidate: Candidate) -> None:
        """Set the candidate's metrics."""

    @abstractmethod
    def save(self, path: Path) -> None:
        """Write the model archive."""

    @abstractmethod
    def reports(self, candidate: Candidate) -> Sequence[Report]:
        """Reports on the chosen model; one has the key ``Explainability``."""

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """Environment of the candidate's container."""

    def run(self) -> None:
        """Run the job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
        self.reporter.phase("Starting")
        self.check()
        self.reporter.phase("AnalyzingData")
        self.analyse()
        self.resolve(self.objective)
        self.check()
        self.reporter.phase("TrainingModels")
        candidate = Candidate(
            self.spec.job_name,
            1,
            self.title,
            self.objective,
            self.kind,
            self.environment(),
            by_processor=self.kind in ("text", "image"),
        )
        self.reporter.candidate(candidate.describe())
        try:
            tried, ended_by = self._try_all(candidate)
        except JobStopped:
            candidate.finish("Stopped")
            self.reporter.candidate(candidate.describe())
            raise
        if not tried:
            return self._give_up(candidate, ended_by)
        self.choose(tried)
        self.measure(candidate)
        local = self.spec.work_dir / "model.tar.gz"
        self.save(local)
        self.store_model(candidate, local)
        self.reporter.best(candidate.name)
        self._report(candidate)
        self.reporter.phase(ended_by)

    def _try_all(self, candidate: Candidate) -> tuple[list[Tried[Model]], str]:
        tried: list[Tried[Model]] = []
        limit = self.limits.get("MaxRuntimePerTrainingJobInSeconds")
        guard = self.guard.within(limit)
        attempts = self.attempts()
        for number, attempt in enumerate(attempts):
            begin = time.monotonic()
            candidate.steps = (*candidate.steps, attempt.title)
            self.reporter.candidate(candidate.describe())
            try:
                guard.check()
                model = attempt.fit(guard)
            except OutOfTime:
                whole = time.monotonic() > self.guard.deadline
                field_name = (
                    "MaxAutoMLJobRuntimeInSeconds"
                    if whole
                    else ("MaxRuntimePerTrainingJobInSeconds")
                )
                left = ", ".join(one.title for one in attempts[number:])
                self.warn(
                    f"{field_name} ended the training before these were finished: {left}. "
                    + ("The best one so far was kept." if tried else "Raise the limit.")
                )
                return tried, "MaxAutoMLJobRuntimeReached" if whole else "Completed"
            except SURVIVABLE as error:
                self.warn(f"{attempt.title} failed: {str(error)[:300]}")
                continue
            tried.append(Tried(attempt.title, model, time.monotonic() - begin))
        return tried, "MaxCandidatesReached" if "MaxCandidates" in self.limits else "Completed"

    def _give_up(self, candidate: Candidate, ended_by: str) -> None:
        if ended_by == "MaxAutoMLJobRuntimeReached":
            candidate.finish("Stopped")
            self.reporter.candidate(candidate.describe())
            self.reporter.phase(ended_by)
            return
        reason = self.partial[-1] if self.partial else "Raise the limits in CompletionCriteria."
        candidate.finish("Failed", reason)
        self.reporter.candidate(candidate.describe())
        raise JobError(f"No candidate could be trained. {reason}")

    def _report(self, candidate: Candidate) -> None:
        locations: dict[str, str] = {}
        for report in self.reports(candidate):
            self.check()
            if report.phase is not None:
                self.reporter.phase(report.phase)
            folder = self.spec.work_dir / report.key
            folder.mkdir(parents=True, exist_ok=True)
            prefix = f"{self.spec.output_uri}/{report.path}"
            try:
                report.write(folder)
            except SURVIVABLE as error:
                # The model is trained and stays usable.
                if report.error_phase is not None:
                    self.reporter.phase(report.error_phase)
                self.warn(f"The report {report.key} could not be made: {str(error)[:300]}")
            else:
                self.upload_folder(folder, prefix)
            locations[report.key] = prefix
        candidate.reports = locations
        self.reporter.candidate(candidate.describe())
        self.reporter.best(candidate.name)


def explainability_report(write: Callable[[Path], None]) -> Report:
    """The report of explanations, where SageMaker puts it."""
    return Report(
        "Explainability",
        "documentation/explainability/output",
        write,
        "GeneratingExplainabilityReport",
        "ExplainabilityError",
    )


def insights_report(write: Callable[[Path], None]) -> Report:
    """The model quality report, where SageMaker puts it."""
    return Report(
        "ModelInsights",
        "documentation/model_monitor/output",
        write,
        "GeneratingModelInsightsReport",
        "ModelInsightsError",
    )
