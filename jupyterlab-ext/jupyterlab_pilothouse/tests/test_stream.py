"""The stream route: parts as they come, errors in mid-stream, pages that leave."""

from __future__ import annotations

import asyncio
import json
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.exceptions import EventStreamError
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.protocols import event_stream
from tornado.httpclient import HTTPResponse

from jupyterlab_pilothouse import calls, frames

from .conftest import Post

OPERATION = "InvokeEndpointWithResponseStream"
Part = Callable[[], bytes]


class FakeEvents:
    """As botocore's ``EventStream``; a part may wait or raise."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for part in self._parts:
            yield {"PayloadPart": {"Bytes": part()}}

    def close(self) -> None:
        self.closed.set()


def request(operation: str = OPERATION) -> dict[str, Any]:
    return {
        "service": "sagemaker-runtime",
        "operation": operation,
        "input": {"EndpointName": "e", "Body": "x"},
        "backend": {"kind": "aws", "region": "eu-west-1"},
    }


def messages(body: bytes) -> list[tuple[str, bytes]]:
    found, at = [], 0
    while at < len(body):
        kind, length = struct.unpack_from("<BI", body, at)
        found.append((("head", "part", "error", "end")[kind], body[at + 5 : at + 5 + length]))
        at += 5 + length
    return found


def messages_so_far(body: bytes) -> list[tuple[str, bytes]]:
    """Whole messages of a body that may go on."""
    at = 0
    while at + 5 <= len(body) and at + 5 + struct.unpack_from("<BI", body, at)[1] <= len(body):
        at += 5 + struct.unpack_from("<BI", body, at)[1]
    return messages(body[:at])


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Part]], FakeEvents]:
    def give(parts: list[Part]) -> FakeEvents:
        events = FakeEvents(parts)
        monkeypatch.setattr(
            calls.Caller,
            "call",
            lambda *_: {
                "Body": events,
                "ContentType": "text/plain",
                "InvokedProductionVariant": "A",
            },
        )
        return events

    return give


async def test_parts_in_order(post: Post, answer: Any) -> None:
    events = answer([lambda: b"a", lambda: b"", lambda: bytes(range(256))])
    found = messages((await post("stream", request())).body)
    assert [kind for kind, _ in found] == ["head", "part", "part", "part", "end"]
    assert json.loads(found[0][1])["output"] == {
        "ContentType": "text/plain",
        "InvokedProductionVariant": "A",
    }
    assert b"".join(payload for kind, payload in found if kind == "part") == b"a" + bytes(
        range(256)
    )
    assert events.closed.wait(5)


async def test_parts_come_as_they_are_made(post: Post, answer: Any) -> None:
    go_on = threading.Event()
    answer([lambda: b"first", lambda: b"second" if go_on.wait(10) else b"late"])
    came: list[bytes] = []

    def chunk(data: bytes) -> None:
        came.append(data)
        if b"first" in b"".join(came):
            go_on.set()

    await post("stream", request(), streaming_callback=chunk)
    assert b"second" in b"".join(came)


async def test_what_came_before_an_error_stays(post: Post, answer: Any) -> None:
    def broken() -> bytes:
        error = {"Error": {"Code": "ModelStreamError", "Message": "boom"}}
        raise EventStreamError(error, OPERATION)

    events = answer([lambda: b"a", broken])
    found = messages((await post("stream", request())).body)
    assert [kind for kind, _ in found] == ["head", "part", "error"]
    failure = json.loads(found[-1][1])
    assert (failure["code"], failure["message"]) == ("ModelStreamError", "boom")
    assert events.closed.wait(5)


async def test_a_page_that_leaves_ends_the_call(post: Post, answer: Any) -> None:
    release = threading.Event()
    events = answer([lambda: b"a", lambda: b"b" if release.wait(10) else b""])
    with pytest.raises(Exception, match="(?i)time"):
        await _sent(post)
    release.set()
    assert await asyncio.to_thread(events.closed.wait, 5)


async def _sent(post: Post) -> HTTPResponse:
    answered = await post("stream", request(), request_timeout=0.5)
    if answered.code == 599:
        raise TimeoutError("Timeout")
    return answered


class EngineAnswers(BaseHTTPRequestHandler):
    """Answers as the engine encodes them: a part, another when told to, then an error."""

    go_on: threading.Event
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", event_stream.CONTENT_TYPE)
        self.send_header("X-Amzn-SageMaker-Content-Type", "text/plain")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(event_stream.event("PayloadPart", b"a"))
        late = b"b" if self.go_on.wait(10) else b"late"
        self._chunk(event_stream.event("PayloadPart", late))
        failure = json.dumps({"Message": "boom", "ErrorCode": "StreamBroken"}).encode()
        self._chunk(event_stream.exception("ModelStreamError", failure))
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Tests print nothing."""


@pytest.fixture
def engine_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    go_on = EngineAnswers.go_on = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), EngineAnswers)
    # The argument is how soon it notices that it is to stop, in seconds.
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    yield go_on
    server.shutdown()
    server.server_close()


async def test_the_stream_of_the_engine_passes(post: Post, engine_answers: threading.Event) -> None:
    came: list[bytes] = []

    def chunk(data: bytes) -> None:
        came.append(data)
        if len(messages_so_far(b"".join(came))) == 2:
            engine_answers.set()

    await post("stream", request(), streaming_callback=chunk)
    found = messages(b"".join(came))
    assert [kind for kind, _ in found] == ["head", "part", "part", "error"]
    assert json.loads(found[0][1])["output"]["ContentType"] == "text/plain"
    assert [payload for _, payload in found[1:3]] == [b"a", b"b"]
    failure = json.loads(found[3][1])
    assert failure["code"] == "ModelStreamError"
    assert "boom" in failure["message"]


@pytest.mark.parametrize(("route", "operation"), [("stream", "InvokeEndpoint"), ("aws", OPERATION)])
async def test_each_route_has_its_operations(post: Post, route: str, operation: str) -> None:
    refused = await post(route, request(operation))
    assert refused.code == 400
    assert "in parts" in json.loads(refused.body)["message"]


@given(st.sampled_from(["head", "part", "error", "end"]), st.binary(max_size=300))
def test_messages_keep_their_payload(kind: str, payload: bytes) -> None:
    assert messages(frames.message(kind, payload) * 2) == [(kind, payload)] * 2
