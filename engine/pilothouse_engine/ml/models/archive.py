"""model.tar.gz: ``metadata.json`` and ``arrays.npz``, read without pickle."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.features import Encoder, Feature
from pilothouse_engine.ml.models.base import MarginModel, probabilities
from pilothouse_engine.ml.models.registry import model_from_state, model_state
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

FORMAT = 1


@dataclass(frozen=True)
class TabularModel:
    """Everything that predicting and explaining a record needs."""

    problem: Problem
    target: str
    labels: tuple[str, ...]
    encoder: Encoder
    model: MarginModel
    algorithm: str
    mode: str
    """``ENSEMBLING`` or ``HYPERPARAMETER_TUNING``: decides what ``probability`` means."""
    baseline: tuple[str | None, ...]
    """One record of cells: medians and most frequent values of the training data."""
    versions: dict[str, str]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the margins: the positive class, all classes, or the target."""
        if self.problem == "Regression":
            return (self.target,)
        return self.labels[1:] if self.problem == "BinaryClassification" else self.labels

    def probabilities(self, x: Floats) -> Floats:
        """Class probabilities (n, classes), or predictions (n, 1)."""
        return probabilities(self.model.margins(x), self.problem)


def save_model(model: TabularModel, path: Path) -> None:
    """Write the archive; the same model gives the same bytes."""
    settings, arrays = model_state(model.model)
    metadata = {
        "format": FORMAT,
        "problem": model.problem,
        "target": model.target,
        "labels": list(model.labels),
        "unit": "target" if model.problem == "Regression" else "log-odds",
        "algorithm": model.algorithm,
        "mode": model.mode,
        "features": [feature.to_json() for feature in model.encoder.features],
        "baseline": list(model.baseline),
        "model": settings,
        "versions": model.versions,
    }
    packed = io.BytesIO()
    # Plain keyword names in an npz may not hold a slash; dots are fine.
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    with (
        path.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="", compresslevel=1) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for name, content in (
            ("metadata.json", json.dumps(metadata, ensure_ascii=False).encode()),
            ("arrays.npz", packed.getvalue()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def read_model(path: Path) -> TabularModel:
    """Read an archive. Raises :class:`ValueError` if it is none of this engine's."""
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            parts = {}
            for name in ("metadata.json", "arrays.npz"):
                member = tar.extractfile(name)
                if member is None:
                    raise KeyError(name)
                parts[name] = member.read()
        metadata: dict[str, Any] = json.loads(parts["metadata.json"])
        with np.load(io.BytesIO(parts["arrays.npz"]), allow_pickle=False) as packed:
            arrays = {key: packed[key] for key in packed.files}
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError) as error:
        raise ValueError(f"{path.name} is not a model archive of this engine ({error})") from None
    if metadata.get("format") != FORMAT:
        raise ValueError(
            f"{path.name} has the model format {metadata.get('format')!r}; this engine reads "
            f"{FORMAT}"
        )
    return TabularModel(
        problem=metadata["problem"],
        target=metadata["target"],
        labels=tuple(metadata["labels"]),
        encoder=Encoder(tuple(Feature.from_json(plain) for plain in metadata["features"])),
        model=model_from_state(metadata["model"], arrays),
        algorithm=metadata["algorithm"],
        mode=metadata["mode"],
        baseline=tuple(metadata["baseline"]),
        versions=metadata["versions"],
    )
