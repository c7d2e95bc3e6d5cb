"""The engine: its parts, and the operations it answers."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any

from . import sts
from .auth import Credentials
from .config import DEFAULT_BUCKET, Settings
from .hosting.manager import Hosts
from .hosting.queue import AsyncQueue
from .hub.artifacts import HubArtifacts, refuse_change
from .jobs.supervisor import Supervisor
from .logs import operations as logs
from .s3 import handlers, multipart
from .s3.store import ObjectStore
from .sagemaker import (
    automl,
    deploy,
    endpoint_configs,
    endpoints,
    hubs,
    models,
    runtime,
    tags,
    training_jobs,
    transform,
)
from .state.db import Database
from .state.hosting import HostingRows
from .state.jobs import Job, Jobs
from .state.tags import Tags
from .transform.supervisor import TransformSupervisor

Handler = Callable[["Engine", dict[str, Any]], Any]

OPERATIONS: Mapping[str, Mapping[str, Handler]] = {
    "sagemaker": {
        **automl.OPERATIONS,
        **models.OPERATIONS,
        **endpoint_configs.OPERATIONS,
        **endpoints.OPERATIONS,
        **hubs.OPERATIONS,
        **tags.OPERATIONS,
        **training_jobs.OPERATIONS,
        **transform.OPERATIONS,
    },
    "sagemaker-runtime": runtime.OPERATIONS,
    "s3": {**handlers.OPERATIONS, **multipart.OPERATIONS},
    "sts": sts.OPERATIONS,
    "logs": logs.OPERATIONS,
}

# Data are uploaded to be trained on.
# Forms and scripts look whether the bucket is there before they upload.
_BEFORE_JOBS = frozenset(
    {"HeadBucket", "CreateBucket", "PutObject", "CopyObject", "CreateMultipartUpload"}
)

_log = logging.getLogger(__name__)


class Engine:
    """One engine of one data directory. Use from a running event loop."""

    def __init__(self, settings: Settings, credentials: Credentials) -> None:
        self.settings = settings
        self.credentials = credentials
        self.database = Database(settings.database)
        self.objects = ObjectStore(self.database, settings.objects)
        self.jobs = Jobs(self.database)
        self.tags = Tags(self.database)
        self.hosting = HostingRows(self.database)
        self.supervisor = Supervisor(self)
        self.hosts = Hosts(self)
        self.hub = HubArtifacts(self)
        self.queue = AsyncQueue(self)
        self.transforms = TransformSupervisor(self)

    def prepare(self) -> None:
        """Open the state and settle what an earlier engine left.

        Raises :class:`pilothouse_engine.state.db.NewerSchema`.
        """
        self.database.reserve.settle()
        self.settings.logs.mkdir(parents=True, exist_ok=True)
        self.database.migrate()
        self.objects.prepare()
        self.objects.sweep()
        self.objects.create_bucket(DEFAULT_BUCKET)
        self.hub.prepare()
        self.supervisor.recover()
        self.transforms.recover()
        self.hosts.recover()

    def run(self) -> None:
        """Go on with waiting jobs and deployed endpoints."""
        self.supervisor.wake()
        self.transforms.wake()
        self.hosts.wake()
        self.queue.wake()

    async def close(self) -> None:
        await self.supervisor.close()
        await self.transforms.close()
        await self.queue.close()
        await self.hub.close()
        await self.hosts.close()
        self.database.close()

    def provides(self, service: str, operation: str) -> bool:
        return operation in OPERATIONS[service]

    async def call(self, service: str, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """Run an operation on validated input."""
        if service == "s3":
            refuse_change(operation, params)
            if operation in _BEFORE_JOBS:
                self.supervisor.expect()
        result = OPERATIONS[service][operation](self, params)
        if inspect.isawaitable(result):
            result = await result
        answer: dict[str, Any] = result
        return answer

    async def deploy_best(self, job: Job) -> str:
        """Deploy a finished job's best candidate as it asked; returns the endpoint's name."""
        return await deploy.deploy_best(self, job)
