"""JSON bodies: values of a shape from and to the AWS JSON wire format."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, NoReturn

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.utils import parse_timestamp

from ..errors import ServiceError


def decode(shape: StructureShape | None, body: bytes) -> dict[str, Any]:
    """Read a request body; members that the shape does not have are ignored, as by AWS.

    Times become epoch seconds. Raises ``SerializationException`` naming the field.
    """
    try:
        document = json.loads(body.decode("utf-8") or "{}", parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _malformed(f"The request body is not valid JSON: {error}") from None
    if shape is None:
        return {}
    try:
        value: dict[str, Any] = _decode(shape, document, "")
    except RecursionError:
        raise _malformed("The request body is nested too deeply") from None
    return value


def encode(shape: StructureShape | None, value: Mapping[str, Any]) -> bytes:
    """Write an answer; members that the shape does not have, and ``None``, are left out."""
    document = {} if shape is None else to_wire(shape, value)
    return json.dumps(document, separators=(",", ":")).encode()


def to_wire(shape: Shape, value: Any) -> Any:
    """A value as JSON has it on the wire; applying it twice changes nothing.

    Times may be aware datetimes or epoch seconds. Raises ``TypeError`` or ``ValueError`` if the
    value does not fit the shape.
    """
    if isinstance(shape, StructureShape):
        return {
            name: to_wire(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [to_wire(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {str(key): to_wire(shape.value, item) for key, item in value.items()}
    kind = shape.type_name
    if kind == "timestamp":
        return value.timestamp() if isinstance(value, datetime) else float(value)
    if kind in ("float", "double"):
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(f"{shape.name} is {number}, which JSON cannot hold")
        return number
    if kind in ("integer", "long"):
        return int(value)
    if kind == "blob":
        return value if isinstance(value, str) else base64.b64encode(value).decode()
    if kind == "boolean":
        return bool(value)
    return str(value)


def _decode(shape: Shape, value: Any, path: str) -> Any:
    if isinstance(shape, StructureShape):
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        return {
            name: _decode(member, value[name], f"{path}.{name}" if path else name)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            raise _wrong(path, "a list", value)
        return [_decode(shape.member, item, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        return {
            _decode(shape.key, key, path): _decode(shape.value, item, f"{path}.{key[:64]}")
            for key, item in value.items()
        }
    return _decode_scalar(shape.type_name, value, path)


def _decode_scalar(kind: str, value: Any, path: str) -> Any:
    if kind == "boolean":
        if not isinstance(value, bool):
            raise _wrong(path, "true or false", value)
        return value
    if kind in ("integer", "long", "float", "double"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise _wrong(path, "a number", value)
        return _number(kind, value, path)
    if kind == "timestamp":
        return _time(value, path)
    if not isinstance(value, str):
        raise _wrong(path, "a string", value)
    if kind == "blob":
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            raise _malformed(f"{path} is not valid base64") from None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _malformed(f"{path} is not valid Unicode") from None
    return value


def _number(kind: str, value: float, path: str) -> float:
    bits = 31 if kind == "integer" else 63
    try:
        # A literal like 1e999 is read as infinity.
        if not math.isfinite(value):
            raise OverflowError
        if kind in ("float", "double"):
            return float(value)
    except OverflowError:
        raise _malformed(f"{path} is too large") from None
    if value != math.floor(value) or abs(value) >= 2**bits:
        raise _malformed(f"{path} must be a whole number below 2^{bits}")
    return int(value)


def _time(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(path, "a time", value)
    try:
        seconds = parse_timestamp(value).timestamp() if isinstance(value, str) else float(value)
        # Out of range for a date is out of range for us.
        datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        raise _malformed(f"{path} is not a time") from None
    return seconds


def _wrong(path: str, expected: str, value: Any) -> ServiceError:
    where = path or "The request body"
    return _malformed(f"{where} must be {expected}, not {type(value).__name__}")


def _malformed(message: str) -> ServiceError:
    return ServiceError("SerializationException", message)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
