"""Batch transform with real models of texts and of time series."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from live import LiveEngine, job_request, wait_for_job
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from test_real_job import REAL
from test_transform import request, run

sys.path.insert(0, str(Path(__file__).parent / "ml"))

from series_support import employment
from series_support import request as series_config
from text_support import mails

pytestmark = pytest.mark.slow


@pytest.fixture
def real_engine(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, **REAL).start()
    yield live
    live.stop()


def put_rows(s3: Any, key: str, rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    s3.put_object(Bucket=DEFAULT_BUCKET, Key=key, Body=text.getvalue().encode())
    return f"s3://{DEFAULT_BUCKET}/{key}"


def model_of(client: Any, name: str, problem: dict[str, Any]) -> str:
    client.create_auto_ml_job_v2(**job_request(name, AutoMLProblemTypeConfig=problem))
    job = wait_for_job(client, name, 150)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    client.create_model(
        ModelName=name,
        Containers=job["BestCandidate"]["InferenceContainers"],
        ExecutionRoleArn=ROLE_ARN,
    )
    return name


def test_texts(real_engine: LiveEngine) -> None:
    client, s3 = real_engine.client("sagemaker"), real_engine.client("s3")
    rows = [[" ".join(text.split()), label] for text, label in mails()]
    put_rows(s3, "in/train.csv", [["text", "label"], *rows])
    config = {"ContentColumn": "text", "TargetLabelColumn": "label"}
    model = model_of(client, "texts", {"TextClassificationJobConfig": config})
    uri = put_rows(s3, "texts/in.csv", [[str(i), row[0]] for i, row in enumerate(rows[:20])])
    processing = {"InputFilter": "$[1]", "JoinSource": "Input", "OutputFilter": "$[0,2]"}
    asked = request(model, uri, target={"Accept": "text/csv"}, DataProcessing=processing)
    (output,) = run(client, s3, asked).values()
    found = [line.split(",") for line in output.decode().splitlines()]
    assert [number for number, _ in found] == [str(number) for number in range(20)]
    assert sum(label == row[1] for (_, label), row in zip(found, rows, strict=False)) >= 18


def test_series(real_engine: LiveEngine) -> None:
    client, s3 = real_engine.client("sagemaker"), real_engine.client("s3")
    header, rows = ["sector", "month", "employed"], employment(5)
    put_rows(s3, "in/train.csv", [header, *rows])
    config = series_config("employed", "month", "sector", "M", 3)
    model = model_of(client, "series", {"TimeSeriesForecastingJobConfig": config})
    uri = put_rows(s3, "series/history.csv", [header, *rows])
    asked = request(
        model, uri, source={"SplitType": "None"}, target={"AssembleWith": "None"}, MaxPayloadInMB=0
    )
    (output,) = run(client, s3, asked).values()
    found = list(csv.reader(io.StringIO(output.decode())))
    assert len(found) == 1 + 5 * 3, "a header, then three months of five sectors"
    assert {row[0] for row in found[1:]} == {row[0] for row in rows}
