"""Training of the global model. Imports LightGBM, hence workers only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.series.forecasters.boosting import Boosting
from pilothouse_engine.ml.series.forecasters.rows import BASES, RowMaker, Rows, features_of
from pilothouse_engine.ml.series.panel import Panel, first_known
from pilothouse_engine.ml.tabular.algorithms.gradient_boosting import forest_of_lightgbm
from pilothouse_engine.ml.values import Floats

_MOST_ROWS = 40_000
_LEAST_ROWS = 40
_ROUNDS = 160


def learn(panel: Panel, levels: Sequence[float], guard: Guard, seed: int) -> Boosting:
    """Train on all pasts of a panel. Raises :class:`ValueError` if they are too few."""
    import lightgbm

    season = panel.season
    rows, target = _samples(panel, season, seed)
    measured = (target[:, None] - rows.base) / rows.scale[:, None]
    errors = np.abs(measured).mean(axis=0)
    base = BASES[int(errors.argmin())]
    y = measured[:, BASES.index(base)]
    # A few wild ratios must not fill the leaves.
    low, high = np.quantile(y, [0.001, 0.999])
    y = np.clip(y, low, high)
    weights = np.clip(np.sqrt(rows.scale / rows.scale.mean()), 0.1, 10.0)
    features = features_of(panel.schema, season)
    categorical = [at for at, feature in enumerate(features) if feature.categorical]
    few = max(5, min(40, len(y) // 200))
    parameters = {
        "objective": "quantile",
        "learning_rate": 0.06,
        "num_leaves": 24,
        "min_data_in_leaf": few,
        "min_data_per_group": few,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "max_depth": 8,
        "cat_smooth": 10.0,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
        "feature_pre_filter": False,
    }
    data = lightgbm.Dataset(
        rows.x,
        label=y,
        weight=weights,
        categorical_feature=categorical,
        params=parameters,
        free_raw_data=False,
    )

    def each_round(_environment: object) -> None:
        guard.check()

    forests = {}
    for level in levels:
        booster = lightgbm.train(
            {**parameters, "alpha": level},
            data,
            num_boost_round=_ROUNDS,
            callbacks=[each_round],
        )
        forests[level] = forest_of_lightgbm(booster, _ROUNDS, 1)
    return Boosting(forests, base, season, _typical(rows.x, categorical))


def _samples(panel: Panel, season: int, seed: int) -> tuple[Rows, Floats]:
    """Rows of pasts whose future is known, and that future (N,)."""
    rng = np.random.default_rng(seed)
    known = ~np.isnan(panel.y)
    earliest = first_known(panel.y) + max(season, 3)
    series, aims = np.nonzero(known)
    fits = aims > earliest[series]
    series, aims = series[fits], aims[fits]
    if not len(series):
        raise ValueError(
            "the series are too short for the global model: none has more than "
            f"{max(season, 3) + 1} values"
        )
    times = max(1, min(panel.horizon, _MOST_ROWS // len(series)))
    if len(series) * times > _MOST_ROWS:
        chosen = np.sort(rng.choice(len(series), _MOST_ROWS // times, replace=False))
        series, aims = series[chosen], aims[chosen]
    if times == panel.horizon:
        ahead = np.tile(np.arange(1, times + 1), len(series))
    else:
        ahead = rng.integers(1, panel.horizon + 1, len(series) * times)
    series, aims = np.repeat(series, times), np.repeat(aims, times)
    origin = aims - ahead
    fits = origin >= earliest[series]
    series, origin, ahead, aims = series[fits], origin[fits], ahead[fits], aims[fits]
    if len(series) < _LEAST_ROWS:
        raise ValueError(
            f"the series are too short for the global model: they give {len(series)} examples, "
            f"{_LEAST_ROWS} are needed"
        )
    return RowMaker(panel, season).make(series, origin, ahead), panel.y[series, aims]


def _typical(x: Floats, categorical: Sequence[int]) -> Floats:
    """Median of each column, the most frequent category."""
    out = np.full(x.shape[1], np.nan)
    for column in range(x.shape[1]):
        known = x[:, column][~np.isnan(x[:, column])]
        if not known.size:
            continue
        if column in categorical:
            values, counts = np.unique(known, return_counts=True)
            out[column] = values[counts.argmax()]
        else:
            out[column] = np.median(known)
    return out
