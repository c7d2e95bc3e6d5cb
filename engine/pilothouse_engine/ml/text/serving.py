"""Hosting of text models. Needs NumPy only, and the package of MiniLM where that is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pilothouse_engine.contract import Answer, Invocation
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.payload import CSV, JSON, media_type
from pilothouse_engine.ml.responses import (
    choose_accept,
    describe_classes,
    render,
    response_keys,
)
from pilothouse_engine.ml.text.archive import TextClassifier, classifier_of
from pilothouse_engine.ml.text.corpus import Corpus
from pilothouse_engine.ml.text.online import OnlineExplainer
from pilothouse_engine.ml.text.payload import read_texts


class ServedTextModel:
    """A loaded model; never changes, hence thread-safe."""

    def __init__(
        self,
        classifier: TextClassifier,
        environment: Mapping[str, str],
        explainer: Mapping[str, Any] | None,
    ) -> None:
        self._classifier = classifier
        self._keys = response_keys(environment)
        default = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", CSV)
        self._default_accept = media_type(default)
        self._explainer = None if explainer is None else OnlineExplainer(classifier, explainer)

    def invoke(self, invocation: Invocation) -> Answer:
        """Predict, and explain if the endpoint has an explainer.

        Raises :class:`~pilothouse_engine.contract.ModelInputError`.
        """
        classifier = self._classifier
        # With an explainer the outer answer is JSON in any case; Accept names the model's own.
        accept = choose_accept(invocation.accept, self._default_accept)
        texts = read_texts(invocation.body, invocation.content_type, classifier.content)
        corpus = Corpus.of(texts)
        outputs = classifier.probabilities(corpus)
        records = describe_classes(classifier.labels, outputs, self._keys)
        body, content_type = render(records, accept)
        if self._explainer is None:
            return Answer(body.encode(), content_type)
        chosen = self._explainer.choose(records, accept, invocation.enable_explanations)
        answer = self._explainer.answer(corpus, chosen, body, content_type)
        return Answer(json.dumps(answer, ensure_ascii=False).encode(), JSON)


def load(
    archive: Archive, environment: Mapping[str, str], explainer: Mapping[str, Any] | None
) -> ServedTextModel:
    """See :class:`pilothouse_engine.ml.serving.Load`."""
    return ServedTextModel(classifier_of(archive), environment, explainer)
