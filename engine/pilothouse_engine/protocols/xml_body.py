"""XML bodies of S3 and STS: values of a shape from and to XML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from botocore.model import ListShape, MapShape, Shape, StructureShape

from ..errors import ServiceError

_MAX_REQUEST_BYTES = 4 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x1f]")


def decode(shape: StructureShape, body: bytes) -> dict[str, Any]:
    """Read a request body. Raises ``MalformedXML``."""
    # Document types and entities have no place in AWS requests and are how XML attacks work.
    if len(body) > _MAX_REQUEST_BYTES or b"<!" in body:
        raise _malformed()
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise _malformed() from None
    value: dict[str, Any] = _decode(shape, root)
    return value


def encode(name: str, shape: Shape, value: Any, namespace: str | None = None) -> str:
    """One element ``name`` that holds ``value``; ``None`` and unknown members are left out."""
    attributes = f" xmlns={quoteattr(namespace)}" if namespace else ""
    return _element(name, shape, value, attributes)


def error(code: str, message: str, request_id: str, fields: Mapping[str, Any]) -> bytes:
    """S3's error document."""
    extra = "".join(f"<{k}>{_text(str(v))}</{k}>" for k, v in fields.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{_text(code)}</Code><Message>{_text(message)}</Message>{extra}"
        f"<RequestId>{request_id}</RequestId></Error>"
    ).encode()


def iso_time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _element(name: str, shape: Shape, value: Any, attributes: str = "") -> str:
    if isinstance(shape, StructureShape):
        body = "".join(
            _member(member_name, member, value[member_name])
            for member_name, member in shape.members.items()
            if value.get(member_name) is not None and "location" not in member.serialization
        )
    elif isinstance(shape, ListShape):
        inner = shape.member.serialization.get("name", "member")
        body = "".join(_element(inner, shape.member, item) for item in value)
    else:
        body = _scalar(shape, value)
    return f"<{name}{attributes}>{body}</{name}>"


def _member(name: str, shape: Shape, value: Any) -> str:
    name = shape.serialization.get("name", name)
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        return "".join(_element(name, shape.member, item) for item in value)
    return _element(name, shape, value)


def _scalar(shape: Shape, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return iso_time(value)
    return _text(str(value))


def _text(text: str) -> str:
    # Control characters are not XML 1.0; S3 too writes them as references. Clients that meet
    # such keys ask for encoding-type=url.
    return _CONTROL.sub(lambda m: f"&#x{ord(m[0]):X};", escape(text, {'"': "&quot;"}))


def _decode(shape: Shape, node: ElementTree.Element) -> Any:
    if isinstance(shape, StructureShape):
        value: dict[str, Any] = {}
        for name, member in shape.members.items():
            found = [c for c in node if _tag(c) == member.serialization.get("name", name)]
            if not found:
                continue
            if isinstance(member, ListShape) and member.serialization.get("flattened"):
                value[name] = [_decode(member.member, child) for child in found]
            else:
                value[name] = _decode(member, found[0])
        return value
    if isinstance(shape, ListShape):
        return [_decode(shape.member, child) for child in node]
    if isinstance(shape, MapShape):
        raise _malformed()
    text = node.text or ""
    if shape.type_name in ("integer", "long"):
        if not re.fullmatch(r"\s*-?\d{1,18}\s*", text):
            raise _malformed()
        return int(text)
    if shape.type_name == "boolean":
        return text.strip().lower() == "true"
    return text


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _malformed() -> ServiceError:
    return ServiceError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
