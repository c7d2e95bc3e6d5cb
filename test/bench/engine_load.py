"""Invocations at 50 a second from 16 clients: ``engine_load.py SECONDS``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "soak"))

import conftest  # noqa: F401
import row_load

with tempfile.TemporaryDirectory(prefix="pilothouse-bench-load-") as folder:
    row = row_load.run(Path(folder) / "engine", float(sys.argv[1]))
print(
    json.dumps(
        {
            "engine.load.rps": (row.count - row.lost) / row.seconds,
            "engine.load.errors": row.lost + row.corrupted + len(row.errors),
            "engine.load.memory.growth.MB": row.memory[2] - row.memory[0],
        }
    )
)
