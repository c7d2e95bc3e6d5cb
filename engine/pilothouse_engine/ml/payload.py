"""Content types of invocations, and what every problem type's reader of bodies needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pilothouse_engine.contract import ModelInputError

CSV, JSON, JSON_LINES = "text/csv", "application/json", "application/jsonlines"
_ALIASES = {"application/x-jsonlines": JSON_LINES, "application/json-lines": JSON_LINES}


def media_type(header: str) -> str:
    """The type without parameters, in lower case."""
    plain = header.split(";", 1)[0].strip().lower()
    return _ALIASES.get(plain, plain)


def decode_body(body: bytes, content_type: str) -> tuple[str, str]:
    """Text of a CSV, JSON or JSON Lines body and which of them it is.

    Raises :class:`ModelInputError` for other types, other encodings and empty bodies.
    """
    kind = media_type(content_type)
    if kind not in (CSV, JSON, JSON_LINES):
        raise ModelInputError(
            f'The content type "{content_type}" is not supported. Send {CSV}, {JSON} or '
            f"{JSON_LINES}."
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ModelInputError("The body is not UTF-8 text. Encode it as UTF-8.") from None
    if not text.strip():
        raise ModelInputError("The body is empty. Send at least one record.")
    return text, kind


def json_instances(text: str, kind: str) -> list[Any]:
    """The records of a JSON body (``{"instances": […]}``) or of JSON Lines."""
    if kind == JSON_LINES:
        return [
            load_json(line, f"Line {number}")
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
        ]
    document = load_json(text, "The body")
    if isinstance(document, Mapping) and isinstance(document.get("instances"), list):
        instances: list[Any] = document["instances"]
    else:
        raise ModelInputError(
            'The JSON body needs a list "instances", for example '
            '{"instances": [{"features": [1.5, "red"]}]}.'
        )
    if not instances:
        raise ModelInputError('"instances" is empty. Send at least one record.')
    return instances


def load_json(text: str, where: str) -> Any:
    """Parse JSON. Raises :class:`ModelInputError` that begins with ``where``."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelInputError(f"{where} is not valid JSON: {error}.") from None
