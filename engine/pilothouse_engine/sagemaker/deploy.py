"""Automatic deployment of a job's best candidate (``ModelDeployConfig``)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

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
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    name: str = wanted or f"{job.name}-{stamp}"
    made = f"{job.name}-{stamp}"
    create_model(
        engine,
        {
            "ModelName": made,
            "Containers": candidate["InferenceContainers"],
            "ExecutionRoleArn": job.request["RoleArn"],
        },
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": made,
        "InstanceType": _INSTANCE_TYPE,
        "InitialInstanceCount": 1,
    }
    create_config(engine, {"EndpointConfigName": made, "ProductionVariants": [variant]})
    create_endpoint(engine, {"EndpointName": name, "EndpointConfigName": made})
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        row = engine.hosting.endpoint(name)
        if row is None or row.status == "Failed":
            raise validation(f"endpoint {name}: {row.failure if row else 'it was deleted'}")
        if row.status == "InService":
            return name
        await asyncio.sleep(0.2)
    raise validation(f"endpoint {name} was not in service after {_WAIT_SECONDS:.0f} s")
