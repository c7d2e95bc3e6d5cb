"""What an endpoint serves: its variants and how traffic is split between them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from ..config import Settings
from .archives import LoadFailed
from .client import Host
from .failures import runtime_error
from .launch import Launcher, Load
from .variants import InstanceVariant, ServerlessVariant, Variant

_MOST_THREADS = 4


class Deployment:
    """One version of an endpoint's variants. ``document`` is an endpoint's (see
    :class:`pilothouse_engine.state.hosting.EndpointRow`); ``changed`` is called with the
    deployment, a status and a reason when a process dies or is back."""

    def __init__(
        self,
        settings: Settings,
        launcher: Launcher,
        endpoint: str,
        document: Mapping[str, Any],
        changed: Callable[[Deployment, str, str | None], None],
    ) -> None:
        self.endpoint = endpoint
        self.explains = document["clarify"] is not None
        self.asynchronous: Mapping[str, Any] | None = document["async"]
        self.failure: str | None = None
        self.instances: int = min(item["count"] for item in document["variants"])
        """Of the smallest variant."""
        self._variants: dict[str, Variant] = {}
        self._weights: dict[str, float] = {}
        self._turns: dict[str, float] = {}
        self._active = 0
        self._idle = asyncio.Event()
        self._idle.set()

        def on_change(status: str, reason: str | None) -> None:
            self.failure = reason if status == "Failed" else None
            changed(self, status, reason)

        for item in document["variants"]:
            name = item["variant"]["VariantName"]
            serverless = item["serverless"]
            parallel = (
                serverless["MaxConcurrency"] if serverless else _parallel(self.asynchronous) or 2
            )
            load = Load(
                endpoint,
                name,
                item["containers"],
                document["clarify"],
                min(parallel, _MOST_THREADS),
                serverless["MemorySizeInMB"] if serverless else None,
            )
            self._variants[name] = (
                ServerlessVariant(launcher, load, serverless, settings.serverless_idle_seconds)
                if serverless
                else InstanceVariant(launcher, load, on_change)
            )
        self.adjust(document)

    @property
    def serverless(self) -> bool:
        return any(isinstance(item, ServerlessVariant) for item in self._variants.values())

    @property
    def parallel(self) -> int:
        """Asynchronous invocations at the same time."""
        return _parallel(self.asynchronous) or 1

    def adjust(self, document: Mapping[str, Any]) -> None:
        """Take over weights and concurrency of a changed document with the same variants."""
        self._weights = {
            item["variant"]["VariantName"]: item["weight"] for item in document["variants"]
        }
        self._turns = dict.fromkeys(self._weights, 0.0)
        for item in document["variants"]:
            variant = self._variants[item["variant"]["VariantName"]]
            if isinstance(variant, ServerlessVariant):
                variant.config = item["serverless"]
                variant.settle()

    async def start(self) -> None:
        """Start every process. Raises :class:`LoadFailed`; nothing is left running then."""
        try:
            for variant in self._variants.values():
                await variant.start()
            if self.failure is not None:
                raise LoadFailed(self.failure)
        except BaseException:
            self.close()
            raise

    def has(self, variant: str) -> bool:
        return variant in self._variants

    def choose(self, target: str | None) -> str:
        """The variant for a call: the one asked for, else the next by weight."""
        if target is not None:
            if target not in self._variants:
                raise runtime_error(f"Variant {target} not found for endpoint {self.endpoint}.")
            return target
        if len(self._weights) == 1:
            return next(iter(self._weights))
        # Turns by weight ("smooth weighted round robin"): the shares are exact at any time.
        for name, weight in self._weights.items():
            self._turns[name] += weight
        chosen = max(self._turns, key=self._turns.__getitem__)
        self._turns[chosen] -= sum(self._weights.values())
        return chosen

    @asynccontextmanager
    async def host(self, variant: str, timeout: float) -> AsyncIterator[Host]:
        """A process for one call, which counts as running until the block ends."""
        self._active += 1
        self._idle.clear()
        try:
            async with self._variants[variant].host(timeout) as host:
                yield host
        finally:
            self._active -= 1
            if not self._active:
                self._idle.set()

    async def drain(self, seconds: float) -> None:
        """Wait for the calls that run, then end the processes."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        self.close()

    def close(self) -> None:
        for variant in self._variants.values():
            variant.close()


def _parallel(config: Mapping[str, Any] | None) -> int | None:
    client = (config or {}).get("ClientConfig", {})
    found: int | None = client.get("MaxConcurrentInvocationsPerInstance")
    return found
