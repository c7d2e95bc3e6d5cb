"""``%pilot`` and ``%%pilot``: one name, a verb, its arguments."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from ..errors import ArgumentError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from IPython.core.interactiveshell import InteractiveShell

# One line per verb: the module of this package that holds its parser and its work.
VERBS = {
    "automl": "AutoML jobs: fit, status, candidates, stop, list",
    "explain": "show which features drive the best candidate of a job, or a report on disk",
    "deploy": "deploy the best candidate of a job",
    "invoke": "ask an endpoint for predictions (also as %%pilot invoke, rows in the cell)",
    "endpoints": "list endpoints",
    "delete": "delete an endpoint with its configuration and models",
    "backend": "show or choose the backend: local or aws",
}


def register(shell: InteractiveShell) -> None:
    """Add the magics and their completion to a shell."""
    # IPython's own methods carry no usable types.
    untyped: Any = shell

    def pilot(line: str, cell: str | None = None) -> Any:
        """Pilothouse: ``%pilot VERB …``; ``%pilot`` alone lists the verbs."""
        return run(shell, line, cell)

    untyped.register_magic_function(pilot, magic_kind="line_cell", magic_name="pilot")
    from .completion import complete

    untyped.set_hook("complete_command", complete, str_key="%pilot")
    untyped.set_hook("complete_command", complete, str_key="%%pilot")


def run(shell: InteractiveShell, line: str, cell: str | None) -> Any:
    """Run one line; returns the verb's object.

    :raises PilotError: shown as one line and a hint.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise ArgumentError(f"The line cannot be read: {error}.", "Close the quotes.") from error
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview())
        return None
    verb, rest = words[0], words[1:]
    if verb not in VERBS:
        raise ArgumentError(f"There is no verb `{verb}`.", f"Use one of {', '.join(VERBS)}.")
    from importlib import import_module

    module = import_module(f"{__name__}.{verb}")
    parser = module.parser()
    if "-h" in rest or "--help" in rest:
        print(help_of(parser, rest))
        return None
    arguments = parser.parse_args(rest)
    result = module.run(shell, arguments, cell)
    if arguments.out:
        shell.user_ns[arguments.out] = result
        return None
    return result


def help_of(parser: ArgumentParser, words: list[str]) -> str:
    """Help of a verb, or of its action if one is named."""
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for word in words:
                if word in action.choices:
                    return str(action.choices[word].format_help())
    return parser.format_help()


def overview() -> str:
    """What ``%pilot --help`` prints."""
    width = max(map(len, VERBS))
    lines = [f"  {verb.ljust(width)}  {text}" for verb, text in VERBS.items()]
    return "\n".join(["%pilot VERB …   (%pilot VERB --help tells more)", "", *lines])
