"""The machine-learning half for endurance rows: real worker processes, no training.

What is measured is the service: queue, states, objects, processes. A job reads every byte of its
input in blocks and writes what it saw into its artifacts, so that a damaged byte shows.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from pilothouse_engine.contract import (
    Answer,
    ContainerSpec,
    Invocation,
    JobSpec,
    Reporter,
    ServedModel,
)

IMAGE = "000000000000.dkr.ecr.local.amazonaws.com/pilothouse-automl:1"
_BLOCK = 1024 * 1024


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """The target's name says how long it takes, e.g. ``for-2.5`` seconds."""
    reporter.phase("AnalyzingData")
    digest, size = hashlib.sha256(), 0
    for file in spec.training.files:
        with open(file.path, "rb") as source:
            while block := source.read(_BLOCK):
                reporter.check()
                digest.update(block)
                size += len(block)
    reporter.phase("TrainingModels")
    target = str(spec.config.get("TargetAttributeName", ""))
    end = time.monotonic() + float(target.removeprefix("for-") or 0)
    name = f"{spec.job_name}-c1"
    reporter.candidate(_candidate(spec, name, "InProgress"))
    while time.monotonic() < end:
        reporter.check()
        time.sleep(0.02)
    report = spec.work_dir / "report.json"
    report.write_text(json.dumps({"sha256": digest.hexdigest(), "bytes": size}))
    archive = spec.work_dir / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(report, "model.json")
    reporter.register_model(archive)
    reporter.upload(archive, f"{spec.output_uri}/model/model.tar.gz")
    reporter.upload(report, f"{spec.output_uri}/report.json")
    reporter.candidate(_candidate(spec, name, "Completed"))
    reporter.best(name)


def _candidate(spec: JobSpec, name: str, status: str) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    done = status == "Completed"
    return {
        "CandidateName": name,
        "CandidateStatus": status,
        "ObjectiveStatus": "Succeeded" if done else "Pending",
        "CandidateSteps": [],
        "CreationTime": now,
        "LastModifiedTime": now,
        "InferenceContainers": [
            {
                "Image": IMAGE,
                "ModelDataUrl": f"{spec.output_uri}/model/model.tar.gz",
                "Environment": {},
            }
        ],
    }


class Mirror:
    """Answers a body's bytes in reverse: no other request's answer can be taken for it."""

    def invoke(self, invocation: Invocation) -> Answer:
        return Answer(invocation.body[::-1], invocation.accept or "text/csv")


def load_model(
    containers: Sequence[ContainerSpec], explainer: Mapping[str, Any] | None
) -> ServedModel:
    archive = containers[0].model_archive
    assert archive is not None
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["model.json"]
    return Mirror()
