"""What the engine refuses before it does anything."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from live import LiveEngine, wait_until

BODY = b"{}"
TARGET = {"X-Amz-Target": "SageMaker.ListModels", "Content-Type": "application/x-amz-json-1.1"}


def send(
    engine: LiveEngine, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(engine.url).netloc, timeout=10)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answered = {name.lower(): value for name, value in response.getheaders()}
    answer = response.status, response.read(), answered
    connection.close()
    return answer


def sign(engine: LiveEngine, **changes: Any) -> dict[str, str]:
    key = engine.credentials
    credentials = Credentials(key.access_key, changes.get("secret", key.secret_key))
    request = AWSRequest("POST", engine.url + "/", headers=dict(TARGET), data=BODY)
    SigV4Auth(credentials, "sagemaker", "local").add_auth(request)
    return {**dict(request.headers.items()), "Host": urlsplit(engine.url).netloc}


def error_code(answer: tuple[int, bytes, dict[str, str]]) -> str:
    return str(json.loads(answer[1])["__type"])


def test_a_signed_request_and_a_bearer_are_answered(engine: LiveEngine) -> None:
    assert send(engine, "POST", "/", sign(engine), BODY)[0] == 200
    bearer = {**TARGET, "Authorization": f"Bearer {engine.credentials.secret_key}"}
    assert send(engine, "POST", "/", bearer, BODY)[0] == 200
    status, body, _ = send(engine, "GET", "/", {"Authorization": bearer["Authorization"]})
    assert (status, b"ListAllMyBucketsResult" in body) == (200, True)


def test_requests_without_the_secret_are_refused(engine: LiveEngine) -> None:
    for headers, expected in (
        (TARGET, "MissingAuthenticationTokenException"),
        ({**TARGET, "Authorization": "Bearer wrong"}, "MissingAuthenticationTokenException"),
        ({**TARGET, "Authorization": "Bearer "}, "MissingAuthenticationTokenException"),
        ({**TARGET, "Authorization": "Basic YTpi"}, "MissingAuthenticationTokenException"),
        (sign(engine, secret="guess"), "InvalidSignatureException"),
    ):
        answer = send(engine, "POST", "/", headers, BODY)
        assert (answer[0], error_code(answer)) == (403, expected)
        assert answer[2]["x-amzn-requestid"]


def test_a_changed_request_is_refused(engine: LiveEngine) -> None:
    for change, body, path in (
        ({"X-Amz-Target": "SageMaker.DeleteModel"}, BODY, "/"),
        ({}, b'{"MaxResults":1}', "/"),
        ({}, BODY, "/?x=1"),
        ({"X-Amz-Date": "20200101T000000Z"}, BODY, "/"),
        ({"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}, BODY, "/"),
        ({"X-Amz-Extra": "1"}, BODY, "/"),
    ):
        answer = send(engine, "POST", path, {**sign(engine), **change}, body)
        assert answer[0] == 403, change


def test_an_old_signature_is_refused(engine: LiveEngine, monkeypatch: Any) -> None:
    headers = sign(engine)
    assert send(engine, "POST", "/", headers, BODY)[0] == 200
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 1000))
    monkeypatch.setattr(
        "botocore.auth.get_current_datetime",
        lambda *a, **k: __import__("datetime").datetime.strptime(stamp, "%Y%m%dT%H%M%SZ"),
    )
    answer = send(engine, "POST", "/", sign(engine), BODY)
    assert error_code(answer) == "InvalidSignatureException"


def test_each_service_words_the_refusal_itself(engine: LiveEngine) -> None:
    def client(service: str, **keys: str) -> Any:
        return boto3.client(service, endpoint_url=engine.url, region_name="local", **keys)

    foreign = {"aws_access_key_id": "AKIAOTHER", "aws_secret_access_key": "x"}
    wrong = {
        "aws_access_key_id": engine.credentials.access_key,
        "aws_secret_access_key": "x",
    }
    for service, call, codes in (
        ("s3", "list_buckets", ("InvalidAccessKeyId", "SignatureDoesNotMatch")),
        ("sts", "get_caller_identity", ("InvalidClientTokenId", "SignatureDoesNotMatch")),
        ("sagemaker", "list_models", ("UnrecognizedClientException", "InvalidSignatureException")),
    ):
        for keys, expected in zip((foreign, wrong), codes, strict=True):
            with pytest.raises(ClientError) as caught:
                getattr(client(service, **keys), call)()
            assert caught.value.response["Error"]["Code"] == expected


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "10.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_web_pages_are_kept_out(engine: LiveEngine, headers: dict[str, str]) -> None:
    bearer = {"Authorization": f"Bearer {engine.credentials.secret_key}"}
    for path in ("/", "/_pilothouse/health"):
        status, body, answered = send(engine, "GET", path, {**bearer, **headers})
        assert status == 403, body
        assert not any(name.startswith("access-control") for name in answered)


def test_the_health_check_tells_no_secret(engine: LiveEngine) -> None:
    status, body, _ = send(engine, "GET", "/_pilothouse/health", {})
    assert status == 200
    assert set(json.loads(body)) == {"service", "version", "pid"}


def test_secrets_stay_out_of_logs_and_command_lines(engine: LiveEngine, sagemaker: Any) -> None:
    sagemaker.list_models()
    secret = engine.credentials.secret_key.encode()
    for path in (p for p in engine.settings.logs.rglob("*") if p.is_file()):
        assert secret not in path.read_bytes()
    for name in ("credentials", "engine.json"):
        assert (engine.settings.data_dir / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "PROPFIND"])
def test_unknown_methods_do_not_break_it(engine: LiveEngine, method: str) -> None:
    assert 400 <= send(engine, method, "/b/k", {})[0] < 500


def test_a_body_that_differs_from_its_hash_is_refused(engine: LiveEngine) -> None:
    key = engine.credentials
    url = f"{engine.url}/sagemaker-local-000000000000/forged"
    digest = hashlib.sha256(b"said").hexdigest()
    request = AWSRequest("PUT", url, headers={"x-amz-content-sha256": digest}, data=b"said")
    signer = SigV4Auth(Credentials(key.access_key, key.secret_key), "s3", "local")
    signer.add_auth(request)
    headers = {**dict(request.headers.items()), "Host": urlsplit(engine.url).netloc}
    status, body, _ = send(engine, "PUT", urlsplit(url).path, headers, b"sent")
    assert (status, b"XAmzContentSHA256Mismatch" in body) == (400, True)


def test_a_client_that_does_not_wait_for_its_answer_is_no_fault(engine: LiveEngine) -> None:
    """Its body came whole, so it is stored; a part of a body is not."""
    address = urlsplit(engine.url)
    bearer = f"Authorization: Bearer {engine.credentials.secret_key}"
    common = f"HTTP/1.1\r\nHost: 127.0.0.1\r\n{bearer}"
    body = b"x" * 300_000
    for sent, key in ((body, "left-whole"), (body[:1000], "left-half")):
        head = f"PUT /sagemaker-local-000000000000/{key} {common}\r\n"
        for _ in range(60):
            with socket.create_connection((address.hostname, address.port or 0)) as connection:
                connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + sent)
    path = "/sagemaker-local-000000000000/left-"
    headers = {"Authorization": bearer.partition(": ")[2]}
    wait_until(lambda: send(engine, "GET", f"{path}whole", headers)[0] == 200, 10)
    drafts = engine.settings.objects / "drafts"
    wait_until(lambda: not list(drafts.iterdir()), 10)
    assert send(engine, "GET", f"{path}half", headers)[0] == 404
    assert send(engine, "GET", f"{path}whole", headers)[1] == body
    log = (engine.settings.logs / "engine.log").read_text(encoding="utf-8")
    assert " ERROR " not in log
