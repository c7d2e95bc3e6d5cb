"""Hosting of forecasts. Needs NumPy only, no training library."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.archive import Archive
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.payload import CSV, decode_body, json_instances, media_type
from pilothouse_engine.ml.responses import choose_accept, render
from pilothouse_engine.ml.series.build import build
from pilothouse_engine.ml.series.errors import DataError
from pilothouse_engine.ml.series.metrics import mean_of
from pilothouse_engine.ml.series.model import SeriesModel, model_of
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.values import Floats, is_missing


class ServedSeriesModel:
    """A loaded model; never changes, hence thread-safe."""

    def __init__(self, model: SeriesModel, environment: Mapping[str, str]) -> None:
        self._model = model
        default = environment.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", CSV)
        self._default_accept = media_type(default)

    def invoke(self, invocation: Invocation) -> Answer:
        """Forecast the steps after the last target of the body's history.

        Raises :class:`~pilothouse_engine.contract.ModelInputError`.
        """
        if invocation.enable_explanations is not None:
            raise ModelInputError(
                "Forecasts are not explained online. Leave EnableExplanations out; the job's "
                "Explainability report has impact scores."
            )
        accept = choose_accept(invocation.accept, self._default_accept)
        schema = self._model.schema
        text, kind = decode_body(invocation.body, invocation.content_type)
        columns = _csv_columns(text) if kind == CSV else _json_columns(json_instances(text, kind))
        needed = (*schema.config.roles, *(covariate.name for covariate in schema.covariates))
        missing = [name for name in needed if name not in columns]
        if missing:
            raise ModelInputError(
                f'The body lacks the column "{missing[0]}". Send a header and the columns of the '
                f"training data: {', '.join(needed)}."
            )
        try:
            panel = build(columns, schema.config, schema).panel
        except DataError as error:
            raise ModelInputError(str(error)) from None
        with np.errstate(over="ignore", invalid="ignore"):
            quantiles = self._model.forecast(panel, Guard(lambda: None))
            means = mean_of(quantiles, panel.schema.config.levels)
        if not (np.isfinite(quantiles).all() and np.isfinite(means).all()):
            raise ModelInputError(
                "The values of the target are too large to forecast. Send them in a larger unit."
            )
        records = forecast_records(panel, quantiles)
        if accept != CSV:
            body, content_type = render(records, accept)
        else:
            body, content_type = _csv_text(records), f"{CSV}; charset=utf-8"
        return Answer(body.encode(), content_type)


def load(
    archive: Archive, environment: Mapping[str, str], explainer: Mapping[str, Any] | None
) -> ServedSeriesModel:
    """See :class:`pilothouse_engine.ml.serving.Load`."""
    if explainer is not None:
        raise ValueError(
            "ClarifyExplainerConfig is not available for forecasts. Leave ExplainerConfig out; "
            "impact scores are in the job's Explainability report."
        )
    return ServedSeriesModel(model_of(archive), environment)


def forecast_records(panel: Panel, quantiles: Floats) -> list[dict[str, Any]]:
    """One record per series and step: key columns, timestamp, the request's quantiles, mean."""
    config = panel.schema.config
    stamps = panel.texts(panel.steps, panel.steps + panel.horizon)
    means = mean_of(quantiles, config.levels).tolist()
    columns = [config.levels.index(int(name[1:]) / 100) for name in config.quantiles]
    wanted = quantiles[..., columns].tolist()
    return [
        {
            **dict(zip(config.keys, key, strict=True)),
            config.timestamp: stamp,
            **dict(zip(config.quantiles, wanted[series][step], strict=True)),
            "mean": means[series][step],
        }
        for series, key in enumerate(panel.keys)
        for step, stamp in enumerate(stamps)
    ]


@dataclass(frozen=True)
class _Column:
    """See :class:`pilothouse_engine.ml.series.features.Cells`."""

    texts: list[str | None]
    index: NDArray[np.intp]

    @classmethod
    def of(cls, cells: Sequence[str | None]) -> _Column:
        position: dict[str | None, int] = {}
        index = [
            position.setdefault(
                None if cell is None or is_missing(cell) else cell.strip(), len(position)
            )
            for cell in cells
        ]
        return cls(list(position), np.array(index, dtype=np.intp))


def _csv_columns(text: str) -> dict[str, _Column]:
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise ModelInputError(f"The body is not valid CSV: {error}.") from None
    header = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(header):
            raise ModelInputError(
                f"Row {number} of the body has {len(row)} values where the header has "
                f"{len(header)} columns."
            )
    if len(set(header)) != len(header):
        raise ModelInputError("The body's header names a column twice. Rename or remove one.")
    if len(rows) == 1:
        raise ModelInputError(
            "The body has a header but no rows, or no header. Send a header, then the history."
        )
    return {
        name: _Column.of(cells)
        for name, cells in zip(header, zip(*rows[1:], strict=True), strict=True)
    }


def _json_columns(instances: Sequence[Any]) -> dict[str, _Column]:
    for number, record in enumerate(instances, 1):
        if not isinstance(record, Mapping):
            raise ModelInputError(
                f"Instance {number} is no object of column names and values, such as "
                '{"item": "A", "timestamp": "2024-01-01", "value": 3}.'
            )
    names = dict.fromkeys(name for record in instances for name in record)
    return {name: _Column.of([_text(record.get(name)) for record in instances]) for name in names}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def _csv_text(records: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records[0].keys())
    writer.writerows(record.values() for record in records)
    return out.getvalue()
