"""The magics, run in a real IPython shell against a fake backend."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fake import FILES, FakeBackend
from pilothouse.automl import Job
from pilothouse.display import MIME_TYPE
from pilothouse.endpoints import Prediction
from pilothouse.errors import ArgumentError, PilotError
from pilothouse.explanations import load_path


@pytest.fixture
def frame(shell: Any) -> pd.DataFrame:
    made = pd.DataFrame({"age": [1, 2, 3, 4], "y": [0, 1, 0, 1]})
    shell.user_ns["df"] = made
    return made


def run(shell: Any, code: str) -> Any:
    result = shell.run_cell(code)
    result.raise_error()
    return result.result


def error_of(shell: Any, code: str) -> PilotError:
    result = shell.run_cell(code)
    assert isinstance(result.error_in_exec, PilotError)
    return result.error_in_exec


def test_fit_uploads_the_frame_and_returns_the_job(
    shell: Any, fake: FakeBackend, frame: pd.DataFrame
) -> None:
    job = run(shell, "%pilot automl fit df --target y --name done --max-candidates 3")
    assert isinstance(job, Job)
    (sent,) = fake.named("create_auto_ml_job_v2")
    tabular = sent["AutoMLProblemTypeConfig"]["TabularJobConfig"]
    assert tabular == {"TargetAttributeName": "y", "CompletionCriteria": {"MaxCandidates": 3}}
    (upload,) = fake.named("upload")
    assert upload["body"].startswith(b"age,y\n1,0\n")
    uri = sent["AutoMLJobInputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"]
    assert uri == f"s3://{upload['bucket']}/{upload['key']}"


def test_fit_takes_frames_with_numbers_for_names_and_any_values(
    shell: Any, fake: FakeBackend
) -> None:
    shell.user_ns["df"] = pd.DataFrame({0: [[1], [2]], 1: [["a"], ["b"]]}, index=["x", "y"])
    run(shell, "%pilot automl fit df --target 1 --name done")
    (upload,) = fake.named("upload")
    assert upload["body"] == b"0,1\n[1],['a']\n[2],['b']\n"


def test_fit_names_text_that_cannot_be_written(shell: Any, fake: FakeBackend) -> None:
    text = pd.Series(["fine", "\udc80"], dtype=object)
    shell.user_ns["df"] = pd.DataFrame({"text": text, "y": [0, 1]})
    error = error_of(shell, "%pilot automl fit df --target y --name done")
    assert "no UTF-8" in str(error)
    assert not fake.named("create_auto_ml_job_v2")


def test_out_puts_the_result_into_a_variable(
    shell: Any, fake: FakeBackend, frame: pd.DataFrame
) -> None:
    assert run(shell, "%pilot automl fit df --target y --no-wait --out job") is None
    assert isinstance(shell.user_ns["job"], Job)
    assert run(shell, "%pilot automl candidates job").best == "best"


def test_explain_deploy_invoke(shell: Any, fake: FakeBackend) -> None:
    explanation = run(shell, "%pilot explain done")
    assert explanation.top(1) == [("age", 0.5)]
    assert explanation.values[0] == [[0.5, -0.25], [-0.5, 0.25]]
    assert explanation.predictions == [[0.15, -0.35]]
    assert explanation.baseline == [40.0, "low"]
    assert (explanation.method, explanation.unit) == ("Exact", "log-odds")
    endpoint = run(shell, "%pilot deploy done --name ep")
    (model,) = fake.named("create_model")
    environment = model["Containers"][0]["Environment"]
    assert environment["SAGEMAKER_INFERENCE_OUTPUT"] == "predicted_label,probability,labels"
    assert environment["PILOTHOUSE_AUTOML_JOB"] == "done"
    assert endpoint.name == "ep"
    (config,) = fake.named("create_endpoint_config")
    shap = config["ExplainerConfig"]["ClarifyExplainerConfig"]["ShapConfig"]
    # An explainer takes rows as the model does: without the header of baseline.csv.
    assert shap == {
        "UseLogit": True,
        "ShapBaselineConfig": {"MimeType": "text/csv", "ShapBaseline": "40,low"},
    }


def test_invoke_sends_the_cell(shell: Any, fake: FakeBackend) -> None:
    import io

    fake.answers["invoke_endpoint"] = lambda **_: {"Body": io.BytesIO(b"yes,0.9\n")}
    answer = run(shell, "%%pilot invoke ep\n41,low")
    assert isinstance(answer, Prediction)
    assert answer.columns == ["predicted_label", "probability"]
    assert answer.rows == [["yes", 0.9]]
    (sent,) = fake.named("invoke_endpoint")
    assert sent["Body"] == b"41,low\n"
    assert "EnableExplanations" not in sent


def test_errors_are_one_line_and_a_hint(shell: Any, capsys: Any) -> None:
    error = error_of(shell, "%pilot nothing")
    assert isinstance(error, ArgumentError)
    shown = capsys.readouterr()
    text = shown.out + shown.err
    assert "There is no verb `nothing`" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("%pilot automl fit df", "--target"),
        ("%pilot automl fit df --target nope", "`nope`"),
        ("%pilot automl fit df --target y --name bad_name", "`bad_name`"),
        ("%pilot automl fit missing.csv --target y", "missing.csv"),
        ("%pilot automl fit df --target y --objective F1", "problem type"),
        ("%pilot invoke ep", "nothing to send"),
        ("%pilot deploy 'open", "quotes"),
        ("%pilot backend mars", "mars"),
    ],
)
def test_bad_input_names_the_argument(
    shell: Any, frame: pd.DataFrame, code: str, words: str
) -> None:
    assert words in str(error_of(shell, code))


def test_a_frame_that_cannot_work_is_refused_before_upload(
    shell: Any, fake: FakeBackend, frame: pd.DataFrame
) -> None:
    shell.user_ns["one"] = frame.assign(y=1)
    shell.user_ns["twice"] = pd.concat([frame, frame], axis=1)
    shell.user_ns["none"] = frame.iloc[:0]
    assert "fewer than two" in str(error_of(shell, "%pilot automl fit one --target y"))
    assert "Two columns" in str(error_of(shell, "%pilot automl fit twice --target y"))
    assert "no rows" in str(error_of(shell, "%pilot automl fit none --target y"))
    assert fake.named("upload") == []


def test_deleting_asks(shell: Any, fake: FakeBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "n")
    error_of(shell, "%pilot delete ep")
    assert fake.named("delete_endpoint") == []
    run(shell, "%pilot delete ep --yes")
    assert fake.named("delete_model") == [{"ModelName": "ep"}]


def test_outputs_carry_mime_and_text(shell: Any, fake: FakeBackend) -> None:
    for code, view in (
        ("%pilot automl status done", "job"),
        ("%pilot automl candidates done", "candidates"),
        ("%pilot explain done", "explanation"),
    ):
        made = run(shell, code)._repr_mimebundle_()
        assert made[MIME_TYPE]["view"] == view
        assert made["text/plain"]


def test_completion(shell: Any) -> None:
    assert "automl" in shell.complete("", line="%pilot ", cursor_pos=7)[1]
    assert "candidates" in shell.complete("", line="%pilot automl ", cursor_pos=14)[1]


def test_loading_is_light() -> None:
    code = (
        "import sys, pilothouse; from IPython.core.interactiveshell import InteractiveShell as S;"
        "s = S.instance(); pilothouse.load_ipython_extension(s);"
        "print([m for m in ('boto3', 'botocore', 'pandas', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_explain_reads_a_report_of_this_machine(shell: Any, tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / "my report" / name.removeprefix("e/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path in (tmp_path / "my report", tmp_path / "my report" / "analysis.json"):
        explanation = run(shell, f"%pilot explain '{path}'")
        assert explanation.title == "Explanation of my report"
        assert explanation.records == 2
        assert explanation.ref == {"kind": "file", "path": path.as_posix()}
        assert explanation.data == [[41.0, None], ["low", "high"]]
        assert explanation.actual == ["yes", "no"]
        assert explanation.predictions == [[0.15, -0.35]]
        assert explanation.baseline == [40.0, "low"]


def test_explain_shows_reports_of_other_kinds_as_tables(shell: Any, tmp_path: Path) -> None:
    metrics = [{"name": "CI", "description": "Class Imbalance (CI)", "value": 0.5}]
    bias = {"facets": {"sex": [{"value_or_threshold": "0", "metrics": metrics}, "odd"]}}
    curve = {"feature_name": "age", "model_predictions": [[0.1, 0.4, None]], "label_headers": ["y"]}
    file = tmp_path / "analysis.json"
    for content, row in (
        (
            {"pre_training_bias_metrics": bias},
            ["pre-training", "sex", "CI", 0.5, "Class Imbalance (CI)"],
        ),
        ({"explanations": {"pdp": [curve, 7]}}, ["age", "y", 0.1, 0.4]),
    ):
        file.write_text(json.dumps(content), encoding="utf-8")
        report = run(shell, f"%pilot explain '{file}'")
        made = report._repr_mimebundle_()[MIME_TYPE]
        assert made["view"] == "report"
        assert made["data"]["table"]["rows"] == [row]
        assert made["ref"] == {"kind": "file", "path": file.as_posix()}
    text = tmp_path / "out.jsonl"
    text.write_text("{}", encoding="utf-8")
    report = run(shell, f"%pilot explain '{text}'")
    assert report.rows == []
    assert "Open it live" in repr(report)


def test_explain_says_what_is_missing(shell: Any, tmp_path: Path) -> None:
    with pytest.raises(PilotError, match="There is nothing at"):
        load_path(tmp_path / "nowhere")
    with pytest.raises(PilotError, match="There is no analysis.json"):
        load_path(tmp_path)
    (tmp_path / "analysis.json").write_bytes(b"\xff\xfe")
    with pytest.raises(PilotError, match="cannot be read"):
        load_path(tmp_path)
    (tmp_path / "analysis.json").write_text("[]")
    with pytest.raises(PilotError, match="no JSON object"):
        load_path(tmp_path)


def test_fit_classifies_texts_and_forecasts_series_of_a_frame(
    shell: Any, fake: FakeBackend
) -> None:
    shell.user_ns["mails"] = pd.DataFrame({"body": ["a", "b"], "spam": ["yes", "no"]})
    run(shell, "%pilot automl fit mails --target spam --text body --name done")
    shell.user_ns["sales"] = pd.DataFrame(
        {
            "day": ["2026-01-01", "2026-01-02"],
            "shop": ["a", "a"],
            "sold": [1, 2],
            "land": ["x", "x"],
        }
    )
    run(
        shell,
        "%pilot automl fit sales --target sold --time day --item shop --group land "
        "--frequency 1D --horizon 14 --objective WAPE --name done",
    )
    texts, series = fake.named("create_auto_ml_job_v2")
    assert texts["AutoMLProblemTypeConfig"] == {
        "TextClassificationJobConfig": {"ContentColumn": "body", "TargetLabelColumn": "spam"}
    }
    assert "AutoMLJobObjective" not in texts
    assert series["AutoMLProblemTypeConfig"] == {
        "TimeSeriesForecastingJobConfig": {
            "ForecastFrequency": "1D",
            "ForecastHorizon": 14,
            "TimeSeriesConfig": {
                "TargetAttributeName": "sold",
                "TimestampAttributeName": "day",
                "ItemIdentifierAttributeName": "shop",
                "GroupingAttributeNames": ["land"],
            },
        }
    }
    assert series["AutoMLJobObjective"] == {"MetricName": "WAPE"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--time age", "item, frequency, horizon"),
        ("--text age --horizon 3", "different problems"),
        ("--text age --mode AUTO", "mode and text"),
        ("--text nope", "`nope`"),
    ],
)
def test_fit_refuses_a_mixture_of_problems(
    shell: Any, fake: FakeBackend, frame: pd.DataFrame, options: str, words: str
) -> None:
    assert words in str(error_of(shell, f"%pilot automl fit df --target y {options}"))
    assert fake.named("upload") == []
