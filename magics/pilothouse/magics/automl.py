"""``%pilot automl fit|status|candidates|stop|list``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ..automl import Candidates, Job, fit, recent
from ..backend import current
from ..display import text_table
from .arguments import Parser, confirm, new_parser, value_of

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def parser() -> Parser:
    made = new_parser("automl", "Start and follow AutoML jobs.")
    actions = made.add_subparsers(dest="action", required=True, parser_class=Parser)
    start = actions.add_parser("fit", add_help=False, help="train on a DataFrame, file or S3 data")
    start.add_argument("data", help="variable, path or s3:// location")
    start.add_argument("--target", required=True, help="column to predict")
    start.add_argument("--name", help="job name, at most 32 letters, digits and hyphens")
    start.add_argument("--problem-type", help="BinaryClassification, MulticlassClassification, …")
    start.add_argument("--objective", help="metric; of a table it needs --problem-type")
    start.add_argument("--mode", help="AUTO, ENSEMBLING or HYPERPARAMETER_TUNING")
    start.add_argument("--max-candidates", type=int)
    start.add_argument("--max-runtime", type=int, metavar="SECONDS")
    start.add_argument("--text", metavar="COLUMN", help="classify the texts of this column")
    start.add_argument("--time", metavar="COLUMN", help="forecast: when a value was recorded")
    start.add_argument("--item", metavar="COLUMN", help="forecast: which series a row belongs to")
    start.add_argument("--frequency", help="forecast: its step, for example 1D")
    start.add_argument("--horizon", type=int, metavar="STEPS", help="forecast: how far")
    start.add_argument("--group", action="append", default=[], metavar="COLUMN")
    start.add_argument("--role", help="execution role on AWS")
    start.add_argument("--no-wait", action="store_true", help="return at once")
    start.add_argument("--yes", action="store_true", help="agree to what is billed")
    _out(start)
    for action, text in (
        ("status", "how far a job is"),
        ("candidates", "the leaderboard of a job"),
        ("stop", "stop a job; finished candidates stay"),
    ):
        one = actions.add_parser(action, add_help=False, help=text)
        one.add_argument("job", help="name, or variable that holds a job")
        _out(one)
    _out(actions.add_parser("list", add_help=False, help="the newest jobs"))
    return made


def _out(action: argparse.ArgumentParser) -> None:
    # SUPPRESS: without it the default of the inner parser would overwrite an --out before it.
    action.add_argument("--out", metavar="VAR", default=argparse.SUPPRESS)


def run(shell: InteractiveShell, arguments: argparse.Namespace, cell: str | None) -> Any:
    if arguments.action == "fit":
        return _fit(shell, arguments)
    if arguments.action == "list":
        rows = [
            [
                job["AutoMLJobName"],
                job["AutoMLJobStatus"],
                job["AutoMLJobSecondaryStatus"],
            ]
            for job in recent()
        ]
        print(text_table(("Job", "Status", "Phase"), rows) if rows else "No jobs yet.")
        return None
    job = job_of(shell, arguments.job)
    if arguments.action == "candidates":
        return job.candidates()
    return job.stop() if arguments.action == "stop" else job


def job_of(shell: InteractiveShell, text: str) -> Job:
    """A job by the name of a variable or by its own name."""
    value = value_of(shell, text)
    if isinstance(value, Candidates):
        return Job(value.job_name)
    return value if isinstance(value, Job) else Job(str(value))


def _fit(shell: InteractiveShell, arguments: argparse.Namespace) -> Job:
    confirm(current(), f"Start an AutoML job for `{arguments.target}`", False, arguments.yes)
    job = fit(
        value_of(shell, arguments.data),
        arguments.target,
        name=arguments.name,
        problem_type=arguments.problem_type,
        objective=arguments.objective,
        mode=arguments.mode,
        max_candidates=arguments.max_candidates,
        max_runtime=arguments.max_runtime,
        text=arguments.text,
        time=arguments.time,
        item=arguments.item,
        frequency=arguments.frequency,
        horizon=arguments.horizon,
        group=arguments.group,
        role=arguments.role,
    )
    if arguments.no_wait:
        return job
    from IPython import display as untyped

    output: Any = untyped
    # The waiting job is shown and replaced in place.
    handle = output.display(job, display_id=True)
    try:
        job.wait(on_change=handle.update if handle else None)
    finally:
        if arguments.out and handle:
            handle.update(job)
        else:
            # The result is shown in its place.
            output.clear_output(wait=True)
    return job
