"""How an update moves an endpoint's traffic from the old to the new processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .deployment import Deployment

Policy = Mapping[str, Any]


class ShiftFailed(Exception):
    """The new processes cannot take over; the message says why."""


@dataclass(frozen=True)
class Step:
    """``share`` of the traffic (0 to 1) goes to the new processes for ``seconds``."""

    share: float
    seconds: float


def fraction(size: Policy, count: int) -> float:
    """A ``CapacitySize`` as a share (0 to 1) of ``count`` instances."""
    whole = 100 if size["Type"] == "CAPACITY_PERCENT" else count
    return min(1.0, float(size["Value"]) / whole)


def steps(policy: Policy, count: int) -> list[Step]:
    """The steps of a ``DeploymentConfig`` for ``count`` instances; the last one has all traffic."""
    rolling = policy.get("RollingUpdatePolicy")
    if rolling is not None:
        wait = float(rolling["WaitIntervalInSeconds"])
        # A batch is watched after its traffic moved, the last one too.
        return _even(fraction(rolling["MaximumBatchSize"], count), wait, wait)
    blue_green = policy.get("BlueGreenUpdatePolicy", {})
    last = float(blue_green.get("TerminationWaitInSeconds", 0))
    routing = blue_green.get("TrafficRoutingConfiguration", {})
    kind, wait = routing.get("Type"), float(routing.get("WaitIntervalInSeconds", 0))
    if kind == "CANARY":
        return [Step(fraction(routing["CanarySize"], count), wait), Step(1.0, last)]
    if kind == "LINEAR":
        return _even(fraction(routing["LinearStepSize"], count), wait, last)
    return [Step(1.0, last)]


def longest(policy: Policy) -> float | None:
    """``MaximumExecutionTimeoutInSeconds``, if the policy has it."""
    for member in ("RollingUpdatePolicy", "BlueGreenUpdatePolicy"):
        limit = policy.get(member, {}).get("MaximumExecutionTimeoutInSeconds")
        if limit is not None:
            return float(limit)
    return None


def _even(size: float, wait: float, last: float) -> list[Step]:
    found: list[Step] = []
    # Rounded: ten steps of a tenth are the whole, whatever their sum in floating point is.
    while not found or found[-1].share < 1.0:
        found.append(Step(min(1.0, round(size * (len(found) + 1), 9)), wait))
    return [*found[:-1], Step(1.0, last)]


class Shift:
    """Two deployments of one endpoint, both serving. Lives in the engine's event loop."""

    def __init__(self, old: Deployment, new: Deployment) -> None:
        self.old = old
        self.new = new
        self.share = 0.0
        self.stage: Literal["ActivatingTraffic", "Baking"] = "ActivatingTraffic"
        self.since = time.time()
        self._turn = 0.0
        self._changed = asyncio.Event()

    def choose(self, variant: str | None) -> Deployment:
        """What answers the next call; ``variant`` if the caller named one."""
        if variant is not None and self.old.has(variant) != self.new.has(variant):
            return self.new if self.new.has(variant) else self.old
        # Turns by share: exact at any time, as between variants. Rounding must not cost a turn.
        self._turn = round(self._turn + self.share, 9)
        if self._turn < 1.0:
            return self.old
        self._turn -= 1.0
        return self.new

    def notice(self) -> None:
        """One of the deployments was given up."""
        self._changed.set()

    async def run(self, plan: Sequence[Step]) -> None:
        """Go through the steps. Raises :class:`ShiftFailed` if the new processes end for good;
        if the old ones do, the new ones take all at once."""
        for step in plan:
            self.share, self.since = step.share, time.time()
            self.stage = "Baking" if step.share >= 1.0 else "ActivatingTraffic"
            if await self._given_up(step.seconds):
                break
        self.share = 1.0

    async def _given_up(self, seconds: float) -> bool:
        """Whether the old deployment was given up within the time."""
        if self.new.failure is None and self.old.failure is None:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except asyncio.TimeoutError:
                return False
        if self.new.failure is not None:
            raise ShiftFailed(self.new.failure)
        return self.old.failure is not None
