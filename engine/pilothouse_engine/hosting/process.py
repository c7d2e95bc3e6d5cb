"""The hosting process: one endpoint's model, answering invocations on stdin and stdout.

Started as ``python -m pilothouse_engine.hosting.process``. The first message says what to load.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from ..contract import Answer, ContainerSpec, Invocation, LoadModel, ModelInputError, ServedModel
from ..processes import die_with_parent, load_function
from . import frames

_THREADS = 2
_log = logging.getLogger(__name__)


def main() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    # Whatever a library prints must not end up between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    first = frames.read(sys.stdin.buffer)
    if first is None:
        return
    assignment = first[0]
    die_with_parent(assignment["parent"])
    writer = _Writer(answers)
    try:
        model = _load(assignment)
    except Exception as error:
        _log.error("the model could not be loaded", exc_info=error)
        writer.send({"loaded": False, "reason": f"{type(error).__name__}: {error}"[:800]})
        return
    writer.send({"loaded": True})
    pool = ThreadPoolExecutor(_THREADS)
    while (message := frames.read(sys.stdin.buffer)) is not None:
        pool.submit(_answer, model, writer, *message)
    # The engine is gone; an invocation in progress has nobody to answer to.
    os._exit(0)


def _load(assignment: dict[str, Any]) -> ServedModel:
    load_model: LoadModel = load_function(assignment["load_model"])
    containers = [
        ContainerSpec(
            item["image"],
            Path(item["model_archive"]) if item["model_archive"] else None,
            item["environment"],
        )
        for item in assignment["containers"]
    ]
    return load_model(containers, assignment["explainer"])


def _answer(model: ServedModel, writer: _Writer, header: dict[str, Any], body: bytes) -> None:
    number = header.pop("id")
    try:
        answer: Answer = model.invoke(Invocation(body=body, **header))
    except ModelInputError as error:
        writer.send({"id": number, "status": 400, "message": str(error)})
    except Exception as error:
        _log.error("an invocation failed", exc_info=error)
        message = f"{type(error).__name__}: {error}"[:800]
        writer.send({"id": number, "status": 500, "message": message})
    else:
        header = {"id": number, "status": 200, "content_type": answer.content_type}
        writer.send(header, answer.body)


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
