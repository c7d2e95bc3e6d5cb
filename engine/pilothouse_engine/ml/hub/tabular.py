"""Tabular models in the hub's formats: CSV records in, JSON out."""

from __future__ import annotations

from typing import Any

from pilothouse_engine.contract import Answer, Invocation
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.hub.requests import answer, kind_of, wanted
from pilothouse_engine.ml.hub.serving import Answering
from pilothouse_engine.ml.metrics import predicted_classes
from pilothouse_engine.ml.payload import CSV
from pilothouse_engine.ml.tabular.models.archive import model_of
from pilothouse_engine.ml.tabular.payload import encode_records, read_records


def open_model(archive: Archive) -> Answering:
    """Classification gives ``probabilities`` (of two classes, the positive one's alone),
    verbosely also ``labels`` and ``predicted_label``; regression gives ``prediction``."""
    model = model_of(Archive("tabular", archive.metadata["model"], archive.arrays, archive.name))

    def invoke(invocation: Invocation, default: str) -> Answer:
        asked = wanted(invocation.accept, default)
        kind_of(invocation, CSV)
        records = read_records(invocation.body, CSV, model.encoder, model.target)
        outputs = model.probabilities(encode_records(records, model.encoder))
        if model.problem == "Regression":
            return answer({"prediction": outputs[:, 0].tolist()})
        binary = model.problem == "BinaryClassification"
        document: dict[str, Any] = {
            "probabilities": (outputs[:, 1] if binary else outputs).tolist()
        }
        if asked.verbose:
            document["labels"] = list(model.labels)
            winners = predicted_classes(outputs).tolist()
            document["predicted_label"] = [model.labels[winner] for winner in winners]
        return answer(document)

    return invoke
