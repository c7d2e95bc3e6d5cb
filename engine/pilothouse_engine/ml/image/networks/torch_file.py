"""Reads a state dict saved by PyTorch (before 1.6: a row of pickles, then raw numbers).

A pickle can name any function of any module to be called. This reader knows four names, builds
nothing but arrays, and refuses every other file.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_LAYOUTS = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}

State = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class _Storage:
    """Numbers that follow after the pickles."""

    key: str
    layout: np.dtype[Any]
    count: int


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    steps: tuple[int, ...]
    """Numbers from one entry to the next, per axis."""


def read_state(content: bytes) -> State:
    """Arrays by name. Raises :class:`ValueError` for anything else than a plain state dict."""
    stream = io.BytesIO(content)
    try:
        if _load(stream) != _MAGIC or _load(stream) != _PROTOCOL:
            raise ValueError("it does not begin as such a file does")
        _load(stream)
        tensors = _load(stream)
        keys = _load(stream)
        if not isinstance(tensors, dict) or not isinstance(keys, list):
            raise ValueError("it holds no table of tensors")
        found = {
            name: tensor
            for name, tensor in tensors.items()
            if isinstance(name, str) and isinstance(tensor, _Tensor)
        }
        if len(found) != len(tensors):
            raise ValueError("it holds something else than tensors")
        storages = {tensor.storage.key: tensor.storage for tensor in found.values()}
        numbers = {key: _numbers(stream, storages.get(key)) for key in keys}
        return {name: _array(tensor, numbers) for name, tensor in found.items()}
    except Exception as error:
        # Unpickling hostile bytes can raise nearly anything.
        raise ValueError(f"This is no file of plain PyTorch weights: {error}") from None


class _Reader(pickle.Unpickler):
    """Resolves the four names that a state dict needs."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _LAYOUTS:
            return _LAYOUTS[name]
        raise ValueError(f"{module}.{name} does not belong there")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, layout, key, _device, count, view = pid
        if kind != "storage" or layout not in _LAYOUTS.values() or view is not None:
            raise ValueError("it has storages of an unknown kind")
        return _Storage(str(key), layout, int(count))


def _load(stream: io.BytesIO) -> Any:
    return _Reader(stream).load()


def _tensor(storage: Any, offset: int, shape: Any, stride: Any, *_rest: Any) -> _Tensor:
    """Stands in for ``torch._utils._rebuild_tensor_v2``."""
    if not isinstance(storage, _Storage):
        raise ValueError("it has tensors without a storage")
    sizes, steps = tuple(map(int, shape)), tuple(map(int, stride))
    if len(sizes) != len(steps) or min((offset, *sizes, *steps)) < 0:
        raise ValueError("it has a tensor of an impossible shape")
    return _Tensor(storage, int(offset), sizes, steps)


def _numbers(stream: io.BytesIO, storage: _Storage | None) -> NDArray[Any]:
    if storage is None:
        raise ValueError("it has storages that no tensor uses")
    count = int.from_bytes(stream.read(8), "little")
    content = stream.read(storage.count * storage.layout.itemsize)
    if count != storage.count or len(content) != count * storage.layout.itemsize:
        raise ValueError("it ends too early")
    return np.frombuffer(content, storage.layout)


def _array(tensor: _Tensor, numbers: dict[str, NDArray[Any]]) -> NDArray[Any]:
    flat = numbers[tensor.storage.key]
    last = tensor.offset + sum(
        (size - 1) * step for size, step in zip(tensor.shape, tensor.steps, strict=True)
    )
    if 0 in tensor.shape or last >= len(flat):
        raise ValueError("it has a tensor that reaches beyond its storage")
    steps = [step * flat.itemsize for step in tensor.steps]
    view = np.lib.stride_tricks.as_strided(
        flat[tensor.offset :], tensor.shape, steps, writeable=False
    )
    if view.size > len(flat):
        raise ValueError("it has a tensor larger than its storage")
    return np.ascontiguousarray(view)
