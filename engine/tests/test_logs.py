"""The logs of jobs and endpoints as CloudWatch Logs shows them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hosting_support import ask, make_endpoint, make_model, on_instance, trained
from hypothesis import given
from hypothesis import strategies as st
from live import LiveEngine
from pilothouse_engine.logs import events

LINES = st.lists(
    st.text(
        st.characters(exclude_characters="\n\r", exclude_categories=["Nd"], codec="utf-8"),
        max_size=30,
    )
    | st.sampled_from(["2026-01-02 03:04:05,678 hello", "2099-99-99 99:99:99,999 odd", ""]),
    max_size=20,
)


@given(LINES, st.integers(1, 25), st.text("ab", max_size=3))
def test_lines_are_events(lines: list[str], count: int, unfinished: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.log")
        whole = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(whole + unfinished.encode())
        found = list(events.forward(path, 0))
        # Unfinished lines wait; empty ones are left out; a stamp becomes the time.
        expected = [line.removeprefix("2026-01-02 03:04:05,678 ") for line in lines if line]
        assert [event.message for event in found] == expected
        start = events.start_of_last(path, len(whole), count)
        assert whole[start:].count(b"\n") == min(count, len(lines))
        # Events from the middle on are the same ones, times included if a stamp came before.
        rest = list(events.forward(path, start))
        assert [(e.start, e.end, e.message) for e in rest] == [
            (e.start, e.end, e.message) for e in found if e.start >= start
        ]
        if any(line.startswith("2026-") for line in lines[:-count]):
            assert rest == [event for event in found if event.start >= start]


def pages(client: Any, group: str, stream: str, **options: Any) -> list[dict[str, Any]]:
    """All events, page by page, until the token stays the same."""
    where = {"logGroupName": group, "logStreamName": stream, **options}
    found: list[dict[str, Any]] = []
    token = None
    while True:
        more = {"nextToken": token} if token else {"startFromHead": True}
        answer = client.get_log_events(**where, **more)
        found += answer["events"]
        if answer["nextForwardToken"] == token:
            return found
        token = answer["nextForwardToken"]


@pytest.mark.slow
def test_logs_of_jobs_and_endpoints(
    engine: LiveEngine, sagemaker: Any, runtime: Any, s3: Any
) -> None:
    logs = engine.client("logs")
    container = trained(sagemaker, s3, "for-logs")
    group = "/aws/sagemaker/TrainingJobs"
    streams = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="for-logs/")
    stream = streams["logStreams"][0]["logStreamName"]
    assert stream == "for-logs/local"
    lines = [event["message"] for event in pages(logs, group, stream)]
    assert lines[:2] == ["phase AnalyzingData", "phase TrainingModels"]
    assert [event["message"] for event in pages(logs, group, stream, limit=1)] == lines
    # From the end backwards.
    answer = logs.get_log_events(logGroupName=group, logStreamName=stream, limit=2)
    assert [event["message"] for event in answer["events"]] == lines[-2:]
    answer = logs.get_log_events(
        logGroupName=group, logStreamName=stream, limit=2, nextToken=answer["nextBackwardToken"]
    )
    assert [event["message"] for event in answer["events"]] == lines[-4:-2]
    late = answer["events"][-1]["timestamp"] + 3_600_000
    assert pages(logs, group, stream, startTime=late) == []

    name = make_endpoint(sagemaker, on_instance(make_model(sagemaker, container)))
    with pytest.raises(ClientError) as caught:
        ask(runtime, name, b"bug")
    # "Open log stream" of the error leads to the traceback.
    arn = caught.value.response["LogStreamArn"]
    group, _, stream = arn.partition(":log-group:")[2].partition(":log-stream:")
    assert group == f"/aws/sagemaker/Endpoints/{name}"
    lines = [event["message"] for event in pages(logs, group, stream)]
    assert "RuntimeError: boom" in lines
    assert any("The model was ready after" in line for line in lines)
    found = logs.describe_log_streams(logGroupIdentifier=arn.partition(":log-stream:")[0])
    assert [item["logStreamName"] for item in found["logStreams"]] == [stream]


@pytest.mark.slow
def test_unknown_logs(engine: LiveEngine) -> None:
    logs = engine.client("logs", parameter_validation=False)
    group = "/aws/sagemaker/TrainingJobs"
    for params, code in (
        ({"logGroupName": "/aws/lambda/x", "logStreamName": "s"}, "ResourceNotFoundException"),
        ({"logGroupName": group, "logStreamName": "../x/local"}, "ResourceNotFoundException"),
        (
            {"logGroupName": "/aws/sagemaker/Endpoints/..", "logStreamName": "engine/local"},
            "ResourceNotFoundException",
        ),
        ({"logStreamName": "s"}, "InvalidParameterException"),
        ({"logGroupName": group}, "InvalidParameterException"),
    ):
        with pytest.raises(ClientError) as caught:
            logs.get_log_events(**params)
        assert caught.value.response["Error"]["Code"] == code


@pytest.mark.slow
def test_streams_page(engine: LiveEngine, sagemaker: Any, s3: Any) -> None:
    logs = engine.client("logs")
    for name in ("for-pages-1", "for-pages-2", "for-pages-3"):
        trained(sagemaker, s3, name)
    found, token = [], {}
    while True:
        answer = logs.describe_log_streams(
            logGroupName="/aws/sagemaker/TrainingJobs",
            logStreamNamePrefix="for-pages",
            descending=True,
            limit=2,
            **token,
        )
        found += [item["logStreamName"] for item in answer["logStreams"]]
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert found == [f"for-pages-{number}/local" for number in (3, 2, 1)]
