"""Candidates in the API's shape (``AutoMLCandidate``)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from pilothouse_engine.ml.metrics import MINIMIZE

_REGISTRY = "000000000000.dkr.ecr.local.amazonaws.com"
_ARN = "arn:aws:sagemaker:local:000000000000:"
_NOT_SELECTABLE = frozenset({"LogLoss", "InferenceLatency"})


@dataclass
class Candidate:
    """One candidate on its way; :meth:`describe` gives the current state."""

    job: str
    number: int
    title: str
    objective: str
    kind: str
    """Kind of its archive, see ``serving.LOADERS``; names the image."""
    environment: Mapping[str, str]
    """Environment of the container."""
    by_processor: bool = False
    """Whether the API also lists containers per processor (image and text jobs)."""
    steps: tuple[str, ...] = ()
    """Titles of what was tried inside one candidate; one step each."""
    status: str = "InProgress"
    created: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    ended: datetime | None = None
    failure: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    train_metrics: dict[str, float] = field(default_factory=dict)
    model_uri: str | None = None
    reports: Mapping[str, str] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Hyperparameters of the final model."""

    @property
    def name(self) -> str:
        """At most 64 characters, unique within and, by the digest, across jobs."""
        digest = hashlib.sha256(f"{self.job}/{self.number}".encode()).hexdigest()[:4]
        return f"{self.job}-{self.number:03d}-{self.title}-{digest}"[:64]

    def finish(self, status: str, failure: str | None = None) -> None:
        """Enter a final status."""
        self.status = status
        self.failure = failure
        self.ended = datetime.now(timezone.utc)

    def describe(self) -> dict[str, Any]:
        """``AutoMLCandidate``."""
        done = self.status == "Completed"
        out: dict[str, Any] = {
            "CandidateName": self.name,
            "CandidateStatus": self.status,
            "ObjectiveStatus": (
                "Succeeded" if done else "Failed" if self.status == "Failed" else "Pending"
            ),
            "CreationTime": self.created,
            "LastModifiedTime": datetime.now(timezone.utc),
            "CandidateSteps": [_step(name) for name in self.step_names],
            "HyperParameters": {name: _text(value) for name, value in self.settings.items()},
        }
        if self.ended is not None:
            out["EndTime"] = self.ended
        if self.failure:
            out["FailureReason"] = self.failure[:1024]
        if self.objective in self.metrics:
            out["FinalAutoMLJobObjectiveMetric"] = {
                "Type": "Minimize" if self.objective in MINIMIZE else "Maximize",
                "MetricName": self.objective,
                "StandardMetricName": self.objective,
                "Value": self.metrics[self.objective],
            }
        properties: dict[str, Any] = {}
        if self.metrics:
            properties["CandidateMetrics"] = [
                *_data(self.metrics, "Validation"),
                *_data(self.train_metrics, "Train"),
            ]
        if self.reports is not None:
            properties["CandidateArtifactLocations"] = dict(self.reports)
        if properties:
            out["CandidateProperties"] = properties
        if self.model_uri is not None:
            containers = [
                {
                    "Image": f"{_REGISTRY}/pilothouse-{self.kind}:1",
                    "ModelDataUrl": self.model_uri,
                    "Environment": dict(self.environment),
                }
            ]
            out["InferenceContainers"] = containers
            if self.by_processor:
                out["InferenceContainerDefinitions"] = {"CPU": containers}
        return out

    @property
    def step_names(self) -> list[str]:
        """One training job, or one per thing tried."""
        if not self.steps:
            return [self.name]
        return [f"{self.name[: 63 - len(step)]}-{step}" for step in self.steps]


ENVIRONMENT: Mapping[str, str] = {"SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": "text/csv"}
"""Environment of a container that answers numbers."""


def classifier_environment(accept: str = "text/csv") -> dict[str, str]:
    """Environment of a classifier's container: it says which response keys it can give."""
    return {
        "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": accept,
        "SAGEMAKER_INFERENCE_OUTPUT": "predicted_label",
        "SAGEMAKER_INFERENCE_SUPPORTED": "predicted_label,probability,probabilities,labels",
    }


def _text(value: Any) -> str:
    """A setting as text; numbers without the noise of their last digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _step(name: str) -> dict[str, str]:
    return {
        "CandidateStepType": "AWS::SageMaker::TrainingJob",
        "CandidateStepArn": f"{_ARN}training-job/{name.lower()}",
        "CandidateStepName": name,
    }


def _data(metrics: Mapping[str, float], subset: str) -> list[dict[str, Any]]:
    return [
        {
            **({} if name in _NOT_SELECTABLE else {"MetricName": name}),
            "StandardMetricName": name,
            "Value": value,
            "Set": subset,
        }
        for name, value in metrics.items()
    ]
