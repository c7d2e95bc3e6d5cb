"""What the service and the machine-learning half of the engine expect of each other.

The service (HTTP, state, processes) never imports training libraries; ``pilothouse_engine.ml``
never touches HTTP or SQLite. Both sides import only this module of each other's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


class JobError(Exception):
    """A job cannot go on. The message becomes the job's ``FailureReason`` (at most 1024
    characters): it names the file, column or field, says what is wrong and how to fix it."""


class JobStopped(Exception):
    """Raised inside a job at the next check after it was asked to stop."""


class ModelInputError(Exception):
    """An invocation's body cannot be read or predicted; becomes a 4xx ``ModelError``."""


@dataclass(frozen=True)
class DataFile:
    """One input object, already resolved to a local file."""

    path: Path
    uri: str
    """``s3://bucket/key``, for messages and reports."""
    compressed: bool = False
    """True when the channel's ``CompressionType`` is ``Gzip``."""
    label: str | None = None
    """Class named by an augmented manifest; ``None`` for other inputs."""


@dataclass(frozen=True)
class Channel:
    """One channel of a job with the files behind it, in key or manifest order."""

    content_type: str
    files: Sequence[DataFile]
    root: str = ""
    """The part of ``DataFile.uri`` below which folders name classes: the channel's ``S3Uri``, or
    the prefix of its manifest."""


@dataclass(frozen=True)
class JobSpec:
    """Everything a job needs.

    ``request`` is the validated ``CreateAutoMLJobV2`` input. ``output_uri`` is
    ``<S3OutputPath>/<job name>`` without a trailing slash. ``work_dir`` is private scratch
    space, emptied by the service afterwards. ``cores`` bounds training threads.
    """

    job_name: str
    request: Mapping[str, Any]
    training: Channel
    validation: Channel | None
    feature_spec: Mapping[str, Any] | None
    output_uri: str
    work_dir: Path
    cores: int = 1
    seed: int = 0
    spent: float = 0.0
    """Seconds since the job was started, which count towards its limit: loading takes some."""

    @property
    def problem(self) -> str:
        """The member of ``AutoMLProblemTypeConfig``, such as ``TabularJobConfig``."""
        return str(next(iter(self.request["AutoMLProblemTypeConfig"])))

    @property
    def config(self) -> Mapping[str, Any]:
        """The content of that member."""
        found: Mapping[str, Any] = self.request["AutoMLProblemTypeConfig"][self.problem]
        return found


class Reporter(Protocol):
    """How a job tells the service what it did. Every call is durable when it returns."""

    def phase(self, secondary_status: str) -> None:
        """Enter a phase (an ``AutoMLJobSecondaryStatus``)."""

    def candidate(self, candidate: Mapping[str, Any]) -> None:
        """Insert or replace a candidate: ``AutoMLCandidate`` in the API's shape, times as
        aware ``datetime``; keyed by ``CandidateName``. ``HyperParameters`` beside its members,
        text by name, are what ``DescribeTrainingJob`` tells of its steps."""

    def best(self, candidate_name: str) -> None:
        """Name the best candidate so far."""

    def resolved(self, attributes: Mapping[str, Any]) -> None:
        """Set ``ResolvedAttributes``."""

    def artifacts(self, locations: Mapping[str, str]) -> None:
        """Set ``AutoMLJobArtifacts``."""

    def upload(self, local: Path, uri: str) -> None:
        """Store a file as an S3 object; all or nothing."""

    def register_model(self, local: Path) -> None:
        """Mark a model archive (before upload) as written by this engine: only such archives
        are ever loaded for hosting, since loading one can run code."""

    def partial_failure(self, message: str) -> None:
        """Add one of at most five ``PartialFailureReasons``."""

    def check(self) -> None:
        """Raise :class:`JobStopped` if the job was asked to stop. Call often."""


@dataclass(frozen=True)
class ContainerSpec:
    """One container of a model, its archive already resolved to a local file."""

    image: str
    model_archive: Path | None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Invocation:
    """One call of a deployed model."""

    body: bytes
    content_type: str
    accept: str | None = None
    enable_explanations: str | None = None
    """The ``EnableExplanations`` header, a JMESPath expression."""


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str


class ServedModel(Protocol):
    """A model loaded for hosting. Thread-safe."""

    def invoke(self, invocation: Invocation) -> Answer:
        """Predict, and explain if asked. Raises :class:`ModelInputError`."""


@dataclass(frozen=True)
class AnswerStream:
    """An answer that is sent while it is being made."""

    content_type: str
    parts: Iterator[bytes]


@runtime_checkable
class StreamingModel(ServedModel, Protocol):
    """A model that can answer piece by piece; others give their whole answer at once."""

    def stream(self, invocation: Invocation) -> AnswerStream:
        """Like :meth:`ServedModel.invoke`. Errors may also come while the parts are read."""


class RunJob(Protocol):
    """``pilothouse_engine.ml.job:run_job``."""

    def __call__(self, spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
        """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""


class LoadModel(Protocol):
    """``pilothouse_engine.ml.serving:load_model``."""

    def __call__(
        self,
        containers: Sequence[ContainerSpec],
        explainer: Mapping[str, Any] | None,
    ) -> ServedModel:
        """Load an endpoint's model; ``explainer`` is ``ClarifyExplainerConfig`` or ``None``."""
