"""TF-IDF of runs of characters inside words, with a linear model: explanations are exact.

Runs never cross a word's edge, so each belongs to one word and so does its contribution.
Misspelt, inflected and compound words share runs with words that were seen in training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.text.corpus import Corpus, pack_words, unpack_words
from pilothouse_engine.ml.text.models import EXACT, WordValues
from pilothouse_engine.ml.text.terms import MAX_PARAMETERS, weigh
from pilothouse_engine.ml.values import Floats

MAX_RUNS = 80_000
_LENGTHS = (2, 3, 4)


def runs_of(word: str) -> list[str]:
    """Runs of two to four characters of the word between blanks."""
    padded = f" {word} "
    return [
        padded[start : start + length]
        for length in _LENGTHS
        for start in range(len(padded) - length + 1)
    ]


@dataclass(frozen=True)
class Runs:
    """A vocabulary of runs."""

    names: list[str]
    idf: Floats

    @cached_property
    def _lookup(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    def of_word(self, word: str) -> NDArray[np.intp]:
        """Known runs of a word, with repetitions."""
        lookup = self._lookup
        return np.array([lookup[run] for run in runs_of(word) if run in lookup], dtype=np.intp)


def _counts(corpus: Corpus, table: Any) -> Any:
    """Counts (texts, runs) from runs per word (words, runs)."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(corpus.ids))
    shape = (len(corpus), len(corpus.words))
    return csr_matrix((ones, corpus.ids, corpus.bounds), shape=shape) @ table


def find_runs(corpus: Corpus, classes: int) -> Runs:
    """Runs of at least two texts (one in small corpora)."""
    from scipy.sparse import csr_matrix

    position: dict[str, int] = {}
    indices: list[int] = []
    bounds = [0]
    for word in corpus.words:
        indices += [position.setdefault(run, len(position)) for run in runs_of(word)]
        bounds.append(len(indices))
    table = csr_matrix(
        (np.ones(len(indices)), np.array(indices, dtype=np.int64), np.array(bounds)),
        shape=(len(corpus.words), len(position)),
    )
    found = np.asarray((_counts(corpus, table) > 0).sum(axis=0)).ravel()
    keep = np.flatnonzero(found >= (2 if len(corpus) >= 100 else 1))
    limit = min(MAX_RUNS, MAX_PARAMETERS // max(1, classes))
    if len(keep) > limit:
        keep = np.sort(keep[np.argsort(-found[keep], kind="stable")[:limit]])
    names = list(position)
    idf = np.log((1 + len(corpus)) / (1 + found[keep])) + 1
    return Runs([names[int(run)] for run in keep], idf)


def run_rows(corpus: Corpus, runs: Runs) -> Any:
    """TF-IDF rows (texts, runs) as a SciPy sparse matrix."""
    from scipy.sparse import csr_matrix, diags

    per_word = [runs.of_word(word) for word in corpus.words]
    bounds = np.concatenate([[0], np.cumsum([len(part) for part in per_word])]).astype(np.int64)
    indices = np.concatenate([np.zeros(0, dtype=np.intp), *per_word])
    table = csr_matrix(
        (np.ones(len(indices)), indices, bounds), shape=(len(corpus.words), len(runs.idf))
    )
    rows = csr_matrix(_counts(corpus, table))
    rows.sum_duplicates()
    rows.data = (1 + np.log(rows.data)) * runs.idf[rows.indices]
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    return csr_matrix(diags(scale) @ rows)


@dataclass(frozen=True)
class CharacterModel:
    """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""

    runs: Runs
    weights: Floats
    bias: Floats
    kind: str = "characters"
    slow: bool = False

    @property
    def method(self) -> str:
        return f"{EXACT} (TF-IDF of characters in words, linear; document norm frozen)"

    def _found(self, corpus: Corpus, text: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Runs of a text and the number of the word each belongs to."""
        words = corpus.words_of(text)
        distinct, inverse = np.unique(words, return_inverse=True)
        per_word = [self.runs.of_word(corpus.words[int(word)]) for word in distinct]
        parts = [per_word[int(place)] for place in inverse]
        empty = np.zeros(0, dtype=np.intp)
        owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        return np.concatenate([empty, *parts]), owners.astype(np.intp)

    def margins(self, corpus: Corpus) -> Floats:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        out = np.tile(self.bias, (len(corpus), 1))
        for text in range(len(corpus)):
            found, _ = self._found(corpus, text)
            distinct, counts = np.unique(found, return_counts=True)
            out[text] += (
                weigh(counts.astype(float), self.runs.idf[distinct]) @ (self.weights[distinct])
            )
        return out

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """A run's share is split equally over its occurrences."""
        found, owners = self._found(corpus, text)
        distinct, inverse, counts = np.unique(found, return_inverse=True, return_counts=True)
        shares = weigh(counts.astype(float), self.runs.idf[distinct]) / counts
        values = np.zeros((len(corpus.words_of(text)), len(self.bias)))
        np.add.at(values, owners, shares[inverse][:, None] * self.weights[found])
        return WordValues(values, self.bias, np.zeros(len(self.bias)))

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        return {}, {
            "names": pack_words(self.runs.names),
            "idf": self.runs.idf,
            "weights": self.weights,
            "bias": self.bias,
        }

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> CharacterModel:
        """Inverse of :meth:`state`."""
        del settings
        runs = Runs(unpack_words(arrays["names"]), arrays["idf"])
        return cls(runs, arrays["weights"], arrays["bias"])
