"""The engine's side of one hosting process."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncGenerator, Mapping
from typing import IO, Any

from ..config import Settings
from ..processes import kill_group, spawn
from . import frames
from .archives import LoadFailed

Message = tuple[dict[str, Any], bytes]


class HostDied(Exception):
    """The process ended while it was needed."""


class Host:
    """A running hosting process. Create with :meth:`start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._streams: dict[int, asyncio.Queue[Message | None]] = {}
        self._reader: asyncio.Task[None] | None = None

    @staticmethod
    async def start(settings: Settings, assignment: Mapping[str, Any], log: IO[bytes]) -> Host:
        """Raises :class:`LoadFailed` or :class:`HostDied`."""
        process = await spawn(
            "pilothouse_engine.hosting.process",
            threads=1,
            log=log,
            cwd=settings.data_dir,
            stdout=asyncio.subprocess.PIPE,
        )
        host = Host(process)
        try:
            host._send(assignment)
            header, _ = await host._read()
        except BaseException:
            host.kill()
            raise
        if not header["loaded"]:
            host.kill()
            raise LoadFailed(header["reason"])
        host._reader = asyncio.get_running_loop().create_task(host._read_answers())
        return host

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not (self._reader and self._reader.done())

    async def wait(self) -> int:
        return await self._process.wait()

    def kill(self) -> None:
        kill_group(self._process)

    async def invoke(self, body: bytes, headers: Mapping[str, Any], timeout: float) -> Message:
        """The host's answer. Raises :class:`HostDied` or ``asyncio.TimeoutError``."""
        number = next(self._numbers)
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._send({"id": number, "stream": False, **headers}, body)
            return await asyncio.wait_for(self._sent(future), timeout)
        finally:
            self._waiting.pop(number, None)

    async def stream(
        self, body: bytes, headers: Mapping[str, Any], timeout: float
    ) -> AsyncGenerator[Message, None]:
        """The host's answer part by part, all within ``timeout`` seconds; the last message has
        ``more`` false or a status other than 200. Raises as :meth:`invoke`."""
        deadline = time.monotonic() + timeout
        number = next(self._numbers)
        queue: asyncio.Queue[Message | None] = asyncio.Queue()
        self._streams[number] = queue
        try:
            self._send({"id": number, "stream": True, **headers}, body)
            while True:
                message = await asyncio.wait_for(queue.get(), deadline - time.monotonic())
                if message is None:
                    raise HostDied
                yield message
                if not message[0].get("more"):
                    return
        finally:
            self._streams.pop(number, None)

    async def _sent(self, future: asyncio.Future[Message]) -> Message:
        # A host that does not read holds back its callers instead of filling our memory.
        assert self._process.stdin is not None
        try:
            await self._process.stdin.drain()
        except ConnectionError:
            raise HostDied from None
        return await future

    def _send(self, header: Mapping[str, Any], body: bytes = b"") -> None:
        stdin = self._process.stdin
        if stdin is None or stdin.is_closing() or not self.alive:
            raise HostDied
        stdin.write(frames.pack(header, body))

    async def _read(self) -> Message:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            lengths = await stdout.readexactly(frames.LENGTHS.size)
            header_size, body_size = frames.LENGTHS.unpack(lengths)
            header = json.loads(await stdout.readexactly(header_size))
            return header, await stdout.readexactly(body_size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise HostDied from None

    async def _read_answers(self) -> None:
        try:
            while True:
                header, body = await self._read()
                number = header["id"]
                if number in self._streams:
                    self._streams[number].put_nowait((header, body))
                    continue
                future = self._waiting.get(number)
                if future is not None and not future.done():
                    future.set_result((header, body))
        except HostDied:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(HostDied())
            for queue in self._streams.values():
                queue.put_nowait(None)
