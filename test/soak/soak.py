"""Runs rows one after the other; prints one line of JSON for each."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import conftest  # noqa: F401
from row import Row
from row_full_disk import CannotMount
from rows import ROWS


def main(names: list[str], short: bool) -> None:
    for name in names:
        print(f"Running {name}", file=sys.stderr, flush=True)
        folder = Path(tempfile.mkdtemp(prefix=f"pilothouse-soak-{name}-"))
        kind = ROWS[name]
        try:
            document = (kind.short if short else kind.whole)(folder / "engine").document()
        except CannotMount as error:
            document = {"skipped": str(error)}
        except Exception as error:
            traceback.print_exc()
            failed = Row(name)
            failed.problem(f"{type(error).__name__}: {error}")
            document = failed.document()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(json.dumps({"row": name, **document}), flush=True)


if __name__ == "__main__":
    wanted = [name for name in sys.argv[1:] if not name.startswith("--")]
    main(wanted or list(ROWS), "--short" in sys.argv)
