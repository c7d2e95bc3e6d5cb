"""``%pilot deploy JOB``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..endpoints import INSTANCE_TYPE
from .arguments import Parser, confirm, new_parser
from .automl import job_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("deploy", "Deploy the best candidate of a job.")
    made.add_argument("job", help="name, or variable that holds a job")
    made.add_argument("--name", help="endpoint name")
    made.add_argument("--instance-type", default=INSTANCE_TYPE, help="on AWS")
    made.add_argument("--role", help="execution role on AWS")
    made.add_argument("--yes", action="store_true", help="agree to what is billed")
    return made


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    job = job_of(shell, arguments.job)
    confirm(
        job.backend,
        f"Deploy the best candidate of {job.name} to 1 x {arguments.instance_type}",
        False,
        arguments.yes,
    )
    return job.deploy(arguments.name, role=arguments.role, instance_type=arguments.instance_type)
