"""Explanation files of this machine: SHAP reports whole, others as a table to be opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .display import Bundle, Cell, bundle, html_table, table, text_table
from .errors import PilotError
from .explanations import Explanation, load_path

Rows = list[list[Cell]]


@dataclass
class Report:
    """What a file holds as a table; ``columns`` is empty where only the viewer can show it."""

    title: str
    note: str
    columns: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=list, repr=False)
    ref: Mapping[str, str] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        shown = f"\n{text_table(self.columns, self.rows)}" if self.columns else ""
        return f"{self.title}: {self.note}{shown}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return bundle(
            "report",
            self.title,
            {"note": self.note, "table": table(self.columns, self.rows)},
            repr(self),
            ref=self.ref,
            markup=html_table(self.columns, self.rows) if self.columns else None,
        )


def explain_path(path: str | Path) -> Explanation | Report:
    """Read what a file or folder explains.

    :raises PilotError: there is nothing, or an ``analysis.json`` is damaged.
    """
    place = Path(path).expanduser()
    if not place.exists():
        raise PilotError(f"There is nothing at {path}.", "Check the path and the working folder.")
    # As written: a relative path still fits when notebook and report are moved together.
    ref = {"kind": "file", "path": Path(path).expanduser().as_posix()}
    analysis = place / "analysis.json" if place.is_dir() else place
    title = f"Explanation of {place.resolve().name}"
    # Local values and data sets are parts of a report: that is read from its folder.
    of_report = analysis.name == "analysis.json" or place.suffix.lower() == ".csv"
    sections = _sections(analysis) if analysis.suffix.lower() == ".json" else None
    is_other = sections is not None and not isinstance(sections.get("kernel_shap"), dict)
    if is_other or not of_report:
        columns, rows = _table(sections or {})
        note = _note(sections or {}) if rows else "Open it live: it is drawn by the viewer."
        return Report(title, note, columns, rows, ref)
    made = load_path(path)
    made.ref = ref
    return made


def _sections(path: Path) -> dict[str, Any] | None:
    """Sections of an ``analysis.json``; ``None`` for other and damaged files."""
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    if not isinstance(read, dict):
        return None
    explanations = read.get("explanations")
    found = dict(explanations) if isinstance(explanations, dict) else {}
    for name in ("pre_training_bias_metrics", "post_training_bias_metrics"):
        if isinstance(read.get(name), dict):
            found[name] = read[name]
    return found or None


def _note(sections: Mapping[str, Any]) -> str:
    return "Partial dependence." if "pdp" in sections else "Bias metrics."


def _table(sections: Mapping[str, Any]) -> tuple[list[str], Rows]:
    if isinstance(sections.get("pdp"), list):
        return ["Feature", "Output", "Least prediction", "Greatest prediction"], _curves(
            sections["pdp"]
        )
    columns = ["Section", "Facet", "Metric", "Value", "Description"]
    return columns, [
        [name.split("_bias")[0].replace("_", "-"), facet, *_metric(metric)]
        for name, section in sections.items()
        if name.endswith("_bias_metrics")
        for facet, groups in _members(section.get("facets"))
        for group in (groups if isinstance(groups, list) else [])
        for metric in (group.get("metrics", []) if isinstance(group, dict) else [])
        if isinstance(metric, dict)
    ]


def _metric(metric: Mapping[str, Any]) -> list[Cell]:
    return [_cell(metric.get(key)) for key in ("name", "value", "description")]


def _curves(curves: list[Any]) -> Rows:
    rows: Rows = []
    for curve in curves:
        if not isinstance(curve, dict):
            continue
        labels = curve.get("label_headers") or []
        for index, values in enumerate(curve.get("model_predictions") or []):
            numbers = [v for v in values if isinstance(v, (int, float))]
            label = labels[index] if index < len(labels) else index
            rows.append(
                [
                    _cell(curve.get("feature_name")),
                    _cell(label),
                    min(numbers, default=None),
                    max(numbers, default=None),
                ]
            )
    return rows


def _members(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
