"""Sentence vectors of MiniLM, and the classes whose descriptions are nearest to a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.hub.requests import (
    TEXT,
    answer,
    kind_of,
    object_of,
    text_of,
    texts_of,
    wanted,
)
from pilothouse_engine.ml.hub.serving import Answering
from pilothouse_engine.ml.payload import JSON
from pilothouse_engine.ml.text import minilm
from pilothouse_engine.ml.values import Floats

MOST_TEXTS = 256
MOST_LABELS = 100
_BATCH = 16
_SCALE = 20.0
"""The model was trained to tell texts apart by their cosines times this."""
_EMBEDDING_EXAMPLE = '{"text_inputs": "a text"}'
_ZERO_SHOT_EXAMPLE = '{"sequences": "a text", "candidate_labels": ["one class", "another"]}'
_TEMPLATE = "This text is about {}."


def open_model(archive: Archive) -> Answering:
    """``embedding``; or ``labels`` and ``scores``. Raises :class:`ValueError` without MiniLM's
    package."""
    model = minilm.load()
    if archive.metadata["task"] == "text-embedding":
        return lambda invocation, default: _embed(model, invocation, default)
    return lambda invocation, default: _zero_shot(model, invocation, default)


def sentence_vectors(model: minilm.MiniLm, texts: Sequence[str]) -> Floats:
    """Vectors (n, 384) of length 1, as the published model gives them."""
    pieces = [
        [piece for word in text.split() for piece in model.pieces(word)][: minilm.MAX_SENTENCE]
        for text in texts
    ]
    out = np.empty((len(texts), minilm.SIZE))
    # Texts of similar length together: padding costs as much as words.
    order = np.argsort([len(part) for part in pieces], kind="stable").tolist()
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        out[rows] = model.sentences([pieces[row] for row in rows])
    return out


def _embed(model: minilm.MiniLm, invocation: Invocation, default: str) -> Answer:
    wanted(invocation.accept, default)
    if kind_of(invocation, TEXT, JSON) == TEXT:
        return answer(
            {"embedding": sentence_vectors(model, [text_of(invocation.body)])[0].tolist()}
        )
    document = object_of(invocation.body, _EMBEDDING_EXAMPLE)
    if document.get("mode", "embedding") != "embedding" or "text_inputs" not in document:
        raise ModelInputError(f"The body must be like {_EMBEDDING_EXAMPLE}.")
    given = document["text_inputs"]
    vectors = sentence_vectors(model, texts_of(given, '"text_inputs"', MOST_TEXTS)).tolist()
    return answer({"embedding": vectors[0] if isinstance(given, str) else vectors})


def _zero_shot(model: minilm.MiniLm, invocation: Invocation, default: str) -> Answer:
    wanted(invocation.accept, default)
    kind_of(invocation, JSON)
    document = object_of(invocation.body, _ZERO_SHOT_EXAMPLE)
    if "sequences" not in document or "candidate_labels" not in document:
        raise ModelInputError(f"The body must be like {_ZERO_SHOT_EXAMPLE}.")
    given = document["sequences"]
    texts = texts_of(given, '"sequences"', MOST_TEXTS)
    labels = texts_of(document["candidate_labels"], '"candidate_labels"', MOST_LABELS)
    template = document.get("hypothesis_template", _TEMPLATE)
    if not isinstance(template, str) or "{}" not in template:
        raise ModelInputError('"hypothesis_template" must be a text with {} for the class.')
    if document.get("multi_label"):
        raise ModelInputError(
            '"multi_label" is not available: scores are shares among the classes. Leave it out.'
        )
    vectors = sentence_vectors(model, [*texts, *(template.replace("{}", x) for x in labels)])
    margins = _SCALE * vectors[: len(texts)] @ vectors[len(texts) :].T
    shares = np.exp(margins - margins.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    records = [_ranked(text, labels, row) for text, row in zip(texts, shares, strict=True)]
    if isinstance(given, str):
        return answer(records[0])
    return answer({"predictions": records})


def _ranked(text: str, labels: Sequence[str], shares: Floats) -> dict[str, Any]:
    order = np.argsort(-shares, kind="stable").tolist()
    return {
        "sequence": text,
        "labels": [labels[position] for position in order],
        "scores": [float(shares[position]) for position in order],
    }
