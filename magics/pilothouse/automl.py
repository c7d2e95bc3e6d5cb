"""AutoML jobs: start, follow, stop, and their candidates."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import data as inputs
from .backend import Backend, current
from .display import Bundle, Cell, bundle, html_table, plain, table, text_table
from .errors import ArgumentError, PilotError
from .problems import Problem

if TYPE_CHECKING:
    from .endpoints import Endpoint
    from .explanations import Explanation

NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}")
TERMINAL = frozenset({"Completed", "Failed", "Stopped"})


class Candidates(Sequence[Mapping[str, Any]]):
    """The candidates of a job, best first: ``AutoMLCandidate`` as the API gives it."""

    def __init__(self, job_name: str, items: Sequence[Mapping[str, Any]], best: str | None) -> None:
        self.job_name = job_name
        self.best = best
        self._items = sorted(items, key=_rank)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self._items)

    @property
    def objective(self) -> str:
        """Name of the objective metric; empty until a candidate has one."""
        for item in self._items:
            if "FinalAutoMLJobObjectiveMetric" in item:
                return metric_name(item["FinalAutoMLJobObjectiveMetric"])
        return ""

    def rows(self) -> tuple[list[str], list[list[Cell]]]:
        """Column names and rows of the leaderboard: name, status, objective, other metrics."""
        names: list[str] = []
        for item in self._items:
            for metric in item.get("CandidateProperties", {}).get("CandidateMetrics", []):
                if metric.get("Set", "Validation") == "Validation":
                    name = metric_name(metric)
                    if name not in names and name != self.objective:
                        names.append(name)
        columns = [
            "Candidate",
            "Status",
            *([self.objective] if self.objective else []),
            *names,
        ]
        rows: list[list[Cell]] = []
        for item in self._items:
            values = {
                metric_name(metric): metric.get("Value")
                for metric in item.get("CandidateProperties", {}).get("CandidateMetrics", [])
                if metric.get("Set", "Validation") == "Validation"
            }
            final = item.get("FinalAutoMLJobObjectiveMetric", {}).get("Value")
            mark = " ★" if item["CandidateName"] == self.best else ""
            rows.append(
                [
                    item["CandidateName"] + mark,
                    item["CandidateStatus"],
                    *([final] if self.objective else []),
                    *(values.get(name) for name in names),
                ]
            )
        return columns, rows

    def __repr__(self) -> str:
        if not self._items:
            return f"{self.job_name}: no candidates yet"
        return text_table(*self.rows())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        columns, rows = self.rows()
        return bundle(
            "candidates",
            f"Candidates of {self.job_name}",
            {"objective": self.objective, "table": table(columns, rows)},
            repr(self),
            ref={"kind": "job", "jobName": self.job_name},
            markup=html_table(columns, rows) if rows else None,
        )


class Job:
    """An AutoML job.

    :param name: ``AutoMLJobName``.
    """

    def __init__(self, name: str, backend: Backend | None = None) -> None:
        self.name = name
        self.backend = backend or current()

    def describe(self) -> dict[str, Any]:
        """The answer of ``DescribeAutoMLJobV2``."""
        return self.backend.call("sagemaker", "describe_auto_ml_job_v2", AutoMLJobName=self.name)

    def status(self) -> str:
        """Status and secondary status, e.g. ``InProgress · TrainingModels``."""
        job = self.describe()
        return f"{job['AutoMLJobStatus']} · {job['AutoMLJobSecondaryStatus']}"

    def candidates(self) -> Candidates:
        """All candidates so far."""
        items: list[Mapping[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            page = self.backend.call(
                "sagemaker",
                "list_candidates_for_auto_ml_job",
                AutoMLJobName=self.name,
                SortBy="CreationTime",
                SortOrder="Ascending",
                **token,
            )
            items += page.get("Candidates", [])
            if not page.get("NextToken"):
                break
            token = {"NextToken": page["NextToken"]}
        best = self.describe().get("BestCandidate", {}).get("CandidateName")
        return Candidates(self.name, items, best)

    def wait(
        self,
        timeout: float | None = None,
        on_change: Callable[[Job], None] | None = None,
        interval: float = 2.0,
    ) -> Job:
        """Wait for the end. An interrupt stops the waiting, not the job.

        :param timeout: seconds.
        :param on_change: called after each look at a running job.
        :raises PilotError: the job failed, or the time is over.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            job = self.describe()
            status = job["AutoMLJobStatus"]
            if status == "Failed":
                raise PilotError(
                    f"The job {self.name} failed: {job.get('FailureReason', 'no reason given')}",
                    f"`%pilot automl candidates {self.name}` shows what it finished.",
                )
            if status in TERMINAL:
                return self
            if on_change:
                on_change(self)
            if end is not None and time.monotonic() > end:
                raise PilotError(
                    f"The job {self.name} still runs after {timeout:g} s.",
                    f"`%pilot automl status {self.name}` shows it.",
                )
            time.sleep(interval)

    def stop(self) -> Job:
        """Ask the job to stop; finished candidates stay."""
        self.backend.call("sagemaker", "stop_auto_ml_job", AutoMLJobName=self.name)
        return self

    def explain(self) -> Explanation:
        """The explanation of the best candidate."""
        from .explanations import load

        return load(self)

    def deploy(self, name: str | None = None, **options: Any) -> Endpoint:
        """Deploy the best candidate; see :func:`pilothouse.endpoints.deploy`."""
        from .endpoints import deploy

        return deploy(self, name, **options)

    def __repr__(self) -> str:
        return f"<Job {self.name}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        job = self.describe()
        candidates = self.candidates()
        columns, rows = candidates.rows()
        text = f"{self.name}: {job['AutoMLJobStatus']} · {job['AutoMLJobSecondaryStatus']}"
        if job.get("FailureReason"):
            text += f"\n{job['FailureReason']}"
        if rows:
            text += f"\n\n{text_table(columns, rows)}"
        keep = (
            "AutoMLJobName",
            "AutoMLJobStatus",
            "AutoMLJobSecondaryStatus",
            "CreationTime",
            "EndTime",
            "FailureReason",
            "PartialFailureReasons",
            "ResolvedAttributes",
        )
        return bundle(
            "job",
            f"AutoML job {self.name}",
            {
                "job": plain({key: job[key] for key in keep if key in job}),
                "candidates": table(columns, rows),
            },
            text,
            ref={"kind": "job", "jobName": self.name},
            markup=html_table(columns, rows) if rows else None,
        )


def fit(
    data: Any,
    target: str,
    *,
    name: str | None = None,
    problem_type: str | None = None,
    objective: str | None = None,
    mode: str | None = None,
    max_candidates: int | None = None,
    max_runtime: int | None = None,
    text: str | None = None,
    time: str | None = None,
    item: str | None = None,
    frequency: str | None = None,
    horizon: int | None = None,
    group: Sequence[str] = (),
    role: str | None = None,
    output: str | None = None,
    wait: bool = False,
) -> Job:
    """Start an AutoML job: on a table, on texts (``text``), or on series (``time`` and others).

    :param data: DataFrame, path of a CSV or Parquet file, or ``s3://`` URI.
    :param target: column to predict: a value, the class of a text, or the value of a series.
    :param name: ``AutoMLJobName``, at most 32 letters, digits and inner hyphens.
    :param problem_type: ``BinaryClassification``, ``MulticlassClassification`` or
        ``Regression``; inferred if left out.
    :param objective: metric name; of a table it needs ``problem_type``.
    :param mode: ``AUTO``, ``ENSEMBLING`` or ``HYPERPARAMETER_TUNING``.
    :param max_candidates: 1 to 750.
    :param max_runtime: seconds for the whole job.
    :param text: column with texts.
    :param time: column that says when a value was recorded.
    :param item: column that says which series a row belongs to.
    :param frequency: step of a forecast, for example ``1D``, ``1H`` or ``15min``.
    :param horizon: steps to forecast.
    :param group: at most five further columns that tell series apart.
    :param role: execution role; default: the backend's.
    :param output: ``s3://`` prefix; default: ``pilothouse/`` in the default bucket.
    :param wait: return when the job has ended.
    :raises PilotError: an argument is wrong or the service refused.
    """
    problem = Problem(problem_type, mode, text, time, item, frequency, horizon, tuple(group))
    member, config = problem.config(target)
    objective = problem.objective(objective, member)
    if inputs.columns_of(data) is not None:
        inputs.check_frame(data, target, problem.columns())
    name = name or _default_name(target)
    if not NAME.fullmatch(name):
        raise ArgumentError(
            f"`{name}` is no job name.",
            "Use 1 to 32 letters, digits and hyphens, not at either end.",
        )
    backend = current()
    bucket = backend.default_bucket()
    uri, kind = inputs.upload(backend, data, bucket, f"pilothouse/{name}/input")
    limits: dict[str, int] = {}
    if max_candidates is not None:
        limits["MaxCandidates"] = max_candidates
    if max_runtime is not None:
        limits["MaxAutoMLJobRuntimeInSeconds"] = max_runtime
    if limits:
        config["CompletionCriteria"] = limits
    request: dict[str, Any] = {
        "AutoMLJobName": name,
        "AutoMLJobInputDataConfig": [
            {
                "ChannelType": "training",
                "ContentType": kind,
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}},
            }
        ],
        "OutputDataConfig": {"S3OutputPath": output or f"s3://{bucket}/pilothouse"},
        "AutoMLProblemTypeConfig": {member: config},
        "RoleArn": role or backend.role_arn(),
    }
    if objective:
        request["AutoMLJobObjective"] = {"MetricName": objective}
    backend.call("sagemaker", "create_auto_ml_job_v2", **request)
    job = Job(name, backend)
    return job.wait() if wait else job


def recent(limit: int = 20) -> list[Mapping[str, Any]]:
    """The newest jobs, as ``ListAutoMLJobs`` gives them."""
    answer = current().call(
        "sagemaker",
        "list_auto_ml_jobs",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=limit,
    )
    return list(answer.get("AutoMLJobSummaries", []))


def metric_name(metric: Mapping[str, Any]) -> str:
    """``StandardMetricName`` before ``MetricName``."""
    return str(metric.get("StandardMetricName") or metric.get("MetricName") or "")


def _rank(candidate: Mapping[str, Any]) -> tuple[bool, float]:
    final = candidate.get("FinalAutoMLJobObjectiveMetric")
    if not final:
        return True, 0.0
    value = float(final["Value"])
    return False, value if final.get("Type") == "Minimize" else -value


def _default_name(target: str) -> str:
    stem = re.sub(r"[^a-zA-Z0-9]+", "-", target).strip("-")[:16].strip("-") or "job"
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d-%H%M%S")
    return f"{stem}-{stamp}"
