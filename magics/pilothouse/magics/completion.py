"""Completion of verbs, actions and options (no network)."""

from __future__ import annotations

from typing import Any

from . import VERBS

ACTIONS = ("fit", "status", "candidates", "stop", "list")


def complete(shell: Any, event: Any) -> list[str]:
    """Candidates for the word at the cursor (IPython's ``complete_command`` hook)."""
    words = event.line.split()
    # A trailing space means that the next word begins.
    position = len(words) - (0 if event.line.endswith(" ") else 1)
    if position <= 1:
        return list(VERBS)
    if words[1] not in VERBS:
        return []
    if words[1] == "automl" and position == 2:
        return list(ACTIONS)
    if words[1] == "backend" and position == 2:
        return ["local", "aws"]
    from importlib import import_module

    parser = import_module(f"{__package__}.{words[1]}").parser()
    options = _options(parser, words)
    if str(event.symbol).startswith("-"):
        return options
    return [*options, *(name for name in shell.user_ns if not name.startswith("_"))]


def _options(parser: Any, words: list[str]) -> list[str]:
    found = [option for action in parser._actions for option in action.option_strings]
    for action in parser._actions:
        if action.choices and len(words) > 2 and words[2] in action.choices:
            found += _options(action.choices[words[2]], [])
    return sorted(set(found))
