"""Who takes part in the tabular race: the engine through its API, peers in their own Python."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
from engine_client import ENDED, Engine
from tabular_sets import TabularSet

_BATCH_ROWS = 500


@dataclass(frozen=True)
class Answer:
    outputs: np.ndarray
    """Probabilities (n, labels) or predictions (n,) of the test rows."""
    seconds: float
    """From the data to the trained model."""
    overhead: float | None = None
    """Share of it spent neither training nor explaining, for the engine."""


class Contestant(ABC):
    name: str

    @abstractmethod
    def missing(self) -> str | None:
        """Why it cannot take part."""

    @abstractmethod
    def run(self, data: TabularSet, seconds: float, folder: Path) -> Answer:
        """Train within the time and answer for the test rows."""


def peer_python(variable: str, module: str) -> str | None:
    """The Python that an environment variable names, else this one if it has the module."""
    if named := os.environ.get(variable):
        return named
    return sys.executable if importlib.util.find_spec(module) else None


@dataclass
class Peer(Contestant):
    name: str
    package: str
    version: str = ""

    @property
    def variable(self) -> str:
        return f"PILOTHOUSE_{self.name.upper()}_PYTHON"

    @property
    def python(self) -> str | None:
        return peer_python(self.variable, self.name)

    def missing(self) -> str | None:
        if self.python is not None:
            return None
        return f"{self.package} is not installed; {self.variable} may name a Python that has it"

    def run(self, data: TabularSet, seconds: float, folder: Path) -> Answer:
        train, test = folder / "train.csv", folder / "test.csv"
        data.train.to_csv(train, index=False)
        data.test.drop(columns=data.target).to_csv(test, index=False)
        program = Path(__file__).with_name(f"peer_{self.name}.py")
        arguments = [data.target, data.problem, data.objective, str(seconds)]
        done = subprocess.run(
            [self.python or sys.executable, str(program), str(train), str(test), *arguments],
            capture_output=True,
            check=True,
            text=True,
            cwd=folder,
            # The race is about two cores; a peer may use threads as it likes.
            env={key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"},
        )
        answer = json.loads(done.stdout.splitlines()[-1])
        self.version = answer["version"]
        return Answer(np.array(answer["outputs"]), answer["seconds"])


@dataclass
class OwnEngine(Contestant):
    name: str = "engine"
    client: Engine = field(default_factory=Engine)

    def missing(self) -> str | None:
        return None

    def run(self, data: TabularSet, seconds: float, folder: Path) -> Answer:
        del folder
        job_name = f"race-{data.name.replace('_', '-')[:16]}-{token_hex(4)}"
        begin = time.perf_counter()
        phases = self._train(job_name, data, seconds)
        spent = time.perf_counter() - begin
        job = self.client.sagemaker.describe_auto_ml_job_v2(AutoMLJobName=job_name)
        if job["AutoMLJobStatus"] != "Completed":
            raise RuntimeError(f"{job['AutoMLJobStatus']}: {job.get('FailureReason')}")
        busy = self._training(job_name) + phases.get("GeneratingExplainabilityReport", 0.0)
        classes = data.problem != "Regression"
        self.client.deploy(job_name, job, "labels,probabilities" if classes else "")
        try:
            outputs = self._answers(job_name, data)
        finally:
            self.client.sagemaker.delete_endpoint(EndpointName=job_name)
        return Answer(outputs, spent, max(0.0, 1.0 - busy / spent))

    def _train(self, name: str, data: TabularSet, seconds: float) -> dict[str, float]:
        """Run the job; how long it was in each phase."""
        client = self.client
        uri = client.put(f"race/{name}/train.csv", data.train.to_csv(index=False).encode())
        client.sagemaker.create_auto_ml_job_v2(
            AutoMLJobName=name,
            AutoMLJobInputDataConfig=[
                {
                    "ChannelType": "training",
                    "ContentType": "text/csv;header=present",
                    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}},
                }
            ],
            OutputDataConfig={"S3OutputPath": f"s3://{client.bucket}/race/{name}/out/"},
            AutoMLJobObjective={"MetricName": data.objective},
            AutoMLProblemTypeConfig={
                "TabularJobConfig": {
                    "TargetAttributeName": data.target,
                    "ProblemType": data.problem,
                    "CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": int(seconds)},
                }
            },
            RoleArn=client.info["roleArn"],
        )
        phases: dict[str, float] = {}
        last = time.perf_counter()
        while True:
            job = client.sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)
            now = time.perf_counter()
            phase = job["AutoMLJobSecondaryStatus"]
            phases[phase] = phases.get(phase, 0.0) + now - last
            last = now
            if job["AutoMLJobStatus"] in ENDED:
                return phases
            time.sleep(0.2)

    def _training(self, name: str) -> float:
        """Seconds in which a candidate was being trained."""
        pages = self.client.sagemaker.get_paginator("list_candidates_for_auto_ml_job").paginate(
            AutoMLJobName=name
        )
        return sum(
            (candidate["EndTime"] - candidate["CreationTime"]).total_seconds()
            for page in pages
            for candidate in page["Candidates"]
            if "EndTime" in candidate
        )

    def _answers(self, name: str, data: TabularSet) -> np.ndarray:
        body = data.test.drop(columns=data.target).to_csv(index=False, header=False)
        lines = body.splitlines()
        rows: list[Any] = []
        for start in range(0, len(lines), _BATCH_ROWS):
            text = self.client.invoke(name, "\n".join(lines[start : start + _BATCH_ROWS]).encode())
            rows += [self._row(cells, data) for cells in csv.reader(io.StringIO(text)) if cells]
        return np.array(rows)

    def _row(self, cells: list[str], data: TabularSet) -> Any:
        if data.problem == "Regression":
            return float(cells[0])
        labels, shares = (json.loads(cell.replace("'", '"')) for cell in cells)
        by_label = dict(zip(labels, shares, strict=True))
        return [by_label[label] for label in data.labels]


def contestants() -> list[Contestant]:
    """All, in the order of the first set; each further set begins with the next."""
    return [
        OwnEngine(),
        Peer("autogluon", "autogluon.tabular"),
        Peer("flaml", "flaml[automl]"),
    ]
