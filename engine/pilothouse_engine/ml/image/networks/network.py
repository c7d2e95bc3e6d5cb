"""A convolutional network that ends in global average pooling, forward only.

Activations are float32 arrays (channels, pictures, height, width): with the channels outermost,
a convolution of 1 x 1 is one matrix product for the whole batch, and a depthwise one is a matrix
product per channel with the kernel written out along the width. That is several times faster
than shifting and adding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Kind = Literal["dense", "depthwise", "pointwise"]
_CEILING = np.float32(6.0)


@dataclass(frozen=True)
class Layer:
    """One convolution with bias, padded as TensorFlow's ``SAME`` does."""

    kind: Kind
    weights: Array
    """(out, in, k, k), (channels, k, k) or (out, in)."""
    bias: Array
    stride: int = 1
    clipped: bool = True
    """Whether the output is cut to 0 … 6 (ReLU6)."""
    skip: int = 0
    """Adds the input of the layer this many places before, 0: none."""


@dataclass
class Network:
    """Layers in order; never changed once made."""

    layers: Sequence[Layer]
    side: int
    """Pictures are squares of this many pixels."""
    mean: float
    """Pixels (0 … 255) enter as (value - mean) / scale."""
    scale: float
    _tables: dict[tuple[int, int], Array] = field(default_factory=dict, repr=False)

    @property
    def channels(self) -> int:
        """Channels of the last layer."""
        return len(self.layers[-1].bias)

    def activations(self, pictures: NDArray[np.uint8]) -> Array:
        """Last layer's output (n, channels, h, w) for pictures (n, side, side, 3), RGB."""
        x = np.ascontiguousarray(pictures.transpose(3, 0, 1, 2), dtype=np.float32)
        x -= np.float32(self.mean)
        x /= np.float32(self.scale)
        inputs: list[Array] = []
        for position, layer in enumerate(self.layers):
            inputs.append(x)
            x = self._apply(position, layer, x)
            if layer.skip:
                x += inputs[position - layer.skip]
            if position >= 3:
                # No skip reaches farther back; the largest arrays are the first.
                inputs[position - 3] = x
        return np.ascontiguousarray(x.transpose(1, 0, 2, 3))

    def _apply(self, position: int, layer: Layer, x: Array) -> Array:
        if layer.kind == "pointwise":
            out: Array = (layer.weights @ x.reshape(len(x), -1)).reshape(-1, *x.shape[1:])
        elif layer.kind == "depthwise":
            out = self._depthwise(position, layer, x)
        else:
            out = _dense(layer, x)
        out += layer.bias[:, None, None, None]
        if layer.clipped:
            np.clip(out, 0, _CEILING, out=out)
        return out

    def _depthwise(self, position: int, layer: Layer, x: Array) -> Array:
        channels, count, height, width = x.shape
        size = layer.weights.shape[-1]
        # By size, too: the same network may see pictures of one size only, but costs nothing.
        table = self._tables.get((position, width))
        if table is None:
            table = _written_out(layer.weights, width, layer.stride)
            self._tables[position, width] = table
        before, after, out_height = same_padding(height, size, layer.stride)
        padded = np.pad(x, ((0, 0), (0, 0), (before, after), (0, 0)))
        rows = np.lib.stride_tricks.sliding_window_view(padded, size, axis=2)
        rows = rows[:, :, :: layer.stride].transpose(0, 1, 2, 4, 3)
        gathered = rows.reshape(channels, count * out_height, size * width)
        return np.asarray(np.matmul(gathered, table).reshape(channels, count, out_height, -1))

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Settings (JSON) and arrays, from which :meth:`from_state` rebuilds the network."""
        settings = {
            "side": self.side,
            "mean": self.mean,
            "scale": self.scale,
            "layers": [
                {
                    "kind": layer.kind,
                    "stride": layer.stride,
                    "clipped": layer.clipped,
                    "skip": layer.skip,
                }
                for layer in self.layers
            ],
        }
        arrays: dict[str, NDArray[Any]] = {}
        for position, layer in enumerate(self.layers):
            arrays[f"layer{position:03d}.weights"] = layer.weights
            arrays[f"layer{position:03d}.bias"] = layer.bias
        return settings, arrays

    @classmethod
    def from_state(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Network:
        """Inverse of :meth:`state`. Raises :class:`KeyError` for missing parts."""
        layers = [
            Layer(
                weights=arrays[f"layer{position:03d}.weights"],
                bias=arrays[f"layer{position:03d}.bias"],
                **plain,
            )
            for position, plain in enumerate(settings["layers"])
        ]
        return cls(layers, settings["side"], settings["mean"], settings["scale"])


def pooled(activations: Array) -> Array:
    """Mean over the positions: (n, channels)."""
    return np.asarray(activations.mean(axis=(2, 3)))


def same_padding(length: int, size: int, stride: int) -> tuple[int, int, int]:
    """Zeros before and after, and the length of the output."""
    out = -(-length // stride)
    total = max(0, (out - 1) * stride + size - length)
    return total // 2, total - total // 2, out


def gather(x: Array, size: int, stride: int) -> Array:
    """What each output position of a dense convolution sees: (in * k * k, n * h * w)."""
    channels, count, height, width = x.shape
    top, bottom, out_height = same_padding(height, size, stride)
    left, right, out_width = same_padding(width, size, stride)
    padded = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    seen = np.empty((channels, size, size, count, out_height, out_width), np.float32)
    for down in range(size):
        for across in range(size):
            seen[:, down, across] = padded[
                :,
                :,
                down : down + stride * (out_height - 1) + 1 : stride,
                across : across + stride * (out_width - 1) + 1 : stride,
            ]
    return seen.reshape(channels * size * size, -1)


def _dense(layer: Layer, x: Array) -> Array:
    size = layer.weights.shape[-1]
    out_height = same_padding(x.shape[2], size, layer.stride)[2]
    flat = layer.weights.reshape(len(layer.weights), -1) @ gather(x, size, layer.stride)
    return flat.reshape(len(layer.weights), x.shape[1], out_height, -1)


def _written_out(weights: Array, width: int, stride: int) -> Array:
    """Matrices (channels, k * width, out) that do the depthwise kernels' work along a row."""
    channels, size, _ = weights.shape
    before, _, out = same_padding(width, size, stride)
    table = np.zeros((channels, size, width, out), np.float32)
    for column in range(out):
        for tap in range(size):
            source = column * stride + tap - before
            if 0 <= source < width:
                table[:, :, source, column] = weights[:, :, tap]
    return table.reshape(channels, size * width, out)
