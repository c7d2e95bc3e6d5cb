"""One row of the table: what was done, how much of it, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from invariants import problems_of
from soak_engine import Memory, SoakEngine


@dataclass
class Row:
    """``lost``: what had been acknowledged and is gone. ``corrupted``: what came back different.
    Memory is the engine process's own, in MB."""

    what: str
    count: int = 0
    lost: int = 0
    corrupted: int = 0
    errors: list[str] = field(default_factory=list)
    memory: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seconds: float = 0.0
    note: str = ""

    @property
    def good(self) -> bool:
        return not (self.lost or self.corrupted or self.errors)

    def problem(self, text: str) -> None:
        """At most ten are kept; one is enough to fail."""
        if len(self.errors) < 10:
            self.errors.append(text[:300])

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "good": self.good}

    @contextmanager
    def measured(self, engine: SoakEngine) -> Iterator[None]:
        """Time and memory of the block; then everything that must always hold is checked."""
        begin = time.monotonic()
        with Memory(engine) as memory:
            yield
        self.memory = (memory.start, memory.peak, memory.end)
        self.seconds = time.monotonic() - begin
        for problem in problems_of(engine):
            self.problem(problem)
