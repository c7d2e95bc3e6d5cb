"""Models with terms are deployed by who accepts them, and by nobody else."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pilothouse_engine.auth import Credentials
from pilothouse_engine.config import ROLE_ARN, Settings
from pilothouse_engine.engine import Engine
from pilothouse_engine.errors import ServiceError
from pilothouse_engine.hub import catalogue
from pilothouse_engine.hub.catalogue import HUB, HUB_BUCKET, models

NAME = "numpy-forecasting-ets"
TERMS = "Use it as you like, but accept this first.\n"


@pytest.fixture
def gated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[catalogue.HubModel]:
    """A hub whose only model has terms."""
    shutil.copytree(catalogue._FOLDER / NAME, tmp_path / "hub" / NAME)
    (tmp_path / "hub" / NAME / "eula.txt").write_text(TERMS)
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path / "hub")
    models.cache_clear()
    yield models()[NAME]
    models.cache_clear()


def request(model: catalogue.HubModel, **source: Any) -> dict[str, Any]:
    found = {"S3Uri": model.artifact_uri, "S3DataType": "S3Object", "CompressionType": "Gzip"}
    container = {"Image": "i", "ModelDataSource": {"S3DataSource": {**found, **source}}}
    return {"ModelName": "gated", "ExecutionRoleArn": ROLE_ARN, "PrimaryContainer": container}


def accepting(answer: bool) -> dict[str, Any]:
    return {"ModelAccessConfig": {"AcceptEula": answer}}


def test_terms_are_shown_and_must_be_accepted(gated: catalogue.HubModel, tmp_path: Path) -> None:
    async def run() -> None:
        (tmp_path / "data").mkdir()
        engine = Engine(Settings(tmp_path / "data"), Credentials("a", "b"))
        engine.prepare()
        described = await engine.call(
            "sagemaker",
            "DescribeHubContent",
            {"HubName": HUB, "HubContentType": "Model", "HubContentName": NAME},
        )
        uri = json.loads(described["HubContentDocument"])["HostingEulaUri"]
        stored = engine.objects.get(HUB_BUCKET, uri.removeprefix(f"s3://{HUB_BUCKET}/"))
        assert engine.objects.path(stored).read_text() == TERMS
        plain = {**request(gated), "PrimaryContainer": {"Image": "i"}}
        plain["PrimaryContainer"]["ModelDataUrl"] = gated.artifact_uri
        hub_access = {"HubAccessConfig": {"HubContentArn": gated.arn}}
        for refused in (
            plain,
            request(gated),
            request(gated, **hub_access),
            request(gated, **accepting(False)),
            {**request(gated), "PrimaryContainer": None, "Containers": [plain["PrimaryContainer"]]},
        ):
            asked = {key: value for key, value in refused.items() if value is not None}
            with pytest.raises(ServiceError, match="explicitly defined as True") as caught:
                await engine.call("sagemaker", "CreateModel", asked)
            assert caught.value.code == "ValidationException"
            assert uri in caught.value.message
        assert engine.objects.find(HUB_BUCKET, gated.artifact_key) is None, "nothing was made"
        await engine.call("sagemaker", "CreateModel", request(gated, **accepting(True)))
        # Acceptance is for one request: the archive is there now, the question stays.
        with pytest.raises(ServiceError, match="explicitly defined as True"):
            await engine.call("sagemaker", "CreateModel", {**plain, "ModelName": "again"})
        model = await engine.call("sagemaker", "DescribeModel", {"ModelName": "gated"})
        source = model["PrimaryContainer"]["ModelDataSource"]["S3DataSource"]
        assert source["ModelAccessConfig"] == {"AcceptEula": True}
        await engine.close()

    asyncio.run(run())


def test_no_model_that_comes_with_the_engine_has_terms() -> None:
    for model in models().values():
        assert model.terms is None
        assert "HostingEulaUri" not in model.document
