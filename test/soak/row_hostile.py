"""Malformed and hostile requests on the wire: never a fault, never a trace, never a hang."""

from __future__ import annotations

import http.client
import re
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from pilothouse_engine.config import DEFAULT_BUCKET
from row import Row
from soak_engine import SoakEngine

_TRACE = re.compile(rb"Traceback|File \"|\.py\", line|sqlite3\.|botocore")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
# 501: an operation that is not there; 505: a version of HTTP; 507: a full disk.
_FINE = (501, 505, 507)
_SLOW_CLIENTS = 64

_LINE = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30)
_NAMES = st.sampled_from(
    ["Host", "Content-Length", "Transfer-Encoding", "X-Amz-Target", "Authorization", "Range"]
    + ["Expect", "Connection", "Content-Type", "x-amz-content-sha256", "x-amz-date", "Origin"]
    + ["x-amz-decoded-content-length", "x-amz-copy-source", "x-amz-checksum-crc32", "Upgrade"]
    + ["x-amz-meta-a", "Content-MD5", "If-Match", "X-Forwarded-For", "Content-Encoding"]
)
_VALUES = (
    st.sampled_from(
        ["0", "-1", "5", "99999999999999999999", "0x10", "chunked", "chunked, chunked", "gzip"]
        + ["100-continue", "SageMaker.ListModels", "Bearer", "127.0.0.1", "a@b:c", "[::1", "\x00"]
        + ["AWS4-HMAC-SHA256 Credential=a/20260101/local/s3/aws4_request, SignedHeaders=host, ]"]
        + ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "websocket"]
    )
    | _LINE
)
_PATHS = st.sampled_from(
    ["/", "//", "*", "/../../etc/passwd", "/%2e%2e/%2e%2e/credentials", "/a/../../engine.json"]
    + [f"/{DEFAULT_BUCKET}/%00", f"/{DEFAULT_BUCKET}/..%2f..%2fcredentials", "/%ff%fe", "/%"]
    + ["http://evil.example/", "/endpoints/../invocations", "/endpoints/%2e%2e/invocations"]
    + [f"/{DEFAULT_BUCKET}?list-type=2&prefix=%00", "/?" + "a" * 2000, "/_pilothouse/health/.."]
)
_BODIES = st.binary(max_size=40) | st.sampled_from(
    [b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"-5\r\n\r\n", b"ffffffffffffffff\r\n", b"0\r\n\r\nGET"]
    + [b"5;chunk-signature=00\r\nhello\r\n0\r\n\r\n", b"{", b'{"a":' * 900, b"<a>" * 900, b"\x00"]
    + [b"[" * 100_000, b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"]
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[bool, bytes]:
    """Whether the secret is sent along, and the bytes of a request that is somewhere wrong."""
    method = draw(st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", ""]) | _LINE)
    path = draw(_PATHS | _LINE)
    version = draw(st.sampled_from(["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", ""]))
    lines = [f"{method} {path} {version}"]
    if draw(st.integers(0, 9)):
        lines.append("Host: 127.0.0.1")
    for name, value in draw(st.lists(st.tuples(_NAMES, _VALUES), max_size=5)):
        lines.append(f"{name}: {value}")
    body = draw(_BODIES)
    if draw(st.booleans()):
        lines.append(f"Content-Length: {len(body)}")
    text = "\r\n".join(lines).encode("latin-1", "replace")
    return draw(st.booleans()), text + b"\r\n\r\n" + body


def run(folder: Path, count: int, chance: int = 1) -> Row:
    """``chance`` seeds the requests."""
    row = Row("malformed or hostile requests on the wire", count)
    engine = SoakEngine(folder).start()
    try:
        with row.measured(engine):
            _send_garbage(engine, row, count, chance)
            _climb_out(engine, row)
            _flood(engine, row)
            _wait_slowly(engine, row)
        if row.memory[1] > row.memory[0] + 64:
            row.problem(f"memory grew from {row.memory[0]:.0f} to {row.memory[1]:.0f} MB")
    finally:
        engine.end()
    return row


def _send_garbage(engine: SoakEngine, row: Row, count: int, chance: int) -> None:
    bearer = f"Authorization: Bearer {engine.credentials.secret_key}\r\n".encode()

    @seed(chance)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests())
    def send(case: tuple[bool, bytes]) -> None:
        known, data = case
        if known:
            head, _, rest = data.partition(b"\r\n")
            data = head + b"\r\n" + bearer + rest
        _judge(row, data, exchange(engine, data))

    send()


def exchange(engine: SoakEngine, data: bytes) -> bytes:
    """Send bytes as they are, say that nothing follows, and read what comes."""
    address = urlsplit(engine.url)
    answer = b""
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while block := connection.recv(65536):
                answer += block
        except TimeoutError:
            answer += b"HTTP/1.1 599 no answer"
        except OSError:
            # Hung up on, which is an answer too.
            pass
    return answer


def _judge(row: Row, data: bytes, answer: bytes) -> None:
    for status in map(int, _STATUS.findall(answer)):
        if status >= 500 and status not in _FINE:
            row.problem(f"{status} for {data[:150]!r}")
    if _TRACE.search(answer):
        row.problem(f"a trace for {data[:150]!r}")


def _climb_out(engine: SoakEngine, row: Row) -> None:
    """Keys never become paths: they are stored and read as they are, and nothing else is."""
    before = set(engine.settings.data_dir.parent.rglob("*"))
    secret = engine.credentials.secret_key.encode()
    for key in (
        "../../credentials",
        "..\\..\\credentials",
        "/etc/passwd",
        "a/../../../engine.json",
        "./x",
        "a//b",
        "\u202e" + "nosj.enigne",
        "%2e%2e/credentials",
        "x" * 1024,
        "CON",
        "a\nb",
    ):
        path = f"/{DEFAULT_BUCKET}/{quote(key, safe='')}"
        body = key.encode() * 3
        # The first of these takes away what the garbage before may have stored there.
        for method, sent in (("DELETE", b""), ("GET", b""), ("PUT", body), ("GET", b"")):
            status, answer = _ask(engine, method, path, sent)
            if secret in answer or b"root:" in answer:
                row.problem(f"{method} {key!r} showed a file")
            if method == "GET" and status == 200 and answer != body:
                row.corrupted += 1
            if status >= 500:
                row.problem(f"{status} for {method} {key!r}")
    added = set(engine.settings.data_dir.parent.rglob("*")) - before
    outside = [p for p in added if engine.settings.objects not in p.parents and p.is_file()]
    stray = [p for p in outside if "state.sqlite3" not in p.name]
    if stray:
        row.problem(f"a key made the file {stray[0]}")


def _flood(engine: SoakEngine, row: Row) -> None:
    """Bodies that nobody asked for and far too many headers; memory is judged at the end."""
    address = urlsplit(engine.url)
    heads = (
        f"PUT /{DEFAULT_BUCKET}/flood HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: SageMaker.ListModels\r\n",
        "POST /endpoints/e/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    )
    block = b"x" * 1_000_000
    for head in heads:
        with socket.create_connection(
            (address.hostname, address.port or 0), timeout=20
        ) as connection:
            try:
                connection.sendall(f"{head}Content-Length: 200000000\r\n\r\n".encode())
                for _ in range(200):
                    connection.sendall(block)
                answer = connection.recv(65536)
            except (ConnectionError, TimeoutError):
                continue
        _judge(row, head.encode(), answer)
        if b" 200 " in answer[:20]:
            row.problem(f"a flood was accepted: {head[:40]}")
    many = "".join(f"x-amz-meta-{number}: {number}\r\n" for number in range(20_000))
    _judge(row, b"20,000 headers", exchange(engine, f"GET / HTTP/1.1\r\n{many}\r\n".encode()))
    long = f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nA: {'a' * 3_000_000}\r\n\r\n"
    _judge(row, b"a header of 3 MB", exchange(engine, long.encode()))
    if list((engine.settings.objects / "drafts").iterdir()):
        row.problem("an unauthenticated body reached the disk")


def _wait_slowly(engine: SoakEngine, row: Row) -> None:
    """Clients that send a byte now and then, and many that say nothing: others are served."""
    address = urlsplit(engine.url)
    opened: list[socket.socket] = []
    head = b"PUT /b/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"
    try:
        for number in range(_SLOW_CLIENTS * 4):
            connection = socket.create_connection((address.hostname, address.port or 0), timeout=5)
            opened.append(connection)
            if number < _SLOW_CLIENTS:
                connection.sendall(head[: 10 + number] if number % 2 else head)
        for _ in range(5):
            for connection in opened[:_SLOW_CLIENTS]:
                connection.sendall(b"x")
            begin = time.monotonic()
            status, _ = _ask(engine, "GET", f"/{DEFAULT_BUCKET}?list-type=2", b"")
            if status != 200 or time.monotonic() - begin > 2:
                row.problem(f"others waited {time.monotonic() - begin:.1f} s for slow clients")
    finally:
        for connection in opened:
            connection.close()


def _ask(engine: SoakEngine, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(engine.url).netloc, timeout=20)
    headers: dict[str, Any] = {"Authorization": f"Bearer {engine.credentials.secret_key}"}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer
