"""A database of an older engine stays readable."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from pilothouse_engine.state import db
from pilothouse_engine.state.hosting import HostingRows
from pilothouse_engine.state.jobs import Jobs
from pilothouse_engine.state.migrations import run_script

VARIANT = {"VariantName": "A", "ModelName": "m", "InitialInstanceCount": 2}


def test_version_1_becomes_current(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    old = {
        "variant": {**VARIANT, "InitialVariantWeight": 0.5},
        "containers": [{"Image": "i"}],
        "explainer": None,
        "clarify": None,
    }
    with sqlite3.connect(path) as connection:
        run_script(connection, db._SCHEMA)
        connection.execute("CREATE TABLE schema_version (version INTEGER)")
        connection.execute("INSERT INTO schema_version VALUES (1)")
        connection.execute(
            "INSERT INTO jobs (name, status, secondary, created, modified, request) "
            "VALUES ('j', 'Completed', 'Completed', 1, 2, '{}')"
        )
        connection.execute(
            "INSERT INTO endpoints VALUES ('e', 'InService', NULL, 1, 2, 'c', ?)",
            (json.dumps(old),),
        )
    connection.close()
    database = db.Database(path)
    for _ in range(2):
        database.migrate()
        endpoint = HostingRows(database).endpoint("e")
        assert endpoint is not None
        assert endpoint.document["variants"] == [
            {
                "variant": old["variant"],
                "containers": [{"Image": "i"}],
                "weight": 0.5,
                "count": 2,
                "serverless": None,
            }
        ]
        assert endpoint.document["async"] is None
        job = Jobs(database).find("j")
        assert job is not None
        assert job.status == "Completed"
    database.close()
