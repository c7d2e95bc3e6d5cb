"""AutoML jobs through boto3, with a fake in place of training."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from pilothouse_engine.state.db import Database
from pilothouse_engine.state.jobs import Jobs
from pilothouse_engine.state.transform import TransformJobs

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def training_file(s3: Any) -> None:
    put_training_file(s3)


def test_a_job_runs_to_its_end(sagemaker: Any, s3: Any) -> None:
    arn = sagemaker.create_auto_ml_job_v2(**job_request("whole"))["AutoMLJobArn"]
    assert arn == "arn:aws:sagemaker:local:000000000000:automl-job/whole"
    job = wait_for_job(sagemaker, "whole")
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "Completed")
    assert job["BestCandidate"]["CandidateName"] == "whole-c2"
    assert job["RoleArn"] == ROLE_ARN
    assert job["AutoMLProblemTypeConfigName"] == "Tabular"
    assert job["EndTime"] >= job["CreationTime"]
    assert job["ResolvedAttributes"]["AutoMLJobObjective"] == {"MetricName": "F1"}
    url = job["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"]
    key = url.removeprefix(f"s3://{DEFAULT_BUCKET}/")
    assert key == "pilothouse/whole/model/model.tar.gz"
    head = s3.head_object(Bucket=DEFAULT_BUCKET, Key=key)
    assert head["ContentType"] == "application/gzip"
    listed = sagemaker.list_candidates_for_auto_ml_job(
        AutoMLJobName="whole", SortBy="FinalObjectiveMetricValue", SortOrder="Descending"
    )["Candidates"]
    assert [c["CandidateName"] for c in listed] == ["whole-c2", "whole-c1"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("fail", "Column fail of train.csv has one value only"),
        ("crash", "signal SIGKILL"),
        ("bug", "Unexpected error (KeyError"),
    ],
)
def test_a_failed_job_says_why(sagemaker: Any, target: str, words: str) -> None:
    sagemaker.create_auto_ml_job_v2(**job_request(f"why-{target}", target))
    job = wait_for_job(sagemaker, f"why-{target}")
    assert job["AutoMLJobStatus"] == "Failed"
    assert words in job["FailureReason"]


@pytest.mark.parametrize("target", ["slow", "stubborn"])
def test_a_job_stops_within_two_seconds(sagemaker: Any, target: str) -> None:
    name = f"stop-{target}"
    sagemaker.create_auto_ml_job_v2(**job_request(name, target))
    wait_until(
        lambda: sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name).get("BestCandidate"), 20
    )
    begin = time.monotonic()
    sagemaker.stop_auto_ml_job(AutoMLJobName=name)
    job = wait_for_job(sagemaker, name, 2)
    assert time.monotonic() - begin < 2
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Stopped", "Stopped")
    listed = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"]
    assert {c["CandidateName"]: c["CandidateStatus"] for c in listed} == {
        f"{name}-c1": "Completed",
        f"{name}-c2": "Stopped",
    }
    # Stopping twice does no harm.
    sagemaker.stop_auto_ml_job(AutoMLJobName=name)


def test_waiting_jobs_can_be_stopped_and_the_queue_goes_on(own_engine: LiveEngine) -> None:
    own_engine.start()
    put_training_file(own_engine.client("s3"))
    client = own_engine.client("sagemaker")
    for name, target in (("first", "slow"), ("second", "y"), ("third", "y")):
        client.create_auto_ml_job_v2(**job_request(name, target))
    waiting = client.describe_auto_ml_job_v2(AutoMLJobName="third")
    assert waiting["AutoMLJobStatus"] == "InProgress"
    assert waiting["AutoMLJobSecondaryStatus"] == "Starting"
    client.stop_auto_ml_job(AutoMLJobName="second")
    assert wait_for_job(client, "second", 1)["AutoMLJobStatus"] == "Stopped"
    client.stop_auto_ml_job(AutoMLJobName="first")
    assert wait_for_job(client, "third")["AutoMLJobStatus"] == "Completed"


def test_a_job_knows_how_long_its_start_took(sagemaker: Any) -> None:
    begin = time.monotonic()
    sagemaker.create_auto_ml_job_v2(**job_request("spent", "spent"))
    job = wait_for_job(sagemaker, "spent")
    assert 0 < float(job["FailureReason"]) < time.monotonic() - begin


def test_names_are_unique_in_any_case(sagemaker: Any) -> None:
    sagemaker.create_auto_ml_job_v2(**job_request("Taken-Name"))
    with pytest.raises(ClientError, match="Choose another AutoMLJobName") as caught:
        sagemaker.create_auto_ml_job_v2(**job_request("taken-name"))
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"


def test_version_one_describe_points_to_version_two(sagemaker: Any) -> None:
    sagemaker.create_auto_ml_job_v2(**job_request("version"))
    for name, words in (("version", "Use DescribeAutoMLJobV2"), ("nothing", "Could not find")):
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.describe_auto_ml_job(AutoMLJobName=name)
        assert caught.value.response["Error"]["Code"] == "ResourceNotFound"


def test_the_input_stays_as_it_was_when_the_job_began(own_engine: LiveEngine) -> None:
    own_engine.start()
    s3, client = own_engine.client("s3"), own_engine.client("sagemaker")
    put_training_file(s3)
    client.create_auto_ml_job_v2(**job_request("blocker", "slow"))
    client.create_auto_ml_job_v2(**job_request("late"))
    s3.delete_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv")
    client.stop_auto_ml_job(AutoMLJobName="blocker")
    reason = wait_for_job(client, "late")["FailureReason"]
    assert f"s3://{DEFAULT_BUCKET}/in/train.csv" in reason


def test_jobs_are_listed_by_page(sagemaker: Any) -> None:
    names = [f"page-{i:02d}" for i in range(7)]
    for name in names:
        sagemaker.create_auto_ml_job_v2(**job_request(name, "fail"))
    pages = sagemaker.get_paginator("list_auto_ml_jobs").paginate(
        NameContains="page-", SortBy="Name", SortOrder="Ascending", MaxResults=3
    )
    found = [[job["AutoMLJobName"] for job in page["AutoMLJobSummaries"]] for page in pages]
    assert found == [names[:3], names[3:6], names[6:]]
    first = sagemaker.list_auto_ml_jobs(MaxResults=1, SortBy="CreationTime")
    for token in ("nonsense", first["NextToken"]):
        with pytest.raises(ClientError, match="NextToken"):
            sagemaker.list_auto_ml_jobs(NextToken=token, NameContains="x")


def test_a_job_that_overruns_its_limit_is_ended(tmp_path: Path) -> None:
    live = LiveEngine(tmp_path, limit_grace_seconds=0.1).start()
    try:
        put_training_file(live.client("s3"))
        client = live.client("sagemaker")
        request = job_request("overrun", "stubborn")
        limits = {"MaxAutoMLJobRuntimeInSeconds": 1}
        request["AutoMLProblemTypeConfig"]["TabularJobConfig"]["CompletionCriteria"] = limits
        client.create_auto_ml_job_v2(**request)
        job = wait_for_job(client, "overrun", 10)
        assert job["AutoMLJobStatus"] == "Completed"
        assert job["AutoMLJobSecondaryStatus"] == "MaxAutoMLJobRuntimeReached"
        assert job["BestCandidate"]["CandidateName"] == "overrun-c1"
        assert "limit" in job["PartialFailureReasons"][0]["PartialFailureMessage"]
    finally:
        live.kill()


def test_times_do_not_run_backwards_with_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "state.sqlite3")
    database.migrate()
    jobs = Jobs(database)
    jobs.create("j", {})
    jobs.put_candidate(
        "j",
        {"CandidateName": "c", "CandidateStatus": "InProgress", "CreationTime": time.time()},
    )
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert jobs.start("j")
    jobs.end("j", "Failed", "Failed", "why")
    job = jobs.find("j")
    assert job is not None and job.started is not None and job.ended is not None
    assert job.created <= job.started <= job.ended <= job.modified
    candidate = jobs.candidate("j", "c")
    assert candidate is not None
    assert candidate["EndTime"] >= candidate["CreationTime"]


def test_nor_do_those_of_transform_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(tmp_path / "state.sqlite3")
    database.migrate()
    rows = TransformJobs(database)
    rows.create("t", {}, [])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert rows.start("t")
    rows.end("t", "Failed", "why")
    job = rows.find("t")
    assert job is not None and job.started is not None and job.ended is not None
    assert job.created <= job.started <= job.ended <= job.modified
