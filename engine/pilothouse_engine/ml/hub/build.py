"""Makes a hub model's archive: ``python -m pilothouse_engine.ml.hub.build``.

Reads two lines from stdin: the model's name and the path of the archive to write. The weights of
large models stay in the package they came with; their archives only say which model it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from pilothouse_engine.ml.archive import Arrays, write_archive
from pilothouse_engine.ml.hub import training

KIND = "hub"

Content = tuple[dict[str, object], Arrays]


def _plain(task: str) -> Callable[[], Content]:
    return lambda: ({"task": task}, {})


RECIPES: dict[str, Callable[[], Content]] = {
    "lightgbm-classification-breast-cancer": training.breast_cancer,
    "sklearn-classification-wine": training.wine,
    "sklearn-regression-diabetes": training.diabetes,
    "numpy-tc-spam-mails": training.spam,
    "numpy-ic-efficientnet-lite0": _plain("image-classification"),
    "numpy-icembedding-efficientnet-lite0": _plain("image-embedding"),
    "numpy-textembedding-all-minilm-l6-v2": _plain("text-embedding"),
    "numpy-zstc-all-minilm-l6-v2": _plain("zero-shot"),
    "numpy-forecasting-ets": _plain("forecasting"),
}
"""Metadata and arrays of each model of the catalogue. ``task`` is a key of ``serving.TASKS``."""


def build(name: str, path: Path) -> None:
    """Write the archive of the named model; the same machine always writes the same bytes."""
    metadata, arrays = RECIPES[name]()
    write_archive(path, KIND, {"name": name, **metadata}, arrays)


def main() -> None:
    name, path = sys.stdin.read().splitlines()
    build(name, Path(path))


if __name__ == "__main__":
    main()
