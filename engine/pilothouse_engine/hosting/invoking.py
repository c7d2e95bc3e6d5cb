"""One call of a deployed model, whole or as a stream, with the runtime's errors."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from ..protocols.event_stream import event, exception
from .archives import LoadFailed
from .client import HostDied, Message
from .deployment import Deployment
from .failures import DIED, TIMED_OUT, model_error


async def invoke(
    deployment: Deployment, variant: str, body: bytes, headers: Mapping[str, Any], timeout: float
) -> tuple[bytes, str]:
    """The model's answer and its content type. Raises the runtime's errors."""
    deadline = time.monotonic() + timeout
    try:
        async with deployment.host(variant, timeout) as host:
            header, answer = await host.invoke(body, headers, deadline - time.monotonic())
    except (asyncio.TimeoutError, HostDied, LoadFailed) as error:
        raise _translated(deployment, variant, error) from None
    _check(deployment, variant, header)
    return answer, header["content_type"]


async def stream(
    deployment: Deployment, variant: str, body: bytes, headers: Mapping[str, Any], timeout: float
) -> tuple[str, AsyncGenerator[bytes, None]]:
    """The answer's content type and its event stream. What goes wrong before the first part
    raises the runtime's errors; later it becomes an event."""
    messages = _messages(deployment, variant, body, headers, timeout)
    try:
        header, part = await messages.__anext__()
    except (asyncio.TimeoutError, HostDied, LoadFailed) as error:
        raise _translated(deployment, variant, error) from None
    if header["status"] != 200:
        await messages.aclose()
    _check(deployment, variant, header)
    content_type = header.get("content_type", "application/octet-stream")
    return content_type, _events(messages, header, part)


async def _messages(
    deployment: Deployment, variant: str, body: bytes, headers: Mapping[str, Any], timeout: float
) -> AsyncGenerator[Message, None]:
    deadline = time.monotonic() + timeout
    async with (
        deployment.host(variant, timeout) as host,
        aclosing(host.stream(body, headers, deadline - time.monotonic())) as messages,
    ):
        async for message in messages:
            yield message


async def _events(
    messages: AsyncGenerator[Message, None], header: Mapping[str, Any], part: bytes
) -> AsyncGenerator[bytes, None]:
    code, problem = "StreamBroken", ""
    try:
        while header.get("more"):
            yield event("PayloadPart", part)
            header, part = await messages.__anext__()
        if header["status"] != 200:
            problem = header["message"]
    except asyncio.TimeoutError:
        code, problem = "ModelInvocationTimeExceeded", TIMED_OUT
    except (HostDied, StopAsyncIteration):
        problem = DIED
    finally:
        # A stream that nobody reads any more must not count as a running call.
        await messages.aclose()
    if problem:
        document = {"Message": problem, "ErrorCode": code}
        yield exception("ModelStreamError", json.dumps(document).encode())


def _translated(deployment: Deployment, variant: str, error: Exception) -> Exception:
    if isinstance(error, asyncio.TimeoutError):
        return model_error(deployment.endpoint, variant, 0, TIMED_OUT)
    message = str(error) if isinstance(error, LoadFailed) else DIED
    if isinstance(error, HostDied) and deployment.serverless:
        message += " It may have needed more memory than MemorySizeInMB."
    return model_error(deployment.endpoint, variant, 500, message)


def _check(deployment: Deployment, variant: str, header: Mapping[str, Any]) -> None:
    if header["status"] != 200:
        raise model_error(deployment.endpoint, variant, header["status"], header["message"])
