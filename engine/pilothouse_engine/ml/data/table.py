"""Columns of cell texts, and the reading of a channel's files into one table."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pilothouse_engine.contract import Channel, DataFile, JobError
from pilothouse_engine.ml.values import is_missing

Index = NDArray[np.intp]

PARQUET_TYPE = "x-application/vnd.amazon+parquet"


@dataclass(frozen=True)
class Column:
    """One column as its distinct texts and, per row, the position of its text among them.

    Work that is done once per distinct text serves all rows. Missing cells hold ``None``.
    """

    texts: list[str | None]
    index: Index

    def __len__(self) -> int:
        return len(self.index)

    @classmethod
    def of(cls, array: pa.ChunkedArray | pa.Array) -> Column:
        """Build from an Arrow array of strings; texts are stripped, missing tokens dropped."""
        encoded = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        if isinstance(encoded, pa.ChunkedArray):  # pragma: no cover - depends on Arrow's version
            encoded = encoded.chunk(0)
        encoded = pc.dictionary_encode(encoded, null_encoding="encode")
        raw = encoded.dictionary.to_pylist()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.intp)
        # Stripping may make distinct texts equal.
        position: dict[str | None, int] = {}
        mapping = np.empty(len(raw), dtype=np.intp)
        for code, text in enumerate(raw):
            clean = None if is_missing(text) else text.strip()
            mapping[code] = position.setdefault(clean, len(position))
        return cls(list(position), mapping[codes] if len(raw) else codes)

    def take(self, rows: Index) -> Column:
        """The column's chosen rows."""
        return Column(self.texts, self.index[rows])

    def followed_by(self, other: Column) -> Column:
        """Both columns, one below the other."""
        position = {text: code for code, text in enumerate(self.texts)}
        mapping = np.array(
            [position.setdefault(text, len(position)) for text in other.texts], dtype=np.intp
        )
        below = mapping[other.index] if len(mapping) else other.index
        return Column(list(position), np.concatenate([self.index, below]))

    def missing(self) -> NDArray[np.bool_]:
        """Which rows are missing, shape (n,)."""
        flags = np.fromiter((text is None for text in self.texts), bool, len(self.texts))
        return flags[self.index] if len(flags) else np.zeros(len(self), bool)

    def counts(self) -> dict[str, int]:
        """How often each text occurs, most frequent first, ties by text."""
        totals = np.bincount(self.index, minlength=len(self.texts))
        pairs = [
            (text, int(total))
            for text, total in zip(self.texts, totals, strict=True)
            if text is not None and total
        ]
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def cells(self, rows: Index | None = None) -> list[str | None]:
        """The texts row by row."""
        index = self.index if rows is None else self.index[rows]
        return [self.texts[code] for code in index]


@dataclass(frozen=True)
class Table:
    """Named columns of equal length."""

    names: list[str]
    columns: list[Column]
    notes: list[str] = field(default_factory=list)
    """What the reader decided or repaired, for the user."""

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def column(self, name: str, role: str) -> Column:
        """The named column. Raises :class:`JobError`, offering the closest name."""
        if name in self.names:
            return self.columns[self.names.index(name)]
        close = difflib.get_close_matches(name, self.names, n=1, cutoff=0.6)
        same = [other for other in self.names if other.lower() == name.lower()]
        hint = (same or close)[:1]
        shown = ", ".join(self.names[:8]) + (", …" if len(self.names) > 8 else "")
        raise JobError(
            f'The {role} "{name}" is not a column of the data. '
            + (f'Did you mean "{hint[0]}"? ' if hint else "")
            + f"Names are case sensitive; the columns are: {shown}."
        )

    def take(self, rows: Index) -> Table:
        """The chosen rows of every column."""
        return Table(self.names, [column.take(rows) for column in self.columns], self.notes)

    def followed_by(self, other: Table) -> Table:
        """Both tables, one below the other; ``other`` has the same names in any order."""
        columns = [
            column.followed_by(other.columns[other.names.index(name)])
            for name, column in zip(self.names, self.columns, strict=True)
        ]
        return Table(self.names, columns, [*self.notes, *other.notes])


def check_names(names: Sequence[str], uri: str) -> None:
    """Raise :class:`JobError` for empty or duplicate column names."""
    seen: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        if not name:
            raise JobError(
                f"{uri}: column {position} has no name. Give every column a name in the first row."
            )
        if name in seen:
            raise JobError(
                f'{uri}: the column name "{name}" occurs twice (columns {seen[name]} and '
                f"{position}). Rename or remove one of them."
            )
        seen[name] = position


def read_bytes(file: DataFile) -> bytes:
    """The file's content. Raises :class:`JobError` if it vanishes or changes meanwhile."""
    try:
        before = file.path.stat()
        content = file.path.read_bytes()
        after = file.path.stat()
    except FileNotFoundError:
        raise JobError(
            f"{file.uri} vanished before it was read. Upload it again and start a new job."
        ) from None
    except OSError as error:
        raise JobError(
            f"{file.uri} cannot be read ({error.strerror or error}). Check the file and its disk."
        ) from None
    grown = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
    if grown or len(content) != after.st_size:
        raise JobError(
            f"{file.uri} changed while it was read. Wait until it is complete, then start a new "
            "job."
        )
    return content


def read_channel(channel: Channel) -> Table:
    """All files of a channel as one table. Raises :class:`JobError` naming the faulty file."""
    from pilothouse_engine.ml.data.csv_files import read_csv
    from pilothouse_engine.ml.data.parquet_files import read_parquet

    if not channel.files:
        raise JobError(
            "No data file was found under the channel's S3Uri. Check the location; S3 keys are "
            "case sensitive."
        )
    read = read_parquet if channel.content_type.startswith(PARQUET_TYPE) else read_csv
    names: list[str] = []
    parts: list[list[pa.ChunkedArray]] = []
    notes: list[str] = []
    for file in channel.files:
        part_names, arrays, part_notes = read(file)
        check_names(part_names, file.uri)
        if not parts:
            names = part_names
        elif part_names != names:
            raise JobError(_header_difference(names, channel.files[0].uri, part_names, file.uri))
        parts.append(arrays)
        notes += part_notes
    columns = [
        Column.of(
            pa.chunked_array(
                [chunk for part in parts for chunk in part[i].chunks], type=pa.large_string()
            )
        )
        for i in range(len(names))
    ]
    table = Table(names, columns, notes)
    if table.rows == 0:
        listed = ", ".join(file.uri for file in channel.files[:3])
        raise JobError(f"{listed}: there is a header but no rows. Add data rows below the header.")
    return table


def _header_difference(
    first: Sequence[str], first_uri: str, other: Sequence[str], other_uri: str
) -> str:
    missing = [name for name in first if name not in other]
    extra = [name for name in other if name not in first]
    if missing:
        what = f'lacks the column "{missing[0]}"'
    elif extra:
        what = f'has the additional column "{extra[0]}"'
    else:
        what = "has the same columns in another order"
    return (
        f"{other_uri} {what} compared with {first_uri}. All files of a channel need the same "
        "header."
    )
