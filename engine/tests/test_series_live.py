"""A forecasting job by boto3: upload, train, read artifacts, host, invoke, delete, stop."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from live import LiveEngine, job_request, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET, ROLE_ARN
from test_endpoints import settled, variant
from test_real_job import REAL

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "test" / "fixtures" / "series" / "us_employment.csv"
PROBLEM = {
    "ForecastFrequency": "1M",
    "ForecastHorizon": 6,
    "ForecastQuantiles": ["p10", "p50", "p95"],
    "TimeSeriesConfig": {
        "TargetAttributeName": "employed",
        "TimestampAttributeName": "month",
        "ItemIdentifierAttributeName": "sector",
    },
    "HolidayConfig": [{"CountryCode": "US"}],
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, **REAL).start()
    live.client("s3").put_object(Bucket=DEFAULT_BUCKET, Key="in/train.csv", Body=DATA.read_bytes())
    yield live
    live.stop()


def job(name: str, **changes: Any) -> dict[str, Any]:
    problem = {"TimeSeriesForecastingJobConfig": {**PROBLEM, **changes}}
    return job_request(name, AutoMLProblemTypeConfig=problem)


def test_upload_train_deploy_invoke_delete(engine: LiveEngine) -> None:
    client, s3 = engine.client("sagemaker"), engine.client("s3")
    client.create_auto_ml_job_v2(**job("series"))
    done = wait_for_job(client, "series", 180)
    assert done["AutoMLJobStatus"] == "Completed", done.get("FailureReason")
    assert done["AutoMLProblemTypeConfigName"] == "TimeSeriesForecasting"
    assert done["AutoMLJobArtifacts"]["DataExplorationNotebookLocation"].endswith(".ipynb")
    candidates = client.list_candidates_for_auto_ml_job(AutoMLJobName="series")["Candidates"]
    assert len(candidates) == 1
    best = done["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] < 0.01

    prefix = best["CandidateProperties"]["CandidateArtifactLocations"]["BacktestResults"]
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=key)["Contents"]
    names = [entry["Key"].removeprefix(f"{key}/") for entry in listed]
    assert {"accuracy_metrics.json", "inference_results/Ensemble.csv"} <= set(names)
    stored = s3.get_object(Bucket=bucket, Key=f"{key}/accuracy_metrics.json")
    assert json.loads(stored["Body"].read())["items"] == 22

    containers = best["InferenceContainers"]
    client.create_model(ModelName="series", Containers=containers, ExecutionRoleArn=ROLE_ARN)
    client.create_endpoint_config(
        EndpointConfigName="series", ProductionVariants=[variant("series")]
    )
    client.create_endpoint(EndpointName="series", EndpointConfigName="series")
    assert settled(client, "series")["EndpointStatus"] == "InService"
    lines = DATA.read_bytes().splitlines(keepends=True)
    few = [line for line in lines[1:] if line.startswith((b"construction,", b"government,"))]
    runtime = engine.client("sagemaker-runtime")
    answer = runtime.invoke_endpoint(
        EndpointName="series", ContentType="text/csv", Body=b"".join([lines[0], *few])
    )
    rows = list(csv.DictReader(io.StringIO(answer["Body"].read().decode())))
    assert [row["month"][:10] for row in rows[:2]] == ["2016-01-01", "2016-02-01"]
    assert len(rows) == 2 * 6 and set(rows[0]) >= {"sector", "p10", "p50", "p95", "mean"}
    with pytest.raises(ClientError, match='lacks the column "month"'):
        runtime.invoke_endpoint(
            EndpointName="series", ContentType="text/csv", Body=b"sector,employed\na,1\n"
        )
    client.delete_endpoint(EndpointName="series")
    with pytest.raises(ClientError, match="series"):
        client.describe_endpoint(EndpointName="series")


def test_a_failure_and_a_stop(engine: LiveEngine) -> None:
    client = engine.client("sagemaker")
    client.create_auto_ml_job_v2(**job("long", ForecastHorizon=100))
    failed = wait_for_job(client, "long", 60)
    assert failed["AutoMLJobStatus"] == "Failed"
    assert "ForecastHorizon 100 is too long" in failed["FailureReason"]

    client.create_auto_ml_job_v2(**job("stopped"))
    in_training = "TrainingModels"
    wait_until(
        lambda: (
            client.describe_auto_ml_job_v2(AutoMLJobName="stopped")["AutoMLJobSecondaryStatus"]
            == in_training
        ),
        60,
    )
    begin = time.monotonic()
    client.stop_auto_ml_job(AutoMLJobName="stopped")
    assert wait_for_job(client, "stopped", 10)["AutoMLJobStatus"] == "Stopped"
    assert time.monotonic() - begin < 2
