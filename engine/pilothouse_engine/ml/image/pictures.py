"""Reads a picture as the network sees it: the upright, centred square, in RGB.

Pictures come from anyone. Their size is judged before they are decoded, only PNG and JPEG
decoders are used, and whatever a decoder raises means that the file is no usable picture.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 50_000_000
"""More is refused: a small file can claim any size, and decoding takes 4 bytes a pixel."""

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIGNATURES = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
)

Pixels = NDArray[np.uint8]


class PictureError(ValueError):
    """A file is no usable picture; the message goes on after the file's name."""


@dataclass(frozen=True)
class Picture:
    """A picture as the network sees it."""

    pixels: Pixels
    """(side, side, 3), RGB."""
    width: int
    """Of the whole, upright picture, in pixels."""
    height: int
    content_type: str


def read_picture(source: Path | bytes, side: int) -> Picture:
    """Decode a file or its content. Raises :class:`PictureError`."""
    try:
        with warnings.catch_warnings():
            # The limit here is stricter than the one that the library warns about.
            warnings.simplefilter("ignore")
            with Image.open(
                io.BytesIO(source) if isinstance(source, bytes) else source, formats=tuple(TYPES)
            ) as image:
                return _read(image, side)
    except (PictureError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise PictureError(_what_it_is(source)) from None
    except Image.DecompressionBombError:
        # The library's own limit comes before a size can be asked for.
        raise PictureError(
            f"has far more pixels than the {MAX_PIXELS:,} that are read; make it smaller"
        ) from None
    except Exception as error:
        # Decoders raise nearly anything for damaged files.
        reason = str(error)[:120] or type(error).__name__
        raise PictureError(f"is damaged ({reason}); save or upload it again") from None


def _read(image: Image.Image, side: int) -> Picture:
    width, height = image.size
    kind = image.format or ""
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"has {width} x {height} pixels, more than the {MAX_PIXELS:,} that are read; "
            "make it smaller"
        )
    turn = _orientation(image)
    # JPEG can be decoded at a half, a quarter or an eighth of its size.
    image.draft(None, (2 * side, 2 * side))
    square = _in_colour(_square(image, side))
    if turn in _TURNS:
        # A centred square stays one when it is turned.
        square = square.transpose(_TURNS[turn])
    if turn >= 5:
        width, height = height, width
    return Picture(np.asarray(square, dtype=np.uint8), width, height, TYPES[kind])


def _orientation(image: Image.Image) -> int:
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:
        # Damaged EXIF data; the picture itself may be fine.
        return 1
    return found if isinstance(found, int) else 1


def _square(image: Image.Image, side: int) -> Image.Image:
    """The centred square, resized; transparency is kept."""
    if image.mode.startswith("I"):
        # 16 bits of grey.
        tall = np.asarray(image).astype(np.int64)
        image = Image.fromarray(np.clip(tall >> 8, 0, 255).astype(np.uint8))
    elif "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode in ("P", "1"):
        image = image.convert("RGB")
    elif image.mode == "PA":
        image = image.convert("RGBA")
    width, height = image.size
    short = min(width, height)
    left, top = (width - short) / 2, (height - short) / 2
    box = (left, top, left + short, top + short)
    return image.resize((side, side), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


def _in_colour(square: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white, as on a page."""
    if square.mode in ("RGBA", "LA"):
        square = square.convert("RGBA")
        white = Image.new("RGBA", square.size, (255, 255, 255, 255))
        square = Image.alpha_composite(white, square)
    return square.convert("RGB")


def _what_it_is(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        begin = source[:16]
    else:
        with source.open("rb") as file:
            begin = file.read(16)
    if not begin:
        return "is empty; upload it again"
    found = next((name for mark, name in _SIGNATURES if begin.startswith(mark)), None)
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        found = "WebP"
    elif begin[4:8] == b"ftyp":
        found = "HEIC or AVIF"
    if found:
        return f"holds {found}, whatever its name says; save it as PNG or JPEG"
    return "is no PNG or JPEG picture, or is damaged at its beginning; save it again"
