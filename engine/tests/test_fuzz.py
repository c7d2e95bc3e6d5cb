"""Any input of any operation gets an answer of the API, never a fault of the engine."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import LiveEngine
from pilothouse_engine.engine import OPERATIONS
from pilothouse_engine.models import find_operation
from pilothouse_engine.protocols import json_body
from pilothouse_engine.s3.routes import find

MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
WORDS = st.sampled_from(
    ["a", "train", "s3://sagemaker-local-000000000000/in/", "s3://b", "\x00", "ü", "x" * 70]
)


def values(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that mostly fit a shape, with some that do not."""
    if isinstance(shape, StructureShape):
        if depth > 4:
            return st.just({})
        required = {n: values(shape.members[n], depth + 1) for n in shape.required_members}
        optional = {n: values(m, depth + 1) for n, m in shape.members.items() if n not in required}
        fit: st.SearchStrategy[Any] = st.fixed_dictionaries(required, optional=optional)
    elif isinstance(shape, ListShape):
        fit = st.lists(values(shape.member, depth + 1), max_size=2)
    elif isinstance(shape, MapShape):
        fit = st.dictionaries(st.text(max_size=5), values(shape.value, depth + 1), max_size=2)
    elif isinstance(shape, StringShape):
        fit = (st.sampled_from(shape.enum) if shape.enum else WORDS) | st.text(max_size=10)
    elif shape.type_name == "boolean":
        fit = st.booleans()
    elif shape.type_name in ("integer", "long"):
        fit = st.integers(-2, 400) | st.integers()
    elif shape.type_name == "timestamp":
        fit = st.floats() | st.integers() | st.just("2026-01-01T00:00:00Z")
    else:
        fit = st.floats(allow_nan=False, allow_infinity=False)
    return st.integers(0, 30).flatmap(lambda n: JSON if n == 0 and depth else fit)


def post(engine: LiveEngine, method: str, path: str, body: bytes, **headers: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(engine.url).netloc, timeout=20)
    bearer = {"Authorization": f"Bearer {engine.credentials.secret_key}"}
    connection.request(method, path, body, {**bearer, **headers})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize("operation", sorted(OPERATIONS["sagemaker"]))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_sagemaker_never_faults(engine: LiveEngine, operation: str, data: Any) -> None:
    model = find_operation("sagemaker", operation)
    assert model is not None
    params = data.draw(values(model.input_shape))
    if isinstance(params, dict):
        # Jobs that really run belong to other tests.
        params.pop("AutoMLJobInputDataConfig", None)
        params.pop("InputDataConfig", None)
    status, body = post(
        engine,
        "POST",
        "/",
        json.dumps(params).encode(),
        **{"X-Amz-Target": f"SageMaker.{operation}", "Content-Type": "application/x-amz-json-1.1"},
    )
    assert status in (200, 400), body
    if status == 400:
        document = json.loads(body)
        assert document["__type"] in (
            "ValidationException",
            "SerializationException",
            "ResourceNotFound",
        )


LOG_WORDS = st.sampled_from(
    ["/aws/sagemaker/TrainingJobs", "/aws/sagemaker/Endpoints/e", "f/0", "b/9", "x/local", "Zg=="]
)


@pytest.mark.parametrize("operation", sorted(OPERATIONS["logs"]))
@MANY
@given(data=st.data())
def test_logs_never_fault(engine: LiveEngine, operation: str, data: Any) -> None:
    model = find_operation("logs", operation)
    assert model is not None
    params = data.draw(values(model.input_shape))
    if isinstance(params, dict):
        names = [name for name, value in params.items() if isinstance(value, str)]
        params.update({name: data.draw(LOG_WORDS) for name in names if data.draw(st.booleans())})
    headers = {"X-Amz-Target": f"Logs_20140328.{operation}"}
    status, body = post(engine, "POST", "/", json.dumps(params).encode(), **headers)
    assert status in (200, 400), body
    if status == 400:
        assert json.loads(body)["__type"] in (
            "InvalidParameterException",
            "ResourceNotFoundException",
            "SerializationException",
        )


@pytest.mark.parametrize("operation", sorted(OPERATIONS["sagemaker-runtime"]))
@MANY
@given(data=st.data(), body=st.binary(max_size=20))
def test_invocations_never_fault(
    engine: LiveEngine, operation: str, data: Any, body: bytes
) -> None:
    model = find_operation("sagemaker-runtime", operation)
    assert model is not None
    path = str(model.http["requestUri"]).replace("{EndpointName}", data.draw(PATH_NAMES))
    wire = [
        member.serialization["name"]
        for member in model.input_shape.members.values()
        if member.serialization.get("location") == "header"
    ]
    headers = data.draw(st.dictionaries(st.sampled_from(wire), HEADER_VALUES, max_size=4))
    status, answer = post(engine, "POST", path, body, **headers)
    assert status in (400, 404), answer
    assert json.loads(answer)["__type"] in (
        "ValidationError",
        "SerializationException",
        "UnknownOperationException",
    )


PATH_NAMES = st.sampled_from(["e", "no-such", "%00", "a%2Fb", "x" * 80, "%ff", "-"])
HEADER_VALUES = st.sampled_from(["", "1", "-1", "99999999999999", "s3://b/k", "a\tb", "x" * 1100])


@MANY
@given(body=st.binary(max_size=60), target=st.text(st.characters(codec="latin-1"), max_size=20))
def test_garbage_gets_an_error_of_the_protocol(
    engine: LiveEngine, body: bytes, target: str
) -> None:
    safe = "".join(c for c in target if c.isprintable())
    body = body or b'{"NameContains": "\\ud800", "MaxResults": 1e999, "NextToken": "[]"}'
    for name in (f"SageMaker.{safe}", "SageMaker.ListModels"):
        status, answer = post(engine, "POST", "/", body, **{"X-Amz-Target": name})
        assert status in (200, 400), answer
        assert json.loads(answer) is not None


@MANY
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD"]),
    path=st.text(max_size=12),
    query=st.dictionaries(
        st.sampled_from(
            ["list-type", "prefix", "max-keys", "uploads", "uploadId", "partNumber", "acl"]
            + ["continuation-token", "delimiter", "response-content-type", "start-after", "delete"]
        ),
        st.sampled_from(["2", "", "-1", "99999999999999999999", "ü\n"]) | st.text(max_size=5),
        max_size=3,
    ),
    body=st.sampled_from([b"", b"<a/>", b"<!DOCTYPE x>", b"<CompleteMultipartUpload/>", b"\xff"]),
    bucket=st.sampled_from(["", "sagemaker-local-000000000000/", "nope/"]),
    headers=st.dictionaries(
        st.sampled_from(["Range", "x-amz-copy-source", "If-Match", "If-Modified-Since"]),
        st.sampled_from(["bytes=0-", "bytes=9-1", "/b/k", "x", "%ff%fe", "sagemaker/"]),
        max_size=2,
    ),
)
def test_s3_never_faults(
    engine: LiveEngine,
    method: str,
    path: str,
    query: dict[str, str],
    body: bytes,
    bucket: str,
    headers: dict[str, str],
) -> None:
    target = f"/{bucket}{quote(path, errors='surrogatepass')}"
    text = "&".join(f"{k}={quote(v, errors='surrogatepass')}" for k, v in query.items())
    status, answer = post(engine, method, f"{target}?{text}", body, **headers)
    assert status < 500 or status == 501, answer


@given(data=st.data())
def test_json_survives_the_wire(data: Any) -> None:
    """What the engine writes for a shape it reads back the same."""
    model = find_operation("sagemaker", "CreateEndpointConfig")
    assert model is not None and model.input_shape is not None
    value = data.draw(values(model.input_shape))
    try:
        read = json_body.decode(model.input_shape, json.dumps(value).encode())
    except Exception as error:
        assert getattr(error, "code", "") == "SerializationException"
        return
    assert json_body.decode(model.input_shape, json_body.encode(model.input_shape, read)) == read


@pytest.mark.parametrize(
    ("request_line", "headers", "expected"),
    [
        ("GET  ", {}, "ListBuckets"),
        ("GET b ", {"list-type": "2"}, "ListObjectsV2"),
        ("GET b ", {}, "ListObjects"),
        ("PUT b ", {}, "CreateBucket"),
        ("PUT b k", {}, "PutObject"),
        ("PUT b k", {"x-id": "PutObject"}, "PutObject"),
        ("PUT b k", {"partNumber": "1", "uploadId": "u"}, "UploadPart"),
        ("POST b k", {"uploads": ""}, "CreateMultipartUpload"),
        ("POST b k", {"uploadId": "u"}, "CompleteMultipartUpload"),
        ("GET b k", {"uploadId": "u"}, "ListParts"),
        ("DELETE b k", {"uploadId": "u"}, "AbortMultipartUpload"),
        ("DELETE b k", {}, "DeleteObject"),
        ("GET b k", {"acl": ""}, "GetObjectAcl"),
        ("POST b ", {"delete": ""}, "DeleteObjects"),
    ],
)
def test_s3_routes(request_line: str, headers: dict[str, str], expected: str) -> None:
    method, bucket, key = request_line.split(" ")
    assert find(method, bucket, key, headers, {}) == expected
    if expected == "PutObject":
        assert find(method, bucket, key, headers, {"x-amz-copy-source": "a/b"}) == "CopyObject"
