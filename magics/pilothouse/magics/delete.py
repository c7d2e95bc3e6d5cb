"""``%pilot delete ENDPOINT``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .arguments import Parser, confirm, new_parser
from .invoke import endpoint_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("delete", "Delete an endpoint with its configuration and models.")
    made.add_argument("endpoint", help="name, or variable that holds an endpoint")
    made.add_argument("--yes", action="store_true", help="do not ask")
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    endpoint = endpoint_of(shell, arguments.endpoint)
    confirm(
        endpoint.backend,
        f"Delete the endpoint {endpoint.name}, its configuration and its models",
        True,
        arguments.yes,
    )
    endpoint.delete()
    print(f"Deleted {endpoint.name}.")
    return None
