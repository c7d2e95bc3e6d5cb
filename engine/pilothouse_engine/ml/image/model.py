"""An image model with all that serving needs, and its archive. Needs NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pilothouse_engine.ml.archive import Archive, write_archive
from pilothouse_engine.ml.image.networks.network import Array, Network, pooled
from pilothouse_engine.ml.image.pictures import Pixels
from pilothouse_engine.ml.margins import probabilities
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.values import Floats

KIND = "image"


@dataclass(frozen=True)
class Head:
    """``margins = pooled activations @ weights + bias``; (channels, K) and (K,)."""

    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class ImageModel:
    """A network and the linear head that was trained on its pooled activations."""

    problem: Problem
    labels: tuple[str, ...]
    network: Network
    head: Head
    algorithm: str
    description: str
    """How it was made, for people."""
    versions: dict[str, str]

    def probabilities(self, pictures: Pixels) -> Floats:
        """Class probabilities (n, classes) of pictures (n, side, side, 3)."""
        return self.judge(self.network.activations(pictures))

    def judge(self, activations: Array) -> Floats:
        """Class probabilities (n, classes) of last-layer activations (n, channels, h, w)."""
        return classify(self.head, pooled(activations), self.problem)

    def margin_of(self, position: int) -> tuple[Floats, float]:
        """Weights (channels,) and bias of a class's margin; the first of two classes has the
        second's margin with the opposite sign."""
        if self.problem == "BinaryClassification":
            sign = 1.0 if position == 1 else -1.0
            return sign * self.head.weights[:, 0], sign * float(self.head.bias[0])
        return self.head.weights[:, position], float(self.head.bias[position])


def classify(head: Head, features: Floats | Array, problem: Problem) -> Floats:
    """Class probabilities of pooled activations (n, channels)."""
    return probabilities(features.astype(np.float64) @ head.weights + head.bias, problem)


def save_model(model: ImageModel, path: Path) -> None:
    """Write the archive; the same model gives the same bytes."""
    settings, arrays = model.network.state()
    metadata = {
        "problem": model.problem,
        "labels": list(model.labels),
        "algorithm": model.algorithm,
        "description": model.description,
        "network": settings,
        "versions": model.versions,
    }
    head = {"head.weights": model.head.weights, "head.bias": model.head.bias}
    write_archive(path, KIND, metadata, {**arrays, **head})


def model_of(archive: Archive) -> ImageModel:
    """The model in an archive. Raises :class:`ValueError` if it is incomplete."""
    metadata, arrays = archive.metadata, archive.arrays
    try:
        return ImageModel(
            problem=metadata["problem"],
            labels=tuple(metadata["labels"]),
            network=Network.from_state(metadata["network"], arrays),
            head=Head(arrays["head.weights"], arrays["head.bias"]),
            algorithm=metadata["algorithm"],
            description=metadata["description"],
            versions=metadata["versions"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{archive.name} lacks {error}; it is no image model.") from None
