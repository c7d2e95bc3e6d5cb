"""Weighted sums of models in margin space, for every problem type that mixes models.

Averaging margins instead of probabilities keeps explanations additive: the contributions of a
mixture are the weighted sum of its members' contributions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.values import Floats

Model = TypeVar("Model")


def weighted_sum(weights: Sequence[float], parts: Iterable[Floats]) -> Floats:
    """Sum of weight times part; all parts have one shape."""
    scaled = [weight * part for weight, part in zip(weights, parts, strict=True)]
    return np.asarray(np.sum(scaled, axis=0))


def mixed_margins(weights: Sequence[float], margins: Iterable[Floats]) -> Floats:
    """Margins (n, K) of a mixture from those of its members."""
    return weighted_sum(weights, map(centered, margins))


def mixture_state(
    weights: Sequence[float], members: Iterable[tuple[Mapping[str, Any], Arrays]]
) -> tuple[dict[str, Any], Arrays]:
    """Settings and arrays of a mixture from those of its members."""
    described, arrays = [], Arrays()
    for position, (settings, part) in enumerate(members):
        described.append(settings)
        arrays.update({f"m{position}.{key}": array for key, array in part.items()})
    return {"weights": list(weights), "members": described}, arrays


def mixture_from_state(
    settings: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    member_from_state: Callable[[Mapping[str, Any], Arrays], Model],
) -> tuple[tuple[Model, ...], tuple[float, ...]]:
    """Members and weights; inverse of :func:`mixture_state`."""
    members = []
    for position, described in enumerate(settings["members"]):
        prefix = f"m{position}."
        part = {
            key[len(prefix) :]: array for key, array in arrays.items() if key.startswith(prefix)
        }
        members.append(member_from_state(described, part))
    return tuple(members), tuple(float(weight) for weight in settings["weights"])
