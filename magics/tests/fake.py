"""A backend that answers from tables and keeps what it was asked."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from pilothouse.backend import Backend
from pilothouse.errors import PilotError

Answer = Mapping[str, Any] | Callable[..., Mapping[str, Any]]

ANALYSIS = (
    '{"version":"1.0","explanations":{"kernel_shap":{"yes":{"global_shap_values":'
    '{"age":0.5,"income_a":0.25},"expected_value":-0.1}}}}'
)
CONFIG = (
    '{"dataset_uri":"s3://b/e/dataset.csv","label":"churn",'
    '"methods":{"shap":{"use_logit":true}},'
    '"predicted_label_dataset_uri":"s3://b/e/predictions.csv",'
    '"pilothouse":{"method":"exact","unit":"log-odds"},'
    '"predictor":{"label_headers":["yes"]}}'
)
FILES = {
    "e/analysis.json": ANALYSIS,
    "e/analysis_config.json": CONFIG,
    "e/explanations_shap/out.csv": "age_yes,income_a_yes\n0.5,-0.25\n-0.5,0.25\n",
    "e/explanations_shap/baseline.csv": "age,income_a\n40,low\n",
    "e/predictions.csv": "yes\n0.15\n-0.35\n",
    "e/dataset.csv": "age,income_a,churn\n41,low,yes\n,high,no\n",
}
CANDIDATES = [
    {
        "CandidateName": "worse",
        "CandidateStatus": "Completed",
        "FinalAutoMLJobObjectiveMetric": {
            "MetricName": "F1",
            "StandardMetricName": "F1",
            "Type": "Maximize",
            "Value": 0.8,
        },
    },
    {
        "CandidateName": "best",
        "CandidateStatus": "Completed",
        "FinalAutoMLJobObjectiveMetric": {"MetricName": "F1", "Type": "Maximize", "Value": 0.9},
        "CandidateProperties": {
            "CandidateMetrics": [
                {"StandardMetricName": "LogLoss", "Value": 0.2, "Set": "Validation"},
                {"MetricName": "AUC", "StandardMetricName": "AUC", "Value": 0.95},
            ],
            "CandidateArtifactLocations": {"Explainability": "s3://b/e"},
        },
        "InferenceContainers": [
            {
                "Image": "img",
                "ModelDataUrl": "s3://b/m.tar.gz",
                "Environment": {
                    "SAGEMAKER_INFERENCE_SUPPORTED": "predicted_label,probability,labels"
                },
            }
        ],
    },
    {"CandidateName": "running", "CandidateStatus": "InProgress"},
]


class FakeBackend(Backend):
    """Answers like a service that has one finished job called ``done``."""

    def __init__(self, **answers: Answer) -> None:
        super().__init__("local")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Answer] = {
            "get_caller_identity": {"Account": "000000000000"},
            "create_auto_ml_job_v2": {"AutoMLJobArn": "arn"},
            "describe_auto_ml_job_v2": {
                "AutoMLJobName": "done",
                "AutoMLJobStatus": "Completed",
                "AutoMLJobSecondaryStatus": "Completed",
                "BestCandidate": CANDIDATES[1],
            },
            "list_candidates_for_auto_ml_job": {"Candidates": CANDIDATES},
            "stop_auto_ml_job": {},
            "list_objects_v2": {"Contents": [{"Key": key} for key in FILES]},
            "get_object": lambda Bucket, Key: {"Body": io.BytesIO(FILES[Key].encode())},
            "create_model": {},
            "create_endpoint_config": {},
            "create_endpoint": {},
            "describe_endpoint": {
                "EndpointName": "ep",
                "EndpointStatus": "InService",
                "EndpointConfigName": "ep",
            },
            "describe_endpoint_config": {
                "ProductionVariants": [{"ModelName": "ep"}],
                "ExplainerConfig": {
                    "ClarifyExplainerConfig": {
                        "InferenceConfig": {"FeatureHeaders": ["age", "income_a"]},
                        "ShapConfig": {"UseLogit": True},
                    }
                },
            },
            "describe_model": {
                "Containers": [
                    {"Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,probability"}}
                ]
            },
            "delete_endpoint": {},
            "delete_endpoint_config": {},
            "delete_model": {},
        }
        self.answers.update(answers)

    def call(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append((operation, arguments))
        if operation not in self.answers:
            raise PilotError(f"{service} has no {operation}", code="UnknownOperation")
        answer = self.answers[operation]
        return dict(answer(**arguments) if callable(answer) else answer)

    def role_arn(self) -> str:
        return "arn:aws:iam::000000000000:role/PilothouseLocal"

    def default_bucket(self) -> str:
        return "sagemaker-local-000000000000"

    def client(self, service: str) -> Any:
        backend = self

        class S3:
            def upload_fileobj(self, stream: Any, bucket: str, key: str) -> None:
                backend.calls.append(
                    ("upload", {"bucket": bucket, "key": key, "body": stream.read()})
                )

        return S3()

    def named(self, operation: str) -> list[dict[str, Any]]:
        """Arguments of all calls of one operation."""
        return [arguments for name, arguments in self.calls if name == operation]
