"""Invocations at a steady rate from many clients: every answer is the right one."""

from __future__ import annotations

import threading
import time
import uuid
from pathlib import Path
from typing import Any

from row import Row
from soak_engine import SoakEngine
from work_load import deploy, put_training_file, request, wait_for_end


class Client(threading.Thread):
    """One client with its own connection, which keeps a pace instead of waiting for answers."""

    def __init__(self, runtime: Any, every: float, begin: float, seconds: float) -> None:
        super().__init__(daemon=True)
        self._runtime = runtime
        self._every, self._begin, self._end = every, begin, begin + seconds
        self.sent = self.lost = self.wrong = 0
        self.latencies: list[float] = []
        self.problems: set[str] = set()

    def run(self) -> None:
        due = self._begin
        while due < self._end:
            time.sleep(max(0.0, due - time.monotonic()))
            due += self._every
            body = uuid.uuid4().hex.encode() * 4
            self.sent += 1
            begin = time.monotonic()
            try:
                answer = self._runtime.invoke_endpoint(
                    EndpointName="steady", Body=body, ContentType="text/csv"
                )["Body"].read()
            except Exception as error:
                self.lost += 1
                self.problems.add(f"{type(error).__name__}: {error}"[:200])
                continue
            self.latencies.append(time.monotonic() - begin)
            self.wrong += answer != body[::-1]


def run(folder: Path, seconds: float, rate: int = 50, clients: int = 16) -> Row:
    row = Row(f"invocations, {rate}/s for {seconds:.0f} s from {clients} clients")
    engine = SoakEngine(folder).start()
    try:
        put_training_file(engine)
        client = engine.client("sagemaker")
        client.create_auto_ml_job_v2(**request("served"))
        wait_for_end(client, "served", 60)
        deploy(engine, "served", "steady")
        runtimes = [engine.client("sagemaker-runtime") for _ in range(clients)]
        with row.measured(engine):
            every = clients / rate
            begin = time.monotonic() + 0.2
            threads = [
                Client(runtime, every, begin + every * number / clients, seconds)
                for number, runtime in enumerate(runtimes)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        row.count = sum(thread.sent for thread in threads)
        row.lost = sum(thread.lost for thread in threads)
        row.corrupted = sum(thread.wrong for thread in threads)
        for problem in set().union(*(thread.problems for thread in threads)):
            row.problem(problem)
        found = sorted(value for thread in threads for value in thread.latencies)
        median, tail = found[len(found) // 2], found[int(len(found) * 0.99)]
        row.note = f"median {median * 1000:.0f} ms, 99 % within {tail * 1000:.0f} ms"
        # A queue that grows without bound would show here first.
        if row.memory[1] > row.memory[0] + 64:
            row.problem(f"memory grew from {row.memory[0]:.0f} to {row.memory[1]:.0f} MB")
    finally:
        engine.end()
    return row
