"""The short form of `npm run soak`: every row, smaller."""

from __future__ import annotations

from pathlib import Path

import pytest
from row_full_disk import CannotMount
from rows import ROWS


@pytest.mark.parametrize("name", list(ROWS))
def test_the_engine_holds_up(name: str, tmp_path: Path) -> None:
    try:
        row = ROWS[name].short(tmp_path / "engine")
    except CannotMount as error:
        pytest.skip(str(error))
    assert row.good, row
    assert row.count > 0
