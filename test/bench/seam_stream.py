"""The first part of an answer in parts: the Jupyter route against boto3 itself, alternating."""

from __future__ import annotations

import http.client
import json
import statistics
import struct
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from engine_client import Engine

ROUNDS = 200
WARM = 20
NAME = "bench-stream"

origin, token = sys.argv[1:]
engine = Engine()
url = urlsplit(origin)
connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=30)


def deploy() -> dict[str, Any]:
    """A small model of the local hub, and a request for it."""
    found = engine.sagemaker.describe_hub_content(
        HubName="SageMakerPublicHub",
        HubContentType="Model",
        HubContentName="sklearn-classification-wine",
    )
    document = json.loads(found["HubContentDocument"])
    container = {
        "Image": document["HostingEcrUri"],
        "ModelDataUrl": document["HostingArtifactUri"],
    }
    engine.host(NAME, [container])
    payload = next(iter(document["DefaultPayloads"].values()))
    return {
        "EndpointName": NAME,
        "Body": payload["Body"].encode(),
        "ContentType": payload["ContentType"],
    }


def directly(request: dict[str, Any]) -> None:
    events = engine.runtime.invoke_endpoint_with_response_stream(**request)["Body"]
    next(iter(events))
    events.close()


def by_route(request: dict[str, Any]) -> float:
    """Seconds to the first part; the rest is read so that the connection can be used again."""
    head = json.dumps(
        {
            "service": "sagemaker-runtime",
            "operation": "InvokeEndpointWithResponseStream",
            "input": {**request, "Body": {"$part": 0}},
            "backend": {"kind": "local"},
            "parts": [len(request["Body"])],
        }
    ).encode()
    headers = {
        "Authorization": f"token {token}",
        "Content-Type": "application/x-pilothouse-frame",
    }
    begin = time.perf_counter()
    connection.request(
        "POST",
        "/pilothouse/api/v1/stream",
        struct.pack("<I", len(head)) + head + request["Body"],
        headers,
    )
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"HTTP {answer.status}: {answer.read()[:500]!r}")
    for _ in range(2):
        # What was called, then the first part.
        kind, size = struct.unpack("<BI", answer.read(5))
        answer.read(size)
    taken = time.perf_counter() - begin
    if kind != 1:
        raise SystemExit("The second message is no part of the answer.")
    answer.read()
    return taken


request = deploy()
times: dict[str, list[float]] = {"route": [], "direct": []}
for round_ in range(ROUNDS + WARM):
    begin = time.perf_counter()
    directly(request)
    direct = time.perf_counter() - begin
    route = by_route(request)
    # The first ones make clients and connections.
    if round_ >= WARM:
        times["direct"].append(direct * 1000)
        times["route"].append(route * 1000)

route, direct = (statistics.median(times[name]) for name in ("route", "direct"))
print(
    json.dumps(
        {
            "seam.stream.firstToken.overhead.ms": route - direct,
            "seam.stream.firstToken.route.ms": route,
            "seam.stream.firstToken.direct.ms": direct,
        }
    )
)
