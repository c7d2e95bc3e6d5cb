"""Stand-ins for the machine-learning half: fast, and steered by the target column's name."""

from __future__ import annotations

import json
import os
import signal
import sys
import tarfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from pilothouse_engine.contract import (
    Answer,
    AnswerStream,
    ContainerSpec,
    Invocation,
    JobError,
    JobSpec,
    ModelInputError,
    Reporter,
    ServedModel,
)

IMAGE = "000000000000.dkr.ecr.local.amazonaws.com/pilothouse-automl:1"


def candidate(spec: JobSpec, number: int, status: str = "Completed") -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    document: dict[str, Any] = {
        "CandidateName": f"{spec.job_name}-c{number}",
        "CandidateStatus": status,
        "ObjectiveStatus": "Succeeded" if status == "Completed" else "Pending",
        "CandidateSteps": [
            {
                "CandidateStepType": "AWS::SageMaker::TrainingJob",
                "CandidateStepArn": f"arn:aws:sagemaker:local:0:training-job/c{number}",
                "CandidateStepName": f"{spec.job_name}-c{number}",
            }
        ],
        "HyperParameters": {"learning_rate": "0.05", "leaves": "31"},
        "CreationTime": now,
        "LastModifiedTime": now,
        "InferenceContainers": [
            {
                "Image": IMAGE,
                "ModelDataUrl": f"{spec.output_uri}/model/model.tar.gz",
                "Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label"},
            }
        ],
    }
    if status == "Completed":
        document["FinalAutoMLJobObjectiveMetric"] = {
            "MetricName": "F1",
            "Value": 0.5 + number / 100,
            "Type": "Maximize",
        }
    return document


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """What happens is the target's name: see the branches."""
    action = spec.config.get("TargetAttributeName", "")
    reporter.phase("AnalyzingData")
    reporter.resolved({"AutoMLJobObjective": {"MetricName": "F1"}})
    content = b"".join(file.path.read_bytes() for file in spec.training.files)
    if action == "fail":
        raise JobError("Column fail of train.csv has one value only. Choose another target.")
    if action == "spent":
        raise JobError(f"{spec.spent:.3f}")
    if action == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "bug":
        raise KeyError("oops")
    reporter.phase("TrainingModels")
    reporter.candidate(candidate(spec, 1))
    reporter.best(f"{spec.job_name}-c1")
    reporter.candidate(candidate(spec, 2, "InProgress"))
    if action == "stubborn":
        while True:
            time.sleep(0.05)
    while action == "slow":
        reporter.check()
        time.sleep(0.02)
    reporter.candidate(candidate(spec, 2))
    archive = spec.work_dir / "model.tar.gz"
    payload = spec.work_dir / "model.json"
    payload.write_text(json.dumps({"bytes": len(content)}))
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(payload, "model.json")
    reporter.register_model(archive)
    reporter.upload(archive, f"{spec.output_uri}/model/model.tar.gz")
    reporter.best(f"{spec.job_name}-c2")
    reporter.artifacts({"DataExplorationNotebookLocation": f"{spec.output_uri}/notebook.ipynb"})


class FakeModel:
    def __init__(self, explainer: Mapping[str, Any] | None, environment: Mapping[str, str]) -> None:
        self._explainer = explainer
        self._environment = environment

    def invoke(self, invocation: Invocation) -> Answer:
        if invocation.body == b"crash":
            os._exit(3)
        if invocation.body == b"bad":
            raise ModelInputError("The body has 1 column, the model expects 2.")
        if invocation.body == b"bug":
            raise RuntimeError("boom")
        if invocation.body == b"who":
            name = self._environment.get("NAME", "nobody").encode()
            return Answer(name, "text/plain")
        if invocation.body.startswith(b"sleep "):
            time.sleep(float(invocation.body[6:]))
        if invocation.body == b"memory":
            return Answer(str(len(bytearray(1500 * 1024 * 1024))).encode(), "text/plain")
        if invocation.content_type == "application/json":
            document = {
                "explain": invocation.enable_explanations,
                "baseline": self._explainer and self._explainer["ShapConfig"],
            }
            return Answer(json.dumps(document).encode(), "application/json")
        # Noise on stdout must not break the protocol.
        sys.stdout.write("noise\n")
        sys.stdout.flush()
        return Answer(invocation.body[::-1], invocation.accept or "text/csv")


class FakeStreamer(FakeModel):
    """Sends each word of the body by itself; a word may be an order."""

    def stream(self, invocation: Invocation) -> AnswerStream:
        def parts() -> Iterator[bytes]:
            for word in invocation.body.split(b" "):
                if word == b"bug":
                    raise RuntimeError("boom")
                if word == b"crash":
                    os._exit(3)
                if word == b"wait":
                    time.sleep(1)
                yield word

        return AnswerStream("text/plain", parts())


def load_model(
    containers: Sequence[ContainerSpec], explainer: Mapping[str, Any] | None
) -> ServedModel:
    environment = containers[0].environment
    if environment.get("HUNGRY"):
        bytearray(1500 * 1024 * 1024)
    if environment.get("LATE"):
        time.sleep(float(environment["LATE"]))
    if environment.get("BROKEN"):
        raise ValueError("the archive holds no model")
    assert containers[0].model_archive is not None
    with tarfile.open(containers[0].model_archive) as tar:
        assert tar.getnames() == ["model.json"]
    kind = FakeStreamer if environment.get("STREAMS") else FakeModel
    return kind(explainer, environment)
