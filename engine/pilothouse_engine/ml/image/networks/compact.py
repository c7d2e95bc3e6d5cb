"""A small convolutional network of our own, for when no trained weights are installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.image.networks.network import (
    Array,
    Layer,
    Network,
    gather,
    same_padding,
)
from pilothouse_engine.ml.image.pictures import Pixels
from pilothouse_engine.ml.values import Floats

SIDE = 96
_MEAN, _SCALE = 127.0, 64.0
_SHAPES = ((3, 16, 5, 2), (16, 32, 3, 2), (32, 64, 3, 2), (64, 96, 3, 1))
"""Channels in and out, kernel size and stride per layer."""
_BATCH = 32
_SEEN = 20_000
"""Pictures per training, counted each time that they are seen; within the epochs below."""
_MIN_EPOCHS, _MAX_EPOCHS = 4, 40
_RATE = 2e-3
_CEILING = np.float32(6.0)


def train_compact(
    take: Callable[[NDArray[np.intp]], Pixels], y: Floats, classes: int, guard: Guard, seed: int
) -> Network:
    """Train with Adam on the pictures (n, SIDE, SIDE, 3) that ``take`` gives for rows of ``y``,
    mirrored at random."""
    rng = np.random.default_rng(seed)
    parameters = _first_parameters(rng, classes)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    truth = y.astype(np.intp)
    batches = -(-len(y) // _BATCH)
    epochs = int(np.clip(_SEEN // len(y), _MIN_EPOCHS, _MAX_EPOCHS))
    total, step = epochs * batches, 0
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(order), _BATCH):
            guard.check()
            rows = np.sort(order[start : start + _BATCH])
            gradients = _gradients(parameters, _entering(take(rows), rng), truth[rows])
            step += 1
            rate = _RATE * 0.5 * (1 + np.cos(np.pi * step / total))
            _adam(parameters, gradients, moments, step, rate)
    return Network(_layers(parameters), SIDE, _MEAN, _SCALE)


def _first_parameters(rng: np.random.Generator, classes: int) -> list[Array]:
    parameters: list[Array] = []
    for inside, outside, size, _ in _SHAPES:
        spread = np.sqrt(2.0 / (inside * size * size))
        parameters.append(rng.normal(0, spread, (outside, inside, size, size)).astype(np.float32))
        parameters.append(np.zeros(outside, np.float32))
    last = _SHAPES[-1][1]
    parameters.append(rng.normal(0, np.sqrt(1.0 / last), (classes, last)).astype(np.float32))
    parameters.append(np.zeros(classes, np.float32))
    return parameters


def _layers(parameters: list[Array]) -> list[Layer]:
    return [
        Layer("dense", parameters[2 * i], parameters[2 * i + 1], shape[3])
        for i, shape in enumerate(_SHAPES)
    ]


def _entering(pictures: Pixels, rng: np.random.Generator) -> Array:
    """A batch (3, n, SIDE, SIDE), each picture mirrored with even chances."""
    flipped = rng.random(len(pictures)) < 0.5
    batch = np.where(flipped[:, None, None, None], pictures[:, :, ::-1], pictures)
    x = (batch.astype(np.float32) - np.float32(_MEAN)) / np.float32(_SCALE)
    return np.ascontiguousarray(x.transpose(3, 0, 1, 2))


@dataclass(frozen=True)
class _Pass:
    """What the way back needs of one layer."""

    shape: tuple[int, ...]
    gathered: Array
    out: Array


def _gradients(parameters: list[Array], x: Array, truth: NDArray[np.intp]) -> list[Array]:
    """Gradients of the mean log loss, in the order of the parameters."""
    passes: list[_Pass] = []
    for i, (_, outside, size, stride) in enumerate(_SHAPES):
        seen = gather(x, size, stride)
        flat = parameters[2 * i].reshape(outside, -1) @ seen + parameters[2 * i + 1][:, None]
        np.clip(flat, 0, _CEILING, out=flat)
        passes.append(_Pass(x.shape, seen, flat))
        height = same_padding(x.shape[2], size, stride)[2]
        x = flat.reshape(outside, x.shape[1], height, -1)
    channels, count, height, width = x.shape
    features = x.mean(axis=(2, 3))
    margins = parameters[-2] @ features + parameters[-1][:, None]
    share = np.exp(margins - margins.max(axis=0))
    share /= share.sum(axis=0)
    share[truth, np.arange(count)] -= 1
    share /= np.float32(count)
    gradients = [share @ features.T, share.sum(axis=1)]
    spread = (parameters[-2].T @ share) / np.float32(height * width)
    back = np.repeat(spread, height * width, axis=1)
    for i in reversed(range(len(_SHAPES))):
        _, outside, size, stride = _SHAPES[i]
        done = passes[i]
        back = back.reshape(outside, -1) * ((done.out > 0) & (done.out < _CEILING))
        gradients[:0] = [
            (back @ done.gathered.T).reshape(parameters[2 * i].shape),
            back.sum(axis=1),
        ]
        if i > 0:
            back = _scatter(parameters[2 * i].reshape(outside, -1).T @ back, done, size, stride)
    return gradients


def _scatter(columns: Array, done: _Pass, size: int, stride: int) -> Array:
    """Adds up what :func:`gather` spread out: the gradient of a layer's input."""
    channels, count, height, width = done.shape
    top, bottom, down_count = same_padding(height, size, stride)
    left, right, across_count = same_padding(width, size, stride)
    padded = np.zeros((channels, count, height + top + bottom, width + left + right), np.float32)
    parts = columns.reshape(channels, size, size, count, down_count, across_count)
    for down in range(size):
        for across in range(size):
            padded[
                :,
                :,
                down : down + stride * (down_count - 1) + 1 : stride,
                across : across + stride * (across_count - 1) + 1 : stride,
            ] += parts[:, down, across]
    return np.ascontiguousarray(padded[:, :, top : top + height, left : left + width])


def _adam(
    parameters: list[Array],
    gradients: list[Array],
    moments: list[tuple[Array, Array]],
    step: int,
    rate: float,
) -> None:
    for parameter, gradient, (first, second) in zip(parameters, gradients, moments, strict=True):
        first += np.float32(0.1) * (gradient - first)
        second += np.float32(0.001) * (gradient * gradient - second)
        size = np.sqrt(second / np.float32(1 - 0.999**step)) + np.float32(1e-8)
        parameter -= np.float32(rate / (1 - 0.9**step)) * first / size
