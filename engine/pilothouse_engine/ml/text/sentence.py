"""MiniLM's vectors in context, their mean, a linear model.

The margin is a sum over the pieces of the text, so each word's part is exact. A word's vector
depends on its neighbours, though: the part is that of the word where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.text import minilm
from pilothouse_engine.ml.text.corpus import Corpus, nothing
from pilothouse_engine.ml.text.models import EXACT, WordValues
from pilothouse_engine.ml.values import Floats

_BATCH = 16


def _pieces(corpus: Corpus, text: int, model: minilm.MiniLm) -> tuple[list[int], list[int]]:
    """Pieces that are read, and the number of the word each belongs to."""
    pieces: list[int] = []
    owners: list[int] = []
    for number, word in enumerate(corpus.words_of(text)):
        found = model.pieces(corpus.words[int(word)])
        pieces += found
        owners += [number] * len(found)
        if len(pieces) >= minilm.MAX_PIECES:
            break
    return pieces[: minilm.MAX_PIECES], owners[: minilm.MAX_PIECES]


def mean_vectors(corpus: Corpus, check: Callable[[], None] = nothing) -> Floats:
    """Mean vector of each text, (texts, SIZE); zeros for texts without words."""
    model = minilm.load()
    pieces = [_pieces(corpus, text, model)[0] for text in range(len(corpus))]
    out = np.zeros((len(corpus), minilm.SIZE))
    # Texts of similar length together: padding costs as much as words.
    order = [row for row in np.argsort([len(part) for part in pieces]) if pieces[int(row)]]
    for start in range(0, len(order), _BATCH):
        check()
        rows = order[start : start + _BATCH]
        vectors = model.encode([pieces[int(row)] for row in rows])
        for row, part in zip(rows, vectors, strict=True):
            out[int(row)] = part.mean(axis=0)
    return out


@dataclass(frozen=True)
class SentenceModel:
    """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""

    weights: Floats
    bias: Floats
    kind: str = "sentence"
    slow: bool = True

    @property
    def method(self) -> str:
        return (
            f"{EXACT} sum over positions (MiniLM vectors in context, mean, linear; the first "
            f"{minilm.MAX_PIECES} pieces)"
        )

    def margins(self, corpus: Corpus) -> Floats:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        return np.asarray(mean_vectors(corpus) @ self.weights + self.bias)

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """The sum of the parts of a word's pieces."""
        model = minilm.load()
        pieces, owners = _pieces(corpus, text, model)
        values = np.zeros((len(corpus.words_of(text)), len(self.bias)))
        if pieces:
            vectors = model.encode([pieces])[0].astype(float)
            np.add.at(values, owners, vectors @ self.weights / len(pieces))
        return WordValues(values, self.bias, np.zeros(len(self.bias)))

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """The weights of MiniLM stay in their package."""
        return {"package": minilm.PACKAGE}, {"weights": self.weights, "bias": self.bias}

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> SentenceModel:
        """Inverse of :meth:`state`. Raises :class:`ValueError` without the package."""
        del settings
        minilm.load()
        return cls(arrays["weights"], arrays["bias"])
