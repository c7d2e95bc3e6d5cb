"""The hosting process: one variant's model, answering invocations on stdin and stdout.

Started as ``python -m pilothouse_engine.hosting.process``. The first message says what to load.
Answers are one message, or for streams one per part (``more`` is true) and a last empty one.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from ..contract import (
    AnswerStream,
    Invocation,
    LoadModel,
    ModelInputError,
    ServedModel,
    StreamingModel,
)
from ..processes import die_with_parent, limit_memory, load_function
from . import frames
from .archives import container_specs

_PART_BYTES = 128 * 1024
_log = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    # Whatever a library prints must not end up between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    first = frames.read(sys.stdin.buffer)
    if first is None:
        return
    assignment = first[0]
    die_with_parent(assignment["parent"])
    limit = assignment["memory_mb"]
    if limit is not None:
        limit_memory(limit)
    writer = _Writer(answers)
    try:
        model = _load(assignment)
    except Exception as error:
        _log.error("the model could not be loaded", exc_info=error)
        writer.send({"loaded": False, "reason": _reason(error, limit)})
        return
    writer.send({"loaded": True})
    pool = ThreadPoolExecutor(assignment["threads"])
    while (message := frames.read(sys.stdin.buffer)) is not None:
        pool.submit(_answer, model, writer, limit, *message)
    # The engine is gone; an invocation in progress has nobody to answer to.
    os._exit(0)


def _load(assignment: dict[str, Any]) -> ServedModel:
    load_model: LoadModel = load_function(assignment["load_model"])
    return load_model(container_specs(assignment["containers"]), assignment["explainer"])


def _answer(
    model: ServedModel, writer: _Writer, limit: int | None, header: dict[str, Any], body: bytes
) -> None:
    number, stream = header.pop("id"), header.pop("stream")
    invocation = Invocation(body=body, **header)
    try:
        if stream:
            answer = _stream(model, invocation)
            start = {"id": number, "status": 200, "more": True}
            for part in answer.parts:
                writer.send({**start, "content_type": answer.content_type}, part)
            writer.send({"id": number, "status": 200, "more": False})
            return
        whole = model.invoke(invocation)
    except ModelInputError as error:
        writer.send({"id": number, "status": 400, "message": str(error)})
    except Exception as error:
        _log.error("an invocation failed", exc_info=error)
        writer.send({"id": number, "status": 500, "message": _reason(error, limit)})
    else:
        header = {"id": number, "status": 200, "content_type": whole.content_type}
        writer.send(header, whole.body)


def _stream(model: ServedModel, invocation: Invocation) -> AnswerStream:
    if isinstance(model, StreamingModel):
        return model.stream(invocation)
    answer = model.invoke(invocation)
    return AnswerStream(answer.content_type, _pieces(answer.body))


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, max(len(body), 1), _PART_BYTES):
        yield body[start : start + _PART_BYTES]


def _reason(error: Exception, limit: int | None) -> str:
    if isinstance(error, MemoryError) and limit is not None:
        return (
            f"The model needs more memory than MemorySizeInMB = {limit}. Create an endpoint "
            "configuration with more, or send fewer records."
        )
    return f"{type(error).__name__}: {error}"[:800]


class _Writer:
    """Sends messages from several threads, one at a time."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        with self._lock:
            self._stream.write(frames.pack(header, body))
            self._stream.flush()


if __name__ == "__main__":
    main()
