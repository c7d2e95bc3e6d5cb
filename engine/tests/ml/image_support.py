"""Helpers of the image tests: the sample pictures, channels of folders, jobs."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml_support import Recorder
from pilothouse_engine.contract import Channel, DataFile, JobSpec
from pilothouse_engine.ml.job import run_job

LEARNING = Path(__file__).parents[3] / "test" / "fixtures" / "images" / "learning"
TEXTURES = LEARNING / "textures"
PHOTOS = LEARNING / "photos"
ROOT = "s3://data/in/"


def folder_channel(folder: Path, content_type: str = "image/*", root: str = ROOT) -> Channel:
    """Everything below a folder, as the keys below ``root``."""
    files = [
        DataFile(path, ROOT + path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return Channel(content_type, files, root)


def run_images(
    work: Path,
    training: Channel,
    validation: Channel | None = None,
    recorder: Recorder | None = None,
    limits: Mapping[str, int] | None = None,
    stop: threading.Event | None = None,
    **request: Any,
) -> Recorder:
    """Run a job in the empty folder ``work``."""
    for name in ("objects", "scratch"):
        (work / name).mkdir(parents=True, exist_ok=True)
    recorder = recorder or Recorder(work / "objects")
    config = {"CompletionCriteria": dict(limits)} if limits else {}
    spec = JobSpec(
        job_name="pictures",
        request={
            "AutoMLJobName": "pictures",
            "AutoMLProblemTypeConfig": {"ImageClassificationJobConfig": config},
            **request,
        },
        training=training,
        validation=validation,
        feature_spec=None,
        output_uri="s3://data/out/pictures",
        work_dir=work / "scratch",
    )
    run_job(spec, recorder, stop or threading.Event())
    return recorder
