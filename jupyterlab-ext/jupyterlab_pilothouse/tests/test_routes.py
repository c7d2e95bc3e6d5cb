"""Sign-in, XSRF, bad input and the seam against moto."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from moto.server import ThreadedMotoServer
from tornado.httpclient import HTTPResponse

from jupyterlab_pilothouse import frames
from jupyterlab_pilothouse.handlers import ROUTES

from .conftest import Post

Fetch = Callable[..., Awaitable[HTTPResponse]]
AWS = {"kind": "aws", "region": "eu-west-1"}


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    """Where moto answers; one for all, since each takes half a second to stop."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def moto(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return moto_url


def call(service: str, operation: str, given: dict[str, Any], backend: Any = AWS) -> dict[str, Any]:
    return {"service": service, "operation": operation, "input": given, "backend": backend}


def error_of(answer: HTTPResponse) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(answer.body)
    assert value.keys() >= {"code", "message", "retryable"}
    return value


@pytest.mark.parametrize("route", sorted(ROUTES))
async def test_every_route_needs_sign_in(route: str, jp_fetch: Fetch) -> None:
    path = ("pilothouse", "api", "v1", route)
    body = json.dumps({"action": "status"})
    unknown = await jp_fetch(
        *path, method="POST", body=body, headers={"Authorization": "none"}, raise_error=False
    )
    assert unknown.code == 403
    assert (await jp_fetch(*path, method="GET", raise_error=False)).code == 405


async def test_every_route_needs_the_xsrf_token(
    jp_fetch: Fetch, jp_base_url: str, http_server_client: Any
) -> None:
    signed_in = await jp_fetch("api", "status")
    page = await http_server_client.fetch(f"{jp_base_url}login")
    given = [answer.headers.get_list("Set-Cookie") for answer in (signed_in, page)]
    cookies = [one.split(";")[0] for one in sum(given, [])]
    xsrf = next(one for one in cookies if one.startswith("_xsrf="))

    async def send(route: str, headers: dict[str, str]) -> int:
        answer = await http_server_client.fetch(
            f"{jp_base_url}pilothouse/api/v1/{route}",
            method="POST",
            body='{"action":"status"}',
            headers={"Cookie": "; ".join(cookies), **headers},
            raise_error=False,
        )
        return int(answer.code)

    # The cookies sign in: with the token, as the page sends it, the same request is answered.
    assert await send("engine", {"X-XSRFToken": xsrf.removeprefix("_xsrf=")}) == 200
    # Without it, as a page of another site would have the browser send it, none is.
    assert {route: await send(route, {}) for route in ROUTES} == dict.fromkeys(ROUTES, 403)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"service":1}',
        json.dumps(call("iam", "ListUsers", {})),
        json.dumps(call("sagemaker", "DeleteDomain", {})),
        json.dumps(call("sagemaker", "__class__", {})),
        json.dumps({**call("sagemaker", "ListModels", {}), "input": []}),
        json.dumps(call("sagemaker", "ListModels", {}, None)),
        json.dumps(call("sagemaker", "ListModels", {}, {"kind": "gcp"})),
        json.dumps(call("sagemaker", "ListModels", {}, {"kind": "aws", "region": "a/../b"})),
    ],
)
async def test_bad_requests_to_the_seam(post: Post, body: str) -> None:
    answer = await post("aws", body)
    assert answer.code == 400
    assert error_of(answer)["retryable"] is False


@pytest.mark.parametrize("route", ["environment", "engine"])
async def test_bad_requests_elsewhere(post: Post, route: str) -> None:
    assert (await post(route, "[1]")).code == 400
    assert (await post(route, {"backend": 3, "action": "stop"})).code == 400
    assert (await post(route, " " * 70_000)).code == 413


async def test_no_credentials(post: Post) -> None:
    answer = await post("aws", call("sagemaker", "ListModels", {}))
    assert answer.code == 424
    assert error_of(answer)["code"] == "NoCredentials"
    assert error_of(answer)["action"] == "sign-in"


async def test_no_region(post: Post) -> None:
    answer = await post("aws", call("sagemaker", "ListModels", {}, {"kind": "aws"}))
    assert answer.code == 424
    assert error_of(answer)["action"] == "choose-region"


async def test_bytes_go_through_the_seam_both_ways(post: Post, moto: str) -> None:
    bucket = "pilothouse-test"
    made = await post(
        "aws",
        call(
            "s3",
            "CreateBucket",
            {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}},
        ),
    )
    assert made.code == 200
    content = bytes(range(256)) * 8192
    for key in ("a b+c/ü.bin", "empty"):
        body = content if key != "empty" else b""
        frame = frames.encode(call("s3", "PutObject", {"Bucket": bucket, "Key": key, "Body": body}))
        put = await post("aws", frame, headers={"Content-Type": frames.CONTENT_TYPE})
        assert put.code == 200
        got = await post("aws", call("s3", "GetObject", {"Bucket": bucket, "Key": key}))
        assert got.code == 200
        assert got.headers["Content-Type"] == frames.CONTENT_TYPE
        output = frames.decode(got.body)["output"]
        assert output["Body"] == body
        assert output["LastModified"].endswith("Z")
        assert "ResponseMetadata" not in output
    ranged = {"Bucket": bucket, "Key": "a b+c/ü.bin", "Range": "bytes=1-3"}
    answer = await post("aws", call("s3", "GetObject", ranged))
    assert frames.decode(answer.body)["output"]["Body"] == content[1:4]


async def test_service_errors_keep_their_code(post: Post, moto: str) -> None:
    answer = await post("aws", call("s3", "ListObjectsV2", {"Bucket": "no-such-bucket"}))
    assert answer.code == 404
    assert error_of(answer)["code"] == "NoSuchBucket"
    assert error_of(answer)["operation"] == "s3:ListObjectsV2"


async def test_missing_input_is_named(post: Post, moto: str) -> None:
    answer = await post("aws", call("s3", "ListObjectsV2", {}))
    assert answer.code == 400
    assert "Bucket" in error_of(answer)["message"]


async def test_the_account_id_stays_on_the_server(post: Post, moto: str) -> None:
    answer = await post("aws", call("sts", "GetCallerIdentity", {}))
    assert json.loads(answer.body)["output"]["Account"].startswith("********")


ROLE = "arn:aws:iam::111122223333:role/AutoML/Reader"


async def test_a_call_can_be_made_with_another_role(post: Post, moto: str) -> None:
    request = call("sts", "GetCallerIdentity", {})
    backend = request["backend"]
    own = json.loads((await post("aws", request)).body)["output"]["Arn"]
    answer = await post("aws", {**request, "backend": {**backend, "role": ROLE}})
    assert answer.code == 200, answer.body
    arn = json.loads(answer.body)["output"]["Arn"]
    assert ":assumed-role/" in arn
    assert arn.endswith("Reader/pilothouse")
    # The page gets no credentials, and the next call is made with the user's own again.
    assert b"AccessKey" not in answer.body
    assert json.loads((await post("aws", request)).body)["output"]["Arn"] == own


async def test_another_role_only_reads(post: Post, moto: str) -> None:
    request = call("sagemaker", "DeleteModel", {"ModelName": "m"})
    refused = await post("aws", {**request, "backend": {**request["backend"], "role": ROLE}})
    assert error_of(refused)["code"] == "OperationNotAllowed"
    local = call("sagemaker", "ListModels", {}, {"kind": "local", "role": ROLE})
    assert error_of(await post("aws", local))["action"] == "choose-backend"
    for role in (f"{ROLE}\n", "Reader", 3, f"{ROLE} x"):
        wrong = {**request["backend"], "role": role}
        assert error_of(await post("aws", {**request, "backend": wrong}))["code"] == (
            "InvalidRequest"
        )


async def test_environment_of_aws(post: Post, moto: str) -> None:
    state = json.loads((await post("environment", {"backend": AWS})).body)
    assert state["status"] == "ready"
    assert state["cost"] == "billed"
    assert state["label"] == "AWS eu-west-1"
    assert state["defaultBucket"].startswith("sagemaker-eu-west-1-")


async def test_defaults_of_an_administrator_go_with_aws_alone(
    post: Post, moto: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "admin.yaml"
    file.write_text(
        "SageMaker: {AutoMLJob: {RoleArn: theirs}, "
        "PythonSDK: {Modules: {Session: {DefaultS3Bucket: team-bucket}}}}"
    )
    monkeypatch.setenv("SAGEMAKER_ADMIN_CONFIG_OVERRIDE", str(file))
    monkeypatch.setenv("SAGEMAKER_USER_CONFIG_OVERRIDE", str(tmp_path / "none.yaml"))
    state = json.loads((await post("environment", {"backend": AWS})).body)
    assert state["defaultBucket"] == "team-bucket"
    (found,) = state["adminConfig"]
    assert found["origin"] == str(file)
    assert found["sections"]["AutoMLJob"] == {"RoleArn": "theirs"}
    local = json.loads((await post("environment", {"backend": {"kind": "local"}})).body)
    assert "adminConfig" not in local


@pytest.mark.parametrize("given", [{}, {"backend": None}])
async def test_without_credentials_the_engine_is_the_default(
    post: Post, given: dict[str, Any]
) -> None:
    state = json.loads((await post("environment", given)).body)
    assert state["choice"] == {"kind": "local"}
    assert state["cost"] == "free"


async def test_with_credentials_and_region_aws_is_the_default(
    post: Post, moto: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    state = json.loads((await post("environment", {})).body)
    assert state["choice"] == {"kind": "aws"}
    assert state["region"] == "eu-central-1"


async def test_environment_says_what_is_missing(post: Post) -> None:
    state = json.loads((await post("environment", {"backend": AWS})).body)
    assert state["status"] == "unavailable"
    assert state["problem"]["code"] == "NoCredentials"
    state = json.loads((await post("environment", {"backend": {"kind": "aws"}})).body)
    assert state["problem"]["code"] == "NoRegion"
    backend = {**AWS, "profile": "nobody"}
    state = json.loads((await post("environment", {"backend": backend})).body)
    assert "nobody" in state["problem"]["message"]


async def test_profiles_are_listed_without_their_secrets(
    post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "aws-credentials").write_text(
        "[analyst]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = very-secret\n"
    )
    answer = await post("environment", {"backend": {"kind": "local"}})
    assert json.loads(answer.body)["profiles"] == ["analyst"]
    assert b"secret" not in answer.body
    assert b"AKIA" not in answer.body


class TestLimits:
    @pytest.fixture
    def jp_server_config(self) -> dict[str, Any]:
        return {
            "ServerApp": {"jpserver_extensions": {"jupyterlab_pilothouse": True}},
            "PilothouseApp": {
                "read_only": True,
                "allowed_regions": ["eu-west-1"],
                "allow_install": False,
                "max_body_mib": 1,
            },
        }

    async def test_configured_limits(
        self, post: Post, moto: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused = await post("aws", call("sagemaker", "DeleteModel", {"ModelName": "m"}))
        assert error_of(refused)["code"] == "OperationNotAllowed"
        assert (await post("aws", call("s3", "ListBuckets", {}))).code == 200
        other = {"kind": "aws", "region": "us-east-1"}
        assert (await post("aws", call("s3", "ListBuckets", {}, other))).code == 400
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        hidden = await post("aws", call("s3", "ListBuckets", {}, {"kind": "aws"}))
        assert error_of(hidden)["code"] == "OperationNotAllowed"
        assert (await post("engine", {"action": "install"})).code == 400
        cleaned = await post("engine", {"action": "clean", "categories": ["logs"]})
        assert error_of(cleaned)["code"] == "OperationNotAllowed"
        assert (await post("aws", b" " * (1024 * 1024 + 1))).code == 413
