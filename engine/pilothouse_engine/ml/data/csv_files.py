"""CSV files: encodings, compression, and strict rows with messages that name the line."""

from __future__ import annotations

import csv
import io
import zlib
from typing import Any

import pyarrow as pa
import pyarrow.csv

from pilothouse_engine.contract import DataFile, JobError
from pilothouse_engine.ml.data.table import read_bytes

MAX_TEXT_BYTES = 4 * 2**30
"""Largest unpacked file: protects the worker from a compressed bomb."""

_BLOCK_BYTES = 1 << 24


def read_csv(file: DataFile) -> tuple[list[str], list[pa.ChunkedArray], list[str]]:
    """Header, columns of strings and notes. Raises :class:`JobError`."""
    content = read_bytes(file)
    if file.compressed or content[:2] == b"\x1f\x8b":
        content = _gunzip(content, file.uri)
    content, notes = _to_utf8(content, file.uri)
    names = _header(content, file.uri)
    return names, _columns(content, names, file.uri), notes


def _gunzip(content: bytes, uri: str) -> bytes:
    parts: list[bytes] = []
    total = 0
    rest = content
    try:
        while rest:
            unpacker = zlib.decompressobj(wbits=31)
            part = unpacker.decompress(rest, MAX_TEXT_BYTES - total + 1)
            total += len(part)
            if total > MAX_TEXT_BYTES:
                raise JobError(
                    f"{uri} unpacks to more than {MAX_TEXT_BYTES >> 30} GiB. Split it into "
                    "several files or sample its rows."
                )
            if not unpacker.eof:
                raise zlib.error("it ends too early")
            parts.append(part)
            rest = unpacker.unused_data.lstrip(b"\0")
    except zlib.error as error:
        raise JobError(
            f"{uri} is not a complete gzip file ({error}). Compress it again, or set "
            "CompressionType to None if it is plain text."
        ) from None
    return b"".join(parts)


def _to_utf8(content: bytes, uri: str) -> tuple[bytes, list[str]]:
    """The text as UTF-8 without a byte order mark."""
    if not content.strip():
        raise JobError(f"{uri} is empty. Upload a CSV file with a header and data rows.")
    if content[:4] == b"PAR1":
        raise JobError(
            f"{uri} is a Parquet file, but the channel's ContentType says CSV. Set ContentType "
            "to x-application/vnd.amazon+parquet."
        )
    if content[:4] == b"PK\x03\x04":
        raise JobError(
            f"{uri} is a ZIP or Excel file. Save it as CSV (UTF-8) and upload that file."
        )
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    encoding = _utf16(content)
    if encoding is not None:
        try:
            return content.decode(encoding).lstrip("\ufeff").encode(), []
        except UnicodeDecodeError:
            raise JobError(
                f"{uri} begins like UTF-16 text but cannot be decoded. Save it as UTF-8."
            ) from None
    if b"\0" in content[:65536]:
        raise JobError(f"{uri} is not a text file: it holds zero bytes. Upload a CSV file.")
    try:
        content.decode("utf-8")
        return content, []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        note = (
            f"{uri} is not UTF-8 (line {line}); it was read as Latin-1 (Windows-1252). Save it as "
            "UTF-8 if letters look wrong."
        )
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        return text.encode(), [note]


def _utf16(content: bytes) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = content[:512]
    if len(head) >= 4:
        # Text in a Latin script without a mark: every second byte is zero.
        if head[1::2].count(0) > 0.7 * len(head[1::2]) and head[::2].count(0) == 0:
            return "utf-16-le"
        if head[::2].count(0) > 0.7 * len(head[::2]) and head[1::2].count(0) == 0:
            return "utf-16-be"
    return None


def _rows(content: bytes, strict: bool = False) -> Any:
    csv.field_size_limit(2**31 - 1)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    return csv.reader(text, strict=strict)


def _header(content: bytes, uri: str) -> list[str]:
    try:
        header = next(row for row in _rows(content) if row)
    except (StopIteration, csv.Error):
        raise JobError(f"{uri}: the first row cannot be read as a CSV header.") from None
    if len(header) == 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
            if mark in header[0]:
                raise JobError(
                    f"{uri}: the columns seem to be separated by {word}. Save the file with commas."
                )
        raise JobError(
            f'{uri} has a single column, "{header[0][:80]}". A target and at least one feature '
            "are needed, separated by commas."
        )
    return [name.strip() for name in header]


def _columns(content: bytes, names: list[str], uri: str) -> list[pa.ChunkedArray]:
    if content.count(b"\n") + content.count(b"\r") == 0:
        return [pa.chunked_array([], type=pa.large_string()) for _ in names]
    if content.count(b'"') % 2:
        _check_quotes(content, uri)
    keys = [str(position) for position in range(len(names))]
    ragged = False

    def on_invalid(_row: object) -> str:
        nonlocal ragged
        ragged = True
        return "skip"

    longest = max(map(len, content.split(b"\n", 64)[:64])) * 8
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(content),
            read_options=pa.csv.ReadOptions(
                use_threads=False,
                column_names=keys,
                skip_rows_after_names=1,
                block_size=min(max(_BLOCK_BYTES, longest), 2**31 - 1),
            ),
            parse_options=pa.csv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=on_invalid
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types={key: pa.large_string() for key in keys},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise JobError(
            _diagnosis(content, names, uri) or f"{uri} is not a valid CSV file: {error}"
        ) from None
    if ragged:
        raise JobError(
            _diagnosis(content, names, uri)
            or f"{uri}: rows differ in their number of values from the header's {len(names)}."
        )
    return [table.column(key) for key in keys]


def _check_quotes(content: bytes, uri: str) -> None:
    """Raise if a quotation mark is never closed: it would swallow the rest of the file."""
    reader = _rows(content, strict=True)
    start = 1
    try:
        for _row in reader:
            start = reader.line_num + 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise JobError(
                f"{uri}, line {start}: a quotation mark is never closed. Close it, or double it "
                "if it belongs to the value."
            ) from None


def _diagnosis(content: bytes, names: list[str], uri: str) -> str | None:
    """The first faulty line in words, ``None`` if the slow reader sees none."""
    reader = _rows(content)
    start = 1
    try:
        for row in reader:
            if row and len(row) != len(names):
                fault = (
                    f"{uri}, line {start}: {len(row)} values where the header has {len(names)} "
                    "columns."
                )
                if len(row) > len(names):
                    return f"{fault} Put values that contain a comma in double quotes."
                return f"{fault} Add the missing values or remove the line."
            start = reader.line_num + 1
    except csv.Error as error:
        return f"{uri}, line {reader.line_num}: {error}."
    return None
