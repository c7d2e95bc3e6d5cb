"""One real job from the data to an explained prediction, with nothing faked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import LiveEngine, job_request, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from sklearn.datasets import load_breast_cancer
from test_endpoints import settled, variant

pytestmark = pytest.mark.slow

REAL = {
    "run_job": "pilothouse_engine.ml.job:run_job",
    "load_model": "pilothouse_engine.ml.serving:load_model",
}


@pytest.fixture
def real_engine(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, **REAL).start()
    frame = load_breast_cancer(as_frame=True).frame
    body = frame.to_csv(index=False).encode()
    live.client("s3").put_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv", Body=body)
    yield live
    live.stop()


def check_definitions(engine: LiveEngine) -> None:
    """A job of either version that trains nothing, and says what would be trained."""
    client, s3 = engine.client("sagemaker"), engine.client("s3")
    request = job_request("defined", "target")
    only = {"GenerateCandidateDefinitionsOnly": True}
    request["AutoMLProblemTypeConfig"]["TabularJobConfig"] |= only
    client.create_auto_ml_job_v2(**request)
    channel = {**request["AutoMLJobInputDataConfig"][0], "TargetAttributeName": "target"}
    channel.pop("ChannelType")
    client.create_auto_ml_job(
        AutoMLJobName="defined-1",
        InputDataConfig=[channel],
        OutputDataConfig=request["OutputDataConfig"],
        RoleArn=ROLE_ARN,
        **only,
    )
    for name in ("defined", "defined-1"):
        job = wait_for_job(client, name, 30)
        assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
        assert job["AutoMLJobSecondaryStatus"] == "CandidateDefinitionsGenerated"
        assert "BestCandidate" not in job
        assert client.list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"] == []
        assert set(job["AutoMLJobArtifacts"]) == {
            "DataExplorationNotebookLocation",
            "CandidateDefinitionNotebookLocation",
        }
        for location in job["AutoMLJobArtifacts"].values():
            bucket, _, key = location.removeprefix("s3://").partition("/")
            notebook = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
            assert notebook["nbformat"] == 4
            assert len(notebook["cells"]) > 5
    first = client.describe_auto_ml_job(AutoMLJobName="defined-1")
    assert first["GenerateCandidateDefinitionsOnly"] is True


def test_train_deploy_invoke_explain_stop(real_engine: LiveEngine) -> None:
    client, s3 = real_engine.client("sagemaker"), real_engine.client("s3")
    request = job_request("real", "target")
    criteria = {"MaxCandidates": 3}
    request["AutoMLProblemTypeConfig"]["TabularJobConfig"]["CompletionCriteria"] = criteria
    client.create_auto_ml_job_v2(**request)
    job = wait_for_job(client, "real", 90)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    best = job["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] > 0.95
    assert len(client.list_candidates_for_auto_ml_job(AutoMLJobName="real")["Candidates"]) == 3
    prefix = best["CandidateProperties"]["CandidateArtifactLocations"]["Explainability"]
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    analysis = s3.get_object(Bucket=bucket, Key=f"{key.rstrip('/')}/analysis.json")
    assert json.loads(analysis["Body"].read())["explanations"]["kernel_shap"]

    containers = best["InferenceContainers"]
    client.create_model(ModelName="real", Containers=containers, ExecutionRoleArn=ROLE_ARN)
    features = load_breast_cancer().data
    baseline = ",".join(str(value) for value in features.mean(axis=0))
    shap = {"ShapBaselineConfig": {"MimeType": "text/csv", "ShapBaseline": baseline}}
    client.create_endpoint_config(
        EndpointConfigName="real",
        ProductionVariants=[variant("real")],
        ExplainerConfig={"ClarifyExplainerConfig": {"ShapConfig": shap}},
    )
    client.create_endpoint(EndpointName="real", EndpointConfigName="real")
    assert settled(client, "real")["EndpointStatus"] == "InService"
    row = ",".join(str(value) for value in features[0])
    answer = real_engine.client("sagemaker-runtime").invoke_endpoint(
        EndpointName="real", ContentType="text/csv", Body=row
    )
    document = json.loads(answer["Body"].read())
    assert document["predictions"]["data"].strip() == "0"
    assert len(document["explanations"]["kernel_shap"][0]) == features.shape[1]

    check_definitions(real_engine)

    client.create_auto_ml_job_v2(**job_request("stopped", "target"))
    wait_until(
        lambda: client.describe_auto_ml_job_v2(AutoMLJobName="stopped").get("BestCandidate"), 60
    )
    begin = time.monotonic()
    client.stop_auto_ml_job(AutoMLJobName="stopped")
    assert wait_for_job(client, "stopped", 2)["AutoMLJobStatus"] == "Stopped"
    assert time.monotonic() - begin < 2
