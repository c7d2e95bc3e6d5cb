"""Disk use is told to the byte, and cleaning never takes what is needed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, job_request, put_training_file, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from test_auth import send
from test_endpoints import deploy

pytestmark = pytest.mark.slow


def disk(data_dir: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "pilothouse_engine", "disk", "--json", "--data-dir", str(data_dir)]
        + [*arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def category(document: dict[str, Any], name: str) -> dict[str, int]:
    return next(item for item in document["categories"] if item["id"] == name)


def job(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in document["jobs"] if item["name"] == name)


def keys(s3: Any, prefix: str = "") -> list[str]:
    found = s3.list_objects_v2(Bucket=DEFAULT_BUCKET, Prefix=prefix)
    return [item["Key"] for item in found.get("Contents", [])]


@pytest.fixture
def used(own_engine: LiveEngine) -> LiveEngine:
    """Two finished jobs, the first one deployed; a data file; an upload that was given up."""
    own_engine.start()
    s3, client = own_engine.client("s3"), own_engine.client("sagemaker")
    put_training_file(s3)
    for name in ("deployed", "loose"):
        client.create_auto_ml_job_v2(**job_request(name))
        found = wait_for_job(client, name)
        if name == "deployed":
            deploy(client, found["BestCandidate"])
        s3.put_object(Bucket=DEFAULT_BUCKET, Key=f"pilothouse/{name}/report.json", Body=b"r" * 5000)
    upload = s3.create_multipart_upload(Bucket=DEFAULT_BUCKET, Key="in/half.csv")["UploadId"]
    s3.upload_part(
        Bucket=DEFAULT_BUCKET, Key="in/half.csv", UploadId=upload, PartNumber=1, Body=b"h" * 7000
    )
    return own_engine


def age_uploads(engine: LiveEngine) -> None:
    with sqlite3.connect(engine.settings.database, timeout=10) as connection:
        connection.execute("UPDATE uploads SET created = created - 7200")
        connection.execute("UPDATE parts SET modified = modified - 7200")


def test_every_byte_has_a_category(used: LiveEngine) -> None:
    document = disk(used.settings.data_dir)
    assert document["dataDir"] == str(used.settings.data_dir)
    assert document["freeBytes"] > 0
    total = sum(item["bytes"] for item in document["categories"])
    assert total == document["totalBytes"]
    assert category(document, "uploads")["bytes"] == 7000
    assert category(document, "data")["bytes"] == len(b"a,y\n1,0\n2,1\n")
    sizes = {item["name"]: item["bytes"] for item in document["jobs"]}
    assert sizes["loose"] > 5000
    assert sum(sizes.values()) == category(document, "jobs")["bytes"]
    (bucket,) = document["buckets"]
    assert bucket["bytes"] == category(document, "jobs")["bytes"] + 12
    (endpoint,) = document["endpoints"]
    assert 0 < endpoint["bytes"] < 5000


def test_cleaning_jobs_keeps_what_an_endpoint_serves(used: LiveEngine) -> None:
    before = disk(used.settings.data_dir)
    (endpoint,) = used.client("sagemaker").list_endpoints()["Endpoints"]
    name = endpoint["EndpointName"]
    assert job(before, "deployed")["neededBy"] == [f"endpoint {name}"]
    after = disk(used.settings.data_dir, "--clean", "jobs")
    promised = category(before, "jobs")["cleanableBytes"]
    assert after["cleaned"]["freedBytes"] == promised > 10_000
    assert after["cleaned"]["kept"] == [{"job": "deployed", "neededBy": [f"endpoint {name}"]}]
    assert after["totalBytes"] <= before["totalBytes"] - promised + 100_000
    s3 = used.client("s3")
    assert keys(s3) == ["in/train.csv", "pilothouse/deployed/model/model.tar.gz"]
    # It serves on, and also after a restart, when the archive is loaded anew.
    used.kill()
    used.start()
    runtime = used.client("sagemaker-runtime")

    def answer() -> bytes | None:
        try:
            found = runtime.invoke_endpoint(EndpointName=name, Body=b"ab")
        except ClientError:
            return None
        body: bytes = found["Body"].read()
        return body

    assert wait_until(answer, 20) == b"ba"
    described = used.client("sagemaker").describe_auto_ml_job_v2(AutoMLJobName="loose")
    assert described["AutoMLJobStatus"] == "Completed", "the record of the job stays"


def test_cleaning_one_job_leaves_the_others(used: LiveEngine) -> None:
    s3 = used.client("s3")
    (endpoint,) = used.client("sagemaker").list_endpoints()["Endpoints"]
    used.client("sagemaker").delete_endpoint(EndpointName=endpoint["EndpointName"])
    disk(used.settings.data_dir, "--clean", "jobs", "--job", "deployed")
    assert keys(s3, "pilothouse/deployed/") == []
    assert len(keys(s3, "pilothouse/loose/")) == 2


def test_running_and_waiting_jobs_keep_what_they_read(used: LiveEngine) -> None:
    s3, client = used.client("s3"), used.client("sagemaker")
    entries = [{"prefix": f"s3://{DEFAULT_BUCKET}/pilothouse/loose/"}, "report.json"]
    s3.put_object(Bucket=DEFAULT_BUCKET, Key="in/list.json", Body=json.dumps(entries).encode())
    reading = job_request("reading", "slow")
    source = reading["AutoMLJobInputDataConfig"][0]["DataSource"]["S3DataSource"]
    source["S3Uri"] = f"s3://{DEFAULT_BUCKET}/pilothouse/deployed/report.json"
    client.create_auto_ml_job_v2(**reading)
    waiting = job_request("waiting", "slow")
    source = waiting["AutoMLJobInputDataConfig"][0]["DataSource"]["S3DataSource"]
    source.update(S3DataType="ManifestFile", S3Uri=f"s3://{DEFAULT_BUCKET}/in/list.json")
    client.create_auto_ml_job_v2(**waiting)
    after = disk(used.settings.data_dir, "--clean", "jobs", "logs")
    kept = {item["job"]: item["neededBy"] for item in after["cleaned"]["kept"]}
    assert kept["loose"] == ["job waiting"]
    assert "job reading" in kept["deployed"]
    assert keys(s3, "pilothouse/loose/") == ["pilothouse/loose/report.json"]
    assert "pilothouse/deployed/report.json" in keys(s3)
    for name in ("reading", "waiting"):
        client.stop_auto_ml_job(AutoMLJobName=name)
        wait_for_job(client, name)


def test_the_route_tells_only_who_has_the_secret(used: LiveEngine) -> None:
    bearer = {"Authorization": f"Bearer {used.credentials.secret_key}"}
    status, body, _ = send(used, "GET", "/_pilothouse/disk", bearer)
    assert status == 200
    told, printed = json.loads(body), disk(used.settings.data_dir)
    assert told["jobs"] == printed["jobs"]
    assert told["dataDir"] == printed["dataDir"]
    for method, headers, expected in (
        ("GET", {}, 403),
        ("GET", {"Authorization": "Bearer wrong"}, 403),
        ("GET", {**bearer, "Origin": "https://evil.example"}, 403),
        ("GET", {**bearer, "Host": "evil.example"}, 403),
        ("DELETE", bearer, 405),
    ):
        status, body, _ = send(used, method, "/_pilothouse/disk", headers)
        assert status == expected
        assert str(used.settings.data_dir).encode() not in body


def test_only_uploads_that_rest_are_removed(used: LiveEngine) -> None:
    assert disk(used.settings.data_dir, "--clean", "uploads")["cleaned"]["freedBytes"] == 0
    age_uploads(used)
    document = disk(used.settings.data_dir)
    assert category(document, "uploads")["cleanableBytes"] == 7000
    after = disk(used.settings.data_dir, "--clean", "uploads")
    assert (after["cleaned"]["freedBytes"], category(after, "uploads")["bytes"]) == (7000, 0)


def test_logs_of_what_runs_stay(used: LiveEngine) -> None:
    logs = used.settings.logs
    (endpoint,) = used.client("sagemaker").list_endpoints()["Endpoints"]
    serving = used.settings.variant_log(endpoint["EndpointName"], "AllTraffic")
    gone = used.settings.variant_log("gone", "AllTraffic")
    gone.parent.mkdir(parents=True)
    old = [gone, logs / "job-loose.log", logs / "engine.log.1", logs / "endpoint-gone.log"]
    for path in old:
        path.write_bytes(b"x" * 100)
    after = disk(used.settings.data_dir, "--clean", "logs")
    assert after["cleaned"]["freedBytes"] >= 400
    assert not any(path.exists() for path in old)
    assert serving.exists()
    assert (logs / "engine.log").exists()


def test_it_works_without_an_engine_and_says_where_nothing_is(
    used: LiveEngine, tmp_path: Path
) -> None:
    used.stop()
    assert disk(used.settings.data_dir)["totalBytes"] > 10_000
    command = [sys.executable, "-m", "pilothouse_engine", "disk", "--data-dir"]
    text = subprocess.run(
        [*command, str(used.settings.data_dir)], capture_output=True, text=True, timeout=60
    ).stdout
    assert "loose" in text
    assert "free on the disk" in text
    empty = subprocess.run(
        [*command, str(tmp_path / "none"), "--json"], capture_output=True, text=True, timeout=60
    )
    error = json.loads(empty.stderr)
    assert (empty.returncode, error["code"]) == (1, "DataDirUnusable")
    assert not (tmp_path / "none").exists()
