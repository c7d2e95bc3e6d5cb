"""Eigen-CAM, class maps and the pictures made from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from pilothouse_engine.ml.image.eigencam import class_map, eigen_cam
from pilothouse_engine.ml.image.heatmap import MAX_SIDE, upsample, write_heatmap

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "test" / "fixtures" / "golden" / "eigencam.json").read_text()
)


def activations_of(case: dict[str, Any]) -> Any:
    values = [np.nan if value is None else value for value in case["activations"]]
    return np.array(values, dtype=float).reshape(case["shape"])


@pytest.mark.parametrize("name", list(GOLDEN))
def test_the_map_is_the_golden_one(name: str) -> None:
    """Made by a full singular value decomposition, see test/golden/make_eigencam.py."""
    case = GOLDEN[name]
    found = eigen_cam(activations_of(case))
    np.testing.assert_allclose(found.map.ravel(), np.ravel(case["map"]), atol=1e-6)
    assert found.sign_rule == case["signRule"]


def reference(activations: Any) -> Any:
    """The projection as published, of arbitrary sign."""
    matrix = np.nan_to_num(activations.astype(float)).reshape(len(activations), -1).T
    matrix = matrix - matrix.mean(axis=0)
    _, _, right = np.linalg.svd(matrix, full_matrices=False)
    return matrix @ right[0]


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 60), st.integers(1, 5), st.integers(1, 5)),
        elements=st.floats(0, 6, width=32),
    )
)
def test_the_map_is_that_of_the_decomposition(activations: Any) -> None:
    found = eigen_cam(activations)
    assert found.map.shape == activations.shape[1:]
    assert (found.map >= 0).all() and (found.map <= 1).all()
    projection = reference(activations)
    spectrum = np.linalg.svd(
        activations.reshape(len(activations), -1).T.astype(float)
        - activations.reshape(len(activations), -1).mean(axis=1),
        compute_uv=False,
    )
    if found.flat:
        assert not found.map.any()
    elif len(spectrum) == 1 or spectrum[1] < 0.99 * spectrum[0]:
        expected = []
        for sign in (1, -1):
            cut = np.maximum(sign * projection, 0)
            cut -= cut.min()
            expected.append((cut / (cut.max() + 1e-7)).reshape(found.map.shape))
        assert any(np.allclose(found.map, one, atol=1e-4) for one in expected)


def test_signs_follow_the_mean_activation() -> None:
    blob = np.zeros((6, 7, 7))
    blob[:, 2:4, 3:5] = np.array([1, 2, 3, 1, 2, 5])[:, None, None]
    found = eigen_cam(blob)
    assert found.sign_rule == "correlation" and found.correlation > 0.99
    assert found.map[2, 3] > 0.99 and found.map[0, 0] == 0 and found.explained > 0.99
    assert eigen_cam(np.full((4, 3, 3), 2.0)).flat


@given(st.integers(1, 40), st.integers(1, 7), st.integers(0, 1000))
def test_class_maps_add_up_to_the_margin(channels: int, side: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    activations = rng.normal(size=(channels, side, side)).astype(np.float32)
    weights = rng.normal(size=channels)
    margin = activations.mean(axis=(1, 2)) @ weights
    assert class_map(activations, weights).sum() == pytest.approx(margin, abs=1e-5)


def test_pixel_centres_are_aligned() -> None:
    ramp = np.array([[0.0, 1.0]])
    assert np.allclose(upsample(ramp, 4, 4)[0], [0, 0.25, 0.75, 1])
    wide = upsample(ramp, 8, 4)
    assert np.isnan(wide[:, :2]).all() and np.isnan(wide[:, 6:]).all()
    assert np.allclose(wide[0, 2:6], [0, 0.25, 0.75, 1])
    assert np.isnan(upsample(ramp, 4, 6)[[0, 5]]).all()


def test_heat_maps_are_pictures_in_jet(tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    values = np.zeros((7, 7))
    values[3, 5] = 1.0
    write_heatmap(path, values, 2000, 1000)
    with Image.open(path) as image:
        assert image.size == (MAX_SIDE, MAX_SIDE // 2)
        pixels = np.asarray(image.convert("RGB"))
    # Centre of the hot cell: in the square from 128 to 384, 5.5 cells of 36.6 pixels.
    assert pixels[127, 329].tolist()[1:] == [0, 0] and pixels[127, 329, 0] < 160
    assert pixels[0, 0].tolist() == [0, 0, 128] == pixels[250, 505].tolist()
    write_heatmap(path, values, 3, 1)
    assert path.stat().st_size < 1500
