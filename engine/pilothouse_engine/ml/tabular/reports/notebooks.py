"""The data exploration notebook of a tabular job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pilothouse_engine.ml.data.table import Column
from pilothouse_engine.ml.problem import class_counts
from pilothouse_engine.ml.reports.notebook import notebook, plain, table
from pilothouse_engine.ml.tabular.features import Feature
from pilothouse_engine.ml.tabular.prepare import Prepared
from pilothouse_engine.ml.tabular.schema import infer_feature
from pilothouse_engine.ml.values import Floats, parse_numbers

EXPLORATION = "SageMakerAutopilotDataExplorationNotebook.ipynb"
MAX_LISTED = 60


def _figure(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:.4g}"


def exploration_notebook(data: Prepared, job: str) -> str:
    """Static Markdown on the training data, before anything is trained."""
    raw = data.raw
    features = _features(data)
    cells = [
        ("markdown", f"# Data exploration\n\nTraining data of the AutoML job {plain(job)}."),
        ("markdown", _summary(data, features)),
        ("markdown", _target(data)),
        ("markdown", _sample(data)),
        ("markdown", _missing(data)),
        ("markdown", _cardinality(data)),
        ("markdown", _statistics(data, features)),
        ("markdown", _correlation(data)),
        (
            "markdown",
            "## Definitions\n\n*Missing*: empty cells and the usual marks such as NA or null. "
            "*Prediction power*: share of the target's variance that a feature alone explains, "
            "0 to 1, measured on the training data over ten bins or its categories. It is not a "
            "feature importance. *Outlier*: farther than three interquartile ranges from the "
            "middle half.",
        ),
    ]
    if raw.rows == 0:  # pragma: no cover - the reader refuses empty data
        cells = cells[:1]
    return notebook(cells)


def _features(data: Prepared) -> dict[str, Feature]:
    return {feature.name: feature for feature in data.encoder.features}


def _summary(data: Prepared, features: Mapping[str, Feature]) -> str:
    raw = data.raw
    kinds: dict[str, int] = {}
    for feature in features.values():
        kinds[feature.kind] = kinds.get(feature.kind, 0) + 1
    codes = np.stack([column.index for column in raw.columns], axis=1)
    duplicates = raw.rows - len(np.unique(codes, axis=0)) if codes.size <= 20_000_000 else None
    rows = [
        ("Rows", raw.rows),
        ("Columns", len(raw.names)),
        (
            "Duplicate rows",
            "not counted" if duplicates is None else f"{duplicates / raw.rows:.1%}",
        ),
        ("Rows without a usable target", data.target.dropped),
        *((f"Columns of kind {kind}", number) for kind, number in sorted(kinds.items())),
        ("Validation", plain(data.validation.description)),
    ]
    findings = [f"- **High**: {plain(note, 400)}" for note in data.warnings]
    findings += [f"- **Low**: {plain(note, 400)}" for note in data.notes[:MAX_LISTED]]
    findings += [
        f"- **Low**: {plain(feature.reason, 400)}."
        for feature in list(features.values())[:1000]
        if feature.kind == "ignored" and feature.reason not in " ".join(data.notes)
    ][:MAX_LISTED]
    if raw.rows < 500:
        findings.append("- **Low**: fewer than 500 rows; figures are uncertain.")
    return (
        "## Dataset summary\n\n"
        + table(("", ""), rows)
        + "\n\n### Insights\n\n"
        + ("\n".join(findings) or "No issue was found.")
    )


def _target(data: Prepared) -> str:
    target = data.target
    head = f"## Target analysis\n\nTarget {plain(target.name)}: {target.problem}.\n\n"
    if target.problem != "Regression":
        counts = class_counts(target)
        order = np.argsort(-counts, kind="stable")[:MAX_LISTED]
        total = counts.sum()
        shares = [
            (plain(target.labels[at]), counts[at], f"{counts[at] / total:.1%}") for at in order
        ]
        return head + table(("Label", "Rows", "Share"), shares)
    known = target.values[np.isfinite(target.values)]
    counts, edges = np.histogram(known, bins=10)
    rows = [
        (f"{_figure(edges[i])} to {_figure(edges[i + 1])}", counts[i]) for i in range(len(counts))
    ]
    return (
        head
        + table(
            ("Mean", "Median", "Minimum", "Maximum", "Outliers"),
            [
                (
                    _figure(known.mean()),
                    _figure(float(np.median(known))),
                    _figure(known.min()),
                    _figure(known.max()),
                    f"{_outliers(known):.1%}",
                )
            ],
        )
        + "\n\n"
        + table(("Range", "Rows"), rows)
    )


def _outliers(values: Floats) -> float:
    low, high = np.quantile(values, [0.25, 0.75])
    reach = 3 * (high - low)
    return float(((values < low - reach) | (values > high + reach)).mean())


def prediction_power(column: Floats, categorical: bool, y: Floats, classes: int) -> float:
    """Share of the target's variance between the bins of one feature, 0 to 1."""
    if categorical:
        groups = np.unique(column, return_inverse=True)[1]
    else:
        known = column[~np.isnan(column)]
        if not known.size:
            return 0.0
        edges = np.unique(np.quantile(known, np.linspace(0, 1, 11)[1:-1]))
        groups = np.where(np.isnan(column), len(edges) + 1, np.searchsorted(edges, column))
    sizes = np.bincount(groups)
    aims = [y] if classes < 3 else [(y == k).astype(float) for k in range(classes)]
    between = within = 0.0
    for aim in aims:
        means = np.bincount(groups, aim) / np.maximum(sizes, 1)
        between += float((sizes * (means - aim.mean()) ** 2).sum())
        within += float(((aim - aim.mean()) ** 2).sum())
    return between / within if within > 0 else 0.0


def _sample(data: Prepared) -> str:
    names = data.table.names[:12]
    rows = np.arange(min(5, data.table.rows))
    cells = [data.table.columns[i].cells(rows) for i in range(len(names))]
    shown = [
        [plain("" if cell is None else cell, 24) for cell in row]
        for row in zip(*cells, strict=True)
    ]
    power = []
    for position, feature in enumerate(data.encoder.features[:1000]):
        if feature.kind in ("numeric", "categorical"):
            column = data.sample.x[:, data.encoder.offsets[position]]
            value = prediction_power(
                column,
                feature.kind == "categorical",
                data.sample.y,
                data.sample.classes,
            )
            power.append((value, feature))
    power.sort(key=lambda pair: -pair[0])
    listed = [(plain(f.name), f.kind, f"{value:.3f}") for value, f in power[:MAX_LISTED]]
    return (
        "## Data sample\n\n"
        + table([plain(name, 24) for name in names], shown)
        + "\n\n### Prediction power\n\n"
        + table(("Column", "Kind", "Power"), listed)
    )


def _ranked(data: Prepared, value: Any) -> list[tuple[str, float]]:
    pairs = [
        (name, float(value(column)))
        for name, column in zip(data.raw.names, data.raw.columns, strict=True)
    ]
    return sorted(pairs, key=lambda pair: -pair[1])[:MAX_LISTED]


def _missing(data: Prepared) -> str:
    pairs = _ranked(data, lambda column: column.missing().mean())
    rows = [(plain(name), f"{share:.1%}") for name, share in pairs if share > 0]
    if not rows:
        return "## Missing values\n\nNo value is missing."
    return "## Missing values\n\n" + table(("Column", "Missing"), rows)


def _cardinality(data: Prepared) -> str:
    rows = [
        (plain(name), int(number))
        for name, number in _ranked(data, lambda column: len(column.counts()))
    ]
    return "## Cardinality\n\n" + table(("Column", "Different values"), rows)


def _numbers(column: Column, feature: Feature) -> Floats:
    values = parse_numbers(column.texts, feature.style).values[column.index]
    return values[~np.isnan(values)]


def _statistics(data: Prepared, features: Mapping[str, Feature]) -> str:
    rows: list[tuple[str, ...]] = []
    for name, column in zip(data.raw.names, data.raw.columns, strict=True):
        feature = features.get(name) or infer_feature(name, column, None)[0]
        if feature.kind != "numeric" or len(rows) >= MAX_LISTED:
            continue
        known = _numbers(column, feature)
        figures = (known.mean(), float(np.median(known)), known.min(), known.max(), known.std())
        rows.append((plain(name), *(_figure(float(f)) for f in figures), f"{_outliers(known):.1%}"))
    if not rows:
        return "## Descriptive statistics\n\nNo column is numeric."
    header = ("Column", "Mean", "Median", "Minimum", "Maximum", "Deviation", "Outliers")
    return "## Descriptive statistics\n\n" + table(header, rows)


def _correlation(data: Prepared) -> str:
    numeric = [
        position
        for position, feature in enumerate(data.encoder.features)
        if feature.kind == "numeric"
    ][:200]
    if len(numeric) < 2:
        return "## Cross-column correlation\n\nFewer than two columns are numeric."
    x = data.sample.x[:, [data.encoder.offsets[position] for position in numeric]]
    means = np.nanmean(x, axis=0)
    centered = np.where(np.isnan(x), 0.0, x - means)
    norms = np.sqrt((centered**2).sum(axis=0))
    norms[norms == 0] = 1.0
    matrix = (centered / norms).T @ (centered / norms)
    first, second = np.triu_indices(len(numeric), 1)
    order = np.argsort(-np.abs(matrix[first, second]), kind="stable")[:20]
    names = [data.encoder.features[position].name for position in numeric]
    rows = [
        (plain(names[first[i]]), plain(names[second[i]]), f"{matrix[first[i], second[i]]:+.3f}")
        for i in order
    ]
    return (
        "## Cross-column correlation\n\nThe strongest Pearson correlations of numeric features.\n\n"
        + table(("Column", "Column", "Correlation"), rows)
    )
