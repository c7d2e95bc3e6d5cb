"""Records of batch transform inputs and outputs: splitting, packing, filtering, joining."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .jsonpath import JsonPath, PathError

# A quote counts at the beginning of a field only, and a doubled one does not end it.
_FIELD = rb'(?:"[^"]*(?:""[^"]*)*"(?!")[^,]*|[^",][^,]*|)'
_WHOLE_LINE = re.compile(rb"%b(?:,%b)*" % (_FIELD, _FIELD), re.DOTALL)
CSV, JSON, JSON_LINES = "text/csv", "application/json", "application/jsonlines"


class RecordError(Exception):
    """A record cannot be read, filtered or joined; the message says what is wrong, ``line``
    where, if it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Record:
    """One line of an input, or all of it. ``line`` counts from 1."""

    line: int
    data: bytes


def media_type(content_type: str) -> str:
    """Without parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def lines(path: Path, compressed: bool) -> Iterator[Record]:
    """The lines of a file that are not empty, without their ends."""
    try:
        with gzip.open(path, "rb") if compressed else open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                data = line.rstrip(b"\r\n")
                if data.strip():
                    yield Record(number, data)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise RecordError(f"it is not a whole gzip file ({error})") from None


def csv_lines(path: Path, compressed: bool) -> Iterator[Record]:
    """As :func:`lines`, of CSV: a record that goes on in the next line is an error, since half of
    it would get an answer of its own."""
    for record in lines(path, compressed):
        if ends_in_quotes(record.data):
            raise RecordError(
                "a quoted field goes on in the next line. SplitType Line splits at every line "
                "feed, as at the service. Use SplitType None, or take the line feeds out of the "
                "fields",
                record.line,
            )
        yield record


def ends_in_quotes(line: bytes) -> bool:
    """Whether a CSV line ends inside a quoted field."""
    return b'"' in line and _WHOLE_LINE.fullmatch(line) is None


def whole(path: Path, compressed: bool, limit: int | None) -> Record:
    """All of a file, of at most ``limit`` bytes."""
    try:
        with gzip.open(path, "rb") if compressed else open(path, "rb") as file:
            data = file.read() if limit is None else file.read(limit + 1)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise RecordError(f"it is not a whole gzip file ({error})") from None
    if limit is not None and len(data) > limit:
        raise RecordError(
            f"it is larger than MaxPayloadInMB = {limit // 2**20}. Use SplitType Line, or a "
            "higher limit"
        )
    return Record(1, data)


def batches(records: Iterator[Record], single: bool, limit: int | None) -> Iterator[list[Record]]:
    """Records packed into payloads of at most ``limit`` bytes, or one in each."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if limit is not None and len(record.data) > limit:
            raise RecordError(
                f"the line is larger than MaxPayloadInMB = {limit // 2**20}", record.line
            )
        length = len(record.data) + 1
        if batch and (single or (limit is not None and size + length > limit)):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += length
    if batch:
        yield batch


def parse(data: bytes, media: str) -> Any:
    """A record as columns (CSV) or as a JSON value. Raises :class:`RecordError`."""
    try:
        text = data.decode("utf-8-sig")
        if media == CSV:
            rows = list(csv.reader(io.StringIO(text)))
            if len(rows) != 1:
                raise RecordError(f"it has {len(rows)} CSV rows instead of one")
            return rows[0]
        return json.loads(text)
    except (ValueError, RecursionError, csv.Error) as error:
        what = "CSV" if media == CSV else "JSON"
        raise RecordError(f"it cannot be read as {what}: {error}") from None


def write(value: Any, media: str) -> bytes:
    """The other way round."""
    if media == CSV:
        target = io.StringIO()
        columns = value if isinstance(value, list) else [value]
        csv.writer(target, lineterminator="").writerow(columns)
        return target.getvalue().encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def filtered(data: bytes, path: JsonPath, media: str) -> bytes:
    """A record's part."""
    if path.whole:
        return data
    return write(_apply(path, parse(data, media)), media)


def joined(source: bytes, output: bytes, media: str) -> bytes:
    """Input and output of a record in one: columns side by side, or ``SageMakerOutput`` in the
    input's object (``SageMakerInput`` beside it if the input is no object)."""
    left, right = parse(source, media), parse(output, media)
    if media == CSV:
        return write([*left, *right], media)
    if isinstance(left, dict):
        return write({**left, "SageMakerOutput": right}, media)
    return write({"SageMakerInput": left, "SageMakerOutput": right}, media)


def output_records(body: bytes, media: str, count: int) -> list[bytes]:
    """The model's answer for ``count`` records, one by one."""
    if media == JSON and count == 1:
        return [body]
    if media == JSON:
        found = _json_records(body)
    else:
        found = [line.rstrip(b"\r") for line in body.split(b"\n") if line.strip()]
    if len(found) != count:
        raise RecordError(
            f"the model answered {len(found)} records for {count}, so they cannot be matched; "
            "use BatchStrategy SingleRecord"
        )
    return found


def _json_records(body: bytes) -> list[bytes]:
    document = parse(body, JSON)
    if isinstance(document, dict) and isinstance(document.get("predictions"), list):
        document = document["predictions"]
    if not isinstance(document, list):
        raise RecordError(
            "the model's JSON answer is not a list of records; use BatchStrategy SingleRecord"
        )
    return [write(item, JSON) for item in document]


def _apply(path: JsonPath, value: Any) -> Any:
    try:
        return path.apply(value)
    except PathError as error:
        raise RecordError(f"the filter {path.text} fails: {error}") from None
