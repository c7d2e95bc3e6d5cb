"""Heat maps as pictures of their own, in JET colours: red is important, blue is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pilothouse_engine.ml.values import Floats

MAX_SIDE = 512
"""Longer side of a heat map, in pixels; it has the shape of the whole picture."""


def write_heatmap(path: Path, values: Floats, width: int, height: int) -> None:
    """Write a map (h, w) of 0 … 1 over the centred square of a picture of that size, as PNG.

    What the network did not see is not important to it.
    """
    shrink = min(1.0, MAX_SIDE / max(width, height))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    whole = np.nan_to_num(upsample(values, *size))
    levels = np.rint(np.clip(whole, 0.0, 1.0) * 255).astype(np.uint8)
    picture = Image.fromarray(levels)
    picture.putpalette(_JET.tobytes())
    picture.save(path, "PNG")


def upsample(values: Floats, width: int, height: int) -> Floats:
    """A map (h, w) over the centred square of a picture, bilinear between pixel centres.

    Shape (height, width); NaN outside the square.
    """
    side = min(width, height)
    down = _between(height, (height - side) / 2, side, values.shape[0])
    across = _between(width, (width - side) / 2, side, values.shape[1])
    return np.asarray(down @ values @ across.T)


def _between(pixels: int, start: float, length: int, cells: int) -> Floats:
    """Shares of the cells (pixels, cells) at each pixel's centre; NaN where there are none."""
    centre = np.arange(pixels) + 0.5 - start
    place = np.clip(centre / length * cells - 0.5, 0, cells - 1)
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, cells - 1)
    shares = np.zeros((pixels, cells))
    rows = np.arange(pixels)
    np.add.at(shares, (rows, low), 1 - (place - low))
    np.add.at(shares, (rows, high), place - low)
    shares[(centre < 0) | (centre >= length)] = np.nan
    return shares


def _jet() -> NDArray[np.uint8]:
    share = np.arange(256) / 255
    parts = [np.clip(1.5 - np.abs(4 * share - middle), 0, 1) for middle in (3, 2, 1)]
    return np.rint(255 * np.stack(parts, axis=1)).astype(np.uint8)


_JET = _jet()
