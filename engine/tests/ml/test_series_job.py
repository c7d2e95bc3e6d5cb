"""Forecasting jobs: reports, explanations, archives, serving, limits, failures."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ml_support import Recorder, channel, metric
from pilothouse_engine.contract import Invocation, JobError, JobStopped, ModelInputError
from pilothouse_engine.ml.data.table import PARQUET_TYPE
from pilothouse_engine.ml.serving import load_model
from series_support import daily, employment, request, run_series

pytestmark = pytest.mark.slow

MONTHS = ("sector", "month", "employed")
HEADER = ("item", "store", "day", "y", "price", "promo")


def body(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def promotions() -> list[tuple[Any, ...]]:
    """Sales that answer to promotions, with 7 days of known future; shuffled."""
    rng = np.random.default_rng(2)
    rows: list[tuple[Any, ...]] = []
    for item in "abc":
        for store in ("north", "south"):
            for at, day in enumerate(daily(127)):
                promo, price = rng.random() < 0.2, round(10 + rng.normal() / 5, 2)
                y = 30 + 5 * np.sin(at * 2 * np.pi / 7) + 12 * promo - 2 * price + rng.normal()
                known = round(float(y), 2) if at < 120 else ""
                rows.append((item, store, day, known, price, "yes" if promo else "no"))
    return [rows[at] for at in rng.permutation(len(rows))]


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    settings = request("y", "day", "item", "D", 7)
    settings["TimeSeriesConfig"]["GroupingAttributeNames"] = ["store"]
    settings["ForecastQuantiles"] = ["p5", "p50", "p95"]
    settings["HolidayConfig"] = [{"CountryCode": "US"}]
    return run_series(tmp_path_factory.mktemp("sales"), HEADER, promotions(), settings)


@pytest.fixture(scope="module")
def sectors(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    settings = request("employed", "month", "sector", "M", 12)
    settings["CandidateGenerationConfig"] = {
        "AlgorithmsConfig": [{"AutoMLAlgorithms": ["ets", "arima", "npts", "prophet"]}]
    }
    settings["CompletionCriteria"] = {"MaxCandidates": 1}
    return run_series(tmp_path_factory.mktemp("sectors"), MONTHS, employment(5), settings)


def test_one_candidate_with_all_that_the_api_shows(sectors: Recorder) -> None:
    assert sectors.phases[:3] == ["Starting", "AnalyzingData", "TrainingModels"]
    assert sectors.phases[-1] == "MaxCandidatesReached"
    assert len(sectors.candidates) == 1
    (settings,) = sectors.settings.values()
    assert any(name.startswith("weight of ") for name in settings)
    best = sectors.best_candidate
    assert best["CandidateStatus"] == "Completed"
    objective = best["FinalAutoMLJobObjectiveMetric"]
    assert objective["MetricName"] == "AverageWeightedQuantileLoss"
    assert objective["Type"] == "Minimize" and 0 < objective["Value"] < 0.01
    found = {
        datum["StandardMetricName"] for datum in best["CandidateProperties"]["CandidateMetrics"]
    }
    assert found == {"AverageWeightedQuantileLoss", "WAPE", "MASE", "MAPE", "RMSE"}
    locations = best["CandidateProperties"]["CandidateArtifactLocations"]
    assert set(locations) == {"Explainability", "ModelInsights", "BacktestResults"}
    assert any("prophet" in text for text in sectors.partial)
    notebook = json.loads(sectors.report("ExplorationNotebook.ipynb").read_text("utf-8"))
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert "| Series | 5 |" in text and "2006-01-01 00:00:00 to 2015-12-01" in text


def test_back_test_files(sectors: Recorder) -> None:
    document = json.loads(sectors.report("accuracy_metrics.json").read_text("utf-8"))
    assert [window["first_timestamp"][:10] for window in document["windows"]] == [
        "2013-01-01",
        "2014-01-01",
        "2015-01-01",
    ]
    names = [model["model"] for model in document["models"]]
    assert names == ["Ensemble", "SeasonalNaive", "NPTS", "Theta", "ETS", "ARIMA"]
    whole = document["models"][0]["metrics"]
    for name, value in whole.items():
        assert metric(sectors.best_candidate, name) == pytest.approx(value)
    with sectors.report("inference_results/Ensemble.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 5 * 12
    error = sum(abs(float(row["employed"]) - float(row["p50"])) for row in rows)
    size = sum(abs(float(row["employed"])) for row in rows)
    assert whole["WAPE"] == pytest.approx(error / size)
    assert all(float(row["p10"]) <= float(row["p50"]) <= float(row["p90"]) for row in rows)
    with sectors.report("metrics_per_item.csv").open(encoding="utf-8") as file:
        items = list(csv.DictReader(file))
    assert len(items) == 6 * 5
    statistics = json.loads(sectors.report("statistics.json").read_text("utf-8"))
    figures = statistics["time_series_forecasting_metrics"]
    assert figures["WAPE"]["value"] == pytest.approx(whole["WAPE"])
    assert statistics["pilothouse"]["windows"] == 3


def test_nothing_to_explain(sectors: Recorder) -> None:
    assert not [uri for uri in sectors.uploads if "/explainability/" in uri]


def test_impact_scores(sales: Recorder) -> None:
    lines = sales.report("impact_scores.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 6 * 7
    assert set(records[0]["impact_scores"]) == {"price", "promo", "holiday"}
    scores = np.array([list(record["impact_scores"].values()) for record in records])
    assert np.abs(scores).max() == pytest.approx(1.0)
    promoted = {(row[0], row[1], row[2]) for row in promotions() if row[5] == "yes"}
    on: list[float] = []
    off: list[float] = []
    for record in records:
        item = record["item_id"].split(" / ")[0]
        key = (item, record["grouping"]["store"], record["timestamp"][:10])
        (on if key in promoted else off).append(record["impact_scores"]["promo"])
    assert min(on) > max(off)


def test_contributions_add_up_exactly(sales: Recorder) -> None:
    lines = sales.report("explanations_shap/out.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 6
    model = load_model([sales.container()], None)
    answer = model.invoke(Invocation(body(HEADER, promotions()), "text/csv", "application/json"))
    medians = [record["p50"] for record in json.loads(answer.body)["predictions"]]
    for at, line in enumerate(map(json.loads, lines)):
        scores = np.array([entry["scores"] for entry in line["explanations"]])
        forecast = np.array(line["offset"]) + scores.sum(axis=0)
        np.testing.assert_allclose(forecast, line["forecast"], rtol=1e-12)
        np.testing.assert_allclose(forecast, medians[at * 7 : at * 7 + 7], rtol=1e-12)
        names = [entry["feature_name"] for entry in line["explanations"]]
        assert names == ["y", "day", "price", "promo", "holiday"]


def test_answers(sales: Recorder) -> None:
    model = load_model([sales.container()], None)
    answer = model.invoke(Invocation(body(HEADER, promotions()), "text/csv"))
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert list(rows[0]) == ["item", "store", "day", "p5", "p50", "p95", "mean"]
    assert len(rows) == 6 * 7 and rows[0]["day"] == "2024-04-30 00:00:00"
    # A new item, another time, fewer items and JSON: the model carries on from what it gets.
    new = [
        {"item": "new", "store": "x", "day": day, "y": 20 + at % 7, "price": 10, "promo": "no"}
        for at, day in enumerate(daily(30, "2025-03-01"))
    ]
    lines = "\n".join(json.dumps(record) for record in new).encode()
    answer = model.invoke(Invocation(lines, "application/jsonlines", "application/jsonlines"))
    first = json.loads(answer.body.splitlines()[0])
    assert first["item"] == "new" and first["day"] == "2025-03-31 00:00:00"
    assert first["p5"] <= first["p50"] <= first["p95"]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"item,store,day,y,price\na,b,2024-01-01,1,2\n", 'lacks the column "promo"'),
        (body(HEADER, [("a", "b", "soon", 1, 2, "no")]), '"day" is "soon"'),
        (body(HEADER, [("a", "b", "2024-01-01", "", 2, "no")]), '"y" has no value'),
        (body(HEADER, []), "no rows"),
        (b"item,item\n1,2\n", "twice"),
        (b"item,store\n1\n", "Row 1 of the body has 1 values"),
    ],
)
def test_bad_bodies(sales: Recorder, sent: bytes, message: str) -> None:
    model = load_model([sales.container()], None)
    with pytest.raises(ModelInputError, match=message):
        model.invoke(Invocation(sent, "text/csv"))


LINES = st.lists(
    st.tuples(
        st.sampled_from(["a", "", "é", '"', "x" * 300]),
        st.sampled_from(
            ["2024-01-01", "2024-02", "1/2/24", "", "soon", "9999-12-31", "0001-01-01"]
        ),
        st.sampled_from(["1", "", "-3", "1e308", "nan", "inf", "-1e308", "many", "0"]),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(st.one_of(st.binary(max_size=80), LINES.map(lambda rows: body(MONTHS, rows))))
def test_any_body_is_answered_or_refused(sectors: Recorder, sent: bytes) -> None:
    model = load_model([sectors.container()], None)
    for kind in ("text/csv", "application/json"):
        try:
            answer = model.invoke(Invocation(sent, kind, "application/json"))
        except ModelInputError as error:
            assert str(error)
        else:
            json.loads(answer.body, parse_constant=pytest.fail)


def test_values_too_large_to_forecast_are_refused(sectors: Recorder) -> None:
    model = load_model([sectors.container()], None)
    rows = [("a", f"20{year}-01-01", sign + "1e308") for year, sign in ((10, ""), (11, "-"))]
    rows += [("a", f"20{year}-01-01", "1e308") for year in range(12, 20)]
    try:
        answer = model.invoke(Invocation(body(MONTHS, rows), "text/csv", "application/json"))
    except ModelInputError as error:
        assert "too large" in str(error)
    else:
        json.loads(answer.body, parse_constant=pytest.fail)


def test_parquet_gives_the_same_forecast_model(tmp_path: Path) -> None:
    days, ys = [row[1] for row in SHORT], [row[2] for row in SHORT]
    stamps = pa.array(np.array(days, dtype="datetime64[ns]"))
    table = pa.table({"item": ["a"] * len(days), "day": stamps, "y": ys})
    pq.write_table(table, tmp_path / "train.parquet")
    chosen = request("y", "day", "item", "D", 5)
    source = channel(tmp_path / "train.parquet", content_type=PARQUET_TYPE)
    written = run_series(tmp_path, DAYS, [], chosen, training=source)
    (tmp_path / "csv").mkdir()
    plain = run_series(tmp_path / "csv", DAYS, SHORT, chosen)
    name = "AverageWeightedQuantileLoss"
    assert metric(written.best_candidate, name) == metric(plain.best_candidate, name)


def test_explainers_are_refused(sales: Recorder) -> None:
    with pytest.raises(ValueError, match="ClarifyExplainerConfig is not available"):
        load_model([sales.container()], {"ShapConfig": {}})


def test_serving_needs_no_training_library(sales: Recorder, tmp_path: Path) -> None:
    archive = tmp_path / "model.tar.gz"
    container = sales.container()
    assert container.model_archive is not None
    archive.write_bytes(container.model_archive.read_bytes())
    (tmp_path / "body.csv").write_bytes(body(HEADER, promotions()))
    code = f"""
        import sys
        from pathlib import Path
        from pilothouse_engine.contract import ContainerSpec, Invocation
        from pilothouse_engine.ml.serving import load_model
        model = load_model([ContainerSpec("image", Path({str(archive)!r}), {{}})], None)
        sent = Path({str(tmp_path / "body.csv")!r}).read_bytes()
        assert b"p50" in model.invoke(Invocation(sent, "text/csv")).body
        heavy = {{"lightgbm", "sklearn", "scipy", "pandas", "statsmodels", "pyarrow", "holidays"}}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


SHORT = [("a", day, at % 5) for at, day in enumerate(daily(40))]
DAYS = ("item", "day", "y")


@pytest.mark.parametrize(
    ("changes", "rows", "message"),
    [
        ({"ForecastHorizon": 11}, SHORT, "history has 40 steps of 1D, so that at most 10"),
        ({"ForecastFrequency": "H"}, SHORT, "ForecastFrequency 1H is finer"),
        ({}, [(*row[:2], 0) for row in SHORT], '"y" is 0 in every row'),
        ({}, [(*row[:2], "x") for row in SHORT], '"y" must hold numbers'),
        (
            {"CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["deepar"]}]}},
            SHORT,
            "names only deepar",
        ),
    ],
)
def test_jobs_that_cannot_be_run(
    tmp_path: Path, changes: Mapping[str, Any], rows: Any, message: str
) -> None:
    settings = {**request("y", "day", "item", "D", 5), **changes}
    with pytest.raises(JobError, match=message):
        run_series(tmp_path, DAYS, rows, settings)


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(JobError, match='timestamp "Day" is not a column.*Did you mean "day"'):
        run_series(tmp_path, DAYS, SHORT, request("y", "Day", "item", "D", 5))


def test_a_single_short_series_with_gaps_and_zeros(tmp_path: Path) -> None:
    rows = [row for at, row in enumerate(SHORT) if at % 6]
    settings = request("y", "day", "item", "D", 5)
    settings["Transformations"] = {"Filling": {"y": {"middlefill": "nan"}}}
    done = run_series(tmp_path, DAYS, rows, settings, AutoMLJobObjective={"MetricName": "MASE"})
    assert done.best_candidate["FinalAutoMLJobObjectiveMetric"]["MetricName"] == "MASE"
    assert done.attributes["AutoMLJobObjective"] == {"MetricName": "MASE"}


def test_too_little_time_keeps_what_is_finished(tmp_path: Path) -> None:
    settings = request("y", "day", "item", "D", 5)
    settings["CompletionCriteria"] = {"MaxRuntimePerTrainingJobInSeconds": 1}
    recorder = Recorder(tmp_path)
    rows = [
        (f"s{at:04d}", day, (at + n) % 7) for at in range(250) for n, day in enumerate(daily(60))
    ]
    done = run_series(tmp_path, DAYS, rows, settings, recorder)
    assert done.best_candidate["CandidateStatus"] == "Completed"
    assert any("MaxRuntimePerTrainingJobInSeconds" in text for text in done.partial)


@pytest.mark.parametrize("checks", [3, 12, 40])
def test_stopping(tmp_path: Path, checks: int) -> None:
    (tmp_path / "objects").mkdir()
    recorder = Recorder(tmp_path / "objects", stop_after=checks)
    with pytest.raises(JobStopped):
        run_series(tmp_path, DAYS, SHORT, request("y", "day", "item", "D", 5), recorder)
    assert all(c["CandidateStatus"] != "InProgress" for c in recorder.candidates.values())
