"""Golden numbers for Eigen-CAM, made with NumPy alone.

The method as published (arXiv 2008.00299) and as pytorch-grad-cam computes it, written anew:
centre each channel, full singular value decomposition, project on the first right singular
vector; then our sign rule, cut, min-max, bilinear enlargement with pixel centres aligned.

    python test/golden/make_eigencam.py
    pip install --no-deps --target FOLDER grad-cam
    python test/golden/make_eigencam.py --package FOLDER   # compares with the package's own code
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).parents[1] / "fixtures" / "golden" / "eigencam.json"


def projection(activations: np.ndarray) -> np.ndarray:
    """(C, H, W) -> (H, W), of arbitrary sign, by a full SVD."""
    matrix = np.nan_to_num(activations.astype(np.float64), nan=0.0, posinf=None, neginf=None)
    matrix = matrix.reshape(matrix.shape[0], -1).T
    matrix = matrix - matrix.mean(axis=0)
    _, _, vt = np.linalg.svd(matrix, full_matrices=False)
    return (matrix @ vt[0]).reshape(activations.shape[1:])


def fix_sign(raw: np.ndarray, activations: np.ndarray) -> tuple[np.ndarray, float, str]:
    mean = np.nan_to_num(activations.astype(np.float64), nan=0.0).mean(axis=0)
    flat = raw.std() * mean.std() < 1e-18
    correlation = 0.0 if flat else float(np.corrcoef(raw.ravel(), mean.ravel())[0, 1])
    if abs(correlation) < 0.1:
        largest = raw.ravel()[np.argmax(np.abs(raw))]
        return raw * (-1 if largest < 0 else 1), abs(correlation), "largest"
    return raw * np.sign(correlation), abs(correlation), "correlation"


def normalise(signed: np.ndarray) -> np.ndarray:
    cut = np.maximum(signed, 0)
    cut = cut - cut.min()
    return cut / (1e-7 + cut.max())


def enlarge(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear with aligned pixel centres, edges repeated: what cv2.resize does."""

    def weights(size: int, cells: int) -> np.ndarray:
        at = np.clip((np.arange(size) + 0.5) * cells / size - 0.5, 0, cells - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, cells - 1)
        matrix = np.zeros((size, cells))
        matrix[np.arange(size), low] += 1 - (at - low)
        matrix[np.arange(size), high] += at - low
        return matrix

    return weights(height, image.shape[0]) @ image @ weights(width, image.shape[1]).T


def cases() -> dict[str, np.ndarray]:
    """Activations as last layers give them (after a ReLU: many zeros), and edge cases."""
    random = np.random.default_rng(20261122)
    y, x = np.mgrid[0:7, 0:7]
    blob = np.exp(-((x - 4.2) ** 2 + (y - 2.1) ** 2) / 3.0)
    ground = np.exp(-((x - 1.0) ** 2 + (y - 5.5) ** 2) / 2.0)
    channels = random.normal(size=(24, 1, 1))
    others = random.normal(size=(24, 1, 1))
    noise = random.normal(scale=0.15, size=(24, 7, 7))
    relu = np.maximum(0, np.abs(channels) * blob + 0.4 * others * ground + noise)
    pattern = random.normal(size=(5, 6))
    lacking = random.normal(size=(8, 4, 5))
    lacking[2, 1, 3] = np.nan
    lacking[5, 0, 0] = np.nan
    return {
        "relu": relu,
        "random-wide": random.normal(size=(40, 3, 4)),
        "random-tall": random.normal(size=(4, 7, 6)),
        "rank-one": np.abs(random.normal(size=(10, 1, 1))) * pattern,
        "rank-one-negative": -np.abs(random.normal(size=(10, 1, 1))) * pattern,
        # Channels that cancel: the mean activation says nothing, the largest value decides.
        "no-mean": np.stack([pattern, -pattern, 2 * pattern, -2 * pattern]),
        "flat": np.full((6, 3, 3), 3.7),
        "zero": np.zeros((3, 2, 2)),
        "one-channel": random.normal(size=(1, 4, 4)),
        "nan": lacking,
        "tiny": random.normal(size=(6, 3, 3)) * 1e-6,
    }


def golden(activations: np.ndarray) -> dict[str, Any]:
    # Both sides start from the same numbers: JSON with 7 digits, read as float64.
    text = [None if np.isnan(v) else float(f"{v:.7g}") for v in activations.ravel()]
    rounded = np.array([np.nan if v is None else v for v in text]).reshape(activations.shape)
    raw = projection(rounded)
    flat = bool(np.abs(raw).max() <= 1e-9 * np.sqrt(np.nansum(rounded**2)))
    signed, correlation, rule = fix_sign(np.zeros_like(raw) if flat else raw, rounded)
    scaled = normalise(signed)
    height, width = (n * 2 + 1 for n in scaled.shape)
    return {
        "shape": list(activations.shape),
        "activations": text,
        "flat": flat,
        "signRule": rule,
        "correlation": correlation,
        "projection": signed.ravel().tolist(),
        "map": scaled.ravel().tolist(),
        "enlarged": {
            "height": height,
            "width": width,
            "values": [float(f"{v:.7g}") for v in enlarge(scaled, height, width).ravel()],
        },
    }


def ask_package(folder: Path, values: dict[str, Any]) -> None:
    """Compare with the package's projection, up to sign. Its file needs no torch by itself."""
    place = folder / "pytorch_grad_cam" / "utils" / "svd_on_activations.py"
    spec = importlib.util.spec_from_file_location("svd_on_activations", place)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{place} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, case in values.items():
        numbers = np.array([np.nan if v is None else v for v in case["activations"]])
        theirs = module.get_2d_projection(numbers.reshape(1, *case["shape"]))[0].ravel()
        ours = np.array(case["projection"])
        gap = min(np.abs(theirs - ours).max(), np.abs(theirs + ours).max())
        print(f"{name}: largest difference {gap / max(np.abs(ours).max(), 1e-12):.1e} of the size")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, help="folder that grad-cam was installed into")
    arguments = parser.parse_args()
    values = {name: golden(activations) for name, activations in cases().items()}
    TARGET.write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
    if arguments.package:
        ask_package(arguments.package, values)


if __name__ == "__main__":
    main()
