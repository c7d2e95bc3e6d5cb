"""Messages of the AWS event stream encoding (``application/vnd.amazon.eventstream``)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from zlib import crc32

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7


def event(kind: str, payload: bytes) -> bytes:
    """An event whose payload is a blob."""
    headers = {
        ":message-type": "event",
        ":event-type": kind,
        ":content-type": "application/octet-stream",
    }
    return message(headers, payload)


def exception(kind: str, payload: bytes) -> bytes:
    """An error that ends the stream; the payload is JSON."""
    headers = {
        ":message-type": "exception",
        ":exception-type": kind,
        ":content-type": "application/json",
    }
    return message(headers, payload)


def message(headers: Mapping[str, str], payload: bytes) -> bytes:
    """Lengths, their checksum, headers, payload, checksum of everything; all big-endian."""
    encoded = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(encoded) + len(payload), len(encoded))
    prelude += struct.pack(">I", crc32(prelude))
    whole = prelude + encoded + payload
    return whole + struct.pack(">I", crc32(whole))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">B", len(key)) + key + struct.pack(">BH", _STRING, len(text)) + text
