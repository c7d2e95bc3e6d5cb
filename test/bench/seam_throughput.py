"""50 MB from S3 through the Jupyter route against boto3 itself, alternating."""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import time
from urllib.parse import urlsplit

from engine_client import Engine

BYTES, ROUNDS = 50_000_000, 7
KEY = "seam/large.bin"

origin, token = sys.argv[1:]
engine = Engine()
# No byte repeats its neighbour, and the body costs nothing to make.
engine.put(KEY, bytes(range(251)) * (BYTES // 251) + bytes(BYTES % 251))
url = urlsplit(origin)
connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=60)
call = json.dumps(
    {
        "service": "s3",
        "operation": "GetObject",
        "input": {"Bucket": engine.bucket, "Key": KEY},
        "backend": {"kind": "local"},
    }
)


def by_route() -> int:
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    connection.request("POST", "/pilothouse/api/v1/aws", call, headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"HTTP {answer.status}: {body[:500]!r}")
    head = 4 + int.from_bytes(body[:4], "little")
    return len(body) - head


def directly() -> int:
    return len(engine.s3.get_object(Bucket=engine.bucket, Key=KEY)["Body"].read())


times: dict[str, list[float]] = {"route": [], "direct": []}
for round_ in range(ROUNDS + 1):
    for name, ask in (("route", by_route), ("direct", directly)):
        begin = time.perf_counter()
        size = ask()
        if size != BYTES:
            raise SystemExit(f"{name}: {size} bytes instead of {BYTES}")
        # The first one makes clients and connections.
        if round_ > 0:
            times[name].append(time.perf_counter() - begin)

rate = {name: BYTES / 1e6 / statistics.median(taken) for name, taken in times.items()}
print(
    json.dumps(
        {
            "seam.s3.throughput.ratio": rate["route"] / rate["direct"],
            "seam.s3.route.MBps": rate["route"],
            "seam.s3.direct.MBps": rate["direct"],
        }
    )
)
