"""What the verbs' parsers share."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from ..backend import Backend
from ..errors import ArgumentError, PilotError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class Parser(argparse.ArgumentParser):
    """A parser whose errors are a line in the notebook, never an exit of the kernel."""

    def error(self, message: str) -> NoReturn:
        raise ArgumentError(
            f"{self.prog}: {message}.", f"`{self.prog} --help` lists the arguments."
        )


def new_parser(verb: str, description: str) -> Parser:
    """A parser for one verb, with ``--out``."""
    parser = Parser(prog=f"%pilot {verb}", description=description, add_help=False)
    parser.add_argument("--out", metavar="VAR", help="put the result into this variable")
    return parser


def value_of(shell: InteractiveShell, text: str) -> Any:
    """The notebook's variable of that name, or the text itself (a path or S3 location)."""
    return shell.user_ns.get(text, text)


def confirm(backend: Backend, act: str, destructive: bool, agreed: bool) -> None:
    """Ask before a billed or destructive act.

    :param act: what happens, e.g. ``Deploy churn-best to 1 x ml.m5.2xlarge``.
    :param agreed: the user wrote ``--yes``.
    :raises PilotError: the user said no, or cannot be asked here.
    """
    if agreed or (backend.cost == "free" and not destructive):
        return
    cost = "Billed while it runs." if backend.cost == "billed" else "Free on this machine."
    question = f"{act}. {'' if destructive else cost + ' '}Go on? [y/N] "
    try:
        answer = input(question)
    except (EOFError, RuntimeError, NotImplementedError):
        raise PilotError(
            f"{act} needs your agreement, and this notebook cannot ask.", "Add --yes."
        ) from None
    except Exception as error:
        # ipykernel's own "no stdin" error is not importable without ipykernel.
        if type(error).__name__ != "StdinNotImplementedError":
            raise
        raise PilotError(
            f"{act} needs your agreement, and this notebook cannot ask.", "Add --yes."
        ) from None
    if answer.strip().lower() not in ("y", "yes"):
        raise PilotError("Nothing was done.")
