"""Notebooks of static Markdown, and text of the data inside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


def notebook(cells: Iterable[tuple[str, str]]) -> str:
    """nbformat 4 document of (kind, source) cells."""
    listed = []
    for number, (kind, source) in enumerate(cells):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{number}",
            "metadata": {},
            "source": source.splitlines(keepends=True),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        listed.append(cell)
    document = {
        "cells": listed,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def plain(text: object, limit: int = 60) -> str:
    """Text of the data for a Markdown table: no markup of its own, one line."""
    shown = " ".join(str(text).split())
    shown = shown if len(shown) <= limit else shown[: limit - 1] + "…"
    return "".join(f"&#{ord(char)};" if char in "\\|`*_<>&[]#$~!" else char for char in shown)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
