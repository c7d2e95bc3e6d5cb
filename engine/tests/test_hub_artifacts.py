"""Archives of the hub: made once, by whoever asks first, and honest when they cannot be."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pilothouse_engine.auth import Credentials
from pilothouse_engine.config import Settings
from pilothouse_engine.engine import Engine
from pilothouse_engine.errors import ServiceError
from pilothouse_engine.hub import artifacts
from pilothouse_engine.hub.catalogue import HUB_BUCKET, models
from pilothouse_engine.processes import spawn

MODEL = models()["numpy-forecasting-ets"]


async def prepared(folder: Path) -> Engine:
    folder.mkdir(exist_ok=True)
    engine = Engine(Settings(folder), Credentials("a", "b"))
    engine.prepare()
    return engine


def test_two_callers_share_one_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spawned = 0

    async def counted(*args: object, **kwargs: object) -> asyncio.subprocess.Process:
        nonlocal spawned
        spawned += 1
        return await spawn(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(artifacts, "spawn", counted)

    async def run() -> None:
        engine = await prepared(tmp_path)
        impatient = asyncio.create_task(engine.hub.ready(MODEL.artifact_uri))
        await asyncio.sleep(0)
        patient = asyncio.create_task(engine.hub.ready(MODEL.artifact_uri))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
        await engine.hub.ready(MODEL.artifact_uri)
        assert engine.objects.find(HUB_BUCKET, MODEL.artifact_key) is not None
        assert not any(engine.settings.work.iterdir())
        assert not list(engine.settings.logs.glob("hub-*"))
        await engine.close()

    asyncio.run(run())
    assert spawned == 1


@pytest.mark.parametrize(
    ("seconds", "module"), [(60.0, "pilothouse_engine.no_such_module"), (0.01, None)]
)
def test_a_failed_build_is_said_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, module: str | None
) -> None:
    async def run() -> None:
        engine = await prepared(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(artifacts, "_BUILD_SECONDS", seconds)
            patch.setattr(artifacts, "_BUILDER", module or artifacts._BUILDER)
            with pytest.raises(ServiceError, match="could not be prepared") as caught:
                await engine.hub.ready(MODEL.artifact_uri)
            assert caught.value.code == "ValidationException"
        log = engine.settings.logs / f"hub-{MODEL.name}.log"
        assert ("no_such_module" in log.read_text()) == (module is not None)
        assert engine.objects.find(HUB_BUCKET, MODEL.artifact_key) is None
        await engine.hub.ready(MODEL.artifact_uri)
        assert engine.objects.find(HUB_BUCKET, MODEL.artifact_key) is not None
        await engine.close()

    asyncio.run(run())


def test_other_archives_are_none_of_its_business(tmp_path: Path) -> None:
    async def run() -> None:
        engine = await prepared(tmp_path)
        for uri in (None, "s3://other/model.tar.gz", f"s3://{HUB_BUCKET}/none", "nonsense"):
            await engine.hub.ready(uri)
        await engine.close()

    asyncio.run(run())
