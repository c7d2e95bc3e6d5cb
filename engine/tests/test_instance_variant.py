"""Between the end of a host and its replacement."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from pilothouse_engine.hosting.client import HostDied
from pilothouse_engine.hosting.variants import InstanceVariant


class StandIn:
    """A host, or the launcher of the hosts in ``others``."""

    def __init__(self, *others: StandIn) -> None:
        self.others = list(others)
        self.alive = True
        self.exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.endpoint, self.variant = "churn", "A"

    async def start(self, _: object) -> StandIn:
        return self.others.pop(0)

    async def wait(self) -> int:
        return await self.exited

    def kill(self) -> None:
        self.alive = False


async def given(variant: InstanceVariant) -> Any:
    async with variant.host(5) as host:
        return host


def test_a_call_never_gets_a_host_that_is_known_to_be_dead() -> None:
    async def scenario() -> None:
        first, second = StandIn(), StandIn()
        said = []
        variant = InstanceVariant(
            cast(Any, StandIn(first, second)),
            cast(Any, StandIn()),
            lambda status, _: said.append(status),
        )
        await variant.start()
        assert await given(variant) is first
        # Its pipe is closed, its exit status not yet known.
        first.alive = False
        calls = [asyncio.ensure_future(given(variant)) for _ in range(2)]
        await asyncio.sleep(0)
        assert not any(call.done() for call in calls)
        first.exited.set_result(3)
        assert await asyncio.gather(*calls) == [second, second]
        assert said == ["Updating", "InService"]
        # The second end within a minute is the last.
        second.alive = False
        last = asyncio.ensure_future(given(variant))
        await asyncio.sleep(0)
        second.exited.set_result(3)
        with pytest.raises(HostDied):
            await last
        assert said[-1] == "Failed"

    asyncio.run(scenario())
