"""Decoding pictures and finding their classes: every way to be unusable."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from image_support import PHOTOS, ROOT
from PIL import Image
from pilothouse_engine.contract import Channel, DataFile, JobError
from pilothouse_engine.ml.image.labels import labelled
from pilothouse_engine.ml.image.pictures import PictureError, read_picture

CAT = (PHOTOS / "cat.jpg").read_bytes()


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(mode: str = "RGB") -> Image.Image:
    """Four colours, red at the upper left."""
    colours = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], np.uint8)
    return Image.fromarray(colours.repeat(40, axis=0).repeat(40, axis=1)).convert(mode)


def corners(content: bytes) -> list[list[int]]:
    """Colours in the middle of the quarters, each part 0, 1 or 2 of 2."""
    pixels = read_picture(content, 32).pixels
    spots = [(8, 8), (8, 24), (24, 8), (24, 24)]
    return [np.rint(pixels[spot] / 127.5).astype(int).tolist() for spot in spots]


RGB = [[2, 0, 0], [0, 2, 0], [0, 0, 2], [2, 2, 2]]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_come_as_they_are(mode: str) -> None:
    assert corners(encoded(quarters(mode))) == RGB


def test_jpeg_and_cmyk() -> None:
    assert corners(encoded(quarters(), "JPEG", quality=95)) == RGB
    assert corners(encoded(quarters("CMYK"), "JPEG", quality=95)) == RGB
    assert read_picture(encoded(quarters("CMYK"), "JPEG"), 8).content_type == "image/jpeg"


def test_grey_of_one_eight_and_sixteen_bits() -> None:
    ramp = np.linspace(0, 255, 64).astype(np.uint8).reshape(1, -1).repeat(64, axis=0)
    eight = read_picture(encoded(Image.fromarray(ramp)), 64).pixels
    sixteen = read_picture(encoded(Image.fromarray(ramp.astype(np.uint16) * 257)), 64).pixels
    assert np.array_equal(eight[:, :, 0], ramp) and np.array_equal(eight[:, :, 0], eight[:, :, 2])
    assert np.array_equal(eight, sixteen)
    assert corners(encoded(quarters().convert("1", dither=Image.Dither.NONE)))[3] == [2, 2, 2]


def test_what_is_transparent_is_white() -> None:
    clear = quarters("RGBA")
    clear.putalpha(0)
    assert (read_picture(encoded(clear), 16).pixels == 255).all()
    grey = Image.new("LA", (10, 10), (0, 128))
    assert abs(int(read_picture(encoded(grey), 4).pixels[1, 1, 1]) - 127) <= 1
    keyed = encoded(quarters(), transparency=(255, 0, 0))
    assert corners(keyed)[0] == [2, 2, 2] and corners(keyed)[1] == [0, 2, 0]


@pytest.mark.parametrize("turn", range(1, 9))
def test_cameras_that_were_held_otherwise(turn: int) -> None:
    """The upright picture is the same, whatever the stored one is."""
    upright = quarters().resize((80, 60))
    stored = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[turn]
    turned = upright
    for step in stored:
        turned = turned.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = turn
    content = encoded(turned, "JPEG", quality=95, exif=exif)
    assert corners(content) == RGB
    picture = read_picture(content, 32)
    assert (picture.width, picture.height) == (80, 60)


def test_the_middle_of_oblong_pictures_is_seen() -> None:
    wide = Image.new("RGB", (90, 30), (255, 0, 0))
    wide.paste((0, 0, 255), (30, 0, 60, 30))
    pixels = read_picture(encoded(wide), 16).pixels
    assert (pixels[:, 2:-2, 2] > 250).all() and (pixels[:, 2:-2, 0] < 5).all()
    assert read_picture(encoded(Image.new("RGB", (3000, 1))), 16).width == 3000


def png_of(width: int, height: int) -> bytes:
    """A small file that claims a size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"hello, this is a text", "is no PNG or JPEG picture"),
        (encoded(quarters(), "GIF"), "holds GIF, whatever its name says; save it as PNG or JPEG"),
        (encoded(quarters(), "BMP"), "holds BMP"),
        (encoded(quarters(), "TIFF"), "holds TIFF"),
        (encoded(quarters(), "WEBP"), "holds WebP"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "holds HEIC or AVIF"),
        (CAT[: len(CAT) // 2], "is damaged"),
        (encoded(quarters())[:120], "is damaged"),
        (png_of(50_000, 50_000), "far more pixels than the 50,000,000 that are read"),
        (png_of(10_000, 6_000), "10000 x 6000 pixels, more than"),
        (png_of(3_000, 3_000), "is damaged"),
    ],
)
def test_unusable_files_say_why(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(content)
    for source in (content, path):
        with pytest.raises(PictureError, match=message):
            read_picture(source, 32)


@given(st.integers(0, len(CAT) - 1), st.binary(min_size=1, max_size=30), st.booleans())
def test_damage_never_escapes(at: int, patch: bytes, cut: bool) -> None:
    content = CAT[:at] + patch + (b"" if cut else CAT[at + len(patch) :])
    try:
        picture = read_picture(content, 16)
    except PictureError:
        return
    assert picture.pixels.shape == (16, 16, 3)


def channel(*keys: str, root: str = ROOT, content_type: str = "image/*") -> Channel:
    return Channel(content_type, [DataFile(Path("x"), f"s3://data/{key}") for key in keys], root)


@pytest.mark.parametrize(
    ("keys", "root", "labels"),
    [
        (["in/cat/1.jpg", "in/dog/1.PNG"], ROOT, ["cat", "dog"]),
        (["in/cat/1.jpg", "in/dog/1.png"], "s3://data/in", ["cat", "dog"]),
        (["in/all/cat/a/1.jpg", "in/all/dog/1.jpeg"], ROOT, ["cat", "dog"]),
        (["in/cat/a/1.jpg", "in/cat/b/1.jpg", "in/dog/1.jpg"], ROOT, ["cat", "cat", "dog"]),
        (["in/cats/1.jpg", "in/cows/1.jpg"], "s3://data/in/c", ["cats", "cows"]),
        (["in/c d/1.jpg", "in/é/1.jpg"], ROOT, ["c d", "é"]),
        (["in/cat/1.jpg", "in/cat/2.jpg"], ROOT, ["cat", "cat"]),
    ],
)
def test_folders_are_classes(keys: list[str], root: str, labels: list[str]) -> None:
    found = labelled(channel(*keys, root=root), "training")
    assert list(found.labels) == labels and not found.warnings


def test_manifests_name_classes() -> None:
    files = [
        DataFile(Path("x"), "s3://a/1.jpg", label="cat"),
        DataFile(Path("x"), "s3://b/no-ending", label="dog"),
    ]
    assert list(labelled(Channel("image/*", files, ""), "training").labels) == ["cat", "dog"]


def test_files_that_are_left_out_are_named() -> None:
    found = labelled(channel("in/cat/1.jpg", "in/dog/1.jpg", "in/0.jpg", "in/a.txt"), "training")
    assert list(found.labels) == ["cat", "dog"]
    assert "s3://data/in/a.txt" in found.warnings[0] and ".png, .jpg, .jpeg" in found.warnings[0]
    assert "s3://data/in/0.jpg" in found.warnings[1] and "no class folder" in found.warnings[1]
    mixed = channel("in/cat/1.png", "in/cat/2.jpg", "in/dog/1.png", content_type="image/png")
    found = labelled(mixed, "training")
    assert len(found.files) == 2 and "s3://data/in/cat/2.jpg" in found.warnings[0]
    assert "Use image/* for both kinds" in found.warnings[0]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (["in/1.jpg", "in/2.jpg"], "have no class. Put the pictures of each class into"),
        (["in/cat/a.txt"], r"has no picture\. 1 file .* s3://data/in/cat/a\.txt"),
        ([], "has no files"),
        (["in/train/cat/1.jpg", "in/val/cat/1.jpg"], "train, val under .* are parts of the data"),
    ],
)
def test_channels_without_classes(keys: list[str], message: str) -> None:
    with pytest.raises(JobError, match=message):
        labelled(channel(*keys), "training")


PARTS = st.lists(st.text(min_size=1, max_size=5), max_size=4)


@given(st.lists(PARTS, min_size=1, max_size=8), st.text(max_size=8))
def test_every_list_of_keys_is_settled(paths: list[list[str]], root: str) -> None:
    keys = ["/".join([*parts, "p.jpg"]) for parts in paths]
    try:
        found = labelled(channel(*keys, root="s3://data/" + root), "training")
    except JobError:
        return
    assert len(found.files) == len(found.labels) > 0 and all(found.labels)
