"""The explainability report of the best candidate, laid out as Clarify lays it out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.tabular.models.archive import TabularModel
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.models.network import NetworkModel
from pilothouse_engine.ml.tabular.prepare import Prepared
from pilothouse_engine.ml.tabular.shap.explain import explain_model
from pilothouse_engine.ml.values import NumberStyle, parse_number

MAX_RECORDS = 1000
MAX_SAMPLED_RECORDS = 100
"""Records of a model without a closed form: each costs thousands of predictions."""

MAX_CELLS = 2_000_000
"""Bound on records x features x labels, for very wide data."""


def write_explainability(
    model: TabularModel, data: Prepared, prefix: str, folder: Path, seed: int
) -> list[tuple[Path, str]]:
    """Write the report below ``folder``. Returns files with their S3 locations.

    The unit is log-odds for classifiers (for several classes relative to their mean) and the
    target's unit for regression. Explained are validation records, in their order.
    """
    encoder = model.encoder
    labels = model.outputs
    rows = explained_rows(model, data, seed)
    names = encoder.names
    baseline = encoder.encode_rows([model.baseline])
    x = data.sample.x[rows]
    explained = explain_model(model.model, x, baseline, encoder.sources, len(names), seed)
    predictions = centered(model.model.margins(x))
    shap_folder = folder / "explanations_shap"
    shap_folder.mkdir(parents=True, exist_ok=True)
    _write_csv(
        shap_folder / "out.csv",
        [f"{name}_{label}" for label in labels for name in names],
        explained.values.transpose(0, 2, 1).reshape(len(rows), -1).tolist(),
    )
    blank = ["" if cell is None else cell for cell in model.baseline]
    _write_csv(shap_folder / "baseline.csv", names, [blank])
    # The true answers stand last, as in a data set that Clarify explains.
    headers = [*names, model.target]
    columns = [data.table.columns[data.table.names.index(name)].cells(rows) for name in headers]
    _write_csv(
        folder / "dataset.csv",
        headers,
        (["" if cell is None else cell for cell in row] for row in zip(*columns, strict=True)),
    )
    _write_csv(folder / "predictions.csv", labels, predictions.tolist())
    strength = np.abs(explained.values).mean(axis=0)
    analysis = {
        "version": "1.0",
        "explanations": {
            "kernel_shap": {
                label: {
                    "global_shap_values": dict(
                        zip(names, strength[:, output].tolist(), strict=True)
                    ),
                    "expected_value": float(explained.base[output]),
                }
                for output, label in enumerate(labels)
            }
        },
    }
    classifier = model.problem != "Regression"
    config = {
        "version": "1.0",
        "dataset_type": "text/csv",
        "dataset_uri": f"{prefix}/dataset.csv",
        "headers": headers,
        "label": model.target,
        "predicted_label_dataset_uri": f"{prefix}/predictions.csv",
        "methods": {
            "shap": {
                "baseline": [_typed(model.baseline)],
                "agg_method": "mean_abs",
                "use_logit": classifier,
                "save_local_shap_values": True,
                "seed": seed,
            }
        },
        "predictor": {"label_headers": list(labels)},
        "pilothouse": {
            "method": explained.method,
            "standard_error": explained.error,
            "unit": "log-odds" if classifier else "target",
            "reference": "mean of the classes" if len(labels) > 1 else "none",
            "records": "validation",
        },
    }
    _write_json(folder / "analysis_config.json", config)
    _write_json(folder / "analysis.json", analysis)
    # The analysis goes last: who sees it finds everything that it refers to.
    parts = (
        "explanations_shap/out.csv",
        "explanations_shap/baseline.csv",
        "dataset.csv",
        "predictions.csv",
        "analysis_config.json",
        "analysis.json",
    )
    return [(folder / part, f"{prefix}/{part}") for part in parts]


def explained_rows(model: TabularModel, data: Prepared, seed: int) -> np.ndarray:
    """The validation rows to explain, a seeded sample if there are too many."""
    judged = data.validation.judged
    cells = len(model.encoder.features) * len(model.outputs)
    limit = min(
        MAX_SAMPLED_RECORDS if _sampled(model.model) else MAX_RECORDS,
        max(10, MAX_CELLS // max(1, cells)),
    )
    if len(judged) <= limit:
        return judged
    rng = np.random.default_rng(seed)
    return np.sort(rng.choice(judged, limit, replace=False))


def _sampled(model: MarginModel) -> bool:
    if isinstance(model, EnsembleModel):
        return any(_sampled(member) for member in model.members)
    return isinstance(model, NetworkModel)


def _typed(cells: Sequence[str | None]) -> list[Any]:
    """Cells as JSON values: numbers where they are plain numbers."""
    out: list[Any] = []
    for cell in cells:
        number = None if cell is None else parse_number(cell, NumberStyle.PLAIN)
        out.append(number if number is not None and np.isfinite(number) else cell)
    return out


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(
        json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )
