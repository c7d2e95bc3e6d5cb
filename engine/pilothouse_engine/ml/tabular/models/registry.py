"""Kinds of models by name: a new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.tabular.models.linear import LinearModel
from pilothouse_engine.ml.tabular.models.network import NetworkModel

_KINDS: dict[str, Any] = {
    "linear": LinearModel,
    "forest": Forest,
    "network": NetworkModel,
    "ensemble": EnsembleModel,
}


def model_state(model: MarginModel) -> tuple[dict[str, Any], Arrays]:
    """Settings with the model's kind, and its arrays."""
    settings, arrays = model.state()
    return {**settings, "kind": model.kind}, arrays


def model_from_state(
    settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> MarginModel:
    """Rebuild a model. Raises :class:`ValueError` for an unknown kind."""
    kind = settings.get("kind")
    if kind not in _KINDS:
        raise ValueError(f"the model archive holds a model of the unknown kind {kind!r}")
    model: MarginModel = _KINDS[kind].from_state(settings, arrays)
    return model
