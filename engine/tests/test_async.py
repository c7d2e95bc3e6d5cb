"""Asynchronous endpoints: requests from S3, results and failures into S3, over restarts."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hosting_support import ask, make_endpoint, make_model, on_instance, settled, trained
from live import LiveEngine, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from pilothouse_engine.errors import disk_full
from pilothouse_engine.hosting import queue
from pilothouse_engine.s3.store import ObjectStore
from pilothouse_engine.state.db import Database
from pilothouse_engine.state.requests import AsyncRequests

pytestmark = pytest.mark.slow

INPUT = f"s3://{DEFAULT_BUCKET}/async-in"


def config(parallel: int | None = None, **output: str) -> dict[str, Any]:
    places = {
        "S3OutputPath": f"s3://{DEFAULT_BUCKET}/out/",
        "S3FailurePath": f"s3://{DEFAULT_BUCKET}/failed",
        **output,
    }
    client = {"ClientConfig": {"MaxConcurrentInvocationsPerInstance": parallel}} if parallel else {}
    return {"AsyncInferenceConfig": {"OutputConfig": places, **client}}


@pytest.fixture(scope="module")
def name(s3: Any, sagemaker: Any) -> str:
    container = trained(sagemaker, s3, "for-async")
    model = make_model(sagemaker, container)
    return make_endpoint(sagemaker, on_instance(model), **config())


def split(uri: str) -> dict[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return {"Bucket": bucket, "Key": key}


def read(s3: Any, uri: str) -> bytes | None:
    try:
        found: bytes = s3.get_object(**split(uri))["Body"].read()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NoSuchKey"
        return None
    return found


def put(s3: Any, body: bytes, key: str = "x") -> str:
    uri = f"{INPUT}/{key}"
    s3.put_object(**split(uri), Body=body, ContentType="text/csv")
    return uri


def test_result_and_failure(sagemaker: Any, runtime: Any, s3: Any, name: str) -> None:
    found = sagemaker.describe_endpoint(EndpointName=name)["AsyncInferenceConfig"]
    assert found == config()["AsyncInferenceConfig"]
    answer = runtime.invoke_endpoint_async(
        EndpointName=name, InputLocation=put(s3, b"abc"), Accept="text/x-test"
    )
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert answer["InferenceId"] in answer["OutputLocation"]
    assert wait_until(lambda: read(s3, answer["OutputLocation"]), 5) == b"cba"
    assert s3.head_object(**split(answer["OutputLocation"]))["ContentType"] == "text/x-test"
    assert read(s3, answer["FailureLocation"]) is None
    for uri, words in (
        (put(s3, b"bad", "bad"), b"The body has 1 column"),
        (f"{INPUT}/nothing", b"does not exist"),
        ("s3://no-such-bucket/x", b"does not exist"),
        (put(s3, b"crash", "crash"), b"ended while it was answering"),
    ):
        answer = runtime.invoke_endpoint_async(EndpointName=name, InputLocation=uri)
        text = wait_until(lambda a=answer: read(s3, a["FailureLocation"]), 10)
        assert words in text
        assert read(s3, answer["OutputLocation"]) is None


def test_names_of_results(runtime: Any, s3: Any, name: str) -> None:
    answer = runtime.invoke_endpoint_async(
        EndpointName=name,
        Body=b"inline",
        InferenceId="mine",
        S3OutputPathExtension="a/b",
        Filename="f.txt",
    )
    assert answer["InferenceId"] == "mine"
    assert answer["OutputLocation"] == f"s3://{DEFAULT_BUCKET}/out/a/b/f.txt"
    assert wait_until(lambda: read(s3, answer["OutputLocation"]), 5) == b"enilni"
    places = {
        runtime.invoke_endpoint_async(EndpointName=name, Body=b"1", InferenceId="same")[
            "OutputLocation"
        ]
        for _ in range(3)
    }
    assert len(places) == 3, "answers never overwrite each other"


def test_what_does_not_fit_is_refused(
    sagemaker: Any, runtime: Any, s3: Any, name: str, engine: LiveEngine
) -> None:
    uri = put(s3, b"abc")
    for changes, words in (
        ({}, "either InputLocation or Body"),
        ({"InputLocation": uri, "Body": b"x"}, "either InputLocation or Body"),
        ({"InputLocation": "https://example.org/x"}, "S3 URI"),
        ({"InputLocation": uri, "EndpointName": "nope"}, "not found"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            runtime.invoke_endpoint_async(**{"EndpointName": name, **changes})
        assert caught.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError, match="requestTTLSeconds"):
        engine.client("sagemaker-runtime", parameter_validation=False).invoke_endpoint_async(
            EndpointName=name, InputLocation=uri, RequestTTLSeconds=1
        )
    with pytest.raises(ClientError, match="InvokeEndpointAsync"):
        ask(runtime, name)


def test_a_timeout_is_a_failure(runtime: Any, s3: Any, name: str) -> None:
    answer = runtime.invoke_endpoint_async(
        EndpointName=name, Body=b"sleep 3", InvocationTimeoutSeconds=1
    )
    assert b"timed out" in wait_until(lambda: read(s3, answer["FailureLocation"]), 10)


def test_the_queue_survives_a_kill(own_engine: LiveEngine) -> None:
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    runtime = own_engine.client("sagemaker-runtime")
    container = trained(client, s3, "queued")
    name = make_endpoint(client, on_instance(make_model(client, container)), **config())
    answers = [
        runtime.invoke_endpoint_async(EndpointName=name, Body=body)
        for body in (b"sleep 1", b"first", b"second", b"old")
    ]
    own_engine.kill()
    with sqlite3.connect(own_engine.settings.database) as connection:
        rows = connection.execute("SELECT number FROM async_requests ORDER BY number").fetchall()
        assert len(rows) == 4
        connection.execute("UPDATE async_requests SET expires = 1 WHERE number = ?", rows[3])
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    wait_until(lambda: read(s3, answers[2]["OutputLocation"]), 20)
    modified = [
        s3.head_object(**split(answer["OutputLocation"]))["LastModified"] for answer in answers[:3]
    ]
    assert modified == sorted(modified)
    assert read(s3, answers[1]["OutputLocation"]) == b"tsrif"
    expired = wait_until(lambda: read(s3, answers[3]["FailureLocation"]), 5)
    assert b"has expired" in expired
    assert settled(client, name)["EndpointStatus"] == "InService"


def test_no_request_is_lost_by_kills(own_engine: LiveEngine) -> None:
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    container = trained(client, s3, "killed")
    name = make_endpoint(client, on_instance(make_model(client, container)), **config(2))
    places: dict[str, bytes] = {}
    for pause in (0.05, 0.3, 0.0):
        runtime = own_engine.client("sagemaker-runtime")
        settled(own_engine.client("sagemaker"), name)
        for number in range(10):
            body = f"{pause}-{number}".encode()
            answer = runtime.invoke_endpoint_async(EndpointName=name, Body=body)
            places[answer["OutputLocation"]] = body[::-1]
        time.sleep(pause)
        own_engine.kill()
        own_engine.start()
    s3 = own_engine.client("s3")
    for place, expected in places.items():
        assert wait_until(lambda p=place: read(s3, p), 20) == expected
    with sqlite3.connect(own_engine.settings.database) as connection:
        wait_until(lambda: not connection.execute("SELECT 1 FROM async_requests").fetchone(), 5)


def test_stopping_in_order_does_not_count_against_a_request(own_engine: LiveEngine) -> None:
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    container = trained(client, s3, "stopped")
    name = make_endpoint(client, on_instance(make_model(client, container)), **config())
    runtime = own_engine.client("sagemaker-runtime")
    answer = runtime.invoke_endpoint_async(EndpointName=name, Body=b"sleep 0.7")
    for _ in range(4):
        settled(own_engine.client("sagemaker"), name)
        time.sleep(0.1)
        own_engine.stop()
        own_engine.start()
    s3 = own_engine.client("s3")
    assert wait_until(lambda: read(s3, answer["OutputLocation"]), 20) == b"7.0 peels"


def test_requests_of_a_deleted_endpoint_fail(own_engine: LiveEngine) -> None:
    own_engine.start()
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")
    runtime = own_engine.client("sagemaker-runtime")
    container = trained(client, s3, "deleted")
    name = make_endpoint(client, on_instance(make_model(client, container)), **config(2))
    answers = [runtime.invoke_endpoint_async(EndpointName=name, Body=b"sleep 5") for _ in range(4)]
    client.delete_endpoint(EndpointName=name)
    for answer in answers:
        assert b"was deleted" in wait_until(lambda a=answer: read(s3, a["FailureLocation"]), 5)


def test_a_full_disk_delays_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "state.sqlite3")
    database.migrate()
    store = ObjectStore(database, tmp_path / "objects")
    store.prepare()
    store.create_bucket(DEFAULT_BUCKET)
    refusals = [disk_full(tmp_path)] * 5
    put_object = store.put

    def put_later(*args: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return put_object(*args)

    async def answered(*args: Any) -> tuple[bytes, str]:
        return b"answer", "text/plain"

    monkeypatch.setattr(store, "put", put_later)
    monkeypatch.setattr(queue.invoking, "invoke", answered)
    monkeypatch.setattr(queue, "_RETRY_SECONDS", 0.01)
    wanted = config()["AsyncInferenceConfig"]
    deployment = SimpleNamespace(
        endpoint="e", asynchronous=wanted, parallel=1, choose=lambda target: "A"
    )
    hosts = SimpleNamespace(for_call=lambda name: deployment, all_serving=lambda: [deployment])
    stub: Any = SimpleNamespace(database=database, objects=store, hosts=hosts)

    async def main() -> str:
        requests = queue.AsyncQueue(stub)
        answer = requests.add("e", wanted, "id", {"Body": b"1"})
        for _ in range(500):
            await asyncio.sleep(0.01)
            if not AsyncRequests(database).endpoints():
                break
        await requests.close()
        return str(answer["OutputLocation"])

    place = split(asyncio.run(main()))
    found = store.get(place["Bucket"], place["Key"])
    assert store.path(found).read_bytes() == b"answer"
    assert not refusals
    database.close()
