"""``%pilot explain JOB`` and ``%pilot explain PATH``."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from ..reports import explain_path
from .arguments import Parser, new_parser
from .automl import job_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser(
        "explain", "Show which features drive the best candidate of a job, or a report."
    )
    made.add_argument(
        "job", help="name, variable that holds a job, or path of a report or file (with a / in it)"
    )
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    # Names of jobs have no slash.
    if "/" in arguments.job or os.sep in arguments.job:
        return explain_path(arguments.job)
    return job_of(shell, arguments.job).explain()
