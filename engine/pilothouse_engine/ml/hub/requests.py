"""Bodies and Accept headers of the hub's models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pilothouse_engine.contract import Answer, Invocation, ModelInputError
from pilothouse_engine.ml.payload import JSON, load_json, media_type

TEXT = "application/x-text"
LIST = "application/list-text"
IMAGE = "application/x-image"
_VERBOSE = re.compile(r"application/json(;verbose)?(;n_predictions=([1-9]\d{0,3}))?")


@dataclass(frozen=True)
class Wanted:
    """What an ``Accept`` header asks for, such as ``application/json;verbose;n_predictions=5``."""

    verbose: bool = False
    most: int | None = None
    """At most so many classes, the likeliest first."""


def wanted(accept: str | None, default: str) -> Wanted:
    """Read an ``Accept`` header. Raises :class:`ModelInputError`."""
    for part in (accept or default).split(","):
        plain = re.sub(r"\s", "", part).lower()
        if plain in ("*/*", ""):
            return wanted(default, JSON)
        match = _VERBOSE.fullmatch(plain)
        if match:
            return Wanted(match[1] is not None, int(match[3]) if match[3] else None)
    raise ModelInputError(
        f'The Accept type "{(accept or default)[:100]}" is not supported. Ask for {JSON}, '
        f"{JSON};verbose or {JSON};verbose;n_predictions=5."
    )


def answer(document: Mapping[str, Any]) -> Answer:
    """A JSON answer."""
    return Answer(json.dumps(document, ensure_ascii=False).encode(), JSON)


def kind_of(invocation: Invocation, *allowed: str) -> str:
    """The body's content type. Raises :class:`ModelInputError` for one that is not allowed."""
    kind = media_type(invocation.content_type)
    if kind not in allowed:
        raise ModelInputError(
            f'The content type "{invocation.content_type[:100]}" is not supported. Send '
            f"{' or '.join(allowed)}."
        )
    return kind


def text_of(body: bytes) -> str:
    """The body as text. Raises :class:`ModelInputError` if it is none or empty."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ModelInputError("The body is not UTF-8 text. Encode it as UTF-8.") from None
    if not text.strip():
        raise ModelInputError("The body is empty.")
    return text


def object_of(body: bytes, example: str) -> dict[str, Any]:
    """The body as a JSON object. Raises :class:`ModelInputError` that shows an example."""
    found = load_json(text_of(body), "The body")
    if not isinstance(found, dict):
        raise ModelInputError(f"The body must be a JSON object like {example}.")
    return found


def texts_of(value: Any, where: str, most: int) -> list[str]:
    """One text or a list of them as a list. Raises :class:`ModelInputError`."""
    texts = [value] if isinstance(value, str) else value
    if (
        not isinstance(texts, list)
        or not texts
        or not all(isinstance(text, str) and text.strip() for text in texts)
    ):
        raise ModelInputError(f"{where} must be a text or a list of texts, none of them empty.")
    if len(texts) > most:
        raise ModelInputError(f"{where} has {len(texts)} texts; send at most {most} at a time.")
    return texts
