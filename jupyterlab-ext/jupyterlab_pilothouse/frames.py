"""JSON with bytes beside it: ``application/x-pilothouse-frame``.

A frame is the length of the JSON as a little-endian u32, the JSON in UTF-8, then the raw parts
in order. The JSON's ``parts`` member holds the parts' lengths; ``{"$part": i}`` anywhere else in
it stands for part ``i``.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

from .errors import Failure

CONTENT_TYPE = "application/x-pilothouse-frame"
STREAM_TYPE = "application/x-pilothouse-stream"
_KINDS = ("head", "part", "error", "end")
_DEPTH = 64


def parse_json(text: bytes) -> dict[str, Any]:
    """An object from JSON text. Raises ``Failure`` for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Failure("InvalidRequest", "The request is not valid JSON.") from error
    if not isinstance(value, dict):
        raise Failure("InvalidRequest", "The request is not a JSON object.")
    return value


def decode(frame: bytes) -> dict[str, Any]:
    """The object of a frame with its parts put in place. Raises ``Failure``."""
    if len(frame) < 4:
        raise Failure("InvalidRequest", "The frame is shorter than its header.")
    (size,) = struct.unpack_from("<I", frame)
    if size > len(frame) - 4:
        raise Failure("InvalidRequest", "The frame ends inside its JSON.")
    value = parse_json(frame[4 : 4 + size])
    lengths = value.pop("parts", [])
    if not isinstance(lengths, list) or not all(
        isinstance(length, int) and not isinstance(length, bool) and length >= 0
        for length in lengths
    ):
        raise Failure("InvalidRequest", "The frame's list of parts is not a list of lengths.")
    if 4 + size + sum(lengths) != len(frame):
        raise Failure("InvalidRequest", "The frame's parts do not add up to its size.")
    parts: list[bytes] = []
    at = 4 + size
    for length in lengths:
        parts.append(frame[at : at + length])
        at += length

    def place(item: Any, depth: int) -> Any:
        if depth > _DEPTH:
            raise Failure("InvalidRequest", "The frame's JSON is nested too deeply.")
        if isinstance(item, dict):
            if len(item) == 1 and isinstance(index := item.get("$part"), int):
                if not 0 <= index < len(parts):
                    raise Failure("InvalidRequest", f"The frame has no part {index}.")
                return parts[index]
            return {key: place(entry, depth + 1) for key, entry in item.items()}
        if isinstance(item, list):
            return [place(entry, depth + 1) for entry in item]
        return item

    placed: dict[str, Any] = {key: place(item, 1) for key, item in value.items()}
    return placed


def plain(value: Any, part: Callable[[Any], dict[str, int]]) -> Any:
    """The value as JSON has it: times as ISO 8601, non-finite numbers as null, and whatever is
    neither (bytes, streams) as the placeholder that ``part`` returns for it."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item, part) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, part) for item in value]
    return part(value)


def head(value: dict[str, Any], lengths: list[int]) -> bytes:
    """A frame up to its first part; ``value`` is plain."""
    text = json.dumps({**value, "parts": lengths}, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text


def encode(value: dict[str, Any]) -> bytes:
    """A whole frame; bytes anywhere in ``value`` become parts."""
    parts: list[bytes] = []

    def add(item: Any) -> dict[str, int]:
        if not isinstance(item, (bytes, bytearray, memoryview)):
            raise TypeError(f"cannot frame {type(item).__name__}")
        parts.append(bytes(item))
        return {"$part": len(parts) - 1}

    body = plain(value, add)
    return head(body, [len(item) for item in parts]) + b"".join(parts)


def message(kind: str, payload: bytes) -> bytes:
    """One message of an answer in parts: its kind (a byte), length (little-endian u32), payload.

    First a ``head`` (JSON ``{output}``), then each ``part``, at last ``end`` or ``error`` (JSON).
    """
    return struct.pack("<BI", _KINDS.index(kind), len(payload)) + payload
