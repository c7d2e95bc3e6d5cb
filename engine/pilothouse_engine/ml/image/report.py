"""The explainability report: Eigen-CAM pictures of validation pictures, and the data behind."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from pilothouse_engine.ml.image.data import Pictures, Rows
from pilothouse_engine.ml.image.eigencam import class_map, eigen_cam
from pilothouse_engine.ml.image.features import batches
from pilothouse_engine.ml.image.heatmap import write_heatmap
from pilothouse_engine.ml.image.model import ImageModel
from pilothouse_engine.ml.image.networks.network import Array

MAX_EXPLAINED = 200
MAX_ACTIVATION_BYTES = 16_000_000
"""Of all files with activations together; float32, 250 kB each for the large network."""

_SAFE_STEM = re.compile(r"[A-Za-z0-9](?:[ A-Za-z0-9._()+=@-]{0,98}[A-Za-z0-9_()+=@-])?")


@dataclass(frozen=True)
class Explained:
    """How many pictures the report has."""

    pictures: int
    with_activations: int


def chosen_rows(pictures: Pictures, seed: int) -> Rows:
    """Validation rows to explain: all, or so many of each class in turn."""
    order = np.random.default_rng(seed).permutation(pictures.judge)
    seen: Counter[float] = Counter()
    turns = []
    for row in order:
        turns.append(seen[pictures.y[row]])
        seen[pictures.y[row]] += 1
    taken = order[np.argsort(turns, kind="stable")[:MAX_EXPLAINED]]
    return np.sort(taken)


def write_report(
    folder: Path,
    prefix: str,
    model: ImageModel,
    pictures: Pictures,
    rows: Rows,
    check: Callable[[], None],
    deadline: float,
) -> Explained:
    """Write ``explainability.json`` with a heat map per row, below it the pictures.

    ``prefix`` is the folder's URI. Ends early, with what is done, at ``deadline`` on the clock
    of :func:`time.monotonic`.
    """
    stems = _stems(pictures, rows)
    for name in ("heatmaps", "activations"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    entries: list[dict[str, Any]] = []
    room = MAX_ACTIVATION_BYTES
    saved = 0
    for part in batches(rows):
        check()
        if time.monotonic() > deadline and entries:
            break
        activations = model.network.activations(pictures.take(part))
        outputs = model.judge(activations)
        for row, own, output in zip(part.tolist(), activations, outputs, strict=True):
            stem, matches = stems[row]
            heatmap = f"heatmaps/{len(entries):04d}-{stem}.png"
            width, height = pictures.sizes[row]
            cam = eigen_cam(own)
            write_heatmap(folder / heatmap, cam.map, width, height)
            winner = int(output.argmax())
            entry: dict[str, Any] = {
                "input_image_uri": pictures.files[row].uri,
                "heatmap_image_uri": f"{prefix}/{heatmap}",
                "predicted_label": model.labels[winner],
                "probability": float(output[winner]),
                "actual_label": model.labels[int(pictures.y[row])],
                "eigen_cam": {
                    "sign": cam.sign,
                    "sign_rule": cam.sign_rule,
                    "correlation": cam.correlation,
                    "explained_variance": cam.explained,
                    "flat": cam.flat,
                },
                "class_map": _class_map(model, own, winner),
            }
            if own.nbytes <= room:
                # Readers find the file by the picture's name; a doubtful name gets a number.
                name = stem if matches else f"picture-{len(entries):04d}"
                np.save(folder / "activations" / f"{name}.activations.npy", own)
                entry["activations_uri"] = f"{prefix}/activations/{name}.activations.npy"
                room -= own.nbytes
                saved += 1
            entries.append(entry)
    (folder / "explainability.json").write_text(
        json.dumps(entries, ensure_ascii=False, allow_nan=False, indent=1), encoding="utf-8"
    )
    return Explained(len(entries), saved)


def _class_map(model: ImageModel, activations: Array, position: int) -> dict[str, Any]:
    """The margin of a class as bias and terms per position, which add up to it."""
    weights, bias = model.margin_of(position)
    terms = class_map(activations, weights)
    return {
        "label": model.labels[position],
        "height": terms.shape[0],
        "width": terms.shape[1],
        "bias": bias,
        "logit": bias + float(terms.sum()),
        "terms": [float(f"{term:.7g}") for term in terms.ravel()],
    }


def _stems(pictures: Pictures, rows: Rows) -> dict[int, tuple[str, bool]]:
    """A name for files per row, and whether it is the picture's own and nobody else's."""
    own = {row: PurePosixPath(pictures.files[row].uri).stem for row in rows.tolist()}
    counts = Counter(stem.lower() for stem in own.values())
    return {
        row: (
            (stem, counts[stem.lower()] == 1)
            if _SAFE_STEM.fullmatch(stem)
            else (re.sub(r"[^A-Za-z0-9_-]+", "_", stem)[:60].strip("_") or "picture", False)
        )
        for row, stem in own.items()
    }
