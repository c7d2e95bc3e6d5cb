"""The rows by name, each in its short form (for `npm test`) and whole (for `npm run soak`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import row_clients
import row_clock
import row_full_disk
import row_hostile
import row_kill
import row_large
import row_load
import row_queue
from row import Row


@dataclass(frozen=True)
class Kind:
    short: Callable[[Path], Row]
    whole: Callable[[Path], Row]


ROWS: dict[str, Kind] = {
    "queue": Kind(lambda p: row_queue.run(p, 8), lambda p: row_queue.run(p, 200)),
    "large": Kind(
        lambda p: row_large.run(p, 20_000_000), lambda p: row_large.run(p, 1_000_000_000)
    ),
    "disk": Kind(lambda p: row_full_disk.run(p, 12, 1), lambda p: row_full_disk.run(p, 48, 5)),
    "clients": Kind(lambda p: row_clients.run(p, 1), lambda p: row_clients.run(p, 20)),
    "clock": Kind(lambda p: row_clock.run(p, 2), lambda p: row_clock.run(p, 8)),
    "hostile": Kind(lambda p: row_hostile.run(p, 150), lambda p: row_hostile.run(p, 3000)),
    "kill": Kind(lambda p: row_kill.run(p, 6), lambda p: row_kill.run(p, 100)),
    "load": Kind(lambda p: row_load.run(p, 10), lambda p: row_load.run(p, 300)),
}
