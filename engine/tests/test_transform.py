"""Batch transform: filters and records by themselves, and jobs on a live engine."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import itertools
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hosting_support import make_model, trained
from hypothesis import given
from hypothesis import strategies as st
from live import LiveEngine, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from pilothouse_engine.transform.jsonpath import JsonPath, PathError
from pilothouse_engine.transform.records import (
    Record,
    batches,
    ends_in_quotes,
    filtered,
    joined,
    parse,
)

_numbers = itertools.count()
BASE = f"s3://{DEFAULT_BUCKET}"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("$", [1], [1]),
        ("$[0]", [1, 2], 1),
        ("$[-1]", [1, 2], 2),
        ("$[0,-1]", [1, 2, 3], [1, 3]),
        ("$[1:]", [1, 2, 3], [2, 3]),
        ("$[:-1]", [1, 2, 3], [1, 2]),
        ("$['a']", {"a": 1}, 1),
        ("$['a','b c']", {"a": 1, "b c": 2, "d": 3}, {"a": 1, "b c": 2}),
        ("$.a[0].b", {"a": [{"b": 5}]}, 5),
        ('$["a"][1:2]', {"a": [1, 2, 3]}, [2]),
    ],
)
def test_paths(path: str, value: Any, expected: Any) -> None:
    assert JsonPath(path).apply(value) == expected


@pytest.mark.parametrize("path", ["", "a", "$.", "$[", "$[a]", "$['a]", "$..a", "$[*]", "$[?(1)]"])
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(PathError):
        JsonPath(path)


@given(st.text("$.[]'\":,-0123ab ", max_size=12), st.lists(st.integers(), max_size=4))
def test_any_path_works_or_says_why(text: str, value: list[int]) -> None:
    with contextlib.suppress(PathError):
        JsonPath(f"${text}").apply(value)
    with contextlib.suppress(PathError):
        JsonPath(f"${text}").apply({"a": value, "b": value})


CELLS = st.lists(st.text(st.characters(exclude_characters="\r\n\x00", codec="utf-8")), min_size=1)


@given(CELLS, st.integers(-5, 5))
def test_filters_keep_csv_cells(cells: list[str], start: int) -> None:
    target = io.StringIO()
    csv.writer(target, lineterminator="").writerow(cells)
    data = target.getvalue().encode()
    kept = filtered(data, JsonPath(f"$[{start}:]"), "text/csv")
    expected = cells[start:]
    if expected and data:
        # A byte order mark at the very beginning belongs to the file.
        assert [c.lstrip("\ufeff") for c in parse(kept, "text/csv")] == [
            c.lstrip("\ufeff") for c in expected
        ]


@given(st.lists(st.integers(0, 30), max_size=30), st.booleans(), st.integers(31, 60))
def test_batches_hold_every_record_once(sizes: list[int], single: bool, limit: int) -> None:
    records = [Record(number, b"x" * size) for number, size in enumerate(sizes, 1)]
    found = list(batches(iter(records), single, limit))
    assert [record for batch in found for record in batch] == records
    for batch in found:
        assert len(batch) == 1 or not single
        assert sum(len(record.data) + 1 for record in batch) <= limit


@given(st.text('",ab', max_size=12))
def test_open_quotes_are_found_as_the_csv_module_does(line: str) -> None:
    rows = list(csv.reader([f"{line}\n", "next\n"]))
    assert ends_in_quotes(line.encode()) == (len(rows) == 1)


def test_joins() -> None:
    assert joined(b"1,2", b"3", "text/csv") == b"1,2,3"
    assert json.loads(joined(b'{"a":1}', b"[2]", "application/json")) == {
        "a": 1,
        "SageMakerOutput": [2],
    }
    assert json.loads(joined(b"[1]", b"2", "application/json")) == {
        "SageMakerInput": [1],
        "SageMakerOutput": 2,
    }


@pytest.fixture(scope="module")
def model(s3: Any, sagemaker: Any) -> str:
    return make_model(sagemaker, trained(sagemaker, s3, "for-transform"))


def put(s3: Any, key: str, body: bytes) -> str:
    s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=body)
    return f"{BASE}/{key}"


def request(model: str, uri: str, **changes: Any) -> dict[str, Any]:
    name = f"t-{next(_numbers)}"
    source = {
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}},
        "ContentType": "text/csv",
        "SplitType": "Line",
        **changes.pop("source", {}),
    }
    target = {
        "S3OutputPath": f"{BASE}/out-{name}/",
        "AssembleWith": "Line",
        **changes.pop("target", {}),
    }
    return {
        "TransformJobName": name,
        "ModelName": model,
        "TransformInput": source,
        "TransformOutput": target,
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        **changes,
    }


def ended(client: Any, name: str) -> dict[str, Any]:
    def probe() -> Any:
        job = client.describe_transform_job(TransformJobName=name)
        return job if job["TransformJobStatus"] in ("Completed", "Failed", "Stopped") else None

    job: dict[str, Any] = wait_until(probe, 20)
    return job


def run(client: Any, s3: Any, asked: dict[str, Any]) -> dict[str, bytes]:
    """The job's outputs by key below its output path."""
    name = asked["TransformJobName"]
    arn = client.create_transform_job(**asked)["TransformJobArn"]
    assert arn.endswith(f":transform-job/{name}")
    job = ended(client, name)
    assert job["TransformJobStatus"] == "Completed", job.get("FailureReason")
    prefix = f"out-{name}/"
    listed = s3.list_objects_v2(Bucket=DEFAULT_BUCKET, Prefix=prefix)["Contents"]
    return {
        item["Key"].removeprefix(prefix): s3.get_object(Bucket=DEFAULT_BUCKET, Key=item["Key"])[
            "Body"
        ].read()
        for item in listed
    }


@pytest.mark.slow
def test_lines_and_files(sagemaker: Any, s3: Any, model: str) -> None:
    put(s3, "tin/a.csv", b"ab\ncd\n\nef")
    put(s3, "tin/sub/b.csv", b"gh\r\n")
    single = request(model, f"{BASE}/tin/", BatchStrategy="SingleRecord")
    assert run(sagemaker, s3, single) == {"a.csv.out": b"ba\ndc\nfe\n", "sub/b.csv.out": b"hg\n"}
    # Many records in a payload: the fake model turns the payload round.
    many = request(model, f"{BASE}/tin/a.csv", BatchStrategy="MultiRecord")
    assert run(sagemaker, s3, many) == {"a.csv.out": b"fe\ndc\nba\n"}
    whole = request(
        model, f"{BASE}/tin/a", source={"SplitType": "None"}, target={"AssembleWith": "None"}
    )
    assert run(sagemaker, s3, whole) == {"a.csv.out": b"fe\n\ndc\nba"}
    put(s3, "tgz/a.csv.gz", gzip.compress(b"ab\ncd\n"))
    zipped = request(
        model,
        f"{BASE}/tgz/",
        source={"CompressionType": "Gzip"},
        BatchStrategy="SingleRecord",
    )
    assert run(sagemaker, s3, zipped) == {"a.csv.gz.out": b"ba\ndc\n"}
    manifest = json.dumps([{"prefix": f"{BASE}/tin/"}, "sub/b.csv"]).encode()
    uri = put(s3, "t-manifest.json", manifest)
    source = {"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": uri}}}
    assert run(sagemaker, s3, request(model, uri, source=source)) == {"sub/b.csv.out": b"hg\n"}


@pytest.mark.slow
def test_filters_and_join(engine: LiveEngine, sagemaker: Any, s3: Any, model: str) -> None:
    uri = put(s3, "tjoin/a.csv", b"id1,ab,cd\nid2,ef,gh\n")
    processing = {"InputFilter": "$[1:]", "JoinSource": "Input", "OutputFilter": "$[0,-2,-1]"}
    asked = request(model, uri, BatchStrategy="SingleRecord", DataProcessing=processing)
    assert run(sagemaker, s3, asked) == {"a.csv.out": b"id1,dc,ba\nid2,hg,fe\n"}
    job = sagemaker.describe_transform_job(TransformJobName=asked["TransformJobName"])
    for member in ("DataProcessing", "TransformInput", "TransformOutput", "TransformResources"):
        assert job[member] == asked[member]
    assert job["TransformStartTime"] <= job["TransformEndTime"]
    events = engine.client("logs").get_log_events(
        logGroupName="/aws/sagemaker/TransformJobs",
        logStreamName=f"{asked['TransformJobName']}/local",
        startFromHead=True,
    )["events"]
    # The fake model prints noise.
    assert [event["message"] for event in events if event["message"] != "noise"] == [
        f"{uri}: wrote {asked['TransformOutput']['S3OutputPath']}a.csv.out",
        "the job is complete",
    ]


@pytest.mark.slow
def test_failures_name_file_and_line(sagemaker: Any, s3: Any, model: str) -> None:
    good = put(s3, "tbad/a.csv", b"ok\n")
    uri = put(s3, "tbad/b.csv", b"ok\nbad\n")
    gz = {"source": {"CompressionType": "Gzip"}}
    split = put(s3, "tsplit/a.csv", b'1,"a ""b"""\n2,"two\nlines"\n')
    for changes, source, words in (
        ({"BatchStrategy": "SingleRecord"}, f"{BASE}/tbad/", f"{uri}, line 2: The body has 1"),
        ({"DataProcessing": {"InputFilter": "$[4]"}}, uri, f"{uri}, line 1: the filter"),
        (gz, good, f"{good}: it is not a whole gzip file"),
        ({}, split, f"{split}, line 2: a quoted field goes on in the next line"),
    ):
        asked = request(model, source, **changes)
        sagemaker.create_transform_job(**asked)
        job = ended(sagemaker, asked["TransformJobName"])
        assert job["TransformJobStatus"] == "Failed"
        assert words in job["FailureReason"]
    asked = request(model, split, source={"SplitType": "None"})
    sagemaker.create_transform_job(**asked)
    assert ended(sagemaker, asked["TransformJobName"])["TransformJobStatus"] == "Completed"
    broken = make_model(sagemaker, {"Image": "i", "ModelDataUrl": uri})
    asked = request(broken, uri)
    sagemaker.create_transform_job(**asked)
    reason = ended(sagemaker, asked["TransformJobName"])["FailureReason"]
    assert "was not made by this engine" in reason
    slow = put(s3, "tslow/a.csv", b"sleep 5")
    asked = request(model, slow, ModelClientConfig={"InvocationsTimeoutInSeconds": 1})
    sagemaker.create_transform_job(**asked)
    reason = ended(sagemaker, asked["TransformJobName"])["FailureReason"]
    assert "line 1: the model did not answer within 1 s" in reason


@pytest.mark.slow
def test_what_does_not_fit_is_refused(sagemaker: Any, s3: Any, model: str) -> None:
    uri = put(s3, "tref/a.csv", b"ok\n")
    for changes, words in (
        ({"source": {"SplitType": "RecordIO"}}, "SplitType must be None or Line"),
        ({"source": {"SplitType": "None"}, "BatchStrategy": "MultiRecord"}, "needs .*SplitType"),
        ({"DataProcessing": {"InputFilter": "$[*]"}}, "InputFilter: "),
        (
            {"source": {"SplitType": "None"}, "DataProcessing": {"JoinSource": "Input"}},
            "works on single records",
        ),
        ({"target": {"S3OutputPath": "s3://no-such-bucket/x"}}, "no-such-bucket"),
        ({"ModelName": "no-such-model"}, "Could not find model"),
        ({"MaxPayloadInMB": 60, "MaxConcurrentTransforms": 2}, "must not be above 100"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.create_transform_job(**request(model, uri, **changes))
        assert caught.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(ClientError, match="there is no object under"):
        sagemaker.create_transform_job(**request(model, f"{BASE}/nothing-here/"))
    for call in (sagemaker.describe_transform_job, sagemaker.stop_transform_job):
        with pytest.raises(ClientError) as caught:
            call(TransformJobName="nope")
        assert caught.value.response["Error"]["Code"] == "ResourceNotFound"


@pytest.mark.slow
def test_stop_and_list(sagemaker: Any, s3: Any, model: str) -> None:
    uri = put(s3, "tstop/a.csv", b"sleep 30")
    running, waiting = request(model, uri), request(model, uri)
    for asked in (running, waiting):
        sagemaker.create_transform_job(**asked)
    name = running["TransformJobName"]
    describe = sagemaker.describe_transform_job
    wait_until(lambda: describe(TransformJobName=name).get("TransformStartTime"), 10)
    with pytest.raises(ClientError, match="exists already") as caught:
        sagemaker.create_transform_job(**{**running, "TransformJobName": name.upper()})
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"
    listed = sagemaker.list_transform_jobs(StatusEquals="InProgress")["TransformJobSummaries"]
    assert [item["TransformJobName"] for item in listed] == [waiting["TransformJobName"], name]
    sagemaker.stop_transform_job(TransformJobName=waiting["TransformJobName"])
    started = time.monotonic()
    sagemaker.stop_transform_job(TransformJobName=name)
    assert ended(sagemaker, name)["TransformJobStatus"] == "Stopped"
    assert time.monotonic() - started < 2
    assert ended(sagemaker, waiting["TransformJobName"])["TransformJobStatus"] == "Stopped"


@pytest.mark.slow
def test_kills_are_told(own_engine: LiveEngine) -> None:
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    model = make_model(client, trained(client, s3, "killed-transform"))
    sleeping = put(s3, "tkill/a.csv", b"sleep 30")
    quick = put(s3, "tkill2/a.csv", b"ab")
    jobs = [request(model, uri) for uri in (sleeping, sleeping, quick)]
    for asked in jobs:
        client.create_transform_job(**asked)
    names = [asked["TransformJobName"] for asked in jobs]

    def worker() -> int | None:
        """The process of the job that runs: its link to the input is in its work folder."""
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if b"transform.worker" in (entry / "cmdline").read_bytes() and os.readlink(
                    entry / "cwd"
                ) == str(own_engine.settings.data_dir):
                    return int(entry.name)
        return None

    os.kill(wait_until(worker, 10), 9)
    assert "signal SIGKILL" in ended(client, names[0])["FailureReason"]
    describe = client.describe_transform_job
    wait_until(lambda: describe(TransformJobName=names[1]).get("TransformStartTime"), 10)
    own_engine.kill()
    own_engine.start()
    client = own_engine.client("sagemaker")
    assert "engine stopped while" in ended(client, names[1])["FailureReason"]
    assert ended(client, names[2])["TransformJobStatus"] == "Completed"
