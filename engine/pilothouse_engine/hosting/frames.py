"""Messages between the engine and a hosting process: a JSON header and raw bytes.

On the wire: two big-endian 32-bit lengths (header, body), then the header, then the body.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

LENGTHS = struct.Struct(">II")


def pack(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    encoded = json.dumps(header).encode()
    return LENGTHS.pack(len(encoded), len(body)) + encoded + body


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or ``None`` at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    header_size, body_size = LENGTHS.unpack(lengths)
    header: dict[str, Any] = json.loads(stream.read(header_size))
    return header, stream.read(body_size)
