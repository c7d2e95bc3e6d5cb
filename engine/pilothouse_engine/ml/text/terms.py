"""TF-IDF of words and pairs of words, with a linear model: explanations are exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.text.corpus import Corpus, Ints, pack_words, unpack_words
from pilothouse_engine.ml.text.models import EXACT, WordValues
from pilothouse_engine.ml.values import Floats

MAX_TERMS = 200_000
MAX_PARAMETERS = 4_000_000
"""Terms times classes."""


@dataclass(frozen=True)
class Terms:
    """The terms of a vocabulary: one word (``second`` is -1) or two neighbours."""

    words: list[str]
    first: Ints
    second: Ints
    idf: Floats

    @cached_property
    def _lookup(self) -> dict[str, int]:
        return {word: position for position, word in enumerate(self.words)}

    @cached_property
    def _codes(self) -> tuple[Ints, NDArray[np.intp]]:
        codes = self._code(self.first, self.second)
        order = np.argsort(codes, kind="stable")
        return codes[order], order

    def _code(self, first: Ints, second: Ints) -> Ints:
        return np.asarray(first * (len(self.words) + 1) + second + 1)

    def known(self, corpus: Corpus) -> Ints:
        """Per distinct word of the corpus its place here, -1 if unknown."""
        return np.array([self._lookup.get(word, -1) for word in corpus.words], dtype=np.int64)

    def occurrences(self, words: Ints) -> tuple[NDArray[np.intp], Ints, Ints]:
        """Terms in one text's words (places here): term, position and length of each."""
        codes, order = self._codes
        single = self._code(words, np.full(len(words), -1))
        pair = self._code(words[:-1], words[1:])
        ok = (words[:-1] >= 0) & (words[1:] >= 0)
        wanted = np.concatenate([single[words >= 0], pair[ok]])
        places = np.concatenate([np.flatnonzero(words >= 0), np.flatnonzero(ok)])
        lengths = np.concatenate([np.ones((words >= 0).sum()), np.full(ok.sum(), 2)])
        if not len(codes) or not len(wanted):
            none = np.zeros(0, dtype=np.int64)
            return none.astype(np.intp), none, none
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        hit = codes[at] == wanted
        return order[at[hit]], places[hit], lengths[hit].astype(np.int64)


def find_terms(corpus: Corpus, classes: int) -> Terms:
    """The vocabulary of a corpus: terms of at least two texts (one in small corpora)."""
    owners, ids = corpus.owners, corpus.ids
    width = len(corpus.words) + 1
    joined = owners[:-1] == owners[1:]
    codes = np.concatenate([ids * width, (ids[:-1] * width + ids[1:] + 1)[joined]])
    texts = np.concatenate([owners, owners[:-1][joined]])
    distinct, inverse = np.unique(codes, return_inverse=True)
    pairs = np.unique(inverse * len(corpus) + texts)
    counts = np.bincount(pairs // len(corpus), minlength=len(distinct))
    keep = np.flatnonzero(counts >= (2 if len(corpus) >= 100 else 1))
    limit = min(MAX_TERMS, MAX_PARAMETERS // max(1, classes))
    if len(keep) > limit:
        keep = np.sort(keep[np.argsort(-counts[keep], kind="stable")[:limit]])
    first, second = distinct[keep] // width, distinct[keep] % width - 1
    used = np.unique(np.concatenate([first, second[second >= 0]]))
    place = np.full(width, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    idf = np.log((1 + len(corpus)) / (1 + counts[keep])) + 1
    return Terms(
        [corpus.words[int(word)] for word in used],
        place[first],
        np.where(second >= 0, place[second], -1),
        idf,
    )


def weigh(counts: Floats, idf: Floats) -> Floats:
    """TF-IDF of one text's features: damped counts, length 1."""
    raw = (1 + np.log(counts)) * idf
    norm = np.linalg.norm(raw)
    return np.asarray(raw / norm) if norm > 0 else raw


def term_rows(corpus: Corpus, terms: Terms) -> Any:
    """TF-IDF rows (texts, terms) as a SciPy sparse matrix."""
    from scipy.sparse import csr_matrix

    known = terms.known(corpus)
    indices, data, bounds = [], [], [0]
    for text in range(len(corpus)):
        found, _, _ = terms.occurrences(known[corpus.words_of(text)])
        distinct, counts = np.unique(found, return_counts=True)
        indices.append(distinct)
        data.append(weigh(counts.astype(float), terms.idf[distinct]))
        bounds.append(bounds[-1] + len(distinct))
    parts = (np.concatenate(data), np.concatenate(indices), np.array(bounds))
    return csr_matrix(parts, shape=(len(corpus), len(terms.idf)))


@dataclass(frozen=True)
class TermModel:
    """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""

    terms: Terms
    weights: Floats
    bias: Floats
    kind: str = "terms"
    slow: bool = False

    @property
    def method(self) -> str:
        return f"{EXACT} (TF-IDF of words and pairs, linear; document norm frozen)"

    def margins(self, corpus: Corpus) -> Floats:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        known = self.terms.known(corpus)
        out = np.tile(self.bias, (len(corpus), 1))
        for text in range(len(corpus)):
            found, _, _ = self.terms.occurrences(known[corpus.words_of(text)])
            distinct, counts = np.unique(found, return_counts=True)
            out[text] += (
                weigh(counts.astype(float), self.terms.idf[distinct]) @ (self.weights[distinct])
            )
        return out

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """A term's share is split equally over its occurrences, a pair's over both words."""
        words = corpus.words_of(text)
        found, places, lengths = self.terms.occurrences(self.terms.known(corpus)[words])
        distinct, inverse, counts = np.unique(found, return_inverse=True, return_counts=True)
        shares = weigh(counts.astype(float), self.terms.idf[distinct]) / counts
        each = (shares[inverse] / lengths)[:, None] * self.weights[found]
        values = np.zeros((len(words), len(self.bias)))
        np.add.at(values, places, each)
        pairs = lengths == 2
        np.add.at(values, places[pairs] + 1, each[pairs])
        return WordValues(values, self.bias, np.zeros(len(self.bias)))

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        return {}, {
            "words": pack_words(self.terms.words),
            "first": self.terms.first.astype(np.int32),
            "second": self.terms.second.astype(np.int32),
            "idf": self.terms.idf,
            "weights": self.weights,
            "bias": self.bias,
        }

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> TermModel:
        """Inverse of :meth:`state`."""
        del settings
        terms = Terms(
            unpack_words(arrays["words"]),
            arrays["first"].astype(np.int64),
            arrays["second"].astype(np.int64),
            arrays["idf"],
        )
        return cls(terms, arrays["weights"], arrays["bias"])
