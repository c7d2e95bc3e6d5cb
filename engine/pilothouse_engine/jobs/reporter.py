"""What a worker tells the engine: rows in SQLite and objects in the store."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..contract import JobStopped
from ..models import service_model
from ..protocols.json_body import to_wire
from ..s3.store import ObjectStore
from ..sagemaker.locations import parse_uri
from ..state.jobs import Jobs

_log = logging.getLogger(__name__)

_TYPES = {
    ".json": "application/json",
    ".jsonl": "application/jsonlines",
    ".csv": "text/csv",
    ".ipynb": "application/x-ipynb+json",
    ".gz": "application/gzip",
    ".html": "text/html",
}


class StoreReporter:
    """Implements :class:`pilothouse_engine.contract.Reporter`; thread-safe."""

    def __init__(self, job: str, jobs: Jobs, store: ObjectStore, stop: threading.Event) -> None:
        self._job = job
        self._jobs = jobs
        self._store = store
        self._stop = stop

    def phase(self, secondary_status: str) -> None:
        _log.info("phase %s", secondary_status)
        self._jobs.phase(self._job, secondary_status)

    def candidate(self, candidate: Mapping[str, Any]) -> None:
        document = self._wire("AutoMLCandidate", candidate)
        metric = document.get("FinalAutoMLJobObjectiveMetric", {})
        _log.info(
            "candidate %s: %s %s %s",
            document["CandidateName"],
            document["CandidateStatus"],
            metric.get("MetricName", ""),
            metric.get("Value", ""),
        )
        # Not part of the shape: what lists candidates leaves it out.
        settings = {"HyperParameters": candidate.get("HyperParameters", {})}
        self._jobs.put_candidate(self._job, {**document, **settings})

    def best(self, candidate_name: str) -> None:
        self._jobs.best(self._job, candidate_name)

    def resolved(self, attributes: Mapping[str, Any]) -> None:
        self._jobs.resolved(self._job, self._wire("AutoMLResolvedAttributes", attributes))

    def artifacts(self, locations: Mapping[str, str]) -> None:
        self._jobs.artifacts(self._job, self._wire("AutoMLJobArtifacts", locations))

    def upload(self, local: Path, uri: str) -> None:
        bucket, key = parse_uri(uri, "An artifact's location")
        guessed = _TYPES.get(local.suffix) or mimetypes.guess_type(local.name)[0]
        self._store.put_file(bucket, key, local, guessed or "binary/octet-stream")

    def register_model(self, local: Path) -> None:
        digest = hashlib.sha256()
        with open(local, "rb") as file:
            while block := file.read(1024 * 1024):
                digest.update(block)
        self._jobs.register_archive(digest.hexdigest())

    def partial_failure(self, message: str) -> None:
        _log.warning("partial failure: %s", message)
        self._jobs.partial_failure(self._job, message)

    def check(self) -> None:
        if self._stop.is_set():
            raise JobStopped

    @staticmethod
    def _wire(shape: str, value: Mapping[str, Any]) -> dict[str, Any]:
        document: dict[str, Any] = to_wire(service_model("sagemaker").shape_for(shape), value)
        return document
