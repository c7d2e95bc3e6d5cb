"""What text models give, and the kinds of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.mixture import (
    mixed_margins,
    mixture_from_state,
    mixture_state,
    weighted_sum,
)
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.values import Floats

EXACT = "exact"
GRADIENTS = "integrated gradients"


@dataclass(frozen=True)
class WordValues:
    """What each word of a text adds to the margins.

    ``base`` (K,) plus the sum of ``values`` (words, K) is the margin; ``gap`` (K,) is what the
    sum lacks: rounding for exact methods, the completeness gap of integrated gradients.
    """

    values: Floats
    base: Floats
    gap: Floats

    def centered(self) -> WordValues:
        """The same of margins minus their mean over the classes."""
        return WordValues(
            centered(self.values), centered(self.base[None])[0], centered(self.gap[None])[0]
        )


class TextModel(Protocol):
    """A trained model of texts, in plain arrays."""

    @property
    def kind(self) -> str:
        """A key of ``KINDS``."""

    @property
    def method(self) -> str:
        """How :meth:`explain` works, in words."""

    @property
    def slow(self) -> bool:
        """Whether a prediction takes tens of milliseconds."""

    def margins(self, corpus: Corpus) -> Floats:
        """Margins, (texts, K)."""

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """Contributions of one text's words."""

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """JSON-serialisable settings and arrays, from which ``from_state`` rebuilds the model."""


@dataclass(frozen=True)
class MixedModel:
    """Sum of weight times centred margins of the members; the weights add up to 1."""

    members: tuple[TextModel, ...]
    weights: tuple[float, ...]
    kind: str = "mixed"

    @property
    def method(self) -> str:
        parts = [
            f"{weight:.2f} x {member.method}"
            for member, weight in zip(self.members, self.weights, strict=True)
        ]
        return f"weighted sum: {'; '.join(parts)}"

    @property
    def slow(self) -> bool:
        return any(member.slow for member in self.members)

    def margins(self, corpus: Corpus) -> Floats:
        """See :class:`TextModel`."""
        return mixed_margins(self.weights, (member.margins(corpus) for member in self.members))

    def explain(self, corpus: Corpus, text: int) -> WordValues:
        """See :class:`TextModel`."""
        parts = [member.explain(corpus, text).centered() for member in self.members]
        return WordValues(
            weighted_sum(self.weights, (part.values for part in parts)),
            weighted_sum(self.weights, (part.base for part in parts)),
            weighted_sum(self.weights, (part.gap for part in parts)),
        )

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`TextModel`."""
        return mixture_state(self.weights, map(model_state, self.members))

    @classmethod
    def from_state(
        cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
    ) -> MixedModel:
        """Inverse of :meth:`state`."""
        return cls(*mixture_from_state(settings, arrays, model_from_state))


def model_state(model: TextModel) -> tuple[dict[str, Any], Arrays]:
    """Settings with the model's kind, and its arrays."""
    settings, arrays = model.state()
    return {**settings, "kind": model.kind}, arrays


def model_from_state(settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> TextModel:
    """Rebuild a model. Raises :class:`ValueError` for an unknown kind."""
    from pilothouse_engine.ml.text.characters import CharacterModel
    from pilothouse_engine.ml.text.network import NetworkModel
    from pilothouse_engine.ml.text.sentence import SentenceModel
    from pilothouse_engine.ml.text.terms import TermModel

    kinds: dict[str, Any] = {
        "terms": TermModel,
        "characters": CharacterModel,
        "network": NetworkModel,
        "sentence": SentenceModel,
        "mixed": MixedModel,
    }
    kind = settings.get("kind")
    if kind not in kinds:
        raise ValueError(f"the model archive holds a text model of the unknown kind {kind!r}")
    model: TextModel = kinds[kind].from_state(settings, arrays)
    return model
