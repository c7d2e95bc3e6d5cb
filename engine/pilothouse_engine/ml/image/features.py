"""Pooled activations of many pictures, as far as the time allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.guard import Guard, OutOfTime
from pilothouse_engine.ml.image.networks.network import Array, Network, pooled
from pilothouse_engine.ml.image.pictures import Pixels

BATCH = 8
"""Pictures at a time: a stop is heeded between batches, within half a second."""

_SHARE = 0.8
"""Share of the time left that this may take; fitting the head needs the rest."""

Rows = NDArray[np.intp]
Take = Callable[[Rows], Pixels]


def extract(
    network: Network, take: Take, rows: Rows, guard: Guard, seed: int, mirrored: bool = False
) -> tuple[Array, NDArray[np.bool_]]:
    """Features (rows, channels), and which of them were reached in time.

    The pictures come in random order, so that what is reached has all classes.
    """
    now = time.monotonic()
    inner = Guard(guard.stopped, now + _SHARE * (guard.deadline - now))
    found = np.zeros((len(rows), network.channels), np.float32)
    done = np.zeros(len(rows), dtype=bool)
    order = np.random.default_rng(seed).permutation(len(rows))
    try:
        for start in range(0, len(order), BATCH):
            inner.check()
            part = np.sort(order[start : start + BATCH])
            pixels = take(rows[part])
            if mirrored:
                pixels = pixels[:, :, ::-1]
            found[part] = pooled(network.activations(pixels))
            done[part] = True
    except OutOfTime:
        # What was reached may be enough.
        guard.check()
    return found, done


def batches(rows: Rows) -> Iterator[Rows]:
    """Rows in order, a batch at a time."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
