"""``%pilot endpoints``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..backend import current
from ..display import text_table
from .arguments import Parser, new_parser

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    return new_parser("endpoints", "List endpoints, the newest first.")


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    answer = current().call(
        "sagemaker", "list_endpoints", SortBy="CreationTime", SortOrder="Descending"
    )
    rows = [[item["EndpointName"], item["EndpointStatus"]] for item in answer["Endpoints"]]
    print(text_table(("Endpoint", "Status"), rows) if rows else "No endpoints.")
    return None
