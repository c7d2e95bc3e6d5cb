"""Rich output: the product's MIME type, with plain text and HTML beside it."""

from __future__ import annotations

import datetime
import html
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

MIME_TYPE = "application/vnd.pilothouse.v1+json"
MAX_ROWS = 200
MAX_TEXT = 500

Cell = str | float | int | bool | None
Bundle = dict[str, Any]


def plain(value: Any) -> Any:
    """JSON-safe copy of an AWS answer: times as ISO 8601, no NaN, texts bounded."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and len(value) > MAX_TEXT:
        return value[:MAX_TEXT] + "…"
    return value


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    """A ``SnapshotTable``; says how many rows it left out."""
    data: dict[str, Any] = {
        "columns": list(columns),
        "rows": [plain(list(row)) for row in rows[:MAX_ROWS]],
    }
    if len(rows) > MAX_ROWS:
        data["omitted"] = len(rows) - MAX_ROWS
    return data


def text_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], limit: int = 20) -> str:
    """Columns aligned with spaces, for ``text/plain``."""
    shown = [[_text(cell) for cell in row] for row in rows[:limit]]
    widths = [
        max(len(column), *(len(row[i]) for row in shown)) if shown else len(column)
        for i, column in enumerate(columns)
    ]
    lines = ["  ".join(name.ljust(width) for name, width in zip(columns, widths, strict=True))]
    for row in shown:
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    if len(rows) > limit:
        lines.append(f"… {len(rows) - limit} more")
    return "\n".join(line.rstrip() for line in lines)


def html_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], limit: int = 20) -> str:
    """The same as a plain HTML table without scripts or styles."""
    head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_text(cell))}</td>" for cell in row) + "</tr>"
        for row in rows[:limit]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bundle(
    view: str,
    title: str,
    data: Mapping[str, Any],
    text: str,
    *,
    ref: Mapping[str, str] | None = None,
    markup: str | None = None,
) -> Bundle:
    """A MIME bundle for ``_repr_mimebundle_``."""
    snapshot: dict[str, Any] = {"view": view, "title": title, "data": data}
    if ref:
        snapshot["ref"] = dict(ref)
    # A round trip: what cannot be JSON fails here, with a name, and not in the notebook's file.
    made: Bundle = {MIME_TYPE: json.loads(json.dumps(snapshot)), "text/plain": text}
    if markup:
        made["text/html"] = markup
    return made


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.4g}"
    text = str(cell)
    return text if len(text) <= 60 else text[:40] + "…" + text[-19:]
