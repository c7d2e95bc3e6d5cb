"""The allow-list: which AWS operations the page may ask for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from .errors import Failure


@cache
def _operations() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("operations.json")
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {name: value for name, value in listed.items() if isinstance(value, dict)}


def effect_of(service: object, operation: object) -> str:
    """``read``, ``mutate``, ``paid`` or ``destructive``.

    Raises ``Failure`` (``OperationNotAllowed``) for everything that is not listed.
    """
    effect = None
    if isinstance(service, str) and isinstance(operation, str):
        effect = _operations().get(service, {}).get(operation)
    if effect is None:
        raise Failure(
            "OperationNotAllowed",
            "This operation is not one that Pilothouse makes.",
            operation=f"{service}:{operation}"[:200],
        )
    return effect
