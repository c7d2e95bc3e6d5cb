"""Helpers of the forecasting tests: columns, panels, jobs."""

from __future__ import annotations

import csv
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ml_support import Recorder, channel, write_rows
from numpy.typing import NDArray
from pilothouse_engine.contract import Channel, JobSpec
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.job import run_job
from pilothouse_engine.ml.series.build import Built, build
from pilothouse_engine.ml.series.config import ForecastConfig
from pilothouse_engine.ml.series.frequency import Frequency
from pilothouse_engine.ml.series.panel import Schema

FREE = Guard(lambda: None)
EMPLOYMENT = Path(__file__).parents[3] / "test" / "fixtures" / "series" / "us_employment.csv"


@dataclass(frozen=True)
class Cells:
    texts: list[str | None]
    index: NDArray[np.intp]


def cells(values: Sequence[Any]) -> Cells:
    position: dict[str | None, int] = {}
    index = [position.setdefault(None if v is None else str(v), len(position)) for v in values]
    return Cells(list(position), np.array(index, dtype=np.intp))


def config(frequency: str = "D", horizon: int = 2, **changes: Any) -> ForecastConfig:
    base: dict[str, Any] = {
        "target": "y",
        "timestamp": "t",
        "item": "item",
        "groups": (),
        "frequency": Frequency.parse(frequency),
        "horizon": horizon,
        "quantiles": ("p10", "p50", "p90"),
    }
    return ForecastConfig(**{**base, **changes})


def build_rows(
    rows: Sequence[Sequence[Any]],
    names: Sequence[str] = ("item", "t", "y"),
    chosen: ForecastConfig | None = None,
    schema: Schema | None = None,
    **options: Any,
) -> Built:
    columns = {
        name: cells(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }
    return build(columns, chosen or config(), schema, **options)


def daily(count: int, start: str = "2024-01-01") -> list[str]:
    days = np.datetime64(start) + np.arange(count)
    return [str(day) for day in days]


def employment(sectors: int = 22) -> list[list[str]]:
    """Rows (sector, month, employed) of real series, in the file's order."""
    with EMPLOYMENT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    names = sorted({row[0] for row in rows})[:sectors]
    return [row for row in rows if row[0] in names]


def request(target: str, stamp: str, item: str, frequency: str, horizon: int) -> dict[str, Any]:
    """A minimal ``TimeSeriesForecastingJobConfig``."""
    return {
        "ForecastFrequency": frequency,
        "ForecastHorizon": horizon,
        "TimeSeriesConfig": {
            "TargetAttributeName": target,
            "TimestampAttributeName": stamp,
            "ItemIdentifierAttributeName": item,
        },
    }


def run_series(
    folder: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    settings: dict[str, Any],
    recorder: Recorder | None = None,
    feature_spec: dict[str, Any] | None = None,
    training: Channel | None = None,
    **changes: Any,
) -> Recorder:
    """Run a job on a CSV file and return what it reported."""
    for name in ("objects", "work"):
        (folder / name).mkdir(exist_ok=True)
    recorder = recorder or Recorder(folder / "objects")
    spec = JobSpec(
        job_name="series",
        request={
            "AutoMLJobName": "series",
            "AutoMLProblemTypeConfig": {"TimeSeriesForecastingJobConfig": settings},
            **changes,
        },
        training=training or channel(write_rows(folder / "train.csv", header, rows)),
        validation=None,
        feature_spec=feature_spec,
        output_uri="s3://data/out/series",
        work_dir=folder / "work",
    )
    run_job(spec, recorder, threading.Event())
    return recorder
