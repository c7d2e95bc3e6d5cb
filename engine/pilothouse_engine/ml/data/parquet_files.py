"""Parquet files: every column becomes texts, so that training and CSV requests agree."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from pilothouse_engine.contract import DataFile, JobError
from pilothouse_engine.ml.data.table import read_bytes


def read_parquet(file: DataFile) -> tuple[list[str], list[pa.ChunkedArray], list[str]]:
    """Header, columns of strings and notes. Raises :class:`JobError`."""
    content = read_bytes(file)
    if not content:
        raise JobError(f"{file.uri} is empty. Upload a Parquet file with data rows.")
    try:
        # ``read_table`` on names would merge duplicates; the file object keeps them.
        table = pa.parquet.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise JobError(
            f"{file.uri} is not a readable Parquet file ({reason}). If it is CSV, set ContentType "
            "to text/csv;header=present; otherwise write the file again."
        ) from None
    names = [str(name) for name in table.schema.names]
    arrays: list[pa.ChunkedArray] = []
    for position, name in enumerate(names):
        # pandas stores a named index as a column like any other; an unnamed one is no data.
        arrays.append(_as_text(table.column(position), name, file.uri))
    kept = [i for i, name in enumerate(names) if not name.startswith("__index_level_")]
    if len(kept) < 2:
        raise JobError(
            f"{file.uri} has fewer than two columns. A target and at least one feature are needed."
        )
    return [names[i] for i in kept], [arrays[i] for i in kept], []


def _as_text(array: pa.ChunkedArray, name: str, uri: str) -> pa.ChunkedArray:
    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.cast(kind.value_type)
        kind = array.type
    text = pa.large_string()
    if pa.types.is_boolean(kind):
        return pc.if_else(array, "True", "False").cast(text)
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(array), text)], type=text)
    if pa.types.is_float16(kind):
        array = array.cast(pa.float32())
    readable = (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_temporal(kind)
    )
    if not readable:
        raise JobError(
            f'{uri}: the column "{name}" holds nested or binary values ({kind}). Remove it or '
            "write it as numbers or text."
        )
    try:
        return array.cast(text)
    except pa.ArrowInvalid as error:
        raise JobError(f'{uri}: the column "{name}" cannot be read as text: {error}') from None
