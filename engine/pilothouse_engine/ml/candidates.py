"""Candidates in the API's shape (``AutoMLCandidate``)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from pilothouse_engine.ml.metrics import MINIMIZE
from pilothouse_engine.ml.problem import Problem

IMAGE = "000000000000.dkr.ecr.local.amazonaws.com/pilothouse-tabular:1"
_ARN = "arn:aws:sagemaker:local:000000000000:"
_NOT_SELECTABLE = frozenset({"LogLoss", "InferenceLatency"})


@dataclass
class Candidate:
    """One candidate on its way; :meth:`describe` gives the current state."""

    job: str
    number: int
    title: str
    problem: Problem
    objective: str
    status: str = "InProgress"
    created: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    ended: datetime | None = None
    failure: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    train_metrics: dict[str, float] = field(default_factory=dict)
    model_uri: str | None = None
    reports: Mapping[str, str] | None = None

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
            "CandidateSteps": [
                {
                    "CandidateStepType": "AWS::SageMaker::TrainingJob",
                    "CandidateStepArn": f"{_ARN}training-job/{self.name.lower()}",
                    "CandidateStepName": self.name,
                }
            ],
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
            out["InferenceContainers"] = [
                {
                    "Image": IMAGE,
                    "ModelDataUrl": self.model_uri,
                    "Environment": inference_environment(self.problem),
                }
            ]
        return out


def inference_environment(problem: Problem) -> dict[str, str]:
    """Environment of the container; classifiers say which response keys they can give."""
    environment = {"SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": "text/csv"}
    if problem != "Regression":
        environment |= {
            "SAGEMAKER_INFERENCE_OUTPUT": "predicted_label",
            "SAGEMAKER_INFERENCE_SUPPORTED": "predicted_label,probability,probabilities,labels",
        }
    return environment


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
