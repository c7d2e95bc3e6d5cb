"""``EnableExplanations``: which records of an invocation are explained."""

from __future__ import annotations

import json
from collections.abc import Sequence

import jmespath  # type: ignore[import-untyped]
import jmespath.exceptions  # type: ignore[import-untyped]

from pilothouse_engine.contract import ModelInputError
from pilothouse_engine.ml.responses import Record, for_expression


def check_expression(expression: str | None) -> None:
    """Raise :class:`ValueError` for a stored expression that is not valid JMESPath."""
    if expression is None:
        return
    try:
        jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        raise ValueError(f"EnableExplanations is not valid JMESPath: {error}") from None


def choose_records(records: Sequence[Record], accept: str, expression: str | None) -> list[bool]:
    """Which records to explain; all without an expression.

    Raises :class:`ModelInputError` for bad syntax or a result that is no boolean.
    """
    if expression is None:
        return [True] * len(records)
    try:
        compiled = jmespath.compile(expression)
        results = [compiled.search(for_expression(record, accept)) for record in records]
    except jmespath.exceptions.JMESPathError as error:
        raise ModelInputError(f"EnableExplanations is not valid JMESPath: {error}") from None
    for number, result in enumerate(results, start=1):
        if not isinstance(result, bool):
            raise ModelInputError(
                f'EnableExplanations "{expression}" gives {json.dumps(result)} for record '
                f"{number}, not true or false. It sees the model's output: an array for CSV, "
                "an object for JSON Lines."
            )
    return results
