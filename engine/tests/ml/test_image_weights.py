"""Weights of the pretrained network: reading them safely, and what the network then sees."""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from image_support import PHOTOS
from pilothouse_engine.ml.image.networks import efficientnet
from pilothouse_engine.ml.image.networks.network import Array, Layer, Network, pooled
from pilothouse_engine.ml.image.networks.torch_file import read_state
from pilothouse_engine.ml.image.pictures import read_picture

MAGIC = 0x1950A86A20F9469CFC6C


class Global:
    """Pickled as a reference to ``module.name``, called with ``arguments``."""

    def __init__(self, module: str, name: str, *arguments: Any) -> None:
        self.path = (module, name)
        self.arguments = arguments


class Storage:
    """Pickled as PyTorch does: as a persistent identifier."""

    def __init__(self, key: str, count: int, kind: str = "FloatStorage") -> None:
        self.identity = (key, count, kind)


# The C implementation has no hook that writes names of modules that are not there.
PYTHON_PICKLER: Any = vars(pickle)["_Pickler"]


class Writer(PYTHON_PICKLER):  # type: ignore[misc]
    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, Storage):
            key, count, kind = value.identity
            return ("storage", Global("torch", kind), key, "cpu", count, None)
        return None

    def save(self, value: Any, save_persistent_id: bool = True) -> None:
        if isinstance(value, Global):
            module, name = value.path
            self.write(b"c" + f"{module}\n{name}\n".encode())
            if value.arguments:
                super().save(value.arguments)
                self.write(b"R")
            return
        super().save(value, save_persistent_id)


def dump(value: Any) -> bytes:
    out = io.BytesIO()
    Writer(out, protocol=2).dump(value)
    return out.getvalue()


def tensor(storage: Storage, offset: int, shape: tuple[int, ...], stride: tuple[int, ...]) -> Any:
    return Global(
        "torch._utils", "_rebuild_tensor_v2", storage, offset, shape, stride, False, OrderedDict()
    )


def torch_file(tensors: Any, storages: dict[str, np.ndarray[Any, Any]]) -> bytes:
    parts = [dump(MAGIC), dump(1001), dump({"little_endian": True}), dump(tensors)]
    parts.append(dump(list(storages)))
    for numbers in storages.values():
        parts += [len(numbers).to_bytes(8, "little"), numbers.tobytes()]
    return b"".join(parts)


NUMBERS = np.arange(6, dtype="<f4")


def test_tensors_are_read_whatever_their_layout() -> None:
    storage = Storage("0", 6)
    state = read_state(
        torch_file(
            OrderedDict(
                plain=tensor(storage, 0, (2, 3), (3, 1)),
                turned=tensor(storage, 0, (3, 2), (1, 3)),
                part=tensor(storage, 4, (2,), (1,)),
                scalar=tensor(storage, 5, (), ()),
            ),
            {"0": NUMBERS},
        )
    )
    assert np.array_equal(state["plain"], NUMBERS.reshape(2, 3))
    assert np.array_equal(state["turned"], NUMBERS.reshape(2, 3).T)
    assert state["part"].tolist() == [4, 5] and state["scalar"] == 5


@pytest.mark.parametrize(
    "tensors",
    [
        {"a": Global("os", "system", "touch pwned")},
        {"a": Global("builtins", "eval", "open('pwned', 'w')")},
        {"a": Global("subprocess", "Popen", ["touch", "pwned"])},
        {"a": Global("torch._utils", "_rebuild_parameter", 1)},
        {"a": Global("torch", "load", "x")},
        {"a": Global("collections", "OrderedDict.__init__", 1)},
        Global("builtins", "exec", "open('pwned', 'w')"),
    ],
)
def test_nothing_else_is_called(
    tensors: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="does not belong there"):
        read_state(torch_file(tensors, {}))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("tensors", "storages"),
    [
        ({"a": tensor(Storage("0", 6), 0, (7,), (1,))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), 5, (2,), (1,))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), 0, (2, 3), (30, 1))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), -1, (2,), (1,))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), 0, (2,), (-1,))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), 0, (10**6, 10**6), (0, 0))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 10**12), 0, (1,), (1,))}, {"0": NUMBERS}),
        ({"a": tensor(Storage("0", 6), 0, (6,), (1,))}, {"0": NUMBERS[:5]}),
        ({"a": tensor(Storage("0", 6, "ByteStorage"), 0, (6,), (1,))}, {"0": NUMBERS}),
        ({"a": 1}, {}),
        ([1, 2], {}),
        ({}, {"0": NUMBERS}),
    ],
)
def test_impossible_tensors_are_refused(
    tensors: Any, storages: dict[str, np.ndarray[Any, Any]]
) -> None:
    with pytest.raises(ValueError, match="no file of plain PyTorch weights"):
        read_state(torch_file(tensors, storages))


@given(st.binary(max_size=200), st.integers(0, 300), st.binary(min_size=1, max_size=4))
def test_damaged_files_are_refused(noise: bytes, at: int, patch: bytes) -> None:
    good = torch_file({"a": tensor(Storage("0", 6), 0, (6,), (1,))}, {"0": NUMBERS})
    for content in (noise, good[:at], good[:at] + patch + good[at + len(patch) :]):
        try:
            state = read_state(content)
        except ValueError:
            continue
        assert all(isinstance(array, np.ndarray) for array in state.values())


@pytest.fixture(scope="module")
def pretrained() -> tuple[Network, tuple[Array, Array]]:
    path = efficientnet.weights_path()
    assert path is not None, "the weights are a dependency"
    state = efficientnet.load_state(path)
    return efficientnet.build(state), efficientnet.classifier(state)


def test_photographs_get_their_imagenet_classes(
    pretrained: tuple[Network, tuple[Array, Array]],
) -> None:
    """Decides the scaling of the input, too: the README of the weights names another one."""
    network, (weights, bias) = pretrained
    # Positions in ImageNet's list: cats, espresso, missile and projectile.
    expected = {"cat": [281, 282, 285], "espresso": [967], "rocket": [657, 744]}

    def probability_of_the_truth(scaled: Network) -> float:
        logs = []
        for name, classes in expected.items():
            picture = read_picture(PHOTOS / f"{name}.jpg", scaled.side)
            margins = pooled(scaled.activations(picture.pixels[None])) @ weights.T + bias
            share = np.exp(margins[0] - margins.max())
            share /= share.sum()
            assert set(classes) & set(share.argsort()[-3:].tolist()), name
            logs.append(np.log(share[classes].sum()))
        return float(np.exp(np.mean(logs)))

    found = probability_of_the_truth(network)
    assert found > 0.4
    for mean, scale in ((0.0, 255.0), (115.0, 58.0)):
        assert found > 1.1 * probability_of_the_truth(replace(network, mean=mean, scale=scale))


def test_other_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(torch_file({}, {}))
    with pytest.raises(ValueError, match=r"weights\.pth is not as it was published"):
        efficientnet.load_state(path)


def slow_convolution(layer: Layer, x: Array) -> Array:
    """By definition, position by position."""
    channels, count, height, width = x.shape
    if layer.kind == "pointwise":
        kernel = layer.weights[:, :, None, None]
    elif layer.kind == "depthwise":
        kernel = np.zeros((channels, channels, *layer.weights.shape[1:]), np.float32)
        kernel[np.arange(channels), np.arange(channels)] = layer.weights
    else:
        kernel = layer.weights
    size, stride = kernel.shape[-1], layer.stride
    down, across = -(-height // stride), -(-width // stride)
    pads = [max(0, (o - 1) * stride + size - i) for o, i in ((down, height), (across, width))]
    padded = np.pad(x, ((0, 0), (0, 0), *((p // 2, p - p // 2) for p in pads)))
    out = np.zeros((len(kernel), count, down, across))
    for i in range(down):
        for j in range(across):
            top, left = i * stride, j * stride
            seen = padded[:, :, top : top + size, left : left + size]
            out[:, :, i, j] = np.einsum("ocab,cnab->on", kernel, seen)
    out += layer.bias[:, None, None, None]
    return np.clip(out, 0, 6) if layer.clipped else out


@given(
    st.sampled_from(["dense", "depthwise", "pointwise"]),
    st.sampled_from([1, 3, 5]),
    st.sampled_from([1, 2]),
    st.integers(1, 9),
    st.booleans(),
)
def test_convolutions_are_as_defined(
    kind: Any, size: int, stride: int, side: int, clipped: bool
) -> None:
    rng = np.random.default_rng(side)
    shape = {"dense": (4, 3, size, size), "depthwise": (3, size, size), "pointwise": (4, 3)}[kind]
    layer = Layer(
        kind,
        rng.normal(0, 2, shape).astype(np.float32),
        rng.normal(size=shape[0]).astype(np.float32),
        1 if kind == "pointwise" else stride,
        clipped,
    )
    pictures = rng.integers(0, 256, (2, side, side, 3), dtype=np.uint8)
    network = Network([layer], side, 127.0, 128.0)
    x = ((pictures.astype(np.float32) - 127) / 128).transpose(3, 0, 1, 2)
    expected = slow_convolution(layer, x).transpose(1, 0, 2, 3)
    np.testing.assert_allclose(network.activations(pictures), expected, atol=1e-4)


def test_a_network_survives_its_archive(pretrained: tuple[Network, tuple[Array, Array]]) -> None:
    network, _ = pretrained
    pictures = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3), dtype=np.uint8)
    again = Network.from_state(*network.state())
    assert np.array_equal(network.activations(pictures), again.activations(pictures))
