"""The Jupyter route against boto3 itself, alternating: the same call to the same engine."""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import time
from urllib.parse import urlsplit

from engine_client import Engine

ROUNDS = 200

origin, token = sys.argv[1:]
engine = Engine()
engine.put("seam/small.csv", b"a,b\n1,2\n")
url = urlsplit(origin)
connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=30)
call = {
    "service": "sagemaker",
    "operation": "ListAutoMLJobs",
    "input": {"MaxResults": 10},
    "backend": {"kind": "local"},
}


def by_route() -> None:
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    connection.request("POST", "/pilothouse/api/v1/aws", json.dumps(call), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"HTTP {answer.status}: {text[:500]!r}")


def directly() -> None:
    engine.sagemaker.list_auto_ml_jobs(MaxResults=10)


times: dict[str, list[float]] = {"route": [], "direct": []}
for round_ in range(ROUNDS + 20):
    for name, ask in (("route", by_route), ("direct", directly)):
        begin = time.perf_counter()
        ask()
        # The first ones make clients and connections.
        if round_ >= 20:
            times[name].append((time.perf_counter() - begin) * 1000)

route, direct = (statistics.median(times[name]) for name in ("route", "direct"))
print(
    json.dumps(
        {
            "seam.jupyter.overhead.p50.ms": route - direct,
            "seam.jupyter.route.p50.ms": route,
            "seam.jupyter.direct.p50.ms": direct,
        }
    )
)
