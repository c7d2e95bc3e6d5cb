"""A tabular model with all that serving needs, and its archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilothouse_engine.ml.archive import Archive, Arrays, complete, read_archive, write_archive
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.tabular.features import Encoder, Feature
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.registry import model_from_state, model_state
from pilothouse_engine.ml.values import Floats


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
    write_archive(path, "tabular", *model_state_of(model))


def model_state_of(model: TabularModel) -> tuple[dict[str, Any], Arrays]:
    """Metadata and arrays, from which :func:`model_of` rebuilds the model."""
    settings, arrays = model_state(model.model)
    metadata = {
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
    return metadata, arrays


def read_model(path: Path) -> TabularModel:
    """Read an archive. Raises :class:`ValueError` if it is none of this engine's."""
    return model_of(read_archive(path))


def model_of(archive: Archive) -> TabularModel:
    """The model in an archive. Raises :class:`ValueError` if it is incomplete."""
    with complete(archive, "a tabular model") as metadata:
        return TabularModel(
            problem=metadata["problem"],
            target=metadata["target"],
            labels=tuple(metadata["labels"]),
            encoder=Encoder(tuple(Feature.from_json(plain) for plain in metadata["features"])),
            model=model_from_state(metadata["model"], archive.arrays),
            algorithm=metadata["algorithm"],
            mode=metadata["mode"],
            baseline=tuple(metadata["baseline"]),
            versions=metadata["versions"],
        )
