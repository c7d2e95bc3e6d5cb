"""Rows of tags, by the ARN of what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .db import Database


class Tags:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, arn: str) -> dict[str, str]:
        """By key, in key order."""
        rows = self._database.connection.execute(
            "SELECT key, value FROM tags WHERE arn = ? ORDER BY key", (arn,)
        )
        return {row["key"]: row["value"] for row in rows}

    def put(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add tags; those of the same key are replaced."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO tags VALUES (?, ?, ?)",
                [(arn, key, value) for key, value in tags.items()],
            )

    def remove(self, arn: str, keys: Iterable[str]) -> None:
        with self._database.write() as connection:
            connection.executemany(
                "DELETE FROM tags WHERE arn = ? AND key = ?", [(arn, key) for key in keys]
            )

    def forget(self, arn: str) -> None:
        """Remove all tags of something that is deleted."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM tags WHERE arn = ?", (arn,))
