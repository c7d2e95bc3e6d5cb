"""A Jupyter server in this process, below a base URL with an encoded character."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

pytest_plugins = ("pytest_jupyter.jupyter_server",)

Post = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No credentials, Region or engine of the machine reaches a test; the engine's data folder."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "REGION_NAME", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "aws-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    data = tmp_path / "engine-data"
    monkeypatch.setenv("PILOTHOUSE_DATA_DIR", str(data))
    return data


@pytest.fixture
def jp_base_url() -> str:
    return "/a%40b/"


@pytest.fixture
def jp_server_config(jp_root_dir: Path) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab_pilothouse": True},
            "allow_unauthenticated_access": False,
        }
    }


@pytest.fixture
def post(jp_fetch: Callable[..., Awaitable[HTTPResponse]]) -> Post:
    """POST to a route; never raises for a status."""

    async def send(route: str, body: Any, **options: Any) -> HTTPResponse:
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return await jp_fetch(
            "pilothouse", "api", "v1", route, method="POST", body=data, raise_error=False, **options
        )

    return send
