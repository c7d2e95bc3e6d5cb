"""A live engine with a data directory of its own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the engine says of itself (``engine.json``), and ``environment`` for other programs."""
    data = tmp_path_factory.mktemp("data")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("AWS_")
    } | {"PILOTHOUSE_DATA_DIR": str(data)}

    def run(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "pilothouse_engine", *arguments],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout

    info = json.loads(run("start", "--json"))
    # What a user pastes into a shell: it names the file with the key pair, not the keys.
    for line in run("env").splitlines():
        for word in shlex.split(line.removeprefix("export ")):
            name, _, value = word.partition("=")
            environment[name] = value
    environment["AWS_CONFIG_FILE"] = str(Path(data) / "no-config")
    yield info | {"environment": environment}
    run("stop")
