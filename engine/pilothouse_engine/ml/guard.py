"""Stopping and time limits, asked for often by whatever takes long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


class OutOfTime(Exception):
    """The candidate or the job used up its time."""


@dataclass(frozen=True)
class Guard:
    """Asked often during training: raises if the job was stopped or the time is over."""

    stopped: Callable[[], None]
    deadline: float = float("inf")
    """On the clock of :func:`time.monotonic`."""

    def check(self) -> None:
        """Raises ``JobStopped`` or :class:`OutOfTime`."""
        self.stopped()
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def within(self, seconds: float | None) -> Guard:
        """The same guard with at most ``seconds`` from now."""
        if seconds is None:
            return self
        return Guard(self.stopped, min(self.deadline, time.monotonic() + seconds))
