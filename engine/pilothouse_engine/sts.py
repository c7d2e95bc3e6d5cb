"""The STS operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .config import ACCOUNT_ID

if TYPE_CHECKING:
    from .engine import Engine


def get_caller_identity(engine: Engine, params: dict[str, Any]) -> dict[str, Any]:
    return {
        "Account": ACCOUNT_ID,
        "Arn": f"arn:aws:iam::{ACCOUNT_ID}:user/pilothouse-local",
        "UserId": engine.credentials.access_key,
    }


OPERATIONS = {"GetCallerIdentity": get_caller_identity}
