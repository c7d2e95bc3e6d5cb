"""What the page may know about a backend: Region, role, bucket, profiles, and what is missing."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from pathlib import Path
from typing import Any

from . import admin_config
from . import engine as local
from .backends import Choice, Clients
from .engine import Engine, not_responding
from .errors import Failure, from_boto, mask_accounts, no_credentials, no_region
from .s3_config import S3Config

_METADATA = Path("/opt/ml/metadata/resource-metadata.json")
_ARN_REGION = re.compile(r"arn:[^:]*:[^:]*:([^:]+):")
_ASSUMED = re.compile(r"arn:([^:]+):sts::(\d+):assumed-role/([^/]+)/")
_IDENTITY_SECONDS = 300


def resource_metadata() -> dict[str, Any]:
    """The metadata file of a SageMaker space; empty elsewhere. A hint, not proof."""
    try:
        value = json.loads(_METADATA.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def region_of_host() -> str | None:
    """The Region that the environment or the space names."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "REGION_NAME"):
        if region := os.environ.get(name):
            return region
    found = _ARN_REGION.match(str(resource_metadata().get("ResourceArn") or ""))
    return found.group(1) if found else None


class Environment:
    """Describes backends. Every method blocks; call them in the executor."""

    def __init__(self, clients: Clients, engine: Engine) -> None:
        self._clients = clients
        self._engine = engine
        self._s3_config = S3Config(clients)
        self._lock = threading.Lock()
        self._identities: dict[Choice, tuple[float, str]] = {}

    def default_choice(self) -> Choice:
        """AWS where credentials and a Region are set up, else the engine.

        A machine's instance role is not asked for: outside EC2 that would wait for nothing.
        """
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

        try:
            session = Session()
            resolver = session.get_component("credential_provider")
            resolver.remove("iam-role")
            found = resolver.load_credentials() is not None and self._clients.region(None)
        except BotoCoreError:
            found = None
        return Choice("aws") if found else Choice("local")

    def state(self, choice: Choice) -> dict[str, Any]:
        """``BackendState`` of the page."""
        state = self._local_state() if choice.kind == "local" else self._aws_state(choice)
        return {"choice": choice.plain(), "profiles": _profiles(), **state}

    def _local_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {
            "label": "Local engine",
            "status": "off",
            "region": local.REGION,
            "roleArn": local.ROLE_ARN,
            "defaultBucket": local.BUCKET,
            "cost": "free",
        }
        if self._engine.starting:
            state["status"] = "starting"
            return state
        health = self._engine.health()
        if health == "answers":
            state["status"] = "ready"
        elif health == "silent":
            state.update(status="unavailable", problem=not_responding().data)
        elif (problem := self._engine.problem()) is not None:
            state.update(status="unavailable", problem=problem.data)
        return state

    def _aws_state(self, choice: Choice) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        state: dict[str, Any] = {
            "label": "AWS",
            "status": "unavailable",
            "region": choice.region or "",
            "cost": "billed",
        }
        try:
            region = choice.region or self._clients.region(choice.profile)
            state["region"] = region or ""
            state["label"] = _label(region, choice.profile)
            identity = self._identity(choice) if region else ""
        except Failure as failure:
            if failure.code in ("NoCredentials", "ExpiredCredentials"):
                self._clients.forget()
            return {**state, "problem": failure.data}
        except (BotoCoreError, ClientError) as error:
            return {**state, "problem": from_boto(error, "sts", "GetCallerIdentity").data}
        if not region:
            return {**state, "problem": no_region().data}
        role = _role(identity)
        account = identity.split(":")[4] if identity.count(":") >= 5 else ""
        files = admin_config.read(lambda uri, most: self._s3_config.read(choice, uri, most))
        usual = f"sagemaker-{region}-{account}" if account else None
        bucket = admin_config.default_bucket(files) or usual
        if role:
            state["roleArn"] = role
        if bucket:
            state["defaultBucket"] = bucket
        if files:
            state["adminConfig"] = files
        return {**state, "status": "ready"}

    def _identity(self, choice: Choice) -> str:
        """ARN of the caller. One STS call in five minutes."""
        with self._lock:
            known = self._identities.get(choice)
        if known and known[0] > time.monotonic():
            return known[1]
        if self._clients.session(choice.profile).get_credentials() is None:
            raise no_credentials()
        arn = str(self._clients.get(choice, "sts").get_caller_identity().get("Arn") or "")
        with self._lock:
            self._identities[choice] = (time.monotonic() + _IDENTITY_SECONDS, arn)
        return arn


def _label(region: str | None, profile: str | None) -> str:
    place = f"AWS {region}" if region else "AWS"
    return f"{place} · {mask_accounts(profile)}" if profile else place


def _role(identity: str) -> str | None:
    """The execution role: of the space, else the one that the caller has assumed."""
    if role := resource_metadata().get("ExecutionRoleArn"):
        return str(role)
    assumed = _ASSUMED.match(identity)
    if assumed is None:
        return None
    partition, account, name = assumed.groups()
    return f"arn:{partition}:iam::{account}:role/{name}"


def _profiles() -> list[str]:
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    try:
        return sorted(Session().available_profiles)
    except BotoCoreError:
        return []
