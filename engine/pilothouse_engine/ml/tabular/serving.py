"""Hosting of the engine's own tabular models. Needs NumPy only, no training library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse_engine.contract import Answer, Invocation
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.payload import CSV, JSON, media_type
from pilothouse_engine.ml.responses import (
    Record,
    choose_accept,
    describe_classes,
    render,
    response_keys,
)
from pilothouse_engine.ml.tabular.models.archive import TabularModel, model_of
from pilothouse_engine.ml.tabular.online import OnlineExplainer
from pilothouse_engine.ml.tabular.payload import encode_records, read_records
from pilothouse_engine.ml.values import Floats


class ServedTabularModel:
    """A loaded model; never changes, hence thread-safe."""

    def __init__(
        self,
        model: TabularModel,
        environment: Mapping[str, str],
        explainer: Mapping[str, Any] | None,
    ) -> None:
        self._model = model
        self._keys = response_keys(environment)
        default = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", CSV)
        self._default_accept = media_type(default)
        self._explainer = None if explainer is None else OnlineExplainer(model, explainer)

    def invoke(self, invocation: Invocation) -> Answer:
        """Predict, and explain if the endpoint has an explainer.

        Raises :class:`~pilothouse_engine.contract.ModelInputError`.
        """
        model = self._model
        # With an explainer the outer answer is JSON in any case; Accept names the model's own.
        accept = choose_accept(invocation.accept, self._default_accept)
        records = read_records(
            invocation.body, invocation.content_type, model.encoder, model.target
        )
        x = encode_records(records, model.encoder)
        outputs = describe_outputs(model, model.probabilities(x), self._keys)
        body, content_type = render(outputs, accept)
        if self._explainer is None:
            return Answer(body.encode(), content_type)
        chosen = self._explainer.choose(outputs, accept, invocation.enable_explanations)
        answer = self._explainer.answer(x, chosen, body, content_type)
        return Answer(json.dumps(answer, ensure_ascii=False).encode(), JSON)


def load(
    archive: Archive, environment: Mapping[str, str], explainer: Mapping[str, Any] | None
) -> ServedTabularModel:
    """See :class:`pilothouse_engine.ml.serving.Load`."""
    return ServedTabularModel(model_of(archive), environment, explainer)


def describe_outputs(model: TabularModel, outputs: Floats, keys: Sequence[str]) -> list[Record]:
    """One record of response keys per row of probabilities (n, classes) or predictions (n, 1)."""
    if model.problem == "Regression":
        return [{"score": value} for value in outputs[:, 0].tolist()]
    positive = model.problem == "BinaryClassification" and model.mode == "HYPERPARAMETER_TUNING"
    return describe_classes(model.labels, outputs, keys, positive)
