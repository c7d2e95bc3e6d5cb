"""Texts as words: what every text model and every explanation is built on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# A run of letters and digits, or a run of marks: "!!!" and emoji say something too.
_WORD = re.compile(r"\w+|[^\w\s]+")
MAX_WORD = 64
"""Characters of a word that tell it from others; longer ones are links, codes or faults."""

_CHECK_EVERY = 500


def nothing() -> None:
    """The check of callers that cannot be stopped."""


@dataclass(frozen=True)
class Corpus:
    """Texts and their words in order; the words of all texts lie one after another."""

    texts: Sequence[str]
    words: list[str]
    """Distinct words in lower case."""
    ids: Ints
    """Position in ``words``, per occurrence."""
    starts: Ints
    """Character offset of each occurrence in its text."""
    bounds: Ints
    """Where each text's occurrences begin; (texts + 1,)."""

    @classmethod
    def of(cls, texts: Sequence[str], check: Callable[[], None] = nothing) -> Corpus:
        """Split texts; ``check`` is called now and then and may raise."""
        position: dict[str, int] = {}
        ids: list[int] = []
        starts: list[int] = []
        bounds = [0]
        for number, text in enumerate(texts):
            if number % _CHECK_EVERY == 0:
                check()
            for match in _WORD.finditer(text):
                word = match.group()[:MAX_WORD].lower()
                ids.append(position.setdefault(word, len(position)))
                starts.append(match.start())
            bounds.append(len(ids))
        return cls(
            texts,
            list(position),
            np.array(ids, dtype=np.int64),
            np.array(starts, dtype=np.int64),
            np.array(bounds, dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def words_of(self, text: int) -> Ints:
        """Positions in ``words`` of one text's occurrences."""
        return self.ids[self.bounds[text] : self.bounds[text + 1]]

    def starts_of(self, text: int) -> Ints:
        """Offsets of one text's occurrences."""
        return self.starts[self.bounds[text] : self.bounds[text + 1]]

    @property
    def owners(self) -> Ints:
        """Which text each occurrence belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.bounds))

    def take(self, rows: NDArray[np.intp]) -> Corpus:
        """The chosen texts; ``words`` stays whole."""
        chosen = [self.words_of(int(row)) for row in rows]
        starts = [self.starts_of(int(row)) for row in rows]
        empty = np.zeros(0, dtype=np.int64)
        return Corpus(
            [self.texts[int(row)] for row in rows],
            self.words,
            np.concatenate([empty, *chosen]),
            np.concatenate([empty, *starts]),
            np.concatenate([[0], np.cumsum([len(part) for part in chosen])]).astype(np.int64),
        )


def pack_words(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words (none holds a line feed) as bytes, for archives."""
    return np.frombuffer("\n".join(words).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def unpack_words(packed: NDArray[np.uint8]) -> list[str]:
    """Inverse of :func:`pack_words`."""
    text = packed.tobytes().decode("utf-8", "surrogatepass")
    return text.split("\n") if text else []
