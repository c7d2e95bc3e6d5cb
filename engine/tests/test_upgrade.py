"""A data directory of an earlier engine stays readable, and its jobs and endpoints go on."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from live import LiveEngine, wait_for_job, wait_until
from pilothouse_engine.config import DEFAULT_BUCKET
from pilothouse_engine.state.db import SCHEMA_VERSION, Database
from pilothouse_engine.state.migrations import STEPS

pytestmark = pytest.mark.slow

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("data-directory-*"))


def restore(fixture: Path, data_dir: Path) -> None:
    """Dumps are text, so that a change of one shows in its history."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(data_dir / "state.sqlite3") as connection:
        connection.executescript((fixture / "state.sql").read_text(encoding="utf-8"))
    connection.close()
    shutil.copytree(fixture / "objects", data_dir / "objects")


def version(data_dir: Path) -> int:
    with sqlite3.connect(data_dir / "state.sqlite3") as connection:
        (found,) = connection.execute("SELECT version FROM schema_version").fetchone()
    return int(found)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_an_older_data_directory_is_taken_over(own_engine: LiveEngine, fixture: Path) -> None:
    data_dir = own_engine.settings.data_dir
    restore(fixture, data_dir)
    assert f"data-directory-{version(data_dir)}" == fixture.name
    own_engine.start()
    assert version(data_dir) == SCHEMA_VERSION
    client, s3 = own_engine.client("sagemaker"), own_engine.client("s3")

    done = client.describe_auto_ml_job_v2(AutoMLJobName="finished")
    assert done["AutoMLJobStatus"] == "Completed"
    assert done["BestCandidate"]["CandidateName"] == "finished-c2"
    found = client.list_candidates_for_auto_ml_job(AutoMLJobName="finished")["Candidates"]
    assert len(found) == 2
    url = done["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"]
    key = url.removeprefix(f"s3://{DEFAULT_BUCKET}/")
    assert len(s3.get_object(Bucket=DEFAULT_BUCKET, Key=key)["Body"].read()) == 203
    refused = client.describe_auto_ml_job_v2(AutoMLJobName="refused")
    assert refused["FailureReason"].startswith("Column fail of train.csv has one value only.")

    # What ran when the earlier engine ended says so; what waited runs.
    interrupted = client.describe_auto_ml_job_v2(AutoMLJobName="interrupted")
    assert interrupted["AutoMLJobStatus"] == "Failed"
    assert wait_for_job(client, "waiting")["AutoMLJobStatus"] == "Completed"

    def in_service() -> bool:
        return bool(client.describe_endpoint(EndpointName="ep-0")["EndpointStatus"] == "InService")

    wait_until(in_service, 20)
    runtime = own_engine.client("sagemaker-runtime")
    assert runtime.invoke_endpoint(EndpointName="ep-0", Body=b"ab")["Body"].read() == b"ba"


def test_there_is_a_fixture_of_every_older_version() -> None:
    assert [path.name for path in FIXTURES] == [
        f"data-directory-{number}" for number in range(1, SCHEMA_VERSION)
    ]


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    restore(FIXTURES[0], tmp_path)

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half_done (a)")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setitem(STEPS, 2, broken)
    database = Database(tmp_path / "state.sqlite3")
    with pytest.raises(sqlite3.OperationalError):
        database.migrate()
    database.close()
    assert version(tmp_path) == 1
    with sqlite3.connect(tmp_path / "state.sqlite3") as connection:
        assert not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'half_done'"
        ).fetchone()
