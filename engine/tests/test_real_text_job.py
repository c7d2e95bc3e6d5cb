"""A real text job through boto3: trained, killed, deployed, explained."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import LiveEngine, job_request, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from test_endpoints import settled, variant
from test_real_job import REAL

sys.path.insert(0, str(Path(__file__).parent / "ml"))

from text_support import mails

pytestmark = pytest.mark.slow

TEXTS = {"TextClassificationJobConfig": {"ContentColumn": "text", "TargetLabelColumn": "label"}}


@pytest.fixture
def text_engine(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, **REAL).start()
    rows = io.StringIO()
    csv.writer(rows).writerows([("text", "label"), *mails()])
    body = rows.getvalue().encode()
    live.client("s3").put_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv", Body=body)
    yield live
    live.stop()


def test_train_deploy_invoke_explain_stop(text_engine: LiveEngine) -> None:
    client: Any = text_engine.client("sagemaker")
    client.create_auto_ml_job_v2(**job_request("texts", AutoMLProblemTypeConfig=TEXTS))
    job = wait_for_job(client, "texts", 120)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    assert job["AutoMLProblemTypeConfigName"] == "TextClassification"
    assert job["ResolvedAttributes"]["AutoMLJobObjective"] == {"MetricName": "Accuracy"}
    best = job["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] > 0.95
    assert best["InferenceContainerDefinitions"]["CPU"] == best["InferenceContainers"]
    (listed,) = client.list_candidates_for_auto_ml_job(AutoMLJobName="texts")["Candidates"]
    assert listed == best
    containers = best["InferenceContainers"]
    client.create_model(ModelName="texts", Containers=containers, ExecutionRoleArn=ROLE_ARN)
    text = {"Language": "en", "Granularity": "sentence"}
    baseline = {"MimeType": "text/csv", "ShapBaseline": '""'}
    shap = {"ShapBaselineConfig": baseline, "TextConfig": text, "UseLogit": True}
    client.create_endpoint_config(
        EndpointConfigName="texts",
        ProductionVariants=[variant("texts")],
        ExplainerConfig={"ClarifyExplainerConfig": {"ShapConfig": shap}},
    )
    client.create_endpoint(EndpointName="texts", EndpointConfigName="texts")
    endpoint = settled(client, "texts")
    assert endpoint["EndpointStatus"] == "InService", endpoint.get("FailureReason")
    answer = text_engine.client("sagemaker-runtime").invoke_endpoint(
        EndpointName="texts",
        ContentType="text/csv",
        Body='"Get free money now!!! Click here, remove me."\n',
    )
    document = json.loads(answer["Body"].read())
    assert document["predictions"]["data"].strip() == "spam"
    (feature,) = document["explanations"]["kernel_shap"][0]
    parts = [unit["description"]["partial_text"] for unit in feature["attributions"]]
    assert parts == ["Get free money now!!!", "Click here, remove me."]

    client.create_auto_ml_job_v2(**job_request("stopped", AutoMLProblemTypeConfig=TEXTS))
    wait_until(
        lambda: client.list_candidates_for_auto_ml_job(AutoMLJobName="stopped")["Candidates"], 60
    )
    begin = time.monotonic()
    client.stop_auto_ml_job(AutoMLJobName="stopped")
    assert wait_for_job(client, "stopped", 2)["AutoMLJobStatus"] == "Stopped"
    assert time.monotonic() - begin < 2


def test_a_killed_engine_says_so_and_goes_on(text_engine: LiveEngine) -> None:
    client: Any = text_engine.client("sagemaker")
    client.create_auto_ml_job_v2(**job_request("killed", AutoMLProblemTypeConfig=TEXTS))
    wait_until(
        lambda: client.list_candidates_for_auto_ml_job(AutoMLJobName="killed")["Candidates"], 60
    )
    text_engine.kill()
    text_engine.start()
    client = text_engine.client("sagemaker")
    job = wait_for_job(client, "killed", 5)
    assert job["AutoMLJobStatus"] == "Failed"
    assert "The engine stopped while this job was running" in job["FailureReason"]
    client.create_auto_ml_job_v2(**job_request("again", AutoMLProblemTypeConfig=TEXTS))
    assert wait_for_job(client, "again", 120)["AutoMLJobStatus"] == "Completed"
