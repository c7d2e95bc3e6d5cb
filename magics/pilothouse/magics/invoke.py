"""``%%pilot invoke ENDPOINT`` (rows in the cell) and ``%pilot invoke ENDPOINT --data df``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..endpoints import Endpoint
from ..errors import ArgumentError
from .arguments import Parser, new_parser, value_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("invoke", "Ask an endpoint for predictions.")
    made.add_argument("endpoint", help="name, or variable that holds an endpoint")
    made.add_argument("--data", help="variable with the rows; not with a cell")
    made.add_argument("--explain", action="store_true", help="also explain each prediction")
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    endpoint = endpoint_of(shell, arguments.endpoint)
    if arguments.data:
        rows = value_of(shell, arguments.data)
    else:
        rows = (cell or "").strip()
        if not rows:
            raise ArgumentError(
                "There is nothing to send.",
                "Write rows of CSV into the cell below `%%pilot invoke`, or name a variable: "
                "`--data df`.",
            )
    return endpoint.invoke(rows, explain=arguments.explain)


def endpoint_of(shell: InteractiveShell, text: str) -> Endpoint:
    """An endpoint by the name of a variable or by its own name."""
    value = value_of(shell, text)
    return value if isinstance(value, Endpoint) else Endpoint(str(value))
