"""A full disk: a clear error, and nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pilothouse_engine.config import DEFAULT_BUCKET
from pilothouse_engine.errors import ServiceError, is_disk_full
from pilothouse_engine.s3.files import Draft
from pilothouse_engine.s3.store import ObjectStore
from pilothouse_engine.state.db import Database


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    database = Database(tmp_path / "state.sqlite3")
    database.migrate()
    store = ObjectStore(database, tmp_path / "objects")
    store.prepare()
    store.create_bucket(DEFAULT_BUCKET)
    return store


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_body_that_does_not_fit(store: ObjectStore) -> None:
    # A copy of the device node's behaviour: every flush fails with ENOSPC.
    draft = Draft(store.files, Path("/dev/full"))
    draft.write(b"small")
    with pytest.raises(ServiceError, match="is full, so nothing was stored") as caught:
        store.put(DEFAULT_BUCKET, "k", draft, {})
    assert (caught.value.code, caught.value.status) == ("InsufficientStorage", 507)
    assert store.find(DEFAULT_BUCKET, "k") is None


def test_a_row_that_does_not_fit(store: ObjectStore) -> None:
    connection = store.database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError) as caught:
        for number in range(1000):
            with store.files.draft() as draft:
                draft.write(b"x")
                store.put(DEFAULT_BUCKET, f"{number}" * 200, draft, {"ContentType": "x" * 500})
    assert is_disk_full(caught.value)
    rows = {row["file"] for row in connection.execute("SELECT file FROM objects")}
    files = {p.name for p in store.files.root.rglob("*") if p.is_file()}
    assert files == rows
    # Rolled back: the connection goes on.
    assert store.buckets()[0][0] == DEFAULT_BUCKET


def test_a_full_disk_can_be_cleaned(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.files.draft() as draft:
        draft.write(b"x")
        store.put(DEFAULT_BUCKET, "k", draft, {})
    database, reserve = store.database, store.database.reserve
    reserve.settle()
    held = database.path.with_name("reserve")
    assert held.stat().st_size > 1_000_000
    real = database.write

    def write_if_there_is_room() -> object:
        if held.exists():
            raise sqlite3.OperationalError("database or disk is full")
        return real()

    monkeypatch.setattr(database, "write", write_if_there_is_room)
    store.delete(DEFAULT_BUCKET, "k")
    assert store.find(DEFAULT_BUCKET, "k") is None
    # There is space again, so it is taken again; other errors are no reason to give it up.
    assert held.exists()

    def broken() -> None:
        raise sqlite3.OperationalError("database is locked")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        reserve.removing(broken)
    assert held.exists()
