"""Learned word vectors, their mean, one hidden layer; gradients written out by hand.

Explanations are integrated gradients from the text without words (mean zero). The score depends
on a word's vector through the mean alone, so one integral per text serves all its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.metrics import log_loss
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.text.corpus import Corpus, Ints, pack_words, unpack_words
from pilothouse_engine.ml.text.models import GRADIENTS, WordValues
from pilothouse_engine.ml.values import Floats

MAX_WORDS = 30_000
SIZE, HIDDEN = 48, 48
FIRST_NODES, MAX_NODES = 50, 400
GAP = 0.01
"""Wanted bound of the completeness gap, relative to the change of the score."""

_BATCH, _MAX_EPOCHS, _PATIENCE, _RATE = 32, 25, 3, 0.008
_WORD_DROPOUT = 0.2


@dataclass(frozen=True)
class NetworkModel:
    """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""

    words: list[str]
    vectors: Floats
    """(words, SIZE)"""
    w1: Floats
    b1: Floats
    w2: Floats
    b2: Floats
    kind: str = "network"
    slow: bool = False

    @property
    def method(self) -> str:
        return f"{GRADIENTS} (word vectors, one hidden layer; baseline: no words)"

    @cached_property
    def _lookup(self) -> dict[str, int]:
        return {word: position for position, word in enumerate(self.words)}

    def known(self, corpus: Corpus) -> Ints:
        """Per distinct word of the corpus its place here, -1 if unknown."""
        return np.array([self._lookup.get(word, -1) for word in corpus.words], dtype=np.int64)

    def _head(self, means: Floats) -> Floats:
        return np.asarray(np.tanh(means @ self.w1 + self.b1) @ self.w2 + self.b2)

    def _mean(self, words: Ints) -> Floats:
        seen = words[words >= 0]
        return self.vectors[seen].mean(axis=0) if len(seen) else np.zeros(len(self.w1))

    def margins(self, corpus: Corpus) -> Floats:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        known = self.known(corpus)
        means = [self._mean(known[corpus.words_of(text)]) for text in range(len(corpus))]
        return self._head(np.array(means).reshape(len(corpus), len(self.w1)))

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """Integrated gradients; nodes are doubled until the gap is below :data:`GAP`."""
        words = self.known(corpus)[corpus.words_of(text)]
        mean = self._mean(words)
        base = self._head(np.zeros((1, len(mean))))[0]
        change = self._head(mean[None])[0] - base
        nodes = FIRST_NODES
        while True:
            slope = self._slope(mean, nodes)
            gap = change - mean @ slope
            if np.all(np.abs(gap) <= GAP * np.abs(change)) or nodes >= MAX_NODES:
                break
            nodes *= 2
        values = np.zeros((len(words), len(base)))
        seen = words >= 0
        if seen.any():
            values[seen] = self.vectors[words[seen]] @ slope / seen.sum()
        return WordValues(values, base, gap)

    def _slope(self, mean: Floats, nodes: int) -> Floats:
        """Mean of the gradient of the margins along the line to ``mean``, (SIZE, K)."""
        points, weights = np.polynomial.legendre.leggauss(nodes)
        points, weights = (points + 1) / 2, weights / 2
        hidden = np.tanh(points[:, None] * (mean @ self.w1) + self.b1)
        share = weights @ (1 - hidden**2)
        return np.asarray((self.w1 * share) @ self.w2)

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.text.models.TextModel`."""
        arrays: Arrays = {name: getattr(self, name) for name in ("w1", "b1", "w2", "b2")}
        arrays |= {"words": pack_words(self.words), "vectors": self.vectors.astype(np.float32)}
        return {}, arrays

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> NetworkModel:
        """Inverse of :meth:`state`."""
        del settings
        w1, b1, w2, b2 = (arrays[name] for name in ("w1", "b1", "w2", "b2"))
        vectors = arrays["vectors"].astype(float)
        return cls(unpack_words(arrays["words"]), vectors, w1, b1, w2, b2)


def frequent_words(corpus: Corpus) -> list[str]:
    """Words of at least two texts (one in small corpora), the most frequent ones."""
    pairs = np.unique(corpus.ids * len(corpus) + corpus.owners)
    counts = np.bincount(pairs // len(corpus), minlength=len(corpus.words))
    order = np.argsort(-counts, kind="stable")[:MAX_WORDS]
    least = 2 if len(corpus) >= 100 else 1
    return [corpus.words[int(word)] for word in order if counts[word] >= least]


class _Adam:
    """Adam; rows of the word vectors move only when they are used."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self._m = {name: np.zeros(shape) for name, shape in shapes.items()}
        self._v = {name: np.zeros(shape) for name, shape in shapes.items()}
        self._steps = 0

    def tick(self) -> None:
        self._steps += 1

    def move(self, name: str, value: Floats, gradient: Floats, rows: Any = slice(None)) -> None:
        m, v = self._m[name], self._v[name]
        m[rows] = 0.9 * m[rows] + 0.1 * gradient
        v[rows] = 0.999 * v[rows] + 0.001 * gradient**2
        step = m[rows] / (1 - 0.9**self._steps)
        value[rows] -= _RATE * step / (np.sqrt(v[rows] / (1 - 0.999**self._steps)) + 1e-8)


def fit_network(
    corpus: Corpus,
    y: Floats,
    words: list[str],
    problem: Problem,
    classes: int,
    guard: Guard,
    seed: int,
    valid: tuple[Corpus, Floats] | None = None,
    epochs: int = _MAX_EPOCHS,
) -> tuple[NetworkModel, int]:
    """Train; with ``valid`` until its loss has not fallen for some epochs. Epochs of the model."""
    rng = np.random.default_rng(seed)
    outputs = 1 if problem == "BinaryClassification" else classes
    model = NetworkModel(
        words,
        rng.normal(0, 0.1, (max(1, len(words)), SIZE)),
        rng.normal(0, SIZE**-0.5, (SIZE, HIDDEN)),
        np.zeros(HIDDEN),
        rng.normal(0, HIDDEN**-0.5, (HIDDEN, outputs)),
        np.zeros(outputs),
    )
    known = model.known(corpus)
    texts = [known[corpus.words_of(text)] for text in range(len(corpus))]
    texts = [words_[words_ >= 0] for words_ in texts]
    truth = y[:, None] if outputs == 1 else np.eye(classes)[y.astype(np.intp)]
    names = ("vectors", "w1", "b1", "w2", "b2")
    adam = _Adam({name: getattr(model, name).shape for name in names})
    best = (np.inf, model, 1)
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(texts))
        for start in range(0, len(order), _BATCH):
            guard.check()
            rows = order[start : start + _BATCH]
            _step(model, [texts[int(row)] for row in rows], truth[rows], problem, adam, rng)
        if valid is None:
            continue
        loss = log_loss(
            valid[1].astype(np.intp),
            probabilities(model.margins(valid[0]), problem),
            np.ones(len(valid[1])),
        )
        if loss < best[0]:
            copies = {name: getattr(model, name).copy() for name in names}
            best = (loss, NetworkModel(words, **copies), epoch)
        elif epoch - best[2] >= _PATIENCE:
            break
    return (model, epochs) if valid is None else (best[1], best[2])


def _step(
    model: NetworkModel,
    texts: list[Ints],
    truth: Floats,
    problem: Problem,
    adam: _Adam,
    rng: np.random.Generator,
) -> None:
    """One step of Adam on a batch, in place."""
    owners = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
    flat = np.concatenate([np.zeros(0, dtype=np.int64), *texts])
    kept = rng.random(len(flat)) >= _WORD_DROPOUT
    owners, flat = owners[kept], flat[kept]
    used, inverse = np.unique(flat, return_inverse=True)
    counts = np.bincount(owners, minlength=len(texts))
    pooling = np.zeros((len(texts), len(used)))
    np.add.at(pooling, (owners, inverse), 1.0)
    pooling /= np.maximum(counts, 1)[:, None]
    means = pooling @ model.vectors[used]
    hidden = np.tanh(means @ model.w1 + model.b1)
    margins = hidden @ model.w2 + model.b2
    share = probabilities(margins, problem)
    error = (share[:, 1:] if truth.shape[1] == 1 else share) - truth
    error /= len(texts)
    back = (error @ model.w2.T) * (1 - hidden**2)
    adam.tick()
    vectors = pooling.T @ (back @ model.w1.T)
    adam.move("w2", model.w2, hidden.T @ error + 1e-4 * model.w2)
    adam.move("b2", model.b2, error.sum(axis=0))
    adam.move("w1", model.w1, means.T @ back + 1e-4 * model.w1)
    adam.move("b1", model.b1, back.sum(axis=0))
    adam.move("vectors", model.vectors, vectors, used)
