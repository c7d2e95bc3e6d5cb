"""Fixtures: live engines and clients of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import LiveEngine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveEngine]:
    """One engine for all tests that do not harm it."""
    live = LiveEngine(tmp_path_factory.mktemp("engine"), workers=2).start()
    yield live
    live.stop()
    log = (live.settings.logs / "engine.log").read_text(encoding="utf-8")
    assert " ERROR " not in log, "some test met an unexpected error"


@pytest.fixture
def own_engine(tmp_path: Path) -> Iterator[LiveEngine]:
    """An engine to kill; not started yet."""
    live = LiveEngine(tmp_path)
    yield live
    if live.process is not None and live.process.poll() is None:
        live.kill()


@pytest.fixture(scope="session")
def s3(engine: LiveEngine) -> Any:
    return engine.client("s3")


@pytest.fixture(scope="session")
def sagemaker(engine: LiveEngine) -> Any:
    return engine.client("sagemaker", parameter_validation=False)


@pytest.fixture(scope="session")
def runtime(engine: LiveEngine) -> Any:
    return engine.client("sagemaker-runtime")
