"""From the page's backend choice to AWS clients. botocore is imported on first use."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from typing import Any

from .engine import REGION, Engine
from .errors import Failure, no_credentials, no_region

# Moving bytes and asking a model may take long; what only reads or writes the state does not.
_LOCAL_READ_SECONDS = {"sagemaker": 30, "sts": 30}
_LOCAL_LONG_READ_SECONDS = 120

_REGION_NAME = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
_PROFILE_NAME = re.compile(r"[^\x00-\x1f\[\]]{1,256}")
# Shows in the other account's CloudTrail, and in the name of the caller.
_ROLE_SESSION = "pilothouse"
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """``BackendChoice`` of the page."""

    kind: str
    region: str | None = None
    profile: str | None = None
    role: str | None = None
    """ARN of the role that one call assumes; never part of what the user has chosen."""

    def plain(self) -> dict[str, str]:
        """As the page writes it."""
        named = {"kind": self.kind, "region": self.region, "profile": self.profile}
        return {key: value for key, value in named.items() if value}


def parse_choice(value: object) -> Choice:
    """A checked choice. Raises ``Failure``."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or kind not in ("local", "aws"):
        raise Failure("InvalidRequest", "The backend must be `local` or `aws`.")
    role = value.get("role") or None
    if role is not None and not (isinstance(role, str) and _ROLE.fullmatch(role)):
        raise Failure(
            "InvalidRequest",
            "The role to assume is not valid. Roles look like arn:aws:iam::111122223333:role/NAME.",
        )
    if kind == "local":
        if role is not None:
            raise Failure(
                "OperationNotAllowed",
                "The local engine has one account, so there is no role to assume. Choose AWS "
                "first.",
                action="choose-backend",
            )
        return Choice("local")
    region = value.get("region") or None
    profile = value.get("profile") or None
    if region is not None and not (isinstance(region, str) and _REGION_NAME.fullmatch(region)):
        raise Failure(
            "InvalidRequest",
            "The AWS Region is not valid. Regions look like eu-west-1.",
            action="choose-region",
        )
    if profile is not None and not (isinstance(profile, str) and _PROFILE_NAME.fullmatch(profile)):
        raise Failure("InvalidRequest", "The name of the AWS profile is not valid.")
    return Choice("aws", region, profile, role)


class Clients:
    """botocore clients by backend and service, made once. Every method blocks."""

    def __init__(self, engine: Engine, pool: int) -> None:
        self._engine = engine
        self._pool = pool
        self._lock = threading.Lock()
        self._sessions: dict[tuple[str | None, str | None], Any] = {}
        self._clients: dict[tuple[object, ...], Any] = {}

    def session(self, profile: str | None) -> Any:
        """The botocore session of an AWS profile. Raises botocore's ``ProfileNotFound``."""
        from botocore.session import Session

        with self._lock:
            session = self._sessions.get((profile, None))
            if session is None:
                session = self._sessions[profile, None] = Session(profile=profile)
        return session

    def _assumed(self, profile: str | None, role: str, region: str) -> Any:
        """A session with the temporary credentials of a role, renewed before they end."""
        from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
        from botocore.session import Session

        base = self.session(profile)
        with self._lock:
            session = self._sessions.get((profile, role))
            if session is not None:
                return session
            own = base.get_credentials()
            if own is None:
                raise no_credentials()

            def sts(service: str, **keys: Any) -> Any:
                # Asked for in the middle of a call, when nobody holds the lock.
                with self._lock:
                    return base.create_client(service, region_name=region, **keys)

            fetcher = AssumeRoleCredentialFetcher(
                sts, own, role, extra_args={"RoleSessionName": _ROLE_SESSION}
            )
            session = Session(profile=profile)
            # botocore has no public way to give a session credentials that renew themselves.
            session._credentials = DeferredRefreshableCredentials(
                refresh_using=fetcher.fetch_credentials, method="assume-role"
            )
            self._sessions[profile, role] = session
        return session

    def forget(self) -> None:
        """Drop sessions and clients, so that new credentials are found."""
        with self._lock:
            self._sessions.clear()
            self._clients.clear()

    def get(self, choice: Choice, service: str) -> Any:
        """A client of the backend."""
        if choice.kind == "local":
            address = self._engine.address()
            return self._make(("local", address, service), lambda: self._local(address, service))
        region = choice.region or self.region(choice.profile)
        if region is None:
            raise no_region()
        key = ("aws", region, choice.profile, choice.role, service)
        return self._make(key, lambda: self._aws(choice, region, service))

    def region(self, profile: str | None) -> str | None:
        """The Region without an explicit choice; never a built-in default."""
        from .environment import region_of_host

        return region_of_host() or self.session(profile).get_config_variable("region")

    def _make(self, key: tuple[object, ...], build: Any) -> Any:
        client = self._clients.get(key)
        if client is None:
            built = build()
            with self._lock:
                client = self._clients.setdefault(key, built)
        return client

    def _aws(self, choice: Choice, region: str, service: str) -> Any:
        from botocore.config import Config

        profile, role = choice.profile, choice.role
        session = self._assumed(profile, role, region) if role else self.session(profile)
        config = Config(
            connect_timeout=5,
            read_timeout=75,
            retries={"mode": "standard", "total_max_attempts": 3},
            max_pool_connections=self._pool,
            user_agent_extra="pilothouse",
        )
        # Sessions are not safe to make clients from in several threads at once.
        with self._lock:
            return session.create_client(service, region_name=region, config=config)

    def _local(self, address: Any, service: str) -> Any:
        from botocore.config import Config
        from botocore.session import Session

        # The user's AWS files and profile must not reach the engine's client, nor a proxy.
        session = Session(session_vars={"profile": (None, None, None, None)})
        session.set_config_variable("config_file", os.devnull)
        session.set_config_variable("credentials_file", os.devnull)
        config = Config(
            connect_timeout=5,
            read_timeout=_LOCAL_READ_SECONDS.get(service, _LOCAL_LONG_READ_SECONDS),
            retries={"total_max_attempts": 1},
            max_pool_connections=self._pool,
            proxies={},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
        )
        return session.create_client(
            service,
            region_name=REGION,
            endpoint_url=address.endpoint,
            aws_access_key_id=address.access_key,
            aws_secret_access_key=address.secret_key,
            config=config,
        )
