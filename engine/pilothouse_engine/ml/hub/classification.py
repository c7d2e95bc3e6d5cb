"""A text classifier in the hub's formats: one text in, JSON out."""

from __future__ import annotations

from typing import Any

from pilothouse_engine.contract import Answer, Invocation
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.hub.requests import TEXT, answer, kind_of, text_of, wanted
from pilothouse_engine.ml.hub.serving import Answering
from pilothouse_engine.ml.text.archive import classifier_of
from pilothouse_engine.ml.text.corpus import Corpus


def open_model(archive: Archive) -> Answering:
    """``probabilities`` of all classes, verbosely also ``labels`` and ``predicted_label``."""
    classifier = classifier_of(
        Archive("text", archive.metadata["model"], archive.arrays, archive.name)
    )

    def invoke(invocation: Invocation, default: str) -> Answer:
        asked = wanted(invocation.accept, default)
        kind_of(invocation, TEXT)
        shares = classifier.probabilities(Corpus.of([text_of(invocation.body)]))[0]
        document: dict[str, Any] = {"probabilities": shares.tolist()}
        if asked.verbose:
            document["labels"] = list(classifier.labels)
            document["predicted_label"] = classifier.labels[int(shares.argmax())]
        return answer(document)

    return invoke
