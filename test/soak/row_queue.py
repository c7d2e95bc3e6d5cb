"""Many jobs at once: all end, in the order they came, and none is lost."""

from __future__ import annotations

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
        found = [
            client.describe_auto_ml_job_v2(AutoMLJobName=name).get("EndTime") for name in names
        ]
        # Two run side by side: neighbours may change places, no job may be overtaken by many.
        late = [a for a, b in zip(found, found[4:], strict=False) if a and b and a > b]
        if late:
            row.problem(f"{len(late)} jobs were overtaken in the queue")
    finally:
        engine.end()
    return row
