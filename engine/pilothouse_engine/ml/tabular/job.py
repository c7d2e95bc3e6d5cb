"""A tabular AutoML job from its first phase to its last."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from pilothouse_engine.contract import JobError, JobSpec, JobStopped, Reporter
from pilothouse_engine.ml.archive import versions
from pilothouse_engine.ml.candidates import ENVIRONMENT, Candidate, classifier_environment
from pilothouse_engine.ml.guard import Guard, OutOfTime
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.metrics import gain
from pilothouse_engine.ml.run import SURVIVABLE, JobRun
from pilothouse_engine.ml.selection import Judge, greedy_weights
from pilothouse_engine.ml.tabular.models.archive import TabularModel, save_model
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.prepare import Prepared, prepare
from pilothouse_engine.ml.tabular.reports.definitions import DEFINITION, definition_notebook
from pilothouse_engine.ml.tabular.reports.explainability import write_explainability
from pilothouse_engine.ml.tabular.reports.notebooks import EXPLORATION, exploration_notebook
from pilothouse_engine.ml.tabular.training import Algorithm
from pilothouse_engine.ml.tabular.trial import Trained, train
from pilothouse_engine.ml.tabular.tuning import (
    REFINING_TRIALS,
    TUNING_TRIALS,
    Mode,
    Proposal,
    Tuner,
    base_count,
    choose_algorithms,
    ensembling_plan,
    resolve_mode,
)
from pilothouse_engine.ml.values import Floats

_TRAIN_METRIC_ROWS = 5000

_ENSEMBLE_SHARE = 0.3
"""Share of the time left that the search for the ensemble's weights takes at most."""

_EXPLAINING_SHARE = 0.7
"""Share of the time left that explaining takes at most; the rest is for writing."""


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    _TabularJob(spec, reporter, stop).run()


@dataclass
class _Finished:
    candidate: Candidate
    trained: Trained
    score: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        assert self.candidate.ended is not None
        return (self.candidate.ended - self.candidate.created).total_seconds()


@dataclass
class _TabularJob(JobRun):
    finished: list[_Finished] = field(default_factory=list)
    count: int = 0

    def run(self) -> None:
        self.reporter.phase("Starting")
        self.check()
        self.reporter.phase("AnalyzingData")
        data = prepare(self.spec)
        mode = resolve_mode(self.spec)
        algorithms = choose_algorithms(self.config, mode, data.warnings)
        for warning in data.warnings:
            self.warn(warning)
        self.resolve(
            data.objective, {"TabularResolvedAttributes": {"ProblemType": data.target.problem}}
        )
        self.check()
        if mode == "HYPERPARAMETER_TUNING":
            self.reporter.phase("FeatureEngineering")
        self.write_notebooks(data, mode, algorithms)
        if mode == "HYPERPARAMETER_TUNING" or self.config.get("GenerateCandidateDefinitionsOnly"):
            self.reporter.phase("CandidateDefinitionsGenerated")
        if self.config.get("GenerateCandidateDefinitionsOnly"):
            return
        self.reporter.phase("ModelTuning" if mode == "HYPERPARAMETER_TUNING" else "TrainingModels")
        self.judge = Judge(
            data.target.problem,
            data.objective,
            data.sample.y[data.validation.judged],
            data.sample.weights[data.validation.judged],
        )
        ended_by = self.train_all(data, mode, algorithms)
        if self.finished:
            self.report(data, mode)
        self.reporter.phase(ended_by)

    # Training

    def train_all(self, data: Prepared, mode: Mode, algorithms: dict[str, Algorithm]) -> str:
        """Train every candidate. Returns the job's last phase."""
        asked = self.limits.get("MaxCandidates")
        rows = len(data.validation.folds[0][0])
        try:
            if mode == "ENSEMBLING":
                tuner = Tuner(algorithms, rows, self.spec.seed, fresh=False)
                plan = ensembling_plan(algorithms, rows, base_count(asked), self.spec.seed)
                for proposal in plan:
                    if asked is None and 0 < self.guard.left < 0.5 * self.longest:
                        # Another one would end half-trained.
                        break
                    done = self.train_one(data, mode, proposal)
                    if done is not None:
                        tuner.learn(proposal, done.score)
                if asked is None and self.finished:
                    self.refine(data, mode, tuner)
                if asked is None or asked >= 3:
                    self.train_ensemble(data, mode)
            else:
                tuner = Tuner(algorithms, rows, self.spec.seed)
                for _ in range(TUNING_TRIALS if asked is None else asked):
                    proposal = tuner.propose()
                    done = self.train_one(data, mode, proposal)
                    if done is not None:
                        tuner.learn(proposal, done.score)
        except OutOfTime:
            if mode == "ENSEMBLING" and len(self.finished) > 1:
                # Mixing finished candidates costs next to nothing.
                self.train_ensemble(data, mode)
            self.warn(
                "MaxAutoMLJobRuntimeInSeconds ended the training; the best candidate so far was "
                "kept."
                if self.finished
                else "MaxAutoMLJobRuntimeInSeconds ended the training before any candidate was "
                "finished. Raise the limit."
            )
            return "MaxAutoMLJobRuntimeReached"
        if not self.finished:
            raise JobError(
                "No candidate could be trained. "
                + (self.partial[-1] if self.partial else "Raise the limits in CompletionCriteria.")
            )
        return "MaxCandidatesReached" if asked is not None else "Completed"

    @property
    def longest(self) -> float:
        """Seconds of the longest candidate so far."""
        return max((done.seconds for done in self.finished), default=0.0)

    def refine(self, data: Prepared, mode: Mode, tuner: Tuner) -> None:
        """Use what is left of the user's time limit for more candidates near the best ones."""
        if self.guard.deadline == float("inf"):
            return
        for _ in range(REFINING_TRIALS):
            if self.guard.left < 2 * self.longest:
                return
            proposal = tuner.propose()
            done = self.train_one(data, mode, proposal)
            if done is not None:
                tuner.learn(proposal, done.score)

    def train_one(self, data: Prepared, mode: Mode, proposal: Proposal) -> _Finished | None:
        """Train one candidate; its failure does not end the job."""
        self.guard.check()
        candidate = self.new_candidate(data, proposal.algorithm.title)
        limit = self.limits.get("MaxRuntimePerTrainingJobInSeconds")
        try:
            trained = train(
                proposal.algorithm,
                proposal.settings,
                data.sample,
                data.validation,
                self.guard.within(limit),
                self.spec.seed,
                self.spec.cores,
            )
        except JobStopped:
            candidate.finish("Stopped")
            self.reporter.candidate(candidate.describe())
            raise
        except OutOfTime:
            candidate.finish("Stopped")
            if time.monotonic() > self.guard.deadline:
                self.reporter.candidate(candidate.describe())
                raise
            candidate.failure = (
                f"Training took longer than MaxRuntimePerTrainingJobInSeconds ({limit} s)."
            )
            self.reporter.candidate(candidate.describe())
            self.warn(f"{candidate.name}: {candidate.failure} Raise the limit to keep it.")
            return None
        except SURVIVABLE as error:
            candidate.finish("Failed", f"{proposal.algorithm.title} failed: {error}")
            self.reporter.candidate(candidate.describe())
            self.warn(f"{candidate.name} failed: {str(error)[:300]}")
            return None
        return self.complete(data, mode, candidate, trained, proposal.algorithm.title)

    def train_ensemble(self, data: Prepared, mode: Mode) -> None:
        """Mix the finished candidates."""
        candidate = self.new_candidate(data, "WeightedEnsemble")
        members = list(self.finished)
        # What comes after it needs time too.
        part = Guard(self.check, self.ending).for_part(_ENSEMBLE_SHARE)
        weights = greedy_weights([done.trained.margins for done in members], self.judge, part)
        used = [(done, weight) for done, weight in zip(members, weights, strict=True) if weight]
        model = EnsembleModel(
            tuple(done.trained.model for done, _ in used), tuple(weight for _, weight in used)
        )
        margins: Floats = np.sum([weight * done.trained.margins for done, weight in used], axis=0)
        settings = {done.candidate.name: weight for done, weight in used}
        self.complete(data, mode, candidate, Trained(model, margins, settings), "WeightedEnsemble")

    def new_candidate(self, data: Prepared, title: str) -> Candidate:
        """Announce a candidate in progress."""
        self.count += 1
        candidate = Candidate(
            self.spec.job_name,
            self.count,
            title,
            data.objective,
            "tabular",
            ENVIRONMENT if data.target.problem == "Regression" else classifier_environment(),
        )
        self.reporter.candidate(candidate.describe())
        return candidate

    def complete(
        self, data: Prepared, mode: Mode, candidate: Candidate, trained: Trained, title: str
    ) -> _Finished:
        """Measure, store and announce a trained candidate."""
        model = self.wrap(data, mode, trained.model, title)
        candidate.settings = trained.settings
        candidate.metrics = self.judge.metrics(trained.margins)
        if mode == "ENSEMBLING":
            candidate.metrics["InferenceLatency"] = _latency(model)
        learnt = data.validation.refit
        if learnt is None:
            learnt = data.validation.folds[0][0]
        if len(learnt) <= _TRAIN_METRIC_ROWS:
            sample = data.sample.take(learnt)
            judge = Judge(data.target.problem, data.objective, sample.y, sample.weights)
            candidate.train_metrics = judge.metrics(trained.model.margins(sample.x))
        local = self.spec.work_dir / f"{candidate.name}.tar.gz"
        save_model(model, local)
        self.store_model(candidate, local)
        done = _Finished(candidate, trained, self.judge.score(trained.margins))
        self.finished.append(done)
        if self.best() is done:
            self.reporter.best(candidate.name)
        return done

    def best(self) -> _Finished:
        """Best objective; among equals the better smooth loss."""

        def rank(done: _Finished) -> tuple[float, float]:
            objective = done.candidate.objective
            return gain(objective, done.candidate.metrics[objective]), done.score

        return max(self.finished, key=rank)

    def wrap(self, data: Prepared, mode: Mode, model: MarginModel, title: str) -> TabularModel:
        """The model with all that serving needs."""
        return TabularModel(
            problem=data.target.problem,
            target=data.target.name,
            labels=data.target.labels,
            encoder=data.encoder,
            model=model,
            algorithm=title,
            mode=mode,
            baseline=data.baseline,
            versions=versions("scikit-learn", "lightgbm"),
        )

    # Reports

    def write_notebooks(self, data: Prepared, mode: Mode, algorithms: dict[str, Algorithm]) -> None:
        """Data exploration and candidate definitions."""
        name = self.spec.job_name
        digest = hashlib.sha256(f"{self.spec.output_uri}/{name}".encode()).hexdigest()[:32]
        prefix = (
            f"{self.spec.output_uri}/sagemaker-automl-candidates/{name}-pr-1-{digest}/notebooks"
        )
        contents = {
            EXPLORATION: exploration_notebook(data, name),
            DEFINITION: definition_notebook(self.spec, data, mode, algorithms),
        }
        for file, content in contents.items():
            local = self.spec.work_dir / file
            local.write_text(content, encoding="utf-8")
            self.reporter.upload(local, f"{prefix}/{file}")
        self.reporter.artifacts(
            {
                "DataExplorationNotebookLocation": f"{prefix}/{EXPLORATION}",
                "CandidateDefinitionNotebookLocation": f"{prefix}/{DEFINITION}",
            }
        )

    def report(self, data: Prepared, mode: Mode) -> None:
        """Explanations and model quality of the best candidate."""
        best = self.best()
        prefix = f"{self.spec.output_uri}/documentation"
        explainability = f"{prefix}/explainability/output"
        insights = f"{prefix}/model_monitor/output"
        self.check()
        self.reporter.phase("GeneratingExplainabilityReport")
        model = self.wrap(data, mode, best.trained.model, best.candidate.title)
        folder = self.spec.work_dir / "explainability"
        try:
            part = Guard(self.check, self.ending).for_part(_EXPLAINING_SHARE)
            files, explained, wanted = write_explainability(
                model, data, explainability, folder, self.spec.seed, part
            )
            if explained < wanted:
                self.warn(
                    f"The run-time limit allowed to explain {explained} of {wanted} validation "
                    "records. Raise MaxAutoMLJobRuntimeInSeconds for more."
                )
        except (ValueError, ArithmeticError, MemoryError) as error:
            # The models are trained and stay usable.
            self.reporter.phase("ExplainabilityError")
            self.warn(f"The explainability report could not be made: {str(error)[:300]}")
            files = []
        for local, uri in files:
            self.check()
            self.reporter.upload(local, uri)
        self.reporter.phase("GeneratingModelInsightsReport")
        judged = data.validation.judged
        insights_folder = self.spec.work_dir / "insights"
        insights_folder.mkdir()
        self.write_insights(
            insights_folder,
            data.target.problem,
            data.target.labels,
            data.sample.y[judged],
            probabilities(best.trained.margins, data.target.problem),
            data.sample.weights[judged],
            best.candidate,
            data.validation.description,
        )
        self.upload_folder(insights_folder, insights)
        best.candidate.reports = {"Explainability": explainability, "ModelInsights": insights}
        self.reporter.candidate(best.candidate.describe())
        self.reporter.best(best.candidate.name)


def _latency(model: TabularModel) -> float:
    """Median seconds to encode and predict one record."""
    record = [model.baseline]
    times = []
    for _ in range(7):
        start = time.perf_counter()
        probabilities(model.model.margins(model.encoder.encode_rows(record)), model.problem)
        times.append(time.perf_counter() - start)
    return float(np.median(times))
