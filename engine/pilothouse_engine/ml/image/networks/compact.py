"""Small convolutional networks of our own, trained on a job's pictures alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

_MEAN, _SCALE = 127.0, 64.0
_BATCH = 32
_MIN_EPOCHS = 4
_CEILING = np.float32(6.0)

Shapes = Sequence[tuple[int, int, int, int]]
"""Channels in and out, kernel size and stride per layer."""


@dataclass(frozen=True)
class Design:
    """A network and how it is trained."""

    side: int
    shapes: Shapes
    seen: int
    """Pictures per training, counted each time that they are seen; within the epochs below."""
    epochs: int
    """At most."""
    rate: float
    mirrored: bool
    """Whether pictures are mirrored at random."""
    shift: int
    """Pixels that pictures are moved at random, at most."""


PHOTOS = Design(
    96,
    ((3, 16, 5, 2), (16, 32, 3, 2), (32, 64, 3, 2), (64, 96, 3, 1)),
    seen=20_000,
    epochs=40,
    rate=2e-3,
    mirrored=True,
    shift=0,
)
"""For things seen from near or far, this way round or the other."""

SIGNS = Design(
    32,
    ((3, 16, 5, 2), (16, 32, 3, 1), (32, 64, 3, 2), (64, 96, 3, 1)),
    seen=20_000,
    epochs=60,
    rate=3e-3,
    mirrored=False,
    shift=3,
)
"""For digits, letters, symbols and other small pictures whose mirror images mean something else."""


def train_compact(
    design: Design,
    take: Callable[[NDArray[np.intp]], Pixels],
    y: Floats,
    classes: int,
    guard: Guard,
    seed: int,
) -> Network:
    """Train with Adam on the pictures (n, side, side, 3) that ``take`` gives for rows of ``y``.
    Ends early where the guard says that it is enough, after an epoch at least."""
    rng = np.random.default_rng(seed)
    parameters = _first_parameters(design.shapes, rng, classes)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    truth = y.astype(np.intp)
    batches = -(-len(y) // _BATCH)
    epochs = int(np.clip(design.seen // len(y), _MIN_EPOCHS, design.epochs))
    total, step = epochs * batches, 0
    for epoch in range(epochs):
        order = rng.permutation(len(y))
        if epoch and guard.late():
            break
        for start in range(0, len(order), _BATCH):
            guard.check()
            rows = np.sort(order[start : start + _BATCH])
            x = _entering(_varied(take(rows), design, rng))
            gradients = _gradients(design.shapes, parameters, x, truth[rows])
            step += 1
            rate = design.rate * 0.5 * (1 + np.cos(np.pi * step / total))
            _adam(parameters, gradients, moments, step, rate)
    return Network(_layers(design.shapes, parameters), design.side, _MEAN, _SCALE)


def _first_parameters(shapes: Shapes, rng: np.random.Generator, classes: int) -> list[Array]:
    parameters: list[Array] = []
    for inside, outside, size, _ in shapes:
        spread = np.sqrt(2.0 / (inside * size * size))
        parameters.append(rng.normal(0, spread, (outside, inside, size, size)).astype(np.float32))
        parameters.append(np.zeros(outside, np.float32))
    last = shapes[-1][1]
    parameters.append(rng.normal(0, np.sqrt(1.0 / last), (classes, last)).astype(np.float32))
    parameters.append(np.zeros(classes, np.float32))
    return parameters


def _layers(shapes: Shapes, parameters: list[Array]) -> list[Layer]:
    return [
        Layer("dense", parameters[2 * i], parameters[2 * i + 1], shape[3])
        for i, shape in enumerate(shapes)
    ]


def _varied(pictures: Pixels, design: Design, rng: np.random.Generator) -> Pixels:
    """The pictures as they could as well have been."""
    if design.mirrored:
        flipped = rng.random(len(pictures)) < 0.5
        pictures = np.where(flipped[:, None, None, None], pictures[:, :, ::-1], pictures)
    if design.shift:
        side, most = design.side, design.shift
        padded = np.pad(pictures, ((0, 0), (most, most), (most, most), (0, 0)), mode="edge")
        places = rng.integers(0, 2 * most + 1, (len(pictures), 2)).tolist()
        pictures = np.stack(
            [
                one[down : down + side, across : across + side]
                for one, (down, across) in zip(padded, places, strict=True)
            ]
        )
    return pictures


def _entering(pictures: Pixels) -> Array:
    """A batch (3, n, side, side)."""
    x = (pictures.astype(np.float32) - np.float32(_MEAN)) / np.float32(_SCALE)
    return np.ascontiguousarray(x.transpose(3, 0, 1, 2))


@dataclass(frozen=True)
class _Pass:
    """What the way back needs of one layer."""

    shape: tuple[int, ...]
    gathered: Array
    out: Array


def _gradients(
    shapes: Shapes, parameters: list[Array], x: Array, truth: NDArray[np.intp]
) -> list[Array]:
    """Gradients of the mean log loss, in the order of the parameters."""
    passes: list[_Pass] = []
    for i, (_, outside, size, stride) in enumerate(shapes):
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
    for i in reversed(range(len(shapes))):
        _, outside, size, stride = shapes[i]
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
