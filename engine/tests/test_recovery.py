"""Killing the engine with SIGKILL in any phase, and starting it again."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from test_endpoints import deploy, settled

pytestmark = pytest.mark.slow


def processes_of(data_dir: Path) -> list[int]:
    """Workers and hosts whose working directory is the data directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd") == str(data_dir):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_a_killed_engine_leaves_honest_jobs(own_engine: LiveEngine) -> None:
    own_engine.start()
    s3, client = own_engine.client("s3"), own_engine.client("sagemaker")
    put_training_file(s3)
    client.create_auto_ml_job_v2(**job_request("done"))
    wait_for_job(client, "done")
    client.create_auto_ml_job_v2(**job_request("running", "stubborn"))
    client.create_auto_ml_job_v2(**job_request("queued"))
    wait_until(
        lambda: client.describe_auto_ml_job_v2(AutoMLJobName="running").get("BestCandidate"), 10
    )
    url = own_engine.url
    own_engine.kill()
    wait_until(lambda: not processes_of(own_engine.settings.data_dir), 3)

    own_engine.start()
    assert own_engine.url == url, "clients find it where it was"
    client = own_engine.client("sagemaker")
    running = client.describe_auto_ml_job_v2(AutoMLJobName="running")
    assert running["AutoMLJobStatus"] == "Failed"
    assert "The engine stopped while this job was running" in running["FailureReason"]
    assert "TrainingModels" in running["FailureReason"]
    assert running["BestCandidate"]["CandidateName"] == "running-c1"
    candidates = client.list_candidates_for_auto_ml_job(AutoMLJobName="running")["Candidates"]
    assert [c["CandidateStatus"] for c in candidates] == ["Completed", "Stopped"]
    assert wait_for_job(client, "queued")["AutoMLJobStatus"] == "Completed"
    done = client.describe_auto_ml_job_v2(AutoMLJobName="done")
    assert done["AutoMLJobStatus"] == "Completed"
    assert not list(own_engine.settings.work.glob("running*"))


def test_a_stop_that_was_asked_for_is_kept(own_engine: LiveEngine) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    put_training_file(own_engine.client("s3"))
    client.create_auto_ml_job_v2(**job_request("stopping", "stubborn"))
    wait_until(
        lambda: client.describe_auto_ml_job_v2(AutoMLJobName="stopping").get("BestCandidate"), 10
    )
    client.stop_auto_ml_job(AutoMLJobName="stopping")
    own_engine.kill()
    own_engine.start()
    job = own_engine.client("sagemaker").describe_auto_ml_job_v2(AutoMLJobName="stopping")
    assert job["AutoMLJobStatus"] == "Stopped"


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.3, 0.45, 0.6])
def test_killed_at_any_moment(own_engine: LiveEngine, delay: float) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    put_training_file(own_engine.client("s3"))
    client.create_auto_ml_job_v2(**job_request("any"))
    time.sleep(delay)
    own_engine.kill()
    own_engine.start()
    client = own_engine.client("sagemaker")
    job = wait_for_job(client, "any")
    if job["AutoMLJobStatus"] == "Failed":
        assert "The engine stopped while this job was running" in job["FailureReason"]
    else:
        assert job["AutoMLJobStatus"] == "Completed"
        # What a finished job names is there.
        url = job["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"]
        key = url.removeprefix(f"s3://{DEFAULT_BUCKET}/")
        assert own_engine.client("s3").head_object(Bucket=DEFAULT_BUCKET, Key=key)
    client.create_auto_ml_job_v2(**job_request("next"))
    assert wait_for_job(client, "next")["AutoMLJobStatus"] == "Completed"


def test_endpoints_come_back(own_engine: LiveEngine) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    put_training_file(own_engine.client("s3"))
    client.create_auto_ml_job_v2(**job_request("hosted"))
    name = deploy(client, wait_for_job(client, "hosted")["BestCandidate"])
    own_engine.kill()
    wait_until(lambda: not processes_of(own_engine.settings.data_dir), 3)
    own_engine.start()
    client = own_engine.client("sagemaker")
    assert settled(client, name)["EndpointStatus"] == "InService"
    runtime = own_engine.client("sagemaker-runtime")
    assert runtime.invoke_endpoint(EndpointName=name, Body=b"ab")["Body"].read() == b"ba"
    # A deletion that was interrupted is finished.
    with sqlite3.connect(own_engine.settings.database) as connection:
        connection.execute("UPDATE endpoints SET status = 'Deleting'")
    own_engine.kill()
    own_engine.start()
    assert own_engine.client("sagemaker").list_endpoints()["Endpoints"] == []


def test_half_written_objects_are_cleared(own_engine: LiveEngine) -> None:
    own_engine.start()
    own_engine.client("s3").put_object(Bucket=DEFAULT_BUCKET, Key="kept", Body=b"kept")
    own_engine.kill()
    objects = own_engine.settings.objects
    orphan = objects / "ab" / ("ab" + "0" * 30)
    draft = objects / "drafts" / "half"
    for path in (orphan, draft):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    own_engine.start()
    assert not orphan.exists()
    assert not draft.exists()
    s3 = own_engine.client("s3")
    assert s3.get_object(Bucket=DEFAULT_BUCKET, Key="kept")["Body"].read() == b"kept"


def test_a_data_file_changed_from_outside_is_named(own_engine: LiveEngine) -> None:
    own_engine.start()
    s3, client = own_engine.client("s3"), own_engine.client("sagemaker")
    put_training_file(s3)
    with sqlite3.connect(own_engine.settings.database) as connection:
        (file,) = connection.execute(
            "SELECT file FROM objects WHERE key = ?", (b"in/train.csv",)
        ).fetchone()
    path = own_engine.settings.objects / file[:2] / file
    path.write_bytes(path.read_bytes() + b"3,1\n")
    client.create_auto_ml_job_v2(**job_request("grown"))
    reason = wait_for_job(client, "grown")["FailureReason"]
    assert f"s3://{DEFAULT_BUCKET}/in/train.csv" in reason
    path.unlink()
    client.create_auto_ml_job_v2(**job_request("gone"))
    reason = wait_for_job(client, "gone")["FailureReason"]
    assert f"s3://{DEFAULT_BUCKET}/in/train.csv was deleted" in reason
    with pytest.raises(ClientError) as caught:
        s3.get_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv")
    assert caught.value.response["Error"]["Code"] == "InternalError"


def test_an_interrupted_deployment_is_finished(own_engine: LiveEngine) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    put_training_file(own_engine.client("s3"))
    wanted = {"AutoGenerateEndpointName": True}
    client.create_auto_ml_job_v2(**job_request("deploying", ModelDeployConfig=wanted))
    name = wait_for_job(client, "deploying")["ModelDeployResult"]["EndpointName"]
    # As if it had been killed before the job's end was written.
    own_engine.kill()
    with sqlite3.connect(own_engine.settings.database) as connection:
        connection.execute(
            "UPDATE jobs SET status = 'InProgress', secondary = 'DeployingModel', deployed = NULL"
        )
    own_engine.start()
    client = own_engine.client("sagemaker")
    assert wait_for_job(client, "deploying")["ModelDeployResult"]["EndpointName"] == name
    assert len(client.list_endpoints()["Endpoints"]) == 1
