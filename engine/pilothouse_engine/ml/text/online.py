"""Online explanations (``ClarifyExplainerConfig``) of a hosted text model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.expression import check_expression, choose_records
from pilothouse_engine.ml.payload import CSV, JSON_LINES
from pilothouse_engine.ml.responses import Record
from pilothouse_engine.ml.sampling import sampled_values
from pilothouse_engine.ml.text.archive import TextClassifier
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.text.payload import read_texts
from pilothouse_engine.ml.text.units import Granularity, Span, merged, sum_over, units_of
from pilothouse_engine.ml.values import Floats

GRANULARITIES = ("token", "sentence", "paragraph")
MAX_UNITS, MAX_SLOW_UNITS = 128, 12
"""Units of a text when Shapley values are sampled; more are taken together with neighbours."""


class OnlineExplainer:
    """A checked explainer configuration, bound to a model.

    In log-odds (``UseLogit``) a word's part is the model's own (exact where it is additive over
    words, else integrated gradients) and units add up their words. In probability nothing is
    additive: Shapley values of the units, a missing unit replaced by the baseline text.
    """

    def __init__(self, classifier: TextClassifier, config: Mapping[str, Any]) -> None:
        """Raises :class:`ValueError` naming the faulty field."""
        self._classifier = classifier
        shap = config.get("ShapConfig", {})
        inference = config.get("InferenceConfig", {})
        self._logit = bool(shap.get("UseLogit", False))
        self._seed = int(shap.get("Seed", 0))
        self._samples = shap.get("NumberOfSamples")
        self._expression = config.get("EnableExplanations")
        check_expression(self._expression)
        text = shap.get("TextConfig")
        if text is None:
            raise ValueError(
                "ShapConfig.TextConfig is required for a text model. Set Language and "
                f"Granularity ({', '.join(GRANULARITIES)})."
            )
        self._granularity: Granularity = text.get("Granularity", "token")
        if self._granularity not in GRANULARITIES:
            raise ValueError(f"TextConfig.Granularity must be one of {', '.join(GRANULARITIES)}.")
        self._header = _single(inference, "FeatureHeaders", classifier.content)
        kind = _single(inference, "FeatureTypes", "text")
        if kind != "text":
            raise ValueError(f'FeatureTypes must be ["text"] for a text model, not ["{kind}"].')
        self._labels = list(inference.get("LabelHeaders") or classifier.outputs)
        if len(self._labels) == 2 and len(classifier.labels) == 2:
            # Headers of both classes: the contributions are those of the positive one.
            self._labels = self._labels[1:]
        self._baseline = _baseline(shap.get("ShapBaselineConfig", {}), classifier.content)

    def choose(self, records: Sequence[Record], accept: str, header: str | None) -> list[bool]:
        """Which records to explain. The header overrides the stored expression.

        Raises :class:`ModelInputError` for bad syntax or a result that is no boolean.
        """
        return choose_records(records, accept, header or self._expression)

    def explain(self, corpus: Corpus, row: int) -> tuple[list[Span], Floats]:
        """Units of one text and their contributions (units, outputs)."""
        text = corpus.texts[row]
        units = units_of(text, self._granularity)
        if self._logit:
            explained = self._classifier.model.explain(corpus, row).centered()
            return units, sum_over(units, corpus.starts_of(row), explained.values)
        units = merged(units, MAX_SLOW_UNITS if self._classifier.model.slow else MAX_UNITS)
        return units, self._sample(text, units)

    def _sample(self, text: str, units: list[Span]) -> Floats:
        start = 1 if len(self._classifier.labels) == 2 else 0
        outputs = len(self._classifier.outputs)
        if not units:
            return np.zeros((0, outputs))
        gaps = [text[a[1] : b[0]] for a, b in zip(units[:-1], units[1:], strict=True)]
        pieces = [text[first:last] for first, last in units]

        def function(masks: Floats) -> Floats:
            texts = []
            for mask in masks:
                kept = [
                    piece if inside else self._baseline
                    for piece, inside in zip(pieces, mask, strict=True)
                ]
                joined = [part for pair in zip(kept, [*gaps, ""], strict=True) for part in pair]
                texts.append("".join(joined))
            return self._classifier.probabilities(Corpus.of(texts))[:, start:]

        pairs = 2 if self._classifier.model.slow else 16
        if self._samples is not None and not self._classifier.model.slow:
            pairs = int(np.clip(self._samples // (2 * len(units)), 1, 100))
        whole, none = np.ones((1, len(units))), np.zeros((1, len(units)))
        sources = np.arange(len(units))
        found = sampled_values(function, whole, none, sources, len(units), self._seed, pairs)
        return np.asarray(found.values[0])

    def answer(
        self, corpus: Corpus, chosen: Sequence[bool], prediction: str, content_type: str
    ) -> dict[str, Any]:
        """The online answer; ``chosen`` says which texts to explain."""
        explanations: dict[str, Any] = {}
        if any(chosen):
            explanations["kernel_shap"] = [
                self._record(corpus, row) if wanted else None for row, wanted in enumerate(chosen)
            ]
        return {
            "version": "1.0",
            "predictions": {"content_type": content_type, "data": prediction},
            "explanations": explanations,
            "label_headers": self._labels,
        }

    def _record(self, corpus: Corpus, row: int) -> list[dict[str, Any]]:
        text = corpus.texts[row]
        units, values = self.explain(corpus, row)
        attributions = [
            {
                "attribution": value.tolist(),
                "description": {"partial_text": text[start:end], "start_idx": start},
            }
            for (start, end), value in zip(units, values, strict=True)
        ]
        return [
            {
                "feature_header": self._header,
                "feature_type": "text",
                "attributions": attributions,
            }
        ]


def _single(inference: Mapping[str, Any], name: str, default: str) -> str:
    found = list(inference.get(name) or [default])
    if len(found) != 1:
        raise ValueError(
            f"{name} lists {len(found)} values; the model takes one feature, the text. List one, "
            "or leave it out."
        )
    return str(found[0])


def _baseline(config: Mapping[str, Any], column: str) -> str:
    inline = config.get("ShapBaseline")
    if inline is None:
        if config.get("ShapBaselineUri"):
            raise ValueError(
                "ShapBaselineUri was not resolved. Give the baseline inline as ShapBaseline."
            )
        return ""
    kind = config.get("MimeType", CSV)
    if kind not in (CSV, JSON_LINES):
        raise ValueError(f"ShapBaselineConfig: MimeType must be {CSV} or {JSON_LINES}.")
    if not inline.strip():
        return ""
    try:
        texts = read_texts(inline.encode(), kind, column)
    except ModelInputError as error:
        raise ValueError(f"ShapBaseline: {error}") from None
    if len(texts) != 1:
        raise ValueError(f"ShapBaseline holds {len(texts)} texts. Give one: it replaces units.")
    return texts[0]
