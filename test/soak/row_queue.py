"""Many jobs at once: all end, in the order they came, and none is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from row import Row
from soak_engine import SoakEngine
from work_load import put_training_file, request, wait_for_end


def run(folder: Path, jobs: int) -> Row:
    row = Row("jobs queued at once, 2 workers", jobs)
    engine = SoakEngine(folder, workers=2).start()
    try:
        put_training_file(engine)
        client = engine.client("sagemaker")
        names = [f"queued-{number:04d}" for number in range(jobs)]
        with row.measured(engine):
            for name in names:
                client.create_auto_ml_job_v2(**request(name))
            for name in names:
                status = wait_for_end(client, name, 600)
                if status != "Completed":
                    row.lost += 1
                    row.problem(f"{name} is {status}")
        began = _began(engine)
        # A job that waits for a new process may end after later ones; none begins before it.
        late = [a for a, b in zip(names, names[1:], strict=False) if began[a] > began[b]]
        if late:
            row.problem(f"{len(late)} jobs were overtaken in the queue")
    finally:
        engine.end()
    return row


def _began(engine: SoakEngine) -> dict[str, float]:
    """When each job was started, by name: the API does not tell."""
    with closing(sqlite3.connect(engine.settings.database, timeout=20)) as connection:
        return dict(connection.execute("SELECT name, started FROM jobs").fetchall())
