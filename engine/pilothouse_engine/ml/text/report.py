"""Autopilot's report on texts: what each token did to the predicted class."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.text.archive import TextClassifier
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.text.models import WordValues
from pilothouse_engine.ml.text.units import sum_over, units_of
from pilothouse_engine.ml.values import Floats

FILE = "text_explanations.json"
MAX_SAMPLES = 200
MAX_CHARACTERS = 20_000
"""Longer texts are not explained in the report; an endpoint explains them."""

MAX_TOTAL = 1_000_000


def write_report(
    classifier: TextClassifier, texts: Sequence[str], folder: Path, check: Callable[[], None]
) -> int:
    """Write the report on some of the texts; how many. JSON, one object per text.

    Contributions are of the predicted class's margin: its log-odds (two classes), or its score
    before the softmax minus the mean over the classes. ``pilothouse`` holds what the format has
    no place for; readers skip it.
    """
    chosen: list[str] = []
    total = 0
    for text in texts:
        if len(chosen) == MAX_SAMPLES or total > MAX_TOTAL:
            break
        if len(text) <= MAX_CHARACTERS:
            chosen.append(text)
            total += len(text)
    corpus = Corpus.of(chosen, check)
    samples = []
    for row in range(len(corpus)):
        check()
        samples.append(_sample(classifier, corpus, row))
    (folder / FILE).write_text(
        json.dumps(samples, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8"
    )
    return len(samples)


def _sample(classifier: TextClassifier, corpus: Corpus, row: int) -> dict[str, Any]:
    text = corpus.texts[row]
    explained = classifier.model.explain(corpus, row).centered()
    margins = explained.base + explained.values.sum(axis=0) + explained.gap
    outputs = probabilities(margins[None], classifier.problem)[0]
    winner = int(outputs.argmax())
    values, base, gap = of_class(explained, winner)
    units = units_of(text, "token")
    scores = sum_over(units, corpus.starts_of(row), values[:, None])[:, 0]
    change = float(scores.sum()) + gap
    return {
        "text": text,
        "predicted_label": classifier.labels[winner],
        "probability": float(outputs[winner]),
        "token_scores": [
            {"attribution": float(score), "description": {"partial_text": text[start:end]}}
            for score, (start, end) in zip(scores, units, strict=True)
        ],
        "pilothouse": {
            "method": classifier.model.method,
            "unit": "log-odds" if len(classifier.labels) == 2 else "score minus class mean",
            "base": base,
            "sum": float(scores.sum()),
            "margin": base + change,
            "completeness_gap": gap,
            "completeness_gap_share": abs(gap) / abs(change) if change else 0.0,
        },
    }


def of_class(explained: WordValues, position: int) -> tuple[Floats, float, float]:
    """Word values, base and gap of one class; with two classes the first mirrors the second."""
    if len(explained.base) == 1:
        sign = 1.0 if position == 1 else -1.0
        return (
            np.asarray(sign * explained.values[:, 0]),
            sign * float(explained.base[0]),
            sign * float(explained.gap[0]),
        )
    return (
        explained.values[:, position],
        float(explained.base[position]),
        float(explained.gap[position]),
    )
