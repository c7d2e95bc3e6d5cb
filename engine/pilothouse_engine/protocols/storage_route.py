"""``GET /_pilothouse/disk``: what the data directory holds, for who has the secret."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from ..errors import ServiceError
from ..storage.usage import measure
from .exchange import Body, Head, Response, authenticate_whole

if TYPE_CHECKING:
    from ..engine import Engine

DISK_PATH = "/_pilothouse/disk"
_JSON = "application/json"


class StorageExchange:
    """Answers the document of ``disk --json``; cleaning is for the command line alone."""

    operation = "Disk"

    def __init__(self, engine: Engine, head: Head) -> None:
        self._engine = engine
        self._head = head
        self._body = Body(1024, ServiceError("InvalidRequest", "No body is expected here.", 413))

    def start(self) -> None:
        """The body is signed too."""

    def write(self, data: bytes) -> None:
        self._body.write(data)

    async def finish(self) -> Response:
        authenticate_whole(self._engine, self._head, self._body.bytes())
        if self._head.method != "GET":
            raise ServiceError("MethodNotAllowed", "Only GET is answered here.", 405)
        document = await asyncio.to_thread(measure, self._engine.settings, self._engine.objects)
        return Response(200, {"Content-Type": _JSON}, json.dumps(document).encode())

    def error(self, error: ServiceError) -> Response:
        document = {"__type": error.code, "message": error.message}
        return Response(error.status, {"Content-Type": _JSON}, json.dumps(document).encode())

    def close(self) -> None:
        """Nothing is held."""
