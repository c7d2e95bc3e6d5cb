"""Which backend answers, and boto3 clients for it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .engine import credentials, ensure_engine
from .errors import ArgumentError, BackendError, from_boto

if TYPE_CHECKING:
    from botocore.client import BaseClient

Kind = Literal["local", "aws"]
METADATA = Path("/opt/ml/metadata/resource-metadata.json")


@dataclass
class Backend:
    """A backend and the clients made for it.

    ``cost`` is ``"free"`` for the local engine and ``"billed"`` for AWS.
    """

    kind: Kind
    region: str | None = None
    profile: str | None = None
    _clients: dict[str, BaseClient] = field(default_factory=dict, repr=False)
    _facts: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cost(self) -> Literal["free", "billed"]:
        return "free" if self.kind == "local" else "billed"

    def __str__(self) -> str:
        if self.kind == "local":
            return "Local engine"
        text = f"AWS {self.region or 'no Region'}"
        return f"{text} · {self.profile}" if self.profile else text

    def client(self, service: str) -> BaseClient:
        """A boto3 client (cached).

        :raises BackendError: no engine, no Region or no credentials.
        """
        if self.kind == "local":
            # Asked each time: the engine may have been restarted on another port.
            state = ensure_engine()
            if state["endpointUrl"] != self._facts.get("endpointUrl"):
                self._clients.clear()
                self._facts = dict(state)
        if service not in self._clients:
            self._clients[service] = self._make(service)
        return self._clients[service]

    def _make(self, service: str) -> BaseClient:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        if self.kind == "local":
            key, secret = credentials(self._facts)
            return boto3.session.Session().client(
                service,
                region_name=self._facts["region"],
                endpoint_url=self._facts["endpointUrl"],
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                config=Config(
                    s3={"addressing_style": "path"},
                    proxies={},
                    retries={"max_attempts": 3, "mode": "standard"},
                ),
            )
        try:
            session = boto3.session.Session(profile_name=self.profile, region_name=self.region)
            if not session.region_name:
                raise BackendError(
                    "No AWS Region is set.",
                    "Name one: `%pilot backend aws --region eu-west-1`.",
                    "NoRegion",
                )
            return session.client(service)
        except BotoCoreError as error:
            raise from_boto(error) from error

    def call(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call one operation by its boto3 method name.

        :raises PilotError: on every failure, with the service's own message.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        method: Callable[..., dict[str, Any]] = getattr(self.client(service), operation)
        try:
            return method(**arguments)
        except (BotoCoreError, ClientError) as error:
            raise from_boto(error) from error

    def role_arn(self) -> str:
        """Execution role for jobs and models.

        :raises BackendError: on AWS, outside Studio, where none can be known.
        """
        if self.kind == "local":
            self.client("sagemaker")
            return str(self._facts["roleArn"])
        try:
            return str(json.loads(METADATA.read_text("utf-8"))["ExecutionRoleArn"])
        except (OSError, ValueError, KeyError, TypeError):
            raise BackendError(
                "No execution role is known for jobs on AWS.",
                "Pass one: `--role arn:aws:iam::111122223333:role/NAME`.",
                "NoRole",
            ) from None

    def default_bucket(self) -> str:
        """``sagemaker-<region>-<account>``, the bucket SageMaker's own tools use."""
        account = self.call("sts", "get_caller_identity")["Account"]
        region = self.client("sagemaker").meta.region_name
        return f"sagemaker-{region}-{account}"


def _default() -> Backend:
    kind = os.environ.get("PILOTHOUSE_BACKEND")
    if kind in ("local", "aws"):
        return Backend("local" if kind == "local" else "aws")
    # Cheap signs only: asking for credentials may wait for a metadata service.
    signs = (
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
    )
    return Backend("aws" if any(os.environ.get(sign) for sign in signs) else "local")


_current: Backend | None = None


def current() -> Backend:
    """The backend in use."""
    global _current
    if _current is None:
        _current = _default()
    return _current


def backend(
    kind: str | None = None, *, region: str | None = None, profile: str | None = None
) -> Backend:
    """Show or choose the backend.

    :param kind: ``"local"``, ``"aws"`` or nothing to leave it as it is.
    :param region: AWS Region; only for ``"aws"``.
    :param profile: profile of the AWS configuration files; only for ``"aws"``.
    """
    global _current
    if kind is None:
        if region or profile:
            raise ArgumentError("A Region or profile needs the backend `aws`.")
        return current()
    if kind not in ("local", "aws"):
        raise ArgumentError(f"There is no backend `{kind}`.", "Use `local` or `aws`.")
    if kind == "local" and (region or profile):
        raise ArgumentError("The local engine has no Region or profile.", "Leave them out.")
    _current = Backend("local" if kind == "local" else "aws", region, profile)
    return _current
