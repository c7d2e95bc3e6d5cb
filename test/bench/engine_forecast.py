"""Forecasting jobs on US employment, from data to answers, against AutoETS on the same splits.

Three origins; each job sees what came before, its endpoint forecasts the next twelve months, and
the weighted quantile loss over all sectors is compared with that of statsforecast's AutoETS.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from engine_client import Engine

DATA = Path(__file__).parents[1] / "fixtures" / "series" / "us_employment.csv"
HORIZON, ORIGINS, LEVELS = 12, (84, 96, 108), (0.1, 0.5, 0.9)


def loss(actual: np.ndarray, quantiles: np.ndarray) -> float:
    """Average weighted quantile loss of (S, H, 3)."""
    total = 0.0
    for at, level in enumerate(LEVELS):
        error = actual - quantiles[..., at]
        total += 2 * float(np.maximum(level * error, (level - 1) * error).sum())
    return total / len(LEVELS) / float(np.abs(actual).sum())


def table(rows: list[list[str]], header: list[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue().encode()


def peer_python() -> str | None:
    """Python of an environment that has statsforecast, if there is one."""
    if named := os.environ.get("PILOTHOUSE_STATSFORECAST_PYTHON"):
        return named
    return sys.executable if importlib.util.find_spec("statsforecast") else None


def peer(python: str, past: list[list[str]], sectors: list[str]) -> np.ndarray:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "past.csv")
        path.write_bytes(table(past, ["unique_id", "ds", "y"]))
        done = subprocess.run(
            [python, str(Path(__file__).with_name("peer_statsforecast.py")), str(path)]
            + ["12", str(HORIZON)],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    answer = json.loads(done.stdout.splitlines()[-1])
    return np.array([answer[sector] for sector in sectors])


def main() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    months = sorted({row[1] for row in rows})
    sectors = sorted({row[0] for row in rows})
    values = {(row[0], row[1]): float(row[2]) for row in rows}
    engine = Engine()
    python = peer_python()
    ours, theirs, seconds = [], [], []
    for origin in ORIGINS:
        past = [row for row in rows if row[1] < months[origin]]
        future = months[origin : origin + HORIZON]
        actual = np.array([[values[sector, month] for month in future] for sector in sectors])
        name = f"bench-forecast-{origin}"
        begin = time.perf_counter()
        job = engine.run(
            name,
            table(past, header),
            {
                "TimeSeriesForecastingJobConfig": {
                    "ForecastFrequency": "M",
                    "ForecastHorizon": HORIZON,
                    "TimeSeriesConfig": {
                        "TargetAttributeName": "employed",
                        "TimestampAttributeName": "month",
                        "ItemIdentifierAttributeName": "sector",
                    },
                }
            },
        )
        seconds.append(time.perf_counter() - begin)
        engine.deploy(name, job, "predicted_label")
        answers = csv.DictReader(io.StringIO(engine.invoke(name, table(past, header))))
        found: dict[str, list[list[float]]] = {}
        for row in answers:
            found.setdefault(row["sector"], []).append(
                [float(row[level]) for level in ("p10", "p50", "p90")]
            )
        ours.append(loss(actual, np.array([found[sector] for sector in sectors])))
        if python is not None:
            theirs.append(loss(actual, peer(python, past, sectors)))
        engine.sagemaker.delete_endpoint(EndpointName=name)
    figures: dict[str, float | None] = {
        "engine.forecast.job.s": float(np.mean(seconds)),
        "engine.forecast.wql": float(np.mean(ours)),
        "engine.forecast.peer.wql": float(np.mean(theirs)) if theirs else None,
        "engine.forecast.wql.ratio": float(np.mean(ours) / np.mean(theirs)) if theirs else None,
    }
    if python is None:
        print(
            "statsforecast is not installed; PILOTHOUSE_STATSFORECAST_PYTHON may name a Python "
            "that has it",
            file=sys.stderr,
        )
    print("by origin:", [round(value, 5) for value in ours], theirs, file=sys.stderr)
    print(json.dumps(figures))


main()
