"""Reaching the local engine from a kernel."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from pilothouse import engine
from pilothouse.errors import BackendError


def test_a_hung_engine_is_not_replaced_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_DATA_DIR", str(tmp_path))
    # Nothing listens on port 9 of loopback.
    state = {"endpointUrl": "http://127.0.0.1:9", "pid": 4711}
    (tmp_path / "engine.json").write_text(json.dumps(state))
    verbs: list[str] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        verbs.append(command[3])
        error = json.dumps({"code": "EngineNotResponding", "message": "It hangs."})
        return subprocess.CompletedProcess(command, 1, "", error)

    monkeypatch.setattr(engine.subprocess, "run", run)
    with pytest.raises(BackendError, match="process 4711"):
        engine.ensure_engine()
    assert verbs == ["status"]
