"""Makes one AWS call for the page."""

from __future__ import annotations

from typing import Any

from .backends import Choice, Clients
from .engine import Engine, not_responding
from .errors import Failure, from_boto


class Caller:
    """Calls operations on the backend that the page chose. Blocks; call it in the executor."""

    def __init__(self, clients: Clients, engine: Engine) -> None:
        self._clients = clients
        self._engine = engine

    def call(
        self, choice: Choice, service: str, operation: str, request: dict[str, Any], effect: str
    ) -> dict[str, Any]:
        """The operation's output without response metadata; streaming bodies unread.

        Raises ``Failure``. An engine that has died is started once more; the call is repeated
        only if it cannot have had an effect.
        """
        from botocore import exceptions as boto

        try:
            try:
                return self._once(choice, service, operation, request)
            except (boto.HTTPClientError, boto.ConnectionError) as error:
                # Refused: nobody heard the request. Closed: a mutation may have been heard.
                refused = isinstance(error, boto.EndpointConnectionError)
                closed = isinstance(error, boto.ConnectionClosedError) and effect == "read"
                if choice.kind != "local" or not (refused or closed):
                    raise
                self._engine.start()
                return self._once(choice, service, operation, request)
        except Failure:
            raise
        except Exception as error:
            failure = from_boto(error, service, operation)
            if failure.code in ("NoCredentials", "ExpiredCredentials"):
                self._clients.forget()
            silent = choice.kind == "local" and failure.code == "Timeout"
            if silent and self._engine.health() == "silent":
                raise not_responding(f"{service}:{operation}") from error
            if choice.kind == "local" and failure.code == "ConnectionLost":
                raise Failure(
                    "EngineUnavailable",
                    "The local engine stopped answering. Start it again, then retry; finished "
                    "work is kept.",
                    operation=f"{service}:{operation}",
                    retryable=True,
                    action="start-engine",
                ) from error
            raise failure from error

    def _once(
        self, choice: Choice, service: str, operation: str, request: dict[str, Any]
    ) -> dict[str, Any]:
        from botocore import xform_name

        client = self._clients.get(choice, service)
        answer: dict[str, Any] = getattr(client, xform_name(operation))(**request)
        metadata = answer.pop("ResponseMetadata", {})
        length = metadata.get("HTTPHeaders", {}).get("content-length")
        if service == "sts" and choice.kind == "aws" and "Account" in answer:
            # The ARN, which requests need, carries it; nothing else has to.
            answer["Account"] = f"********{str(answer['Account'])[-4:]}"
        for value in answer.values():
            if hasattr(value, "iter_chunks"):
                value.byte_length = int(length) if length is not None else None
        return answer
