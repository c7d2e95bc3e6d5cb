"""Reads a log file as events: one for every line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MAX_LINE_BYTES = 256 * 1024
_STAMP = re.compile(rb"(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) ")
_BLOCK = 64 * 1024


@dataclass(frozen=True)
class Event:
    """``start`` and ``end`` are the line's bytes in the file; ``time`` is in epoch
    milliseconds."""

    start: int
    end: int
    time: int
    message: str


def forward(path: Path, offset: int) -> Iterator[Event]:
    """The events from a byte offset on, oldest first. Lines that are still being written are
    left for later."""
    with open(path, "rb") as file:
        when = _time_before(file, offset) or int(path.stat().st_mtime * 1000)
        file.seek(offset)
        while True:
            start = file.tell()
            line = file.readline(MAX_LINE_BYTES)
            if not line or (not line.endswith(b"\n") and len(line) < MAX_LINE_BYTES):
                return
            event = _event(line, start, when)
            when = event.time
            if event.message:
                yield event


def start_of_last(path: Path, end: int, count: int) -> int:
    """The offset of the last ``count`` lines before a byte offset."""
    with open(path, "rb") as file:
        position, found = min(end, path.stat().st_size), 0
        # The line feed that ends the last line does not begin another one.
        limit = position - 1
        while limit > 0:
            low = max(0, limit - _BLOCK)
            file.seek(low)
            block = file.read(limit - low)
            cut = len(block)
            while (cut := block.rfind(b"\n", 0, cut)) >= 0:
                found += 1
                if found == count:
                    return low + cut + 1
            limit = low
    return 0


def _time_before(file: IO[bytes], offset: int) -> int | None:
    """The time of the last line with one before an offset, as far as it is near."""
    low = max(0, offset - _BLOCK)
    file.seek(low)
    stamps = re.finditer(rb"(?m)^" + _STAMP.pattern, file.read(offset - low))
    times = [when for match in stamps if (when := _time(match)) is not None]
    return times[-1] if times else None


def _event(line: bytes, start: int, when: int) -> Event:
    match = _STAMP.match(line)
    stamp = _time(match) if match else None
    # The stamp is the event's time, so it need not be said twice.
    said = line[match.end() :] if match and stamp is not None else line
    message = said.decode("utf-8", "replace").rstrip("\r\n")
    return Event(start, start + len(line), when if stamp is None else stamp, message)


def _time(match: re.Match[bytes]) -> int | None:
    try:
        local = time.strptime(match[1].decode(), "%Y-%m-%d %H:%M:%S")
        return int(time.mktime(local)) * 1000 + int(match[2])
    except (ValueError, OverflowError):
        return None
