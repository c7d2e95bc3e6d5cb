"""Errors that a notebook shows as one line and a hint, without a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class PilotError(Exception):
    """Something went wrong that the user can understand and mend.

    :param message: what happened and why.
    :param hint: the next step.
    :param code: the service's error code, if a service answered.
    """

    def __init__(self, message: str, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def _render_traceback_(self) -> list[str]:
        """What IPython prints instead of a traceback."""
        lines = [f"{type(self).__name__}: {self.message}"]
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return lines


class BackendError(PilotError):
    """The backend cannot be reached or used."""


class ArgumentError(PilotError):
    """An argument of a call or a magic is wrong."""


_HINTS: Mapping[str, str] = {
    "AccessDeniedException": "Ask your administrator for the action that the message names.",
    "AccessDenied": "Ask your administrator for the action that the message names.",
    "ExpiredTokenException": "Sign in again, then run the cell once more.",
    "ExpiredToken": "Sign in again, then run the cell once more.",
    "ResourceInUse": "Choose another name.",
    "ThrottlingException": "Wait a moment, then run the cell once more.",
}


def from_boto(error: Exception) -> PilotError:
    """Turn what boto3 raised into a :class:`PilotError`."""
    response: Mapping[str, Any] = getattr(error, "response", {}) or {}
    details = response.get("Error", {})
    code = str(details.get("Code", type(error).__name__))
    message = str(details.get("Message") or error)
    if code == "ModelError":
        message = str(response.get("OriginalMessage") or message)
    if code == "NoCredentialsError":
        return BackendError(
            "No AWS credentials were found.",
            "Sign in with the AWS CLI, choose a profile (`%pilot backend aws --profile NAME`) "
            "or use this machine (`%pilot backend local`).",
            code,
        )
    if code in {"EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"}:
        return BackendError(
            f"The backend does not answer: {message}",
            "Run the cell again; `%pilot backend` shows which backend is in use.",
            code,
        )
    return PilotError(message, _HINTS.get(code, ""), code)
