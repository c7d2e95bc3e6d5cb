"""Finds the S3 operation of a request, from the paths and required members of the model."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import ServiceError
from ..models import service_model

# Share a path with an ordinary operation, or are its older form.
_SHADOWED = {
    "CreateSession",
    "ListDirectoryBuckets",
    "GetBucketLifecycle",
    "PutBucketLifecycle",
    "GetBucketNotification",
    "PutBucketNotification",
    "WriteGetObjectResponse",
}
# Headers that are required in the model and tell operations on one path apart.
_TELLING_HEADERS = {"x-amz-copy-source"}


@dataclass(frozen=True)
class _Route:
    operation: str
    query: frozenset[tuple[str, str]]
    parameters: frozenset[str]
    headers: frozenset[str]

    def matches(self, query: Mapping[str, str], headers: Mapping[str, str]) -> bool:
        return (
            all(query.get(name) == value for name, value in self.query)
            and all(name in query for name in self.parameters)
            and all(name in headers for name in self.headers)
        )

    @property
    def weight(self) -> int:
        return len(self.query) * 2 + len(self.parameters) + len(self.headers)


@functools.cache
def _table() -> dict[tuple[str, str], list[_Route]]:
    table: dict[tuple[str, str], list[_Route]] = {}
    model = service_model("s3")
    for name in model.operation_names:
        if name in _SHADOWED:
            continue
        operation = model.operation_model(name)
        path, _, literal = operation.http["requestUri"].partition("?")
        pairs = (pair.partition("=") for pair in literal.split("&") if pair)
        members = operation.input_shape.members if operation.input_shape else {}
        required = operation.input_shape.required_members if operation.input_shape else []
        parameters, headers = set(), set()
        for member in required:
            serialization = members[member].serialization
            wire = serialization.get("name", member)
            if serialization.get("location") == "querystring":
                parameters.add(wire)
            elif serialization.get("location") == "header" and wire in _TELLING_HEADERS:
                headers.add(wire)
        route = _Route(
            name,
            frozenset((key, value) for key, _, value in pairs if key != "x-id"),
            frozenset(parameters),
            frozenset(headers),
        )
        scope = "key" if "{Key+}" in path else "bucket" if "{Bucket}" in path else "service"
        table.setdefault((operation.http["method"], scope), []).append(route)
    for routes in table.values():
        routes.sort(key=lambda route: -route.weight)
    return table


def find(
    method: str,
    bucket: str,
    key: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
) -> str:
    """Name of the operation. Raises ``MethodNotAllowed`` if there is none."""
    scope = "key" if key else "bucket" if bucket else "service"
    for route in _table().get((method, scope), []):
        if route.matches(query, headers):
            return route.operation
    raise ServiceError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
        Method=method,
    )
