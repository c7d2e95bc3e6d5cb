"""InvokeEndpointWithResponseStream, and the encoding of its answers."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer
from botocore.exceptions import ClientError, EventStreamError
from hosting_support import make_endpoint, make_model, on_instance, trained
from hypothesis import given
from hypothesis import strategies as st
from pilothouse_engine.protocols.event_stream import message

NAMES = st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.text(max_size=50), max_size=5), st.binary(max_size=500))
def test_messages_are_read_by_botocore(headers: dict[str, str], payload: bytes) -> None:
    buffer = EventStreamBuffer()
    encoded = message(headers, payload)
    buffer.add_data(encoded + encoded)
    for found in buffer:
        assert found.headers == headers
        assert found.payload == payload


@pytest.fixture(scope="module")
def streaming(s3: Any, sagemaker: Any) -> str:
    container = trained(sagemaker, s3, "for-streams")
    return make_endpoint(sagemaker, on_instance(make_model(sagemaker, container, STREAMS="1")))


@pytest.fixture(scope="module")
def plain(s3: Any, sagemaker: Any) -> str:
    container = trained(sagemaker, s3, "for-no-streams")
    return make_endpoint(sagemaker, on_instance(make_model(sagemaker, container)))


def parts(runtime: Any, name: str, body: bytes) -> Any:
    answer = runtime.invoke_endpoint_with_response_stream(EndpointName=name, Body=body)
    assert answer["InvokedProductionVariant"] == "A"
    return answer["Body"]


@pytest.mark.slow
def test_parts_come_as_they_are_made(runtime: Any, streaming: str) -> None:
    answer = runtime.invoke_endpoint_with_response_stream(EndpointName=streaming, Body=b"a wait b")
    assert answer["ContentType"] == "text/plain"
    times, words = [], []
    for event in answer["Body"]:
        times.append(time.monotonic())
        words.append(event["PayloadPart"]["Bytes"])
    assert words == [b"a", b"wait", b"b"]
    assert times[1] - times[0] > 0.5


@pytest.mark.slow
def test_what_came_before_an_error_stays(runtime: Any, streaming: str) -> None:
    for order, words in ((b"bug", "boom"), (b"crash", "ended while it was answering")):
        found = []
        with pytest.raises(EventStreamError, match=words) as caught:
            for event in parts(runtime, streaming, b"a b " + order):
                found.append(event["PayloadPart"]["Bytes"])
        assert found == [b"a", b"b"]
        assert caught.value.response["Error"]["Code"] == "ModelStreamError"
    with pytest.raises(ClientError, match="boom"):
        parts(runtime, streaming, b"bug")


@pytest.mark.slow
def test_models_that_do_not_stream(runtime: Any, plain: str) -> None:
    body = bytes(range(256)) * 2000
    found = [event["PayloadPart"]["Bytes"] for event in parts(runtime, plain, body)]
    assert 1 < len(found) < 10
    assert b"".join(found) == body[::-1]
    with pytest.raises(ClientError, match="The body has 1 column"):
        parts(runtime, plain, b"bad")
