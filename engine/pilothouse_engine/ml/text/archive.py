"""A text model with all that serving needs, and its archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilothouse_engine.ml.archive import Archive, Arrays, complete, write_archive
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.text.models import TextModel, model_from_state, model_state
from pilothouse_engine.ml.values import Floats


@dataclass(frozen=True)
class TextClassifier:
    """Texts in, class probabilities out."""

    problem: Problem
    content: str
    """Column that the texts came from."""
    target: str
    labels: tuple[str, ...]
    model: TextModel
    versions: dict[str, str]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the margins: the positive class, or all classes."""
        return self.labels[1:] if self.problem == "BinaryClassification" else self.labels

    def probabilities(self, corpus: Corpus) -> Floats:
        """Class probabilities (texts, classes)."""
        return probabilities(self.model.margins(corpus), self.problem)


def save_classifier(classifier: TextClassifier, path: Path) -> None:
    """Write the archive; the same model gives the same bytes."""
    write_archive(path, "text", *classifier_state(classifier))


def classifier_state(classifier: TextClassifier) -> tuple[dict[str, Any], Arrays]:
    """Metadata and arrays, from which :func:`classifier_of` rebuilds the classifier."""
    settings, arrays = model_state(classifier.model)
    metadata = {
        "problem": classifier.problem,
        "content": classifier.content,
        "target": classifier.target,
        "labels": list(classifier.labels),
        "unit": "log-odds",
        "model": settings,
        "versions": classifier.versions,
    }
    return metadata, arrays


def classifier_of(archive: Archive) -> TextClassifier:
    """The classifier in an archive. Raises :class:`ValueError` if it is incomplete."""
    with complete(archive, "a text model") as metadata:
        return TextClassifier(
            problem=metadata["problem"],
            content=metadata["content"],
            target=metadata["target"],
            labels=tuple(metadata["labels"]),
            model=model_from_state(metadata["model"], archive.arrays),
            versions=metadata["versions"],
        )
