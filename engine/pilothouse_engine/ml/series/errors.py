"""What is wrong with the data, whoever sent them."""

from __future__ import annotations


class DataError(ValueError):
    """Data that cannot be forecast; the message names the column, the value and the fix.

    Jobs turn it into a ``JobError``, endpoints into a ``ModelInputError``.
    """
