"""Whole text jobs on real mails, awkward data, and what endpoints answer."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ml_support import Recorder, channel, metric
from pilothouse_engine.contract import (
    Channel,
    DataFile,
    Invocation,
    JobError,
    JobStopped,
    ModelInputError,
)
from pilothouse_engine.ml.serving import load_model
from pilothouse_engine.ml.text import algorithms, job, minilm
from pilothouse_engine.ml.text.payload import read_texts
from test_ml_job import check_shape
from text_support import mails, run_text, text_channel

pytestmark = pytest.mark.slow

ROWS = mails()[::4]
EXPLAINER = {"ShapConfig": {"TextConfig": {"Language": "en", "Granularity": "token"}}}


@pytest.fixture(scope="module", autouse=True)
def no_package() -> Any:
    """These jobs behave the same whether MiniLM's package is installed or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minilm, "folder", lambda: None)
        yield


@pytest.fixture(scope="module")
def spam(no_package: None) -> Recorder:
    return run_text(ROWS)


def test_a_job_reports_like_autopilot(spam: Recorder) -> None:
    for candidate in spam.history:
        check_shape(candidate, "AutoMLCandidate")
    check_shape(spam.attributes, "AutoMLResolvedAttributes")
    assert spam.attributes == {
        "AutoMLJobObjective": {"MetricName": "Accuracy"},
        "CompletionCriteria": {},
    }
    assert spam.phases == [
        "Starting",
        "AnalyzingData",
        "TrainingModels",
        "GeneratingExplainabilityReport",
        "GeneratingModelInsightsReport",
        "Completed",
    ]
    assert len(spam.candidates) == 1
    (settings,) = spam.settings.values()
    assert settings["model"]
    best = spam.best_candidate
    assert metric(best, "Accuracy") > 0.85
    assert best["FinalAutoMLJobObjectiveMetric"]["MetricName"] == "Accuracy"
    steps = [step["CandidateStepName"].rsplit("-", 1)[1] for step in best["CandidateSteps"]]
    assert steps == ["TfidfWords", "TfidfCharacters", "WordVectors"]
    assert best["InferenceContainerDefinitions"] == {"CPU": best["InferenceContainers"]}
    assert set(best["CandidateProperties"]["CandidateArtifactLocations"]) == {
        "Explainability",
        "ModelInsights",
    }


def test_the_report_on_tokens_adds_up(spam: Recorder) -> None:
    samples = json.loads(spam.report("text_explanations.json").read_text())
    assert len(samples) == len(ROWS)
    for sample in samples:
        assert list(sample)[:4] == ["text", "predicted_label", "probability", "token_scores"]
        tokens = [score["description"]["partial_text"] for score in sample["token_scores"]]
        assert tokens == sample["text"].split()
        more = sample["pilothouse"]
        total = sum(score["attribution"] for score in sample["token_scores"])
        assert more["base"] + total + more["completeness_gap"] == pytest.approx(
            more["margin"], abs=1e-9
        )
        assert more["completeness_gap_share"] < 0.01
        # The margin is that of the predicted class.
        assert sample["probability"] == pytest.approx(1 / (1 + np.exp(-more["margin"])))
        assert sample["probability"] >= 0.5


def test_the_quality_report(spam: Recorder) -> None:
    statistics = json.loads(spam.report("statistics.json").read_text())
    matrix = statistics["binary_classification_metrics"]["confusion_matrix"]
    assert set(matrix) == {"ham", "spam"}
    tried = statistics["pilothouse"]["tried"]
    assert [one["name"] for one in tried] == ["TfidfWords", "TfidfCharacters", "WordVectors"]
    accuracy = statistics["binary_classification_metrics"]["accuracy"]["value"]
    assert accuracy >= max(one["accuracy"] for one in tried) - 1e-12
    assert accuracy == metric(spam.best_candidate, "Accuracy")


def test_several_classes_and_own_validation(tmp_path: Path) -> None:
    rows = [
        (text, "long" if label == "ham" and len(text) > 1200 else label) for text, label in ROWS
    ]
    below = text_channel(tmp_path, [*rows[::5], ("Hello there", "unheard of"), ("", "spam")])
    done = run_text(rows, validation=below, CompletionCriteria={"MaxCandidates": 1})
    assert done.phases[-1] == "MaxCandidatesReached"
    statistics = json.loads(done.report("statistics.json").read_text())
    assert len(statistics["multiclass_classification_metrics"]["confusion_matrix"]) == 3
    assert statistics["dataset"]["item_count"] == len(rows[::5])
    model = load_model([done.container(SAGEMAKER_INFERENCE_OUTPUT="probabilities")], None)
    answer = model.invoke(Invocation(b'"Buy now"\n', "text/csv", "application/json"))
    (record,) = json.loads(answer.body)["predictions"]
    assert len(record["probabilities"]) == 3


def invoke(job_: Recorder, body: bytes, kind: str = "text/csv", **more: Any) -> Any:
    explainer = more.pop("explainer", None)
    environment = more.pop("environment", {})
    model = load_model([job_.container(**environment)], explainer)
    return model.invoke(Invocation(body, kind, **more))


def test_the_three_content_types_answer_alike(spam: Recorder) -> None:
    texts = ['Free "money", now!\n\nClick', "Re: [ILUG] kernel\nmodules", "", "🎉"]
    rows = io.StringIO()
    csv.writer(rows, quoting=csv.QUOTE_ALL).writerows([text] for text in texts)
    lines = "\n".join(json.dumps({"features": [text]}) for text in texts)
    keys = {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,probability,probabilities,labels"}
    bodies = [
        (rows.getvalue().encode(), "text/csv"),
        (json.dumps({"instances": texts}).encode(), "application/json"),
        (
            json.dumps({"instances": [{"text": text} for text in texts]}).encode(),
            "application/json",
        ),
        (lines.encode(), "application/jsonlines"),
    ]
    answers = [
        json.loads(invoke(spam, body, kind, accept="application/json", environment=keys).body)
        for body, kind in bodies
    ]
    assert all(answer == answers[0] for answer in answers)
    first = answers[0]["predictions"][0]
    assert list(first) == ["predicted_label", "probability", "probabilities", "labels"]
    assert first["labels"] == ["ham", "spam"]
    assert invoke(spam, b"hello\nworld\n").body.decode().split() in (
        [a, b] for a in ("ham", "spam") for b in ("ham", "spam")
    )


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"a, b", "text/csv", "Put a text that holds commas in double quotes"),
        (b"text\nhello", "text/csv", "without a header"),
        (b"\xff\xfe", "text/csv", "UTF-8"),
        (b"", "text/csv", "empty"),
        (b"{", "application/json", "not valid JSON"),
        (b'{"instances":[1]}', "application/json", 'Record 1 must be a text, {"features"'),
        (b'{"other":"x"}', "application/jsonlines", '{"text": "a text"}'),
        (b"x", "image/png", "not supported"),
    ],
)
def test_bad_bodies_are_named(spam: Recorder, body: bytes, kind: str, words: str) -> None:
    with pytest.raises(ModelInputError) as caught:
        invoke(spam, body, kind)
    assert words in str(caught.value)


@given(
    st.binary(max_size=80),
    st.sampled_from(["text/csv", "application/json", "application/jsonlines"]),
)
def test_any_body_is_read_or_refused(body: bytes, kind: str) -> None:
    try:
        texts = read_texts(body, kind, "text")
    except ModelInputError as error:
        assert str(error)
    else:
        assert all(isinstance(text, str) for text in texts)


def explained(spam: Recorder, body: bytes, **shap: Any) -> Any:
    config = {"ShapConfig": {**EXPLAINER["ShapConfig"], **shap}}
    keys = {"SAGEMAKER_INFERENCE_OUTPUT": "probability,labels,probabilities"}
    answer = invoke(spam, body, explainer=config, accept="application/json", environment=keys)
    return json.loads(answer.body)


@pytest.mark.parametrize("logit", [True, False])
@pytest.mark.parametrize("granularity", ["token", "sentence", "paragraph"])
def test_online_explanations_add_up(spam: Recorder, logit: bool, granularity: str) -> None:
    """Prediction minus the sum is the same base for every text, in log-odds and probability."""
    config = {"Language": "en", "Granularity": granularity}
    texts = ["Free money. Click now!\n\nBest regards", "The kernel patch is on the list", ""]
    rows = io.StringIO()
    csv.writer(rows, quoting=csv.QUOTE_ALL).writerows([text] for text in texts)
    answer = explained(spam, rows.getvalue().encode(), UseLogit=logit, TextConfig=config)
    predictions = json.loads(answer["predictions"]["data"])["predictions"]
    bases = []
    for text, prediction, record in zip(
        texts, predictions, answer["explanations"]["kernel_shap"], strict=True
    ):
        (feature,) = record
        assert feature["feature_type"] == "text"
        for unit in feature["attributions"]:
            part, start = unit["description"]["partial_text"], unit["description"]["start_idx"]
            assert text[start : start + len(part)] == part
        total = sum(unit["attribution"][0] for unit in feature["attributions"])
        positive = prediction["probabilities"][1]
        value = np.log(positive / (1 - positive)) if logit else positive
        bases.append(value - total)
    assert bases == pytest.approx([bases[0]] * 3, abs=1e-2 if logit else 1e-9)
    assert answer["label_headers"] == ["spam"]


def test_only_chosen_texts_are_explained(spam: Recorder) -> None:
    config = {**EXPLAINER, "EnableExplanations": "[0]>`2`"}
    keys = {"SAGEMAKER_INFERENCE_OUTPUT": "probability"}
    answer = invoke(spam, b"hello", explainer=config, environment=keys)
    assert json.loads(answer.body)["explanations"] == {}
    answer = invoke(
        spam, b"hello", explainer=config, environment=keys, enable_explanations="`true`"
    )
    assert json.loads(answer.body)["explanations"]["kernel_shap"][0]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"ShapConfig": {}}, "TextConfig is required"),
        ({**EXPLAINER, "EnableExplanations": "[["}, "not valid JMESPath"),
        ({**EXPLAINER, "InferenceConfig": {"FeatureTypes": ["numerical"]}}, "FeatureTypes must"),
        ({**EXPLAINER, "InferenceConfig": {"FeatureHeaders": ["a", "b"]}}, "lists 2 values"),
    ],
)
def test_bad_explainers_are_named(spam: Recorder, config: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load_model([spam.container()], config)


def test_serving_imports_numpy_alone(spam: Recorder) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from pilothouse_engine.contract import ContainerSpec, Invocation\n"
        "from pilothouse_engine.ml.serving import load_model\n"
        f"m = load_model([ContainerSpec('x', Path({str(spam.container().model_archive)!r}), {{}})],"
        f" {EXPLAINER!r})\n"
        "m.invoke(Invocation(b'hello', 'text/csv'))\n"
        "heavy = {'sklearn', 'lightgbm', 'pandas', 'pyarrow', 'scipy', 'joblib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FEW = [("good fine nice", "yes"), ("bad awful poor", "no")] * 20


@pytest.mark.parametrize(
    ("rows", "config", "words"),
    [
        ([(text, "one") for text, _ in FEW], {}, "a single value"),
        ([("", label) for _, label in FEW], {}, 'All texts in the column "text" are empty'),
        (FEW[:6], {}, "At least 10 are needed"),
        (FEW, {"content": "Text"}, 'The ContentColumn "Text" is not a column .* mean "text"'),
        (FEW, {"label": "klass"}, 'The TargetLabelColumn "klass" is not a column'),
        ([(text, "") for text, _ in FEW], {}, 'All values of the target "label" are missing'),
        (
            [*[("", "no")] * 20, *[("word", "yes")] * 20],
            {},
            'single class in "label". Add texts',
        ),
    ],
)
def test_useless_data_are_refused(rows: Any, config: dict[str, str], words: str) -> None:
    with pytest.raises(JobError, match=words):
        run_text(rows, **config)


def test_awkward_texts_are_learnt() -> None:
    rows = [
        *FEW,
        ("🎉 🎉🎉 \u202e wow", "yes"),
        ("word " * 200_000, "no"),
        ("x" * 300_000, "yes"),
        ('quotes "" and, commas\nand lines', "no"),
        ("", "no"),
    ]
    done = run_text(rows)
    assert any("1 of 45 rows have no text" in message for message in done.partial)
    assert metric(done.best_candidate, "Accuracy") > 0.8
    answer = invoke(
        done, json.dumps({"instances": ["word " * 200_000]}).encode(), "application/json"
    )
    assert answer.body.split()[0] in (b"yes", b"no")


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    lines = "".join(f"{text} déjà,{label}\n" for text, label in FEW)
    path.write_bytes(f"text,label\n{lines}".encode("cp1252"))
    done = run_text(channel(path))
    assert any("is not UTF-8" in message for message in done.partial)


def test_a_stop_ends_the_job(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, stop_after=12)
    with pytest.raises(JobStopped):
        run_text(ROWS, recorder)
    (candidate,) = recorder.candidates.values()
    assert candidate["CandidateStatus"] == "Stopped"


def test_time_limits_keep_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    late = time.monotonic() + 10_000
    fit = algorithms.WordVectors.fit

    def slow(self: Any, task: Any, guard: Any) -> Any:
        monkeypatch.setattr("time.monotonic", lambda: late)
        return fit(self, task, guard)

    monkeypatch.setattr(algorithms.WordVectors, "fit", slow)
    done = run_text(ROWS, CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 1000})
    assert done.phases[-1] == "MaxAutoMLJobRuntimeReached"
    assert "WordVectors. The best one so far was kept" in done.partial[0]
    assert done.best_candidate["CandidateStatus"] == "Completed"
    assert done.report("text_explanations.json").exists()


def test_no_time_at_all() -> None:
    with pytest.raises(JobError, match="No candidate could be trained"):
        run_text(ROWS, CompletionCriteria={"MaxRuntimePerTrainingJobInSeconds": 0.001})
    done = run_text(ROWS, CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 0.001})
    assert done.phases[-1] == "MaxAutoMLJobRuntimeReached"
    assert done.best_name is None


def test_a_failed_attempt_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Any, task: Any, guard: Any) -> Any:
        raise MemoryError("too many words")

    monkeypatch.setattr(algorithms.Words, "fit", broken)
    done = run_text(ROWS)
    assert "TfidfWords failed: too many words" in done.partial
    assert done.phases[-1] == "Completed"


def test_a_broken_report_leaves_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given_: Any) -> int:
        raise ValueError("no")

    monkeypatch.setattr(job, "write_report", broken)
    done = run_text(ROWS)
    assert "ExplainabilityError" in done.phases
    assert done.phases[-1] == "Completed"
    assert done.best_candidate["InferenceContainers"]


def test_a_vanished_file_is_named() -> None:
    gone = Channel("text/csv;header=present", [DataFile(Path("/nowhere.csv"), "s3://b/x.csv")])
    with pytest.raises(JobError, match="s3://b/x.csv vanished"):
        run_text(gone)
