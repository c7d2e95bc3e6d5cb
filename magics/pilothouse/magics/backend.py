"""``%pilot backend [local|aws]``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..backend import backend
from .arguments import Parser, new_parser

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("backend", "Show or choose the backend.")
    made.add_argument("kind", nargs="?", help="local or aws")
    made.add_argument("--region", help="AWS Region")
    made.add_argument("--profile", help="profile of the AWS configuration files")
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    print(backend(arguments.kind, region=arguments.region, profile=arguments.profile))
    return None
