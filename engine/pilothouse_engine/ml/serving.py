"""Hosting of the engine's own tabular models. Needs NumPy only, no training library."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse_engine.contract import Answer, ContainerSpec, Invocation
from pilothouse_engine.ml.models.archive import TabularModel, read_model
from pilothouse_engine.ml.online import OnlineExplainer
from pilothouse_engine.ml.payload import CSV, JSON, encode_records, media_type, read_records
from pilothouse_engine.ml.responses import (
    choose_accept,
    describe_outputs,
    render,
    response_keys,
)


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


def load_model(
    containers: Sequence[ContainerSpec], explainer: Mapping[str, Any] | None
) -> ServedTabularModel:
    """Load an endpoint's model; ``explainer`` is ``ClarifyExplainerConfig`` or ``None``.

    Raises :class:`ValueError` with a message for the user if the archive, the environment or the
    explainer's configuration cannot be used.
    """
    loaded = [container for container in containers if container.model_archive is not None]
    if len(containers) != 1 or len(loaded) != 1:
        raise ValueError(
            "This engine hosts models of one container, trained by its own AutoML jobs. Use the "
            "InferenceContainers of a candidate unchanged."
        )
    container = loaded[0]
    assert container.model_archive is not None
    return ServedTabularModel(read_model(container.model_archive), container.environment, explainer)
