"""All pictures of a job, decoded once into a file, with their classes and the split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.contract import DataFile, JobError, JobSpec
from pilothouse_engine.ml.image.labels import Labelled, labelled
from pilothouse_engine.ml.image.pictures import PictureError, Pixels, read_picture
from pilothouse_engine.ml.problem import Problem
from pilothouse_engine.ml.validation import DEFAULT_FRACTION, plan_validation
from pilothouse_engine.ml.values import Floats

MAX_PICTURES = 20_000
"""More are not learnt from: at 30 a second they alone take 11 minutes."""
MIN_PICTURES = 4

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Pictures:
    """Usable pictures; the rows of ``places``, ``files``, ``sizes`` and ``y`` belong together."""

    pixels: Pixels
    """(decoded, side, side, 3), mapped from a file."""
    places: Rows
    """Where in ``pixels`` each picture is."""
    files: Sequence[DataFile]
    sizes: Sequence[tuple[int, int]]
    """Width and height of the whole, upright pictures."""
    y: Floats
    """Class positions."""
    labels: tuple[str, ...]
    learn: Rows
    judge: Rows
    validation: str
    """Which pictures judge, for people."""

    def __len__(self) -> int:
        return len(self.y)

    def take(self, rows: Rows) -> Pixels:
        """Pixels (rows, side, side, 3)."""
        return np.asarray(self.pixels[self.places[rows]])

    @property
    def problem(self) -> Problem:
        """By the number of classes."""
        return "BinaryClassification" if len(self.labels) == 2 else "MulticlassClassification"


def read_pictures(
    spec: JobSpec, side: int, check: Callable[[], None], warn: Callable[[str], None]
) -> Pictures:
    """Decode the channels' pictures. Raises :class:`JobError` naming what is wrong."""
    training = _limited(labelled(spec.training, "training"), spec.seed, warn)
    validation = (
        None
        if spec.validation is None
        else _limited(labelled(spec.validation, "validation"), spec.seed, warn)
    )
    files = [*training.files, *(validation.files if validation else ())]
    names = np.array([*training.labels, *(validation.labels if validation else ())], dtype=object)
    own = np.arange(len(files)) >= len(training.files)
    decoded, sizes, usable = _decode(spec, files, side, check, warn)
    kept = _with_two(files, names, own, usable, validation is not None, warn)
    labels = _in_order({str(names[row]) for row in kept})
    position = {label: float(code) for code, label in enumerate(labels)}
    y = np.array([position[str(names[row])] for row in kept])
    fraction = spec.request.get("DataSplitConfig", {}).get("ValidationFraction", DEFAULT_FRACTION)
    plan = plan_validation(y, "MulticlassClassification", fraction, int(own[kept].sum()), spec.seed)
    learn, judge = plan.folds[0]
    place = np.cumsum(usable) - 1
    return Pictures(
        decoded,
        place[kept],
        [files[row] for row in kept],
        [sizes[int(place[row])] for row in kept],
        y,
        labels,
        learn,
        judge,
        plan.description.replace("rows", "pictures"),
    )


def at_side(pictures: Pictures, folder: Path, side: int, check: Callable[[], None]) -> Pictures:
    """The same pictures with ``side`` pixels, decoded anew into a file in ``folder``."""
    path = folder / f"pictures-{side}.bin"
    with path.open("wb") as out:
        for file in pictures.files:
            check()
            out.write(read_picture(file.path, side).pixels.tobytes())
    pixels = np.memmap(path, np.uint8, "r", shape=(len(pictures), side, side, 3))
    return replace(pictures, pixels=pixels, places=np.arange(len(pictures), dtype=np.intp))


def _limited(found: Labelled, seed: int, warn: Callable[[str], None]) -> Labelled:
    for text in found.warnings:
        warn(text)
    if len(found.files) <= MAX_PICTURES:
        return found
    order = np.random.default_rng(seed).permutation(len(found.files))
    # Small classes stay whole as far as they can: the n-th picture of each class comes n-th.
    labels = np.array(found.labels, dtype=object)[order]
    seen: Counter[str] = Counter()
    turn = np.zeros(len(order), dtype=np.intp)
    for place, label in enumerate(labels):
        turn[place] = seen[label]
        seen[label] += 1
    rows = np.sort(order[np.argsort(turn, kind="stable")[:MAX_PICTURES]])
    warn(
        f"{MAX_PICTURES:,} of {len(found.files):,} pictures were used, the small classes whole "
        "as far as they can be. Use the AWS backend to learn from all."
    )
    return Labelled([found.files[row] for row in rows], [found.labels[row] for row in rows], ())


def _decode(
    spec: JobSpec,
    files: Sequence[DataFile],
    side: int,
    check: Callable[[], None],
    warn: Callable[[str], None],
) -> tuple[Pixels, list[tuple[int, int]], NDArray[np.bool_]]:
    """Pixels of the usable files, their sizes, and which files are usable."""
    sizes: list[tuple[int, int]] = []
    usable = np.zeros(len(files), dtype=bool)
    broken: list[tuple[DataFile, str]] = []
    wanted = {
        channel.content_type.split(";", 1)[0].strip()
        for channel in (spec.training, spec.validation)
        if channel is not None
    }
    path = spec.work_dir / "pictures.bin"
    with path.open("wb") as out:
        for row, file in enumerate(files):
            check()
            try:
                picture = read_picture(file.path, side)
                if not wanted & {"image/*", picture.content_type}:
                    raise PictureError(
                        f"holds {picture.content_type}, but the content type is "
                        f"{', '.join(wanted)}; use image/*"
                    )
            except PictureError as error:
                broken.append((file, str(error)))
                continue
            # Written, not mapped: a full disk then raises an error instead of a signal.
            out.write(picture.pixels.tobytes())
            sizes.append((picture.width, picture.height))
            usable[row] = True
    if broken:
        file, reason = broken[0]
        more = f" {len(broken) - 1} more could not be read either." if len(broken) > 1 else ""
        text = f"{file.uri} {reason}.{more}"
        if not sizes:
            raise JobError(f"No picture can be read. {text}")
        warn(f"{text} Such files were left out.")
    pixels = np.memmap(path, np.uint8, "r", shape=(len(sizes), side, side, 3))
    return pixels, sizes, usable


def _with_two(
    files: Sequence[DataFile],
    names: NDArray[Any],
    own: NDArray[np.bool_],
    usable: NDArray[np.bool_],
    validated: bool,
    warn: Callable[[str], None],
) -> Rows:
    """Rows of classes that can be learnt and judged, the user's own validation rows last."""
    counts: Mapping[str, int] = Counter(names[usable & ~own])
    least = 1 if validated else 2
    good = {label for label, count in counts.items() if count >= least}
    if len(good) < 2:
        found = ", ".join(f"{label} ({count})" for label, count in sorted(counts.items())[:10])
        raise JobError(
            f"At least two classes with {least} usable training "
            f"picture{'s' if least > 1 else ''} each are needed; found: {found or 'none'}. Put the "
            "pictures of each class into a sub-folder of its own."
        )
    poor = sorted(set(counts) - good)
    if poor:
        rows = np.flatnonzero(usable & ~own & (names == poor[0]))
        lone = files[int(rows[0])]
        warn(
            f"{len(poor)} class{'es have' if len(poor) > 1 else ' has'} a single usable picture, "
            f"such as {poor[0]} ({lone.uri}), and cannot be both learnt and validated. Add "
            "pictures, or give a validation channel."
        )
    keep = usable & np.array([label in good for label in names])
    foreign = sorted({str(label) for label in names[usable & own]} - good)
    if foreign:
        warn(
            f"Validation pictures of {', '.join(foreign[:5])} were left out: the training "
            "channel has no such class."
        )
    if validated and not (keep & own).any():
        raise JobError(
            "No usable picture of the validation channel has a class of the training channel "
            f"({', '.join(sorted(good)[:10])}). Use the same folder names in both."
        )
    if keep.sum() < MIN_PICTURES:
        raise JobError(f"At least {MIN_PICTURES} usable pictures are needed.")
    return np.flatnonzero(keep)


def _in_order(labels: set[str]) -> tuple[str, ...]:
    """Sorted, numbers by value."""
    if all(label.isascii() and label.isdigit() for label in labels):
        return tuple(sorted(labels, key=lambda label: (int(label), label)))
    return tuple(sorted(labels))
