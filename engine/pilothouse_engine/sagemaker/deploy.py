"""Automatic deployment of a job's best candidate (``ModelDeployConfig``)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from ..errors import validation
from ..state.jobs import Job
from .endpoint_configs import create_config
from .endpoints import create_endpoint
from .models import create_model

if TYPE_CHECKING:
    from ..engine import Engine

_INSTANCE_TYPE = "ml.m5.12xlarge"
_WAIT_SECONDS = 300.0


async def deploy_best(engine: Engine, job: Job) -> str:
    """Create model, configuration and endpoint, and wait until it serves."""
    candidate = engine.jobs.candidate(job.name, job.best) if job.best else None
    if candidate is None:
        raise validation("the job has no best candidate to deploy")
    wanted = job.request["ModelDeployConfig"].get("EndpointName")
    # The same names again if the engine was killed in the middle of this.
    made = f"{job.name}-{time.strftime('%Y%m%d%H%M%S', time.gmtime(job.created))}"
    name: str = wanted or made
    containers = candidate["InferenceContainers"]
    existing = engine.hosting.endpoint(name)
    if existing is None or existing.document["variants"][0]["containers"] != containers:
        _create(engine, job, made, name, containers)
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        row = engine.hosting.endpoint(name)
        if row is None or row.status == "Failed":
            raise validation(f"endpoint {name}: {row.failure if row else 'it was deleted'}")
        if row.status == "InService":
            return name
        await asyncio.sleep(0.2)
    raise validation(f"endpoint {name} was not in service after {_WAIT_SECONDS:.0f} s")


def _create(engine: Engine, job: Job, made: str, name: str, containers: list[Any]) -> None:
    engine.hosting.delete("models", made)
    engine.hosting.delete("endpoint_configs", made)
    role = job.request["RoleArn"]
    create_model(engine, {"ModelName": made, "Containers": containers, "ExecutionRoleArn": role})
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": made,
        "InstanceType": _INSTANCE_TYPE,
        "InitialInstanceCount": 1,
    }
    create_config(engine, {"EndpointConfigName": made, "ProductionVariants": [variant]})
    create_endpoint(engine, {"EndpointName": name, "EndpointConfigName": made})
