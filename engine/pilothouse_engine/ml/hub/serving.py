"""Hosting of the hub's models. Needs NumPy and Pillow, and the packages that hold weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pilothouse_engine.contract import Answer, Invocation
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.hub.requests import wanted
from pilothouse_engine.ml.payload import JSON

Answering = Callable[[Invocation, str], Answer]
"""Answers an invocation, given the default of ``Accept``."""

TASKS = {
    "tabular": "pilothouse_engine.ml.hub.tabular",
    "image-classification": "pilothouse_engine.ml.hub.images",
    "image-embedding": "pilothouse_engine.ml.hub.images",
    "text-classification": "pilothouse_engine.ml.hub.classification",
    "text-embedding": "pilothouse_engine.ml.hub.texts",
    "zero-shot": "pilothouse_engine.ml.hub.texts",
    "forecasting": "pilothouse_engine.ml.hub.forecasting",
}
"""``task`` of an archive and the module whose ``open_model`` serves it."""


class ServedHubModel:
    """A loaded model; never changes, hence thread-safe."""

    def __init__(self, answering: Answering, environment: Mapping[str, str]) -> None:
        self._answering = answering
        self._accept = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT") or JSON
        wanted(self._accept, JSON)

    def invoke(self, invocation: Invocation) -> Answer:
        """Raises :class:`~pilothouse_engine.contract.ModelInputError`."""
        return self._answering(invocation, self._accept)


def load(
    archive: Archive, environment: Mapping[str, str], explainer: Mapping[str, Any] | None
) -> ServedHubModel:
    """See :class:`pilothouse_engine.ml.serving.Load`."""
    task = archive.metadata.get("task")
    if task not in TASKS:
        raise ValueError(f"{archive.name} holds a hub model of the unknown task {task!r}.")
    if explainer is not None:
        raise ValueError(
            "ExplainerConfig is not available for models of the hub. Leave it out, or train a "
            "model of your own, whose endpoints explain."
        )
    open_model: Callable[[Archive], Answering] = import_module(TASKS[task]).open_model
    return ServedHubModel(open_model(archive), environment)
