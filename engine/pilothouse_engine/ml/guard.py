"""Stopping and time limits, asked for often by whatever takes long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace


class OutOfTime(Exception):
    """The candidate or the job used up its time."""


@dataclass(frozen=True)
class Guard:
    """Asked often during training: raises if the job was stopped or the time is over."""

    stopped: Callable[[], None]
    deadline: float = float("inf")
    """On the clock of :func:`time.monotonic`."""
    enough: float = float("inf")
    """When training in rounds should end with what it has, on the same clock."""

    def check(self) -> None:
        """Raises ``JobStopped`` or :class:`OutOfTime`."""
        self.stopped()
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def within(self, seconds: float | None) -> Guard:
        """The same guard with at most ``seconds`` from now."""
        if seconds is None:
            return self
        return replace(self, deadline=min(self.deadline, time.monotonic() + seconds))

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.monotonic()

    def late(self) -> bool:
        """Whether training in rounds should end with what it has."""
        return time.monotonic() > self.enough

    def for_part(self, share: float) -> Guard:
        """The same guard for a part of the work that should take this share of what is left."""
        left = self.left
        if left == float("inf"):
            return self
        return replace(self, enough=min(self.enough, time.monotonic() + share * left))
