"""Hosting of the engine's own models. A new kind of archive is one line in ``LOADERS``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from pilothouse_engine.contract import ContainerSpec, ServedModel
from pilothouse_engine.ml.archive import Archive, read_archive

LOADERS = {
    "tabular": "pilothouse_engine.ml.tabular.serving",
    "text": "pilothouse_engine.ml.text.serving",
    "image": "pilothouse_engine.ml.image.serving",
    "series": "pilothouse_engine.ml.series.serving",
    "hub": "pilothouse_engine.ml.hub.serving",
}
"""``kind`` of an archive and the module whose ``load`` serves it."""


class Load(Protocol):
    """``load`` of a problem type's ``serving`` module."""

    def __call__(
        self,
        archive: Archive,
        environment: Mapping[str, str],
        explainer: Mapping[str, Any] | None,
    ) -> ServedModel:
        """Raises :class:`ValueError` with a message for the user."""


def load_model(
    containers: Sequence[ContainerSpec], explainer: Mapping[str, Any] | None
) -> ServedModel:
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
    archive = read_archive(container.model_archive)
    if archive.kind not in LOADERS:
        raise ValueError(f"{archive.name} holds a model of the unknown kind {archive.kind!r}.")
    load: Load = import_module(LOADERS[archive.kind]).load
    return load(archive, container.environment, explainer)
