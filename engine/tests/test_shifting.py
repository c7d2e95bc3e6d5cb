"""Updates that move the traffic step by step."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hosting_support import (
    ask,
    make_config,
    make_endpoint,
    make_model,
    on_instance,
    serverless,
    settled,
    trained,
)
from hypothesis import given
from hypothesis import strategies as st
from live import LiveEngine, wait_until
from pilothouse_engine.hosting.shifting import Shift, ShiftFailed, Step, longest, steps


def percent(value: int) -> dict[str, Any]:
    return {"Type": "CAPACITY_PERCENT", "Value": value}


def routed(kind: str, wait: int, last: int = 0, **size: Any) -> dict[str, Any]:
    routing = {"Type": kind, "WaitIntervalInSeconds": wait, **size}
    return {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": routing,
            "TerminationWaitInSeconds": last,
        }
    }


def rolling(value: int, wait: int) -> dict[str, Any]:
    policy = {"MaximumBatchSize": percent(value), "WaitIntervalInSeconds": wait}
    return {"RollingUpdatePolicy": policy}


def test_steps_of_each_policy() -> None:
    assert steps({}, 1) == [Step(1.0, 0)]
    assert steps(routed("ALL_AT_ONCE", 9, 7), 1) == [Step(1.0, 7)]
    canary = routed("CANARY", 5, 7, CanarySize={"Type": "INSTANCE_COUNT", "Value": 1})
    assert steps(canary, 4) == [Step(0.25, 5), Step(1.0, 7)]
    linear = routed("LINEAR", 5, 7, LinearStepSize=percent(40))
    assert steps(linear, 1) == [Step(0.4, 5), Step(0.8, 5), Step(1.0, 7)]
    assert steps(rolling(50, 3), 1) == [Step(0.5, 3), Step(1.0, 3)]
    assert longest(linear) is None
    limited = rolling(50, 3)
    limited["RollingUpdatePolicy"]["MaximumExecutionTimeoutInSeconds"] = 600
    assert longest(limited) == 600


@given(st.integers(5, 100), st.integers(1, 50))
def test_steps_grow_to_the_whole(value: int, count: int) -> None:
    sizes = (percent(value), {"Type": "INSTANCE_COUNT", "Value": max(1, count * value // 100)})
    for size in sizes:
        policy = {"MaximumBatchSize": size, "WaitIntervalInSeconds": 1}
        shares = [step.share for step in steps({"RollingUpdatePolicy": policy}, count)]
        assert shares[-1] == 1.0
        assert all(low < high for low, high in zip(shares, shares[1:], strict=False))
        assert len(shares) <= 20 if size["Type"] == "CAPACITY_PERCENT" else count


def fake(*variants: str) -> Any:
    return SimpleNamespace(failure=None, has=variants.__contains__)


def test_a_shift_keeps_the_shares_and_knows_variants() -> None:
    old, new = fake("A", "B"), fake("A", "C")

    async def play() -> None:
        shift = Shift(old, new)
        assert shift.choose(None) is old
        for share, expected in ((0.1, 10), (0.35, 35), (1.0, 100)):
            shift.share = share
            chosen = [shift.choose(None) for _ in range(100)]
            assert abs(sum(one is new for one in chosen) - expected) <= 1
        shift.share = 0.5
        assert {shift.choose("B") is old for _ in range(4)} == {True}
        assert {shift.choose("C") is new for _ in range(4)} == {True}
        assert {shift.choose("A") is new for _ in range(4)} == {True, False}

    asyncio.run(play())


def test_a_shift_ends_early_when_processes_are_given_up() -> None:
    async def play(who: str) -> Shift:
        old, new = fake("A"), fake("A")
        shift = Shift(old, new)
        task = asyncio.create_task(shift.run([Step(0.5, 60), Step(1.0, 60)]))
        await asyncio.sleep(0)
        {"old": old, "new": new}[who].failure = "it ended twice"
        shift.notice()
        await asyncio.wait_for(task, 1)
        return shift

    assert asyncio.run(play("old")).share == 1.0
    with pytest.raises(ShiftFailed, match="it ended twice"):
        asyncio.run(play("new"))


@pytest.fixture(scope="module")
def container(s3: Any, sagemaker: Any) -> dict[str, Any]:
    return trained(sagemaker, s3, "for-shifting")


class Callers:
    """Call an endpoint all the time from two connections; one is always in a slow call."""

    def __init__(self, engine: LiveEngine, name: str) -> None:
        self.answers: Counter[bytes] = Counter()
        self.failures: list[Exception] = []
        self._done = threading.Event()
        self._threads = [
            threading.Thread(target=self._call, args=[engine, name, body])
            for body in (b"who", b"sleep 0.2")
        ]

    def _call(self, engine: LiveEngine, name: str, body: bytes) -> None:
        runtime = engine.client("sagemaker-runtime")
        while not self._done.wait(0.01):
            try:
                self.answers[ask(runtime, name, body)] += 1
            except Exception as error:
                self.failures.append(error)

    def __enter__(self) -> Callers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()


def weights(found: dict[str, Any]) -> tuple[float, float]:
    pending = found["PendingDeploymentSummary"]["ProductionVariants"][0]
    return found["ProductionVariants"][0]["CurrentWeight"], pending["CurrentWeight"]


def in_stage(client: Any, name: str, stage: str) -> dict[str, Any]:
    """The endpoint's description as soon as its new variant is in this stage."""

    def probe() -> Any:
        found = client.describe_endpoint(EndpointName=name)
        pending = found.get("PendingDeploymentSummary", {"ProductionVariants": [None]})
        variant = pending["ProductionVariants"][0]
        return found if variant and variant["VariantStatus"][0]["Status"] == stage else None

    found: dict[str, Any] = wait_until(probe, 20)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("policy", "first"),
    [
        (routed("CANARY", 2, 1, CanarySize=percent(25)), 0.25),
        (routed("LINEAR", 1, 1, LinearStepSize=percent(50)), 0.5),
        (rolling(50, 1), 0.5),
    ],
)
def test_traffic_moves_in_steps_and_no_request_is_lost(
    engine: LiveEngine,
    sagemaker: Any,
    container: dict[str, Any],
    policy: dict[str, Any],
    first: float,
) -> None:
    old, new = (make_model(sagemaker, container, NAME=name) for name in ("old", "new"))
    name = make_endpoint(sagemaker, on_instance(old))
    config = make_config(sagemaker, on_instance(new))
    runtime = engine.client("sagemaker-runtime")
    with Callers(engine, name) as callers:
        sagemaker.update_endpoint(
            EndpointName=name, EndpointConfigName=config, DeploymentConfig=policy
        )
        found = in_stage(sagemaker, name, "ActivatingTraffic")
        assert found["EndpointStatus"] == "Updating"
        assert weights(found) == pytest.approx((1 - first, first))
        both = Counter(ask(runtime, name) for _ in range(20))
        assert both[b"old"] > 0
        assert both[b"new"] > 0
        found = in_stage(sagemaker, name, "Baking")
        assert weights(found) == pytest.approx((0, 1))
        assert {ask(runtime, name) for _ in range(5)} == {b"new"}
        assert found["EndpointConfigName"] != config, "not before the old processes may end"
        found = settled(sagemaker, name)
    assert found["EndpointConfigName"] == config
    assert found["LastDeploymentConfig"] == policy
    assert found["ProductionVariants"][0]["CurrentWeight"] == 1
    assert not callers.failures
    assert {b"old", b"new"} <= set(callers.answers)
    sagemaker.delete_endpoint(EndpointName=name)


@pytest.mark.slow
def test_new_processes_that_die_are_rolled_back(
    engine: LiveEngine, sagemaker: Any, runtime: Any, container: dict[str, Any]
) -> None:
    old, new = (make_model(sagemaker, container, NAME=name) for name in ("old", "new"))
    name = make_endpoint(sagemaker, on_instance(old))
    before = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = make_config(sagemaker, on_instance(new, "N"))
    policy = routed("CANARY", 60, CanarySize=percent(50))
    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config, DeploymentConfig=policy)
    in_stage(sagemaker, name, "ActivatingTraffic")
    # The variant's name tells which of the two is called.
    for _ in range(2):
        with pytest.raises(ClientError, match="container ended"):
            ask(runtime, name, b"crash", TargetVariant="N")
    found = settled(sagemaker, name)
    assert found["EndpointStatus"] == "InService"
    assert found["EndpointConfigName"] == before
    assert "rolled back" in found["FailureReason"]
    assert "ended twice" in found["FailureReason"]
    assert {ask(runtime, name) for _ in range(4)} == {b"old"}
    sagemaker.delete_endpoint(EndpointName=name)


@pytest.mark.slow
def test_an_endpoint_can_be_deleted_while_its_traffic_moves(
    sagemaker: Any, runtime: Any, container: dict[str, Any]
) -> None:
    old, new = (make_model(sagemaker, container, NAME=name) for name in ("old", "new"))
    name = make_endpoint(sagemaker, on_instance(old))
    sagemaker.update_endpoint(
        EndpointName=name,
        EndpointConfigName=make_config(sagemaker, on_instance(new)),
        DeploymentConfig=routed("LINEAR", 60, LinearStepSize=percent(10)),
    )
    in_stage(sagemaker, name, "ActivatingTraffic")
    sagemaker.delete_endpoint(EndpointName=name)
    wait_until(lambda: not sagemaker.list_endpoints(NameContains=name)["Endpoints"], 5)
    with pytest.raises(ClientError, match="not found"):
        ask(runtime, name)


@pytest.mark.slow
def test_a_shift_begins_anew_after_a_kill(own_engine: LiveEngine) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    container = trained(client, own_engine.client("s3"), "shifted")
    name = make_endpoint(client, on_instance(make_model(client, container, NAME="old")))
    config = make_config(client, on_instance(make_model(client, container, NAME="new")))
    client.update_endpoint(
        EndpointName=name,
        EndpointConfigName=config,
        DeploymentConfig=routed("LINEAR", 2, LinearStepSize=percent(50)),
    )
    in_stage(client, name, "ActivatingTraffic")
    own_engine.kill()
    own_engine.start()
    client, runtime = own_engine.client("sagemaker"), own_engine.client("sagemaker-runtime")
    found = in_stage(client, name, "ActivatingTraffic")
    assert (found["EndpointStatus"], weights(found)) == ("Updating", (0.5, 0.5))
    assert {ask(runtime, name) for _ in range(4)} == {b"old", b"new"}
    begin = time.monotonic()
    assert settled(client, name)["EndpointConfigName"] == config
    assert time.monotonic() - begin < 10
    assert ask(runtime, name) == b"new"


@pytest.mark.slow
def test_an_update_that_takes_too_long_is_rolled_back(own_engine: LiveEngine) -> None:
    """The API takes ten minutes or more; the engine finds a shorter time in its state."""
    own_engine.start()
    client = own_engine.client("sagemaker")
    container = trained(client, own_engine.client("s3"), "limited")
    name = make_endpoint(client, on_instance(make_model(client, container, NAME="old")))
    before = client.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    policy = routed("CANARY", 500, CanarySize=percent(50))
    policy["BlueGreenUpdatePolicy"]["MaximumExecutionTimeoutInSeconds"] = 600
    client.update_endpoint(
        EndpointName=name,
        EndpointConfigName=make_config(
            client, on_instance(make_model(client, container, NAME="new"))
        ),
        DeploymentConfig=policy,
    )
    in_stage(client, name, "ActivatingTraffic")
    own_engine.kill()
    with contextlib.closing(sqlite3.connect(own_engine.settings.database)) as database, database:
        changed = database.execute(
            "UPDATE endpoints SET document = replace(document, ': 600', ': 4') WHERE name = ?",
            [name],
        )
        assert changed.rowcount == 1
    own_engine.start()
    client, runtime = own_engine.client("sagemaker"), own_engine.client("sagemaker-runtime")
    in_stage(client, name, "ActivatingTraffic")
    begin = time.monotonic()
    assert {ask(runtime, name) for _ in range(4)} == {b"old", b"new"}
    found = settled(client, name)
    assert time.monotonic() - begin < 10
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", before)
    assert "longer than MaximumExecutionTimeoutInSeconds (4 s)" in found["FailureReason"]
    assert {ask(runtime, name) for _ in range(4)} == {b"old"}


@pytest.mark.slow
def test_policies_that_cannot_be_followed_are_refused(
    sagemaker: Any, container: dict[str, Any]
) -> None:
    model = make_model(sagemaker, container, NAME="plain")
    name = make_endpoint(sagemaker, on_instance(model))
    config = make_config(sagemaker, on_instance(model))
    alarms = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]}}
    count = {"Type": "INSTANCE_COUNT", "Value": 1}
    tight = routed("CANARY", 700, CanarySize=percent(10))
    tight["BlueGreenUpdatePolicy"]["MaximumExecutionTimeoutInSeconds"] = 600
    for policy, words in (
        (alarms, "no CloudWatch alarms"),
        ({**rolling(10, 0), **routed("ALL_AT_ONCE", 0)}, "either BlueGreenUpdatePolicy or"),
        (routed("CANARY", 0), "CanarySize is required"),
        (routed("LINEAR", 0, CanarySize=percent(10)), "does not belong to Type LINEAR"),
        (routed("CANARY", 0, CanarySize=percent(51)), "at most 50%"),
        (routed("CANARY", 0, CanarySize=count), "1 of 1 instances"),
        (routed("LINEAR", 0, LinearStepSize=percent(9)), "10% to 50%"),
        (rolling(4, 0), "5% to 50%"),
        (tight, "must be more than the waiting times"),
    ):
        with pytest.raises(ClientError, match=words) as caught:
            sagemaker.update_endpoint(
                EndpointName=name, EndpointConfigName=config, DeploymentConfig=policy
            )
        assert caught.value.response["Error"]["Code"] == "ValidationException"
    sagemaker.delete_endpoint(EndpointName=name)
    lazy = make_config(sagemaker, serverless(model))
    name = make_endpoint(sagemaker, serverless(model))
    with pytest.raises(ClientError, match="not available on serverless"):
        sagemaker.update_endpoint(
            EndpointName=name, EndpointConfigName=lazy, DeploymentConfig=rolling(10, 0)
        )
    sagemaker.delete_endpoint(EndpointName=name)
