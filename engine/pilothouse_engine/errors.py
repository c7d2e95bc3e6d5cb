"""The one exception that becomes an AWS error answer."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any


class ServiceError(Exception):
    """An error of the AWS API.

    ``code`` and ``status`` are what the service itself answers; ``fields`` are further members
    of the error's shape, e.g. ``OriginalStatusCode``.
    """

    def __init__(self, code: str, message: str, status: int = 400, **fields: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.fields = fields


def validation(message: str) -> ServiceError:
    """The control plane's answer to a bad request or a missing resource."""
    return ServiceError("ValidationException", message)


def name_taken(what: str, name: str, member: str) -> ServiceError:
    """The answer where a job of a name exists; ``what`` is e.g. "A transform job"."""
    return ServiceError(
        "ResourceInUse",
        f"{what} named {name} exists already (case does not matter). Choose another {member}.",
    )


def not_found(what: str, name: str) -> ServiceError:
    """The answer where no job has a name; ``what`` is e.g. "a transform job"."""
    return ServiceError("ResourceNotFound", f"Could not find {what} named {name}.")


def is_disk_full(error: BaseException) -> bool:
    """True if the error says that the disk or the user's quota is used up."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, sqlite3.OperationalError) and "full" in str(error)


def disk_full(where: object) -> ServiceError:
    """The answer when :func:`is_disk_full`; 507 is not retried by the AWS SDKs."""
    return ServiceError(
        "InsufficientStorage",
        f"The disk that holds {where} is full, so nothing was stored. "
        "Free some space and try again.",
        507,
    )
