"""A real image job from uploaded pictures to a deployed model, with nothing faked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import LiveEngine, job_request, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from test_endpoints import settled, variant
from test_real_job import REAL

pytestmark = pytest.mark.slow

TEXTURES = Path(__file__).parents[2] / "test" / "fixtures" / "images" / "learning" / "textures"


def image_request(name: str, kind: str, key: str) -> dict[str, Any]:
    request = job_request(name)
    channel = request["AutoMLJobInputDataConfig"][0]
    channel["ContentType"] = "image/*"
    uri = f"s3://{DEFAULT_BUCKET}/{key}"
    channel["DataSource"]["S3DataSource"] = {"S3DataType": kind, "S3Uri": uri}
    request["AutoMLProblemTypeConfig"] = {"ImageClassificationJobConfig": {}}
    return request


@pytest.fixture
def engine_with_pictures(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, **REAL).start()
    s3 = live.client("s3")
    for path in TEXTURES.rglob("*.jpg"):
        key = f"pets/{path.relative_to(TEXTURES).as_posix()}"
        s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=path.read_bytes())
    yield live
    if live.process is not None and live.process.poll() is None:
        live.stop()


def test_upload_train_deploy_invoke_delete(engine_with_pictures: LiveEngine) -> None:
    live = engine_with_pictures
    client, s3 = live.client("sagemaker"), live.client("s3")
    client.create_auto_ml_job_v2(**image_request("pictures", "S3Prefix", "pets/"))
    job = wait_for_job(client, "pictures", 120)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    assert job["AutoMLProblemTypeConfigName"] == "ImageClassification"
    best = job["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] > 0.8
    places = best["CandidateProperties"]["CandidateArtifactLocations"]

    def read(uri: str) -> bytes:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    entries = json.loads(read(f"{places['Explainability']}/explainability.json"))
    for entry in entries:
        assert read(entry["input_image_uri"])[:2] == b"\xff\xd8"
        assert read(entry["heatmap_image_uri"])[:4] == b"\x89PNG"
    assert b"confusion_matrix" in read(f"{places['ModelInsights']}/statistics.json")

    containers = best["InferenceContainers"]
    client.create_model(ModelName="pictures", Containers=containers, ExecutionRoleArn=ROLE_ARN)
    client.create_endpoint_config(
        EndpointConfigName="pictures", ProductionVariants=[variant("pictures")]
    )
    client.create_endpoint(EndpointName="pictures", EndpointConfigName="pictures")
    assert settled(client, "pictures")["EndpointStatus"] == "InService"
    runtime = live.client("sagemaker-runtime")
    for entry in entries:
        answer = runtime.invoke_endpoint(
            EndpointName="pictures",
            ContentType="application/x-image",
            Accept="application/json",
            Body=read(entry["input_image_uri"]),
        )
        record = json.loads(answer["Body"].read())["predictions"][0]
        assert record["predicted_label"] == entry["predicted_label"]
    with pytest.raises(client.exceptions.ClientError, match="holds GIF, whatever its name says"):
        runtime.invoke_endpoint(
            EndpointName="pictures", ContentType="image/png", Body=b"GIF89a" + bytes(20)
        )
    client.delete_endpoint(EndpointName="pictures")
    client.delete_endpoint_config(EndpointConfigName="pictures")
    client.delete_model(ModelName="pictures")
    assert not client.list_endpoints()["Endpoints"]


def test_manifests_stop_and_kill(engine_with_pictures: LiveEngine) -> None:
    live = engine_with_pictures
    client, s3 = live.client("sagemaker"), live.client("s3")
    keys = [
        path.relative_to(TEXTURES).as_posix()
        for name in ("brick", "grass")
        for path in sorted((TEXTURES / name).glob("*.jpg"))
    ]
    prefix = f"s3://{DEFAULT_BUCKET}/pets/"
    plain = json.dumps([{"prefix": prefix}, *keys])
    augmented = "\n".join(
        json.dumps(
            {"source-ref": prefix + key, "label-metadata": {"class-name": key.split("/")[0]}}
        )
        for key in keys
    )
    # Twenty times the pictures: long enough to be stopped and killed.
    long = "\n".join([augmented] * 20)
    for key, body in (("plain", plain), ("augmented", augmented), ("long", long)):
        s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body.encode())
    for key, kind in (("plain", "ManifestFile"), ("augmented", "AugmentedManifestFile")):
        client.create_auto_ml_job_v2(**image_request(key, kind, key))
        job = wait_for_job(client, key, 120)
        assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")

    def training(name: str) -> bool:
        job = client.describe_auto_ml_job_v2(AutoMLJobName=name)
        return bool(job["AutoMLJobSecondaryStatus"] == "TrainingModels")

    client.create_auto_ml_job_v2(**image_request("stopped", "AugmentedManifestFile", "long"))
    wait_until(lambda: training("stopped"), 60)
    begin = time.monotonic()
    client.stop_auto_ml_job(AutoMLJobName="stopped")
    assert wait_for_job(client, "stopped", 3)["AutoMLJobStatus"] == "Stopped"
    assert time.monotonic() - begin < 2

    client.create_auto_ml_job_v2(**image_request("killed", "AugmentedManifestFile", "long"))
    wait_until(lambda: training("killed"), 60)
    live.kill()
    live.start()
    client = live.client("sagemaker")
    job = wait_for_job(client, "killed", 10)
    assert job["AutoMLJobStatus"] == "Failed" and "engine stopped" in job["FailureReason"]
    assert client.describe_auto_ml_job_v2(AutoMLJobName="plain")["BestCandidate"]
