"""Lists of the control plane: filters, order and pages with opaque tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import validation
from ..state.db import Database

_FILTERS = {
    "NameContains": "instr(name, ?) > 0",
    "CandidateNameEquals": "name = ?",
    "StatusEquals": "status = ?",
    "CreationTimeAfter": "created > ?",
    "CreationTimeBefore": "created < ?",
    "LastModifiedTimeAfter": "modified > ?",
    "LastModifiedTimeBefore": "modified < ?",
}
_DEFAULT_PAGE = 10


@dataclass(frozen=True)
class Listing:
    """How one operation lists. ``orders`` maps ``SortBy`` to an SQL expression."""

    table: str
    orders: Mapping[str, str]
    sort_by: str
    descending: bool = True


@dataclass(frozen=True)
class Page:
    rows: Sequence[sqlite3.Row]
    next_token: str | None


def page(
    database: Database, listing: Listing, params: Mapping[str, Any], job: str | None = None
) -> Page:
    """One page of a table. A token continues behind the last row seen, so rows that come or go
    meanwhile do not shift it; it is valid only for the same filters and order."""
    order = listing.orders[params.get("SortBy", listing.sort_by)]
    default = "Descending" if listing.descending else "Ascending"
    descending = params.get("SortOrder", default) == "Descending"
    order = order.replace("$LAST", "-1e999" if descending else "1e999")
    limit = params.get("MaxResults", _DEFAULT_PAGE)
    conditions, values = ["1"], []
    if job is not None:
        conditions.append("job = ?")
        values.append(job)
    for name, condition in _FILTERS.items():
        if name in params:
            conditions.append(condition)
            values.append(params[name])
    digest = digest_of(listing.table, order, descending, values)
    token = params.get("NextToken")
    if token is not None:
        conditions.append(f"({order}, name) {'<' if descending else '>'} (?, ?)")
        values.extend(read_token(token, digest))
    direction = "DESC" if descending else "ASC"
    rows = database.connection.execute(
        f"SELECT *, {order} AS sort_value FROM {listing.table} "
        f"WHERE {' AND '.join(conditions)} "
        f"ORDER BY {order} {direction}, name {direction} LIMIT ?",
        (*values, limit + 1),
    ).fetchall()
    shown = rows[:limit]
    more = len(rows) > limit
    last = write_token(digest, shown[-1]["sort_value"], shown[-1]["name"]) if more else None
    return Page(shown, last)


def digest_of(*parts: Any) -> str:
    """What a token belongs to: a list with its filters and order."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def write_token(digest: str, value: str | float, name: str) -> str:
    """A token for what comes behind a row's sort value and name."""
    document = json.dumps([digest, value, name])
    return base64.urlsafe_b64encode(document.encode()).decode()


def read_token(token: str, digest: str) -> tuple[Any, str]:
    """Sort value and name of the last row seen. Raises ``ValidationException``."""
    try:
        found, value, name = json.loads(base64.urlsafe_b64decode(token.encode()))
        # SQLite takes neither huge integers nor lone surrogates.
        value = value if isinstance(value, str) else float(value)
        f"{value}{name}".encode()
    except (ValueError, TypeError, OverflowError):
        raise validation("Invalid NextToken.") from None
    if found != digest or not isinstance(name, str):
        raise validation("Invalid NextToken: it belongs to a list with other filters or order.")
    return value, name
