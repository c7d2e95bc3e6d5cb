"""Running text jobs, and the real mails that they learn from."""

from __future__ import annotations

import csv
import gzip
import io
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ml_support import Recorder, channel, write_rows
from pilothouse_engine.contract import Channel, JobSpec
from pilothouse_engine.ml.job import run_job

FIXTURE = Path(__file__).parents[3] / "test/fixtures/text/spam-assassin.csv.gz"


def mails() -> list[tuple[str, str]]:
    """400 mails: text and class (spam, ham)."""
    rows = csv.reader(io.StringIO(gzip.decompress(FIXTURE.read_bytes()).decode()))
    next(rows)
    return [(text, label) for text, label in rows]


def text_channel(folder: Path, rows: Sequence[Sequence[Any]], name: str = "t.csv") -> Channel:
    return channel(write_rows(folder / name, ["text", "label"], rows))


def run_text(
    training: Channel | Sequence[Sequence[Any]],
    recorder: Recorder | None = None,
    validation: Channel | None = None,
    request: dict[str, Any] | None = None,
    content: str = "text",
    label: str = "label",
    **config: Any,
) -> Recorder:
    """Run a job on rows of text and class, or on a channel."""
    folder = Path(tempfile.mkdtemp())
    for name in ("objects", "work"):
        (folder / name).mkdir()
    if not isinstance(training, Channel):
        training = text_channel(folder, training)
    recorder = recorder or Recorder(folder / "objects")
    columns = {"ContentColumn": content, "TargetLabelColumn": label}
    problem = {"TextClassificationJobConfig": {**columns, **config}}
    spec = JobSpec(
        job_name="texts",
        request={"AutoMLProblemTypeConfig": problem, **(request or {})},
        training=training,
        validation=validation,
        feature_spec=None,
        output_uri="s3://data/out/texts",
        work_dir=folder / "work",
    )
    run_job(spec, recorder, threading.Event())
    return recorder
