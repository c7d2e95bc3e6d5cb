"""Several variants, weights, updates and serverless variants."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
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
from live import LiveEngine, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def container(s3: Any, sagemaker: Any) -> dict[str, Any]:
    return trained(sagemaker, s3, "for-variants")


def shares(runtime: Any, name: str, calls: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for _ in range(calls):
        answer = runtime.invoke_endpoint(EndpointName=name, Body=b"who")
        found[answer["InvokedProductionVariant"]] += 1
        assert answer["Body"].read().decode() == answer["InvokedProductionVariant"]
    return found


def test_traffic_follows_weights(sagemaker: Any, runtime: Any, container: dict[str, Any]) -> None:
    a, b = (make_model(sagemaker, container, NAME=name) for name in "AB")
    name = make_endpoint(
        sagemaker,
        on_instance(a, InitialVariantWeight=3),
        on_instance(b, "B", InitialInstanceCount=2),
    )
    found = sagemaker.describe_endpoint(EndpointName=name)["ProductionVariants"]
    assert [item["CurrentWeight"] for item in found] == [3, 1]
    assert [item["CurrentInstanceCount"] for item in found] == [1, 2]
    assert shares(runtime, name, 20) == {"A": 15, "B": 5}
    assert ask(runtime, name, TargetVariant="B") == b"B"
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {"VariantName": "A", "DesiredWeight": 0, "DesiredInstanceCount": 4}
        ],
    )
    found = settled(sagemaker, name)["ProductionVariants"][0]
    assert (found["CurrentWeight"], found["CurrentInstanceCount"]) == (0, 4)
    assert shares(runtime, name, 5) == {"B": 5}
    assert ask(runtime, name, TargetVariant="A") == b"A"
    for change, words in (
        ({"VariantName": "C", "DesiredWeight": 1}, "no variant C"),
        ({"VariantName": "B", "DesiredWeight": 0}, "weight above 0"),
        ({"VariantName": "B", "DesiredInstanceCount": 0}, "at least 1"),
        ({"VariantName": "B", "ServerlessUpdateConfig": {"MaxConcurrency": 1}}, "on instances"),
    ):
        with pytest.raises(ClientError, match=words):
            sagemaker.update_endpoint_weights_and_capacities(
                EndpointName=name, DesiredWeightsAndCapacities=[change]
            )
    # Retained properties survive an update, unless they are excluded.
    config = make_config(sagemaker, on_instance(a), on_instance(b, "B"))
    retained = {"EndpointName": name, "EndpointConfigName": config}
    sagemaker.update_endpoint(**retained, RetainAllVariantProperties=True)
    found = settled(sagemaker, name)["ProductionVariants"]
    assert [(v["CurrentWeight"], v["CurrentInstanceCount"]) for v in found] == [(0, 4), (1, 2)]
    sagemaker.update_endpoint(
        **retained,
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[{"VariantPropertyType": "DesiredWeight"}],
    )
    found = settled(sagemaker, name)["ProductionVariants"]
    assert [(v["CurrentWeight"], v["CurrentInstanceCount"]) for v in found] == [(1, 4), (1, 2)]
    sagemaker.delete_endpoint(EndpointName=name)


def test_an_update_loses_no_request(
    engine: LiveEngine, sagemaker: Any, container: dict[str, Any]
) -> None:
    old = make_model(sagemaker, container, NAME="old")
    name = make_endpoint(sagemaker, on_instance(old))
    answers: Counter[bytes] = Counter()
    failures: list[Exception] = []
    done = threading.Event()

    def call(body: bytes) -> None:
        runtime = engine.client("sagemaker-runtime")
        while not done.is_set():
            try:
                answers[ask(runtime, name, body)] += 1
            except Exception as error:
                failures.append(error)
                return

    # One caller is always in the middle of a slow call.
    callers = [threading.Thread(target=call, args=[body]) for body in (b"who", b"sleep 0.3")]
    for caller in callers:
        caller.start()
    try:
        for number in range(3):
            new = make_model(sagemaker, container, NAME=f"new-{number}", LATE="0.5")
            config = make_config(sagemaker, on_instance(new))
            sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config)
            found = sagemaker.describe_endpoint(EndpointName=name)
            assert found["EndpointStatus"] == "Updating"
            assert found["PendingDeploymentSummary"]["EndpointConfigName"] == config
            with pytest.raises(ClientError, match="Cannot update in-progress endpoint"):
                sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config)
            found = settled(sagemaker, name)
            assert found["EndpointConfigName"] == config
            assert "PendingDeploymentSummary" not in found
    finally:
        time.sleep(0.2)
        done.set()
        for caller in callers:
            caller.join()
    assert not failures
    assert {b"old", b"new-0", b"new-1", b"new-2"} <= set(answers)
    sagemaker.delete_endpoint(EndpointName=name)


def test_a_failed_update_is_rolled_back(
    sagemaker: Any, runtime: Any, container: dict[str, Any]
) -> None:
    good = make_model(sagemaker, container, NAME="good")
    broken = make_model(sagemaker, container, BROKEN="1")
    name = make_endpoint(sagemaker, on_instance(good))
    before = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = make_config(sagemaker, on_instance(broken))
    policy = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}
        }
    }
    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config, DeploymentConfig=policy)
    found = settled(sagemaker, name)
    assert found["EndpointStatus"] == "InService"
    assert found["EndpointConfigName"] == before
    assert "rolled back" in found["FailureReason"]
    assert "the archive holds no model" in found["FailureReason"]
    assert ask(runtime, name) == b"good"
    # The next update works, and its policy is remembered.
    config = make_config(sagemaker, on_instance(good))
    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=config, DeploymentConfig=policy)
    found = settled(sagemaker, name)
    assert found["EndpointConfigName"] == config
    assert found["LastDeploymentConfig"] == policy
    assert "FailureReason" not in found
    sagemaker.delete_endpoint(EndpointName=name)


def test_an_update_goes_on_after_a_kill(own_engine: LiveEngine) -> None:
    own_engine.start()
    client = own_engine.client("sagemaker")
    container = trained(client, own_engine.client("s3"), "killed")
    name = make_endpoint(client, on_instance(make_model(client, container, NAME="old")))
    config = make_config(client, on_instance(make_model(client, container, NAME="new", LATE="1")))
    client.update_endpoint(EndpointName=name, EndpointConfigName=config)
    own_engine.kill()
    own_engine.start()
    client, runtime = own_engine.client("sagemaker"), own_engine.client("sagemaker-runtime")
    wait_until(
        lambda: client.describe_endpoint(EndpointName=name)["EndpointConfigName"] == config, 20
    )
    assert ask(runtime, name) == b"new"


@pytest.fixture
def idle_engine(tmp_path: Path) -> Iterator[LiveEngine]:
    live = LiveEngine(tmp_path, serverless_idle_seconds=0.5).start()
    yield live
    live.stop()


def log_of(engine: LiveEngine, name: str) -> str:
    path = engine.settings.variant_log(name, "A")
    return path.read_text() if path.exists() else ""


def test_serverless(idle_engine: LiveEngine) -> None:
    sagemaker = idle_engine.client("sagemaker")
    runtime = idle_engine.client("sagemaker-runtime")
    container = trained(sagemaker, idle_engine.client("s3"), "serverless")
    model = make_model(sagemaker, container, NAME="sl")
    name = make_endpoint(sagemaker, serverless(model))
    found = sagemaker.describe_endpoint(EndpointName=name)["ProductionVariants"][0]
    assert found["CurrentServerlessConfig"] == {"MemorySizeInMB": 1024, "MaxConcurrency": 2}
    assert "CurrentInstanceCount" not in found
    assert log_of(idle_engine, name) == "", "nothing runs before the first call"
    assert ask(runtime, name) == b"sl"
    assert log_of(idle_engine, name).count("Cold start") == 1
    assert ask(runtime, name) == b"sl"
    assert log_of(idle_engine, name).count("Cold start") == 1
    wait_until(lambda: "the process ends" in log_of(idle_engine, name), 5)
    assert ask(runtime, name) == b"sl"
    assert log_of(idle_engine, name).count("Cold start") == 2

    # More than MaxConcurrency calls at a time are refused.
    outcomes: list[str] = []

    def call() -> None:
        try:
            ask(idle_engine.client("sagemaker-runtime"), name, b"sleep 1")
            outcomes.append("ok")
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            outcomes.append(f"{error.response['Error']['Code']} {status}")

    callers = [threading.Thread(target=call) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert sorted(outcomes) == ["ThrottlingException 429", "ok", "ok"]

    # The memory is bounded, by the call and by loading.
    with pytest.raises(ClientError, match="more memory than MemorySizeInMB = 1024"):
        ask(runtime, name, b"memory")
    assert ask(runtime, name) == b"sl"
    hungry = make_endpoint(sagemaker, serverless(make_model(sagemaker, container, HUNGRY="1")))
    with pytest.raises(ClientError, match="more memory than MemorySizeInMB = 1024"):
        ask(runtime, hungry)
    enough = make_model(sagemaker, container, HUNGRY="1", NAME="fits")
    assert ask(runtime, make_endpoint(sagemaker, serverless(enough, MemorySizeInMB=3072))) == (
        b"fits"
    )
    with pytest.raises(ClientError, match="4194304"):
        ask(runtime, name, b"x" * 4_194_305)

    # Provisioned concurrency keeps the process.
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {
                "VariantName": "A",
                "ServerlessUpdateConfig": {"MaxConcurrency": 3, "ProvisionedConcurrency": 1},
            }
        ],
    )
    found = settled(sagemaker, name)["ProductionVariants"][0]["CurrentServerlessConfig"]
    assert found["MaxConcurrency"] == 3
    ask(runtime, name)
    before = log_of(idle_engine, name).count("Cold start")
    time.sleep(1)
    ask(runtime, name)
    assert log_of(idle_engine, name).count("Cold start") == before
    # Serverless endpoints may move to instances, but not back.
    one_way = make_config(sagemaker, on_instance(model))
    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=one_way)
    assert settled(sagemaker, name)["ProductionVariants"][0]["CurrentInstanceCount"] == 1
    back = make_config(sagemaker, serverless(model))
    with pytest.raises(ClientError, match="cannot become serverless"):
        sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=back)
