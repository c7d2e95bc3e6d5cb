"""An engine under test: starting and killing it, its clients, and its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from live import LiveEngine, wait_until
from pilothouse_engine.discovery import running

HERE = Path(__file__).parent
_SERVE = """
import sys, json
from pathlib import Path
from pilothouse_engine.config import Settings
from pilothouse_engine.serve import serve
options = json.loads(sys.argv[1])
serve(Settings(data_dir=Path(options.pop("data_dir")), **options))
"""


class SoakEngine(LiveEngine):
    """Runs jobs and models of ``stand_in``; ``environment`` is added to the process's."""

    def __init__(self, data_dir: Path, **options: Any) -> None:
        self.environment: dict[str, str] = options.pop("environment", {})
        halves = {"run_job": "stand_in:run_job", "load_model": "stand_in:load_model"}
        super().__init__(data_dir, **{**halves, **options})

    def start(self) -> SoakEngine:
        named = (self.environment.get("PYTHONPATH"), os.environ.get("PYTHONPATH"))
        paths = os.pathsep.join([str(HERE), *filter(None, named)])
        environment = {**os.environ, **self.environment, "PYTHONPATH": paths}
        options = {"data_dir": str(self.settings.data_dir), **self.options}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, json.dumps(options)],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        # A loaded machine may take its time; an engine that ended never answers.
        found = wait_until(lambda: running(self.settings) or self._ended(), 60)
        if found is True:
            raise RuntimeError(f"the engine ended with status {self.process.returncode}")
        self.url = found["endpointUrl"]
        return self

    def _ended(self) -> bool:
        assert self.process is not None
        return self.process.poll() is not None

    def end(self) -> None:
        """Stop it if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def children(self) -> list[int]:
        """Process ids of its workers, their copies, and hosts."""
        assert self.process is not None
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text()
                except OSError:
                    continue
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
        direct = {pid for pid, parent in parents.items() if parent == self.process.pid}
        return [pid for pid, parent in parents.items() if pid in direct or parent in direct]


class Memory:
    """Resident memory of an engine's own process in MB, sampled; survives its restarts."""

    def __init__(self, engine: SoakEngine) -> None:
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.start = self.peak = self.end = self._now() or 0.0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._sample()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self._sample()

    def _sample(self) -> None:
        now = self._now()
        if now is not None:
            self.end = now
            self.peak = max(self.peak, now)

    def _now(self) -> float | None:
        process = self._engine.process
        if process is None:
            return None
        try:
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        except OSError:
            return None
        return None
