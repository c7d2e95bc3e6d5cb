"""The data exploration notebook of a forecasting job."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse_engine.ml.reports.notebook import notebook, plain, table
from pilothouse_engine.ml.series.build import Built
from pilothouse_engine.ml.series.filling import target_steps
from pilothouse_engine.ml.series.forecasters.base import interpolate
from pilothouse_engine.ml.series.forecasters.seasons import decompose
from pilothouse_engine.ml.series.panel import Panel
from pilothouse_engine.ml.series.reports import history_span
from pilothouse_engine.ml.values import Floats

FILE = "SageMakerAutopilotDataExplorationNotebook.ipynb"
_LISTED = 60


def exploration_notebook(built: Built, job: str, warnings: Sequence[str]) -> str:
    """Static Markdown on the series, before anything is trained."""
    panel = built.panel
    cells = [
        f"# Data exploration\n\nTime series of the AutoML job {plain(job)}.",
        _summary(built, warnings),
        _series(panel),
        _gaps(panel),
        _covariates(panel),
        "## Definitions\n\n*Step*: one forecast frequency. *Season strength*: share of the "
        "variance around the trend that the season explains, 0 to 1. *Filled*: steps that no row "
        "of the data gives, between an item's first step and the end of all items.",
    ]
    return notebook(("markdown", cell) for cell in cells)


def _number(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:.4g}"


def _summary(built: Built, warnings: Sequence[str]) -> str:
    panel = built.panel
    config = panel.schema.config
    rows = [
        ("Rows", built.rows),
        ("Series", len(panel.keys)),
        ("Steps", f"{panel.steps} of {config.frequency.words}"),
        ("History", history_span(panel)),
        ("Forecast horizon", f"{panel.horizon} steps"),
        ("Main cycle", f"{panel.season} steps" if panel.season > 1 else "none"),
        ("Aggregation within a step", config.aggregation),
        ("Filled steps of the target", built.filled),
        ("Holiday calendar", config.country or "none"),
    ]
    findings = [f"- **High**: {plain(text, 500)}" for text in (*warnings, *built.warnings)]
    findings += [f"- **Low**: {plain(text, 500)}" for text in built.notes[:_LISTED]]
    return (
        "## Dataset summary\n\n"
        + table(("", ""), rows)
        + "\n\n### Insights\n\n"
        + ("\n".join(findings) or "No issue was found.")
    )


def _series(panel: Panel) -> str:
    known = ~np.isnan(panel.y)
    strength = np.zeros(len(panel.keys))
    if panel.season > 1:
        strength = decompose(interpolate(panel.y), panel.season).strength
    rows = []
    for series in range(min(_LISTED, len(panel.keys))):
        values: Floats = panel.y[series][known[series]]
        rows.append(
            (
                plain(panel.name(series)),
                len(values),
                *(
                    _number(float(figure))
                    for figure in (values.mean(), values.min(), values.max(), values.std())
                ),
                f"{(values == 0).mean():.1%}",
                f"{strength[series]:.2f}",
            )
        )
    header = ("Series", "Steps", "Mean", "Minimum", "Maximum", "Deviation", "Zeros", "Season")
    more = len(panel.keys) - len(rows)
    return (
        "## Series\n\n" + table(header, rows) + (f"\n\nAnd {more} more series." if more > 0 else "")
    )


def _gaps(panel: Panel) -> str:
    known = ~np.isnan(panel.y)
    missing = (known & ~panel.observed).sum(axis=1)
    order = np.argsort(-missing, kind="stable")[:_LISTED]
    rows = [(plain(panel.name(at)), int(missing[at])) for at in order.tolist() if missing[at]]
    steps = target_steps(panel.schema.config.filling.get(panel.schema.config.target))
    how = ", ".join(f"{name}: {logic}" for name, logic in steps.items())
    if not rows:
        return f"## Gaps\n\nNo step is missing. Filling of the target: {how}."
    return f"## Gaps\n\nFilling of the target: {how}.\n\n" + table(("Series", "Filled"), rows)


def _covariates(panel: Panel) -> str:
    if not panel.schema.covariates:
        return "## Feature columns\n\nThere are none."
    rows = []
    for at, covariate in enumerate(panel.schema.covariates):
        past = panel.values[at, :, : panel.steps]
        if covariate.static:
            future = "constant per item"
        elif covariate.future:
            future = "given"
        else:
            future = "not given: only the past is used"
        rows.append(
            (
                plain(covariate.name),
                covariate.kind,
                f"{np.isnan(past).mean():.1%}",
                future,
                ", ".join(plain(text, 20) for text in covariate.categories[:6]),
            )
        )
    header = ("Column", "Kind", "Missing", "Future values", "Categories")
    return "## Feature columns\n\n" + table(header, rows)
