"""Forecasters and metrics: laws, hand-made cases, and independent references."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pilothouse_engine.contract import JobStopped
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.config import JUDGED
from pilothouse_engine.ml.series.ensemble import BackTest, choose, finish, mix
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.forecasters.base import Forecaster
from pilothouse_engine.ml.series.forecasters.boosting import BOOSTING
from pilothouse_engine.ml.series.forecasters.learning import learn
from pilothouse_engine.ml.series.forecasters.registry import LOCAL, chosen_forecasters
from pilothouse_engine.ml.series.metrics import (
    Truth,
    coverage,
    forecast_metrics,
    mean_of,
    seasonal_error,
)
from pilothouse_engine.ml.series.panel import Panel
from series_support import FREE, build_rows, config, daily, employment

pytestmark = pytest.mark.slow

MODELS = list(LOCAL.values())
each = pytest.mark.parametrize("model", MODELS, ids=list(LOCAL))


def always(model: Forecaster) -> Callable[[Panel], Forecaster]:
    """Of forecasters that learn nothing from a window's past."""
    return lambda _past: model


def monthly(values: np.ndarray, horizon: int = 12) -> Panel:
    """Series (S, T) as a panel of months."""
    months = np.datetime64("2000-01") + np.arange(values.shape[1])
    rows = [
        (f"s{at:03d}", f"{month}-01", repr(float(value)))
        for at, series in enumerate(values)
        for month, value in zip(months, series, strict=True)
        if not np.isnan(value)
    ]
    gaps = {"y": {"middlefill": "nan", "backfill": "nan"}}
    return build_rows(rows, chosen=config("M", horizon, filling=gaps)).panel


def seasonal(count: int = 3, steps: int = 96, noise: float = 1.0) -> np.ndarray:
    rng = np.random.default_rng(5)
    t = np.arange(steps)
    waves = 10 * np.sin(2 * np.pi * t / 12)
    levels = 100.0 * (1 + np.arange(count))[:, None]
    values: np.ndarray = levels + 0.3 * t + waves + noise * rng.standard_normal((count, steps))
    return values


@each
@settings(max_examples=25)
@given(
    st.lists(
        st.one_of(st.none(), st.floats(-1e9, 1e9), st.sampled_from([0.0, 1.0])),
        min_size=1,
        max_size=40,
    ).filter(lambda values: any(value is not None for value in values))
)
def test_any_series_gets_finite_quantiles_in_order(
    model: Forecaster, values: list[float | None]
) -> None:
    while values[-1] is None:
        values.pop()
    try:
        panel = monthly(np.array([[np.nan if v is None else v for v in values]]), 5)
    except DataError:
        # Never two neighbouring months: another frequency.
        reject()
    raw = model.forecast(panel, JUDGED, FREE)
    assert raw.shape == (1, 5, 3)
    assert np.isfinite(raw).all()
    ordered = finish(raw, panel.schema)
    assert (np.diff(ordered, axis=2) >= 0).all()
    if panel.schema.not_negative:
        assert (ordered >= 0).all()


@each
def test_a_series_does_not_depend_on_its_company(model: Forecaster) -> None:
    values = seasonal(4)
    values[1, :50] = np.nan
    values[2] = np.round(np.abs(values[2] % 3))
    together = model.forecast(monthly(values), JUDGED, FREE)
    for at in range(4):
        panel = monthly(values).take(np.array([at]))
        alone = model.forecast(panel, JUDGED, FREE)
        np.testing.assert_allclose(together[at : at + 1], alone, rtol=1e-9)


@each
def test_forecasts_scale_with_the_unit(model: Forecaster) -> None:
    values = seasonal(1)
    small = model.forecast(monthly(values), JUDGED, FREE)
    large = model.forecast(monthly(values * 1000), JUDGED, FREE)
    np.testing.assert_allclose(large, small * 1000, rtol=1e-4)


@each
def test_a_constant_stays(model: Forecaster) -> None:
    panel = monthly(np.full((1, 40), 7.0))
    np.testing.assert_allclose(model.forecast(panel, JUDGED, FREE), 7.0, atol=1e-3)


@pytest.mark.parametrize("name", ["ETS", "ARIMA", "SeasonalNaive", "Theta"])
def test_trend_and_season_are_continued(name: str) -> None:
    values = seasonal(3, 108, noise=0.3)
    panel = monthly(values[:, :96])
    median = LOCAL[name].forecast(panel, JUDGED, FREE)[..., 1]
    error = np.abs(median - values[:, 96:]).mean()
    assert error < (1.0 if name in ("ETS", "ARIMA") else 4.5)


@pytest.mark.parametrize("name", ["ETS", "Theta"])
def test_long_seasons_are_continued(name: str) -> None:
    t = np.arange(260)
    values = 100 + 30 * np.sin(2 * np.pi * t / 52) + np.random.default_rng(1).standard_normal(260)
    rows = [
        ("a", str(np.datetime64("2019-01-07") + 7 * at), value)
        for at, value in enumerate(values[:208].tolist())
    ]
    panel = build_rows(rows, chosen=config("W", 52)).panel
    median = LOCAL[name].forecast(panel, JUDGED, FREE)[0, :, 1]
    assert np.abs(median - values[208:]).mean() < 4


@each
def test_stops_at_once(model: Forecaster) -> None:
    def stopped() -> None:
        raise JobStopped

    with pytest.raises(JobStopped):
        model.forecast(monthly(seasonal()), JUDGED, Guard(stopped))


def test_ets_is_as_good_as_statsmodels() -> None:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    rows = employment(6)
    chosen = config("M", 12)
    panel = build_rows(rows, ("item", "t", "y"), chosen).panel
    past, truth = panel.cut(panel.steps - 12), panel.y[:, -12:]
    ours = LOCAL["ETS"].forecast(past, JUDGED, FREE)[..., 1]
    theirs = []
    for series in past.y:
        fit = ETSModel(series, error="add", trend="add", damped_trend=True).fit(disp=False)
        theirs.append(fit.forecast(12))
    error = np.abs(ours - truth).sum() / np.abs(np.array(theirs) - truth).sum()
    assert error < 1.1


def test_the_global_model_uses_covariates() -> None:
    rng = np.random.default_rng(3)
    days = daily(134)
    promo = rng.random((4, 134)) < 0.2
    rows = [
        (f"s{s}", day, round(20 + 5 * s + 15 * promo[s, at] + rng.normal(), 2), int(promo[s, at]))
        for s in range(4)
        for at, day in enumerate(days)
    ]
    truth = np.array([row[2] for row in rows]).reshape(4, 134)[:, 120:]
    known = [(*row[:2], row[2] if at % 134 < 120 else None, row[3]) for at, row in enumerate(rows)]
    panel = build_rows(known, ("item", "t", "y", "promo"), config("D", 14)).panel
    model = learn(panel, JUDGED, FREE, 0)
    median = model.forecast(panel, JUDGED, FREE)[..., 1]
    naive = LOCAL["ETS"].forecast(panel, JUDGED, FREE)[..., 1]
    assert np.abs(median - truth).mean() < 0.5 * np.abs(naive - truth).mean()


def test_the_global_model_needs_some_history() -> None:
    with pytest.raises(ValueError, match="too short for the global model"):
        learn(monthly(seasonal(1, 8), 2), JUDGED, FREE, 0)


def truth_of(actual: list[float], naive: float) -> Truth:
    return Truth(np.array([[actual]]), np.array([[naive]]))


def test_metrics_by_hand() -> None:
    truth = truth_of([10.0, 0.0, 20.0], 4.0)
    quantiles = np.array([[[[8, 9, 12], [0, 1, 2], [10, 22, 30.0]]]])
    found = forecast_metrics(truth, quantiles, JUDGED)
    p10 = 2 * (0.1 * 2 + 0.1 * 0 + 0.1 * 10) / 30
    p50 = 2 * (0.5 * 1 + 0.5 * 1 + 0.5 * 2) / 30
    p90 = 2 * (0.1 * 2 + 0.1 * 2 + 0.1 * 10) / 30
    assert found["AverageWeightedQuantileLoss"] == pytest.approx((p10 + p50 + p90) / 3)
    assert found["WAPE"] == pytest.approx(4 / 30)
    assert found["MASE"] == pytest.approx((4 / 3) / 4)
    assert found["MAPE"] == pytest.approx((1 / 10 + 2 / 20) / 2)
    means = mean_of(quantiles, JUDGED)[0, 0]
    assert means.tolist() == pytest.approx([9.6, 1.0, 20.8])
    assert found["RMSE"] == pytest.approx(np.sqrt((0.4**2 + 1 + 0.8**2) / 3))
    assert coverage(truth, quantiles, JUDGED) == 1.0


def test_metrics_without_a_denominator() -> None:
    found = forecast_metrics(truth_of([0.0, 0.0], 0.0), np.ones((1, 1, 2, 3)), JUDGED)
    assert np.isnan([found["WAPE"], found["MASE"], found["MAPE"]]).all()
    assert found["RMSE"] == 1.0


def test_cells_without_a_value_do_not_count() -> None:
    quantiles = np.full((1, 1, 3, 3), 5.0)
    some = forecast_metrics(truth_of([4.0, np.nan, 6.0], 1.0), quantiles, JUDGED)
    same = forecast_metrics(truth_of([4.0, 6.0], 1.0), quantiles[:, :, :2], JUDGED)
    assert some == same


def test_seasonal_error() -> None:
    y = np.array([[1.0, 2.0, 4.0, 8.0], [np.nan, np.nan, 3.0, 5.0]])
    assert seasonal_error(y, 2).tolist()[0] == 4.5
    assert np.isnan(seasonal_error(y, 2)[1])
    assert seasonal_error(y, 1).tolist() == [pytest.approx(7 / 3), 2.0]


def test_back_test_windows_roll() -> None:
    test = BackTest.of(monthly(seasonal(2, 96), 6), 3)
    assert test.origins == (78, 84, 90)
    assert test.truth.actual.shape == (3, 2, 6)
    assert BackTest.of(monthly(seasonal(2, 40), 10), 3).origins == (30,)


def test_the_future_is_hidden_from_a_back_test() -> None:
    values = seasonal(2, 96)
    test = BackTest.of(monthly(values, 6), 3)
    changed = values.copy()
    changed[:, 84:] += 1000
    other = BackTest.of(monthly(changed, 6), 3)
    for model in MODELS:
        first = test.run(always(model), JUDGED, FREE)
        second = other.run(always(model), JUDGED, FREE)
        np.testing.assert_allclose(first[:2], second[:2])


def test_the_ensemble_beats_its_worse_members_and_is_judged_honestly() -> None:
    panel = monthly(seasonal(6, 96, noise=3), 6)
    test = BackTest.of(panel, 3)
    parts = {one.name: test.run(always(one), JUDGED, FREE) for one in MODELS}
    choice = choose(test, parts, JUDGED, "AverageWeightedQuantileLoss")
    assert sum(choice.weights.values()) == pytest.approx(1.0)

    def loss(quantiles: np.ndarray) -> float:
        return forecast_metrics(test.truth, quantiles, JUDGED)["AverageWeightedQuantileLoss"]

    best = min(loss(part) for part in parts.values())
    assert loss(choice.tested) <= 1.1 * best
    # The weights that judge a window do not know it.
    shifted = dataclasses.replace(
        test,
        truth=Truth(
            np.concatenate([test.truth.actual[:1] * 5, test.truth.actual[1:]]), test.truth.naive
        ),
    )
    again = choose(shifted, parts, JUDGED, "AverageWeightedQuantileLoss")
    if again.judged_by == choice.judged_by == "weights from the other windows":
        np.testing.assert_allclose(again.tested[0], choice.tested[0])


def test_mixing() -> None:
    low, high = np.array([[[[1.0, 2, 3]]]]), np.array([[[[3.0, 4, 9]]]])
    assert mix([low, high], [0.5, 0.5], 1.0, JUDGED).tolist() == [[[[2, 3, 6]]]]
    assert mix([low, high], [0.5, 0.5], 2.0, JUDGED).tolist() == [[[[1, 3, 9]]]]


def test_algorithms_of_the_api() -> None:
    warnings: list[str] = []
    assert chosen_forecasters([], warnings) == [*LOCAL, BOOSTING] and not warnings
    assert chosen_forecasters(["ets"], warnings) == ["Theta", "ETS"] and not warnings
    assert chosen_forecasters(["arima", "deepar", "prophet"], warnings) == ["ARIMA", BOOSTING]
    assert "deepar" in warnings[0] and "prophet" in warnings[1]
    with pytest.raises(DataError, match="cnn-qr, prophet, which the local engine does not have"):
        chosen_forecasters(["cnn-qr", "prophet"], warnings)
