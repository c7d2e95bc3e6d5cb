"""Helpers of the machine-learning tests: a recording reporter, files and channels."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilothouse_engine.contract import (
    Channel,
    ContainerSpec,
    DataFile,
    JobStopped,
)

CSV_TYPE = "text/csv;header=present"


@dataclass
class Recorder:
    """A reporter that keeps everything; ``stop_after`` stops the job at the n-th check."""

    folder: Path
    phases: list[str] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    candidates: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, dict[str, str]] = field(default_factory=dict)
    best_name: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Path] = field(default_factory=dict)
    registered: list[Path] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    checks: int = 0
    stop_after: int | None = None

    def phase(self, secondary_status: str) -> None:
        self.phases.append(secondary_status)

    def candidate(self, candidate: Mapping[str, Any]) -> None:
        document = dict(candidate)
        self.settings[document["CandidateName"]] = document.pop("HyperParameters", {})
        self.history.append(document)
        self.candidates[document["CandidateName"]] = dict(document)

    def best(self, candidate_name: str) -> None:
        assert candidate_name in self.candidates
        self.best_name = candidate_name

    def resolved(self, attributes: Mapping[str, Any]) -> None:
        self.attributes = dict(attributes)

    def artifacts(self, locations: Mapping[str, str]) -> None:
        self.locations = dict(locations)

    def upload(self, local: Path, uri: str) -> None:
        stored = self.folder / f"{len(self.uploads)}-{local.name}"
        shutil.copyfile(local, stored)
        self.uploads[uri] = stored

    def register_model(self, local: Path) -> None:
        assert local.exists()
        self.registered.append(local)

    def partial_failure(self, message: str) -> None:
        self.partial.append(message)

    def check(self) -> None:
        self.checks += 1
        if self.stop_after is not None and self.checks > self.stop_after:
            raise JobStopped

    @property
    def best_candidate(self) -> dict[str, Any]:
        assert self.best_name is not None
        return self.candidates[self.best_name]

    def container(self, name: str | None = None, **environment: str) -> ContainerSpec:
        """The candidate's container with its archive, as an endpoint would load it."""
        candidate = self.candidates[name or self.best_name or ""]
        container = candidate["InferenceContainers"][0]
        return ContainerSpec(
            container["Image"],
            self.uploads[container["ModelDataUrl"]],
            {**container["Environment"], **environment},
        )

    def report(self, suffix: str) -> Path:
        """The uploaded file whose location ends so."""
        return next(path for uri, path in self.uploads.items() if uri.endswith(suffix))


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def channel(*paths: Path, content_type: str = CSV_TYPE, compressed: bool = False) -> Channel:
    files = [DataFile(path, f"s3://data/in/{path.name}", compressed) for path in paths]
    return Channel(content_type, files)


SMALL = {"CompletionCriteria": {"MaxCandidates": 3}}
PHASES = {
    "ENSEMBLING": ["Starting", "AnalyzingData", "TrainingModels"],
    "HYPERPARAMETER_TUNING": [
        "Starting",
        "AnalyzingData",
        "FeatureEngineering",
        "CandidateDefinitionsGenerated",
        "ModelTuning",
    ],
}
REPORTS = ["GeneratingExplainabilityReport", "GeneratingModelInsightsReport"]


def algorithms(*names: str) -> dict[str, Any]:
    return {"CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": [*names]}]}}


def metric(candidate: dict[str, Any], name: str, subset: str = "Validation") -> float:
    return next(
        float(datum["Value"])
        for datum in candidate["CandidateProperties"]["CandidateMetrics"]
        if datum["StandardMetricName"] == name and datum["Set"] == subset
    )
