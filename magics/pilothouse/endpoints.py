"""Deploy a candidate, ask it for predictions, delete it."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .answers import as_online, online_explanation, parse_table
from .backend import Backend, current
from .data import columns_of, put_text, read_text
from .display import Bundle, Cell, bundle, html_table, plain, table, text_table
from .errors import ArgumentError, PilotError
from .explanations import Explanation, read_csv
from .snapshot import explanation_snapshot

if TYPE_CHECKING:
    from .automl import Job

NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
RESPONSE_KEYS = ("predicted_label", "probability", "probabilities", "labels")
INSTANCE_TYPE = "ml.m5.2xlarge"
# Ties an endpoint to its job: the endpoint's view finds sample rows and base value by it, and
# knows that configuration and model were made for this endpoint alone.
JOB_VARIABLE = "PILOTHOUSE_AUTOML_JOB"
# Limit of ShapBaselineConfig.ShapBaseline, in characters.
MAX_INLINE_BASELINE = 4096


@dataclass
class Prediction:
    """The answer of an endpoint: one row per record, and the explanation if asked for."""

    columns: list[str]
    rows: list[list[Cell]]
    explanation: Explanation | None = field(default=None, repr=False)
    title: str = "Prediction"
    endpoint: str = ""

    def __repr__(self) -> str:
        text = text_table(self.columns, self.rows)
        return f"{text}\n\n{self.explanation!r}" if self.explanation else text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        data: dict[str, Any] = {"table": table(self.columns, self.rows)}
        if self.explanation:
            data["explanation"] = explanation_snapshot(self.explanation)
        return bundle(
            "prediction",
            self.title,
            data,
            repr(self),
            ref={"kind": "endpoint", "endpointName": self.endpoint} if self.endpoint else None,
            markup=html_table(self.columns, self.rows),
        )


class Endpoint:
    """An endpoint.

    :param name: ``EndpointName``.
    """

    def __init__(self, name: str, backend: Backend | None = None) -> None:
        self.name = name
        self.backend = backend or current()

    def describe(self) -> dict[str, Any]:
        """The answer of ``DescribeEndpoint``."""
        return self.backend.call("sagemaker", "describe_endpoint", EndpointName=self.name)

    def status(self) -> str:
        """``EndpointStatus``."""
        return str(self.describe()["EndpointStatus"])

    def wait(self, timeout: float = 1800, interval: float = 1.0) -> Endpoint:
        """Wait until the endpoint is in service.

        :raises PilotError: it failed, or the time is over.
        """
        end = time.monotonic() + timeout
        while True:
            answer = self.describe()
            status = answer["EndpointStatus"]
            if status == "InService":
                return self
            if status in {"Failed", "OutOfService", "UpdateRollbackFailed"}:
                raise PilotError(
                    f"The endpoint {self.name} failed: {answer.get('FailureReason', status)}",
                    f"Remove it: `%pilot delete {self.name}`.",
                )
            if time.monotonic() > end:
                raise PilotError(f"The endpoint {self.name} is still {status}.", "Wait on.")
            time.sleep(interval)

    def _settings(self) -> tuple[list[str], Mapping[str, str], Mapping[str, Any]]:
        """Feature names, the last container's environment and the explainer's configuration."""
        call = self.backend.call
        config = call(
            "sagemaker",
            "describe_endpoint_config",
            EndpointConfigName=self.describe()["EndpointConfigName"],
        )
        model = call(
            "sagemaker",
            "describe_model",
            ModelName=config["ProductionVariants"][0]["ModelName"],
        )
        containers = model.get("Containers") or [model.get("PrimaryContainer", {})]
        explainer = config.get("ExplainerConfig", {}).get("ClarifyExplainerConfig", {})
        headers = explainer.get("InferenceConfig", {}).get("FeatureHeaders", [])
        return list(headers), containers[-1].get("Environment", {}), explainer

    def invoke(self, data: Any, explain: bool = False) -> Prediction:
        """Ask for predictions.

        :param data: DataFrame, list of rows, or CSV text without header and target.
        :param explain: also return each record's contributions.
        :raises PilotError: the endpoint refused, with the model's own message.
        """
        headers, environment, explainer = self._settings()
        body = _csv(data, headers)
        answer = self.backend.call(
            "sagemaker-runtime",
            "invoke_endpoint",
            EndpointName=self.name,
            ContentType="text/csv",
            Accept="text/csv",
            Body=body.encode("utf-8"),
            **({"EnableExplanations": "`true`"} if explain else {}),
        )
        text = answer["Body"].read().decode("utf-8")
        explanation = None
        online = as_online(text)
        if online:
            # With an explainer configured the answer has this form even if nothing was asked.
            text = str(online["predictions"]["data"])
        keys = [
            key for key in environment.get("SAGEMAKER_INFERENCE_OUTPUT", "").split(",") if key
        ] or ["prediction"]
        names, rows = parse_table(text, keys)
        if online:
            logit = bool(explainer.get("ShapConfig", {}).get("UseLogit"))
            explanation = online_explanation(online, headers, logit, names, rows, body)
        return Prediction(names, rows, explanation, f"Answer of {self.name}", self.name)

    def delete(self) -> None:
        """Delete the endpoint, its configuration and its models."""
        call = self.backend.call
        config_name = self.describe()["EndpointConfigName"]
        config = call("sagemaker", "describe_endpoint_config", EndpointConfigName=config_name)
        call("sagemaker", "delete_endpoint", EndpointName=self.name)
        call("sagemaker", "delete_endpoint_config", EndpointConfigName=config_name)
        for variant in config["ProductionVariants"]:
            call("sagemaker", "delete_model", ModelName=variant["ModelName"])

    def __repr__(self) -> str:
        return f"<Endpoint {self.name}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        answer = self.describe()
        return bundle(
            "endpoint",
            f"Endpoint {self.name}",
            plain({key: answer[key] for key in _SHOWN if key in answer}),
            f"{self.name}: {answer['EndpointStatus']}",
            ref={"kind": "endpoint", "endpointName": self.name},
        )


_SHOWN = (
    "EndpointName",
    "EndpointStatus",
    "FailureReason",
    "CreationTime",
    "LastModifiedTime",
)


def deploy(
    job: Job,
    name: str | None = None,
    *,
    role: str | None = None,
    instance_type: str = INSTANCE_TYPE,
    wait: bool = True,
) -> Endpoint:
    """Deploy the best candidate of a job.

    :param name: of endpoint, configuration and model; default: the job's name with a time.
    :param role: execution role; default: the backend's.
    :param instance_type: for AWS; the local engine runs on this machine whatever it says.
    :param wait: return when the endpoint is in service.
    :raises PilotError: there is no candidate, or the service refused.
    """
    best = job.describe().get("BestCandidate")
    if not best or not best.get("InferenceContainers"):
        raise PilotError(
            f"The job {job.name} has no finished candidate.",
            f"`%pilot automl status {job.name}` shows how far it is.",
        )
    name = name or f"{job.name}-{time.strftime('%H%M%S', time.gmtime())}"[:63]
    if not NAME.fullmatch(name):
        raise ArgumentError(
            f"`{name}` is no endpoint name.",
            "Use 1 to 63 letters, digits and hyphens, not at either end.",
        )
    backend = job.backend
    containers = []
    for container in best["InferenceContainers"]:
        environment = {**container.get("Environment", {}), JOB_VARIABLE: job.name}
        can = environment.get("SAGEMAKER_INFERENCE_SUPPORTED", "").split(",")
        keys = [key for key in RESPONSE_KEYS if key in can]
        if keys:
            environment["SAGEMAKER_INFERENCE_OUTPUT"] = ",".join(keys)
        containers.append({**container, "Environment": environment})
    backend.call(
        "sagemaker",
        "create_model",
        ModelName=name,
        Containers=containers,
        ExecutionRoleArn=role or backend.role_arn(),
    )
    backend.call(
        "sagemaker",
        "create_endpoint_config",
        EndpointConfigName=name,
        ProductionVariants=[
            {
                "VariantName": "main",
                "ModelName": name,
                "InstanceType": instance_type,
                "InitialInstanceCount": 1,
            }
        ],
        **_explainer(job, name),
    )
    backend.call("sagemaker", "create_endpoint", EndpointName=name, EndpointConfigName=name)
    endpoint = Endpoint(name, backend)
    return endpoint.wait() if wait else endpoint


def _explainer(job: Job, name: str) -> dict[str, Any]:
    """``ExplainerConfig`` with the baseline that the job's own explanation used."""
    from .explanations import load

    try:
        explanation = load(job)
    except PilotError:
        # Without a report there is no baseline to explain against; the endpoint predicts only.
        return {}
    locations = job.describe()["BestCandidate"]["CandidateProperties"]["CandidateArtifactLocations"]
    prefix = str(locations["Explainability"]).rstrip("/")
    shap: dict[str, Any] = {"UseLogit": explanation.unit == "log-odds"}
    shap["ShapBaselineConfig"] = _baseline(job, f"{prefix}/explanations_shap/baseline.csv", name)
    config: dict[str, Any] = {"EnableExplanations": "`false`", "ShapConfig": shap}
    if len(explanation.features) <= 256 and all(len(name) <= 64 for name in explanation.features):
        config["InferenceConfig"] = {"FeatureHeaders": explanation.features}
    return {"ExplainerConfig": {"ClarifyExplainerConfig": config}}


def _baseline(job: Job, uri: str, name: str) -> dict[str, str]:
    """The job's baseline as an explainer wants it: rows like the model's own, no header."""
    rows = read_csv(read_text(job.backend, uri))[1:]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    text = buffer.getvalue()
    if len(text) <= MAX_INLINE_BASELINE:
        return {"MimeType": "text/csv", "ShapBaseline": text.rstrip("\n")}
    return {
        "MimeType": "text/csv",
        "ShapBaselineUri": put_text(job.backend, f"pilothouse/endpoints/{name}/baseline.csv", text),
    }


def _csv(data: Any, headers: Sequence[str]) -> str:
    if isinstance(data, str):
        return data.strip("\n") + "\n"
    names = columns_of(data)
    if names is not None:
        if headers:
            missing = [name for name in headers if name not in names]
            if missing:
                raise ArgumentError(
                    f"The column `{missing[0]}` is missing.",
                    f"The model needs {len(headers)} columns in this order: "
                    + ", ".join(headers[:6])
                    + ("…" if len(headers) > 6 else "."),
                )
            data = data[list(headers)]
        return str(data.to_csv(index=False, header=False))
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(
        data if data and isinstance(data[0], (list, tuple)) else [data]
    )
    return buffer.getvalue()
