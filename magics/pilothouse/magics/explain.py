"""``%pilot explain JOB``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .arguments import Parser, new_parser
from .automl import job_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("explain", "Show which features drive the best candidate of a job.")
    made.add_argument("job", help="name, or variable that holds a job")
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    return job_of(shell, arguments.job).explain()
