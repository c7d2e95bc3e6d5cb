from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from pilothouse import backend as backends

sys.path.insert(0, str(Path(__file__).parent))

from fake import FakeBackend


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    made = FakeBackend()
    monkeypatch.setattr(backends, "_current", made)
    return made


@pytest.fixture
def shell(fake: FakeBackend) -> Any:
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "pilothouse")
    yield made
    InteractiveShell.clear_instance()
