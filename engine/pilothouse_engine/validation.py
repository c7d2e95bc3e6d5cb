"""Checks input against the constraints of a service model, in the words of the service."""

from __future__ import annotations

import functools
import re
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from .config import REGION
from .errors import ServiceError

_MAX_SHOWN = 100
_MAX_ERRORS = 10


def check(shape: StructureShape | None, value: dict[str, Any], code: str) -> None:
    """Raise a :class:`ServiceError` with ``code`` that names every offending field.

    ``value`` has the types of the shape already (see ``protocols``); here lengths, ranges,
    patterns, enums, required members and unions are checked.
    """
    problems: list[str] = []
    if shape is not None:
        _visit(shape, value, "", problems)
    if problems:
        count = len(problems)
        noun = "error" if count == 1 else "errors"
        text = "; ".join(problems[:_MAX_ERRORS])
        raise ServiceError(code, f"{count} validation {noun} detected: {text}")


def _visit(shape: Shape, value: Any, path: str, problems: list[str]) -> None:
    if len(problems) >= _MAX_ERRORS:
        return
    if isinstance(shape, StructureShape):
        _structure(shape, value, path, problems)
    elif isinstance(shape, ListShape):
        _size(shape, value, path, len(value), "length", problems)
        for index, item in enumerate(value, 1):
            _visit(shape.member, item, f"{path}.{index}.member", problems)
    elif isinstance(shape, MapShape):
        _size(shape, value, path, len(value), "length", problems)
        for key, item in value.items():
            _visit(shape.key, key, f"{path}.key", problems)
            _visit(shape.value, item, f"{path}.{_shown(shape.key, key)}.member", problems)
    elif isinstance(shape, StringShape):
        _string(shape, value, path, problems)
    elif shape.type_name in ("integer", "long", "float", "double"):
        _size(shape, value, path, value, "value", problems)
    elif shape.type_name == "blob" and not shape.serialization.get("streaming"):
        _size(shape, value, path, len(value), "length", problems)


def _structure(
    shape: StructureShape, value: dict[str, Any], path: str, problems: list[str]
) -> None:
    for name in shape.required_members:
        if name not in value:
            problems.append(
                f"Value null at '{_join(path, name)}' failed to satisfy constraint: "
                "Member must not be null"
            )
    if shape.is_tagged_union and len(value) != 1:
        members = ", ".join(shape.members)
        problems.append(
            f"Value at '{path or 'input'}' failed to satisfy constraint: "
            f"Exactly one of these members must be set: [{members}]"
        )
    for name, item in value.items():
        _visit(shape.members[name], item, _join(path, name), problems)


def _string(shape: StringShape, value: str, path: str, problems: list[str]) -> None:
    if not _size(shape, value, path, len(value), "length", problems):
        return
    if shape.enum and value not in shape.enum and not _is_own_region(shape, value):
        allowed = ", ".join(shape.enum)
        _fail(shape, value, path, f"Member must satisfy enum value set: [{allowed}]", problems)
    pattern = shape.metadata.get("pattern")
    if pattern:
        compiled = _compile(pattern)
        if compiled is not None and not _matches(compiled, value):
            _fail(
                shape,
                value,
                path,
                f"Member must satisfy regular expression pattern: {pattern}",
                problems,
            )


def _matches(pattern: re.Pattern[str], value: str) -> bool:
    """Patterns of ARNs want a hyphen in the Region's name; the engine's has none."""
    own = f":{REGION}:"
    return bool(pattern.fullmatch(value)) or (
        own in value and bool(pattern.fullmatch(value.replace(own, f":{REGION}-{REGION}:", 1)))
    )


def _is_own_region(shape: StringShape, value: str) -> bool:
    """Some SDKs send their Region with CreateBucket; the engine's is not on the model's list."""
    return shape.name == "BucketLocationConstraint" and value == REGION


def _size(shape: Shape, value: Any, path: str, size: float, what: str, problems: list[str]) -> bool:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        _fail(
            shape,
            value,
            path,
            f"Member must have {what} greater than or equal to {low}",
            problems,
        )
        return False
    if high is not None and size > high:
        _fail(shape, value, path, f"Member must have {what} less than or equal to {high}", problems)
        return False
    return True


def _fail(shape: Shape, value: Any, path: str, constraint: str, problems: list[str]) -> None:
    problems.append(
        f"Value {_shown(shape, value)} at '{path}' failed to satisfy constraint: {constraint}"
    )


def _shown(shape: Shape, value: Any) -> str:
    if shape.metadata.get("sensitive"):
        return "***"
    text = value if isinstance(value, str) else repr(value)
    return f"'{text[:_MAX_SHOWN]}{'…' if len(text) > _MAX_SHOWN else ''}'"


def _join(path: str, name: str) -> str:
    # The service writes members in lower camel case.
    name = name[:1].lower() + name[1:]
    return f"{path}.{name}" if path else name


# Java's notation that the models use, as Python writes it.
_JAVA = {
    r"\p{ASCII}": r"[\x00-\x7f]",
    r"\p{Print}": r"\x20-\x7e",
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": r"\s",
    r"\z": r"\Z",
}


@functools.cache
def _compile(pattern: str) -> re.Pattern[str] | None:
    """The pattern as Python reads it, or ``None`` if it cannot (then it is not checked)."""
    for java, python in _JAVA.items():
        pattern = pattern.replace(java, python)
    try:
        return re.compile(pattern)
    except re.error:
        return None
