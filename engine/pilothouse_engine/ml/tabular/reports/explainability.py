"""The explainability report of the best candidate, laid out as Clarify lays it out."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.margins import centered
from pilothouse_engine.ml.tabular.models.archive import TabularModel
from pilothouse_engine.ml.tabular.models.base import MarginModel
from pilothouse_engine.ml.tabular.models.ensemble import EnsembleModel
from pilothouse_engine.ml.tabular.models.network import NetworkModel
from pilothouse_engine.ml.tabular.prepare import Prepared
from pilothouse_engine.ml.tabular.shap.explain import Explained, explain_model
from pilothouse_engine.ml.values import NumberStyle, parse_number

MAX_RECORDS = 1000
MAX_SAMPLED_RECORDS = 100
"""Records of a model without a closed form: each costs thousands of predictions."""

MAX_CELLS = 2_000_000
"""Bound on records x features x labels, for very wide data."""

_FIRST_RECORDS, _GROWTH = 30, 4
"""Under a time limit: records that are explained first, and how many times more come next."""


class Written(NamedTuple):
    """What was written."""

    files: list[tuple[Path, str]]
    """With their S3 locations."""
    explained: int
    """Records."""
    wanted: int
    """Records that would have been explained without a time limit."""


def write_explainability(
    model: TabularModel, data: Prepared, prefix: str, folder: Path, seed: int, guard: Guard
) -> Written:
    """Write the report below ``folder``.

    The unit is log-odds for classifiers (for several classes relative to their mean) and the
    target's unit for regression. Explained are validation records, in their order; fewer of them
    if ``guard`` would find it late otherwise.
    """
    encoder = model.encoder
    labels = model.outputs
    names = encoder.names
    wanted = explained_rows(model, data, seed)
    rows, explained = _explain(model, data, wanted, seed, guard)
    predictions = centered(model.model.margins(data.sample.x[rows]))
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
    files = [(folder / part, f"{prefix}/{part}") for part in parts]
    return Written(files, len(rows), len(wanted))


def _explain(
    model: TabularModel, data: Prepared, rows: np.ndarray, seed: int, guard: Guard
) -> tuple[np.ndarray, Explained]:
    """The rows that were explained, and their explanation."""
    encoder = model.encoder
    baseline = encoder.encode_rows([model.baseline])

    def explain(some: np.ndarray) -> Explained:
        x = data.sample.x[some]
        return explain_model(model.model, x, baseline, encoder.sources, len(encoder.names), seed)

    if guard.enough == float("inf"):
        return rows, explain(rows)
    # A few rows say what a row costs at most: with their number the cost of each falls.
    order = np.random.default_rng(seed).permutation(rows)
    parts: list[Explained] = []
    done, size = 0, min(_FIRST_RECORDS, len(rows))
    while size:
        guard.stopped()
        begin = time.monotonic()
        parts.append(explain(order[done : done + size]))
        done += size
        now = time.monotonic()
        fitting = (guard.enough - now) / max(1e-6, now - begin) * size
        left = len(rows) - done
        # Each part has a cost of its own, which a handful of rows is not worth.
        enough = fitting >= min(_FIRST_RECORDS, left)
        size = int(min(left, _GROWTH * size, fitting)) if enough else 0
    values = np.concatenate([part.values for part in parts])
    error = max(part.error for part in parts)
    back = np.argsort(order[:done])
    return order[:done][back], Explained(values[back], parts[0].base, error)


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
