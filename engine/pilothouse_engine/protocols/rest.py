"""What the two REST protocols share: members in the path, the query and the headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from botocore.model import MapShape, OperationModel, Shape, StructureShape
from botocore.utils import parse_timestamp

from ..errors import ServiceError

_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Headers(dict[str, str]):
    """Header values by lower-case name, found by any case."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key.lower(), default)


def parse_query(query: str) -> dict[str, str]:
    """First value of each parameter; ``+`` stays itself, as AWS signs it as ``%2B``."""
    values: dict[str, str] = {}
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            values.setdefault(_unquote(name), _unquote(value))
    return values


def decode(
    operation: OperationModel,
    path: Mapping[str, str],
    query: Mapping[str, str],
    headers: Mapping[str, str],
    code: str,
) -> dict[str, Any]:
    """The members that travel outside of the body; ``code`` is for values of a wrong type."""
    shape = operation.input_shape
    value: dict[str, Any] = {}
    if shape is None:
        return value
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        wire = member.serialization.get("name", name)
        text: str | None = None
        if location == "uri":
            text = path.get(name)
        elif location == "querystring":
            text = query.get(wire)
        elif location == "header":
            text = headers.get(wire)
        elif location == "headers" and isinstance(member, MapShape):
            prefix = wire.lower()
            found = {
                key[len(prefix) :].lower(): item
                for key, item in headers.items()
                if key.lower().startswith(prefix)
            }
            if found:
                value[name] = found
        if text is not None:
            value[name] = _scalar(member, text, wire, code)
    return value


def encode_headers(shape: StructureShape | None, value: Mapping[str, Any]) -> dict[str, str]:
    """The answer's members that travel as headers."""
    headers: dict[str, str] = {}
    if shape is None:
        return headers
    for name, member in shape.members.items():
        item = value.get(name)
        location = member.serialization.get("location")
        if item is None or location not in ("header", "headers"):
            continue
        wire = member.serialization.get("name", name)
        if location == "headers":
            headers.update({f"{wire}{key}": str(text) for key, text in item.items()})
        elif member.type_name == "timestamp":
            headers[wire] = formatdate(item, usegmt=True)
        elif member.type_name == "boolean":
            headers[wire] = "true" if item else "false"
        else:
            headers[wire] = str(item)
    for name, text in headers.items():
        if not _HEADER_VALUE.fullmatch(text):
            raise ServiceError("InvalidArgument", f"The value of {name} cannot be a header.")
    return headers


def payload_member(shape: StructureShape | None) -> tuple[str, Shape] | None:
    """The member that is the whole body, if the shape has one."""
    if shape is None:
        return None
    name = shape.serialization.get("payload")
    return (name, shape.members[name]) if name else None


def _unquote(text: str) -> str:
    return (
        unquote(text, errors="surrogateescape")
        .encode("utf-8", "surrogateescape")
        .decode("utf-8", "replace")
    )


def _scalar(shape: Shape, text: str, name: str, code: str) -> Any:
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            number = int(text)
            if abs(number) >= 2 ** (31 if kind == "integer" else 63):
                raise ValueError(text)
            return number
        if kind == "boolean":
            return text.lower() == "true"
        if kind == "timestamp":
            if shape.serialization.get("timestampFormat") == "iso8601":
                return parse_timestamp(text).timestamp()
            return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        raise ServiceError(code, f"Value of {name} is not valid: {text[:100]}") from None
    return text
