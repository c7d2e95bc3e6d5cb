"""The hub operations that read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import ServiceError, validation
from ..hub.catalogue import (
    CONTENT_TYPE,
    HUB,
    HUB_ARN,
    HUB_BUCKET,
    SCHEMA_VERSION,
    HubModel,
    models,
)
from .paging import digest_of, read_token, write_token

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]
Item = TypeVar("Item")

_PAGE = 100
_CREATED = min(model.created for model in models().values())


def list_hubs(engine: Engine, params: Params) -> Params:
    hub = _hub()
    contains = params.get("NameContains", "").lower()
    fits = contains in HUB.lower() and all(
        _in_time(hub[member], params, member) for member in ("CreationTime", "LastModifiedTime")
    )
    orders: dict[str, Callable[[Params], str | float]] = {
        "HubName": lambda item: item["HubName"],
        "CreationTime": lambda item: item["CreationTime"],
        "HubStatus": lambda item: item["HubStatus"],
        "AccountIdOwner": lambda item: "aws",
    }
    order = params.get("SortBy", "HubName")
    shown, token = _page(
        [hub] if fits else [], orders[order], lambda item: item["HubName"], params, order
    )
    return {"HubSummaries": shown, "NextToken": token}


def describe_hub(engine: Engine, params: Params) -> Params:
    _check_hub(params)
    return {**_hub(), "S3StorageConfig": {"S3OutputPath": f"s3://{HUB_BUCKET}/"}}


def list_contents(engine: Engine, params: Params) -> Params:
    _check_hub(params)
    found = list(models().values()) if params["HubContentType"] == CONTENT_TYPE else []
    return _contents(found, params)


def list_versions(engine: Engine, params: Params) -> Params:
    model = _find(params)
    low = params.get("MinVersion")
    keep = low is None or _numbers(model.version) >= _numbers(low)
    return _contents([model] if keep else [], params)


def describe_content(engine: Engine, params: Params) -> Params:
    model = _find(params)
    if params.get("HubContentVersion", model.version) != model.version:
        raise _missing(f"{_label(params)} has no version {params['HubContentVersion']}")
    problem = model.problem
    return {
        **_summary(model),
        "HubName": HUB,
        "HubArn": HUB_ARN,
        "HubContentMarkdown": model.card,
        "HubContentDocument": json.dumps(model.document, ensure_ascii=False),
        "HubContentDependencies": [],
        "FailureReason": problem,
        "LastModifiedTime": model.created,
    }


OPERATIONS = {
    "ListHubs": list_hubs,
    "DescribeHub": describe_hub,
    "ListHubContents": list_contents,
    "ListHubContentVersions": list_versions,
    "DescribeHubContent": describe_content,
}


def _hub() -> Params:
    return {
        "HubName": HUB,
        "HubArn": HUB_ARN,
        "HubDisplayName": "Local hub",
        "HubDescription": "Models that come with the packages of the local engine.",
        "HubSearchKeywords": ["local", "offline"],
        "HubStatus": "InService",
        "CreationTime": _CREATED,
        "LastModifiedTime": _CREATED,
    }


def _summary(model: HubModel) -> Params:
    return {
        "HubContentName": model.name,
        "HubContentArn": model.arn,
        "HubContentVersion": model.version,
        "HubContentType": CONTENT_TYPE,
        "DocumentSchemaVersion": SCHEMA_VERSION,
        "HubContentDisplayName": model.title,
        "HubContentDescription": model.description,
        "SupportStatus": "Supported",
        "HubContentSearchKeywords": model.keywords,
        # The API has no word for "not installed"; FailureReason says what to do.
        "HubContentStatus": "Available" if model.problem is None else "ImportFailed",
        "CreationTime": model.created,
        "OriginalCreationTime": model.created,
    }


def _contents(found: Sequence[HubModel], params: Params) -> Params:
    contains = params.get("NameContains", "").lower()
    highest = params.get("MaxSchemaVersion")
    if highest is not None and _numbers(SCHEMA_VERSION) > _numbers(highest):
        found = []
    fitting = [
        _summary(model)
        for model in found
        if contains in model.name and _in_time(model.created, params, "CreationTime")
    ]
    order = params.get("SortBy", "HubContentName")
    shown, token = _page(
        fitting, lambda item: item[order], lambda item: item["HubContentName"], params, order
    )
    return {"HubContentSummaries": shown, "NextToken": token}


def _page(
    found: Sequence[Item],
    value: Callable[[Item], str | float],
    name: Callable[[Item], str],
    params: Params,
    order: str,
) -> tuple[list[Item], str | None]:
    """One page, and the token of the next one; a token fits only the same filters and order."""
    descending = params.get("SortOrder") == "Descending"
    filters = {key: item for key, item in params.items() if key not in ("NextToken", "MaxResults")}
    digest = digest_of("hub", order, descending, sorted(filters.items()))

    def place(item: Item) -> tuple[str | float, str]:
        return value(item), name(item)

    rows = sorted(found, key=place, reverse=descending)
    if "NextToken" in params:
        last = read_token(params["NextToken"], digest)
        try:
            rows = [row for row in rows if (place(row) < last if descending else place(row) > last)]
        except TypeError:
            raise validation("Invalid NextToken.") from None
    limit = params.get("MaxResults", _PAGE)
    shown = rows[:limit]
    more = len(rows) > limit
    return shown, write_token(digest, *place(shown[-1])) if more else None


def _in_time(value: float, params: Params, member: str) -> bool:
    after, before = params.get(f"{member}After"), params.get(f"{member}Before")
    return (after is None or value > after) and (before is None or value < before)


def _numbers(version: str) -> tuple[int, ...]:
    # The model's pattern lets any character stand between the numbers.
    digits = "".join(c if c in "0123456789" else "." for c in version)
    return tuple(int(part or 0) for part in digits.split("."))


def _check_hub(params: Params) -> None:
    if params["HubName"] not in (HUB, HUB_ARN):
        raise _missing(
            f"Hub {params['HubName']} does not exist on the local engine, whose only hub is {HUB}"
        )


def _find(params: Params) -> HubModel:
    _check_hub(params)
    model = models().get(params["HubContentName"])
    if model is None or params["HubContentType"] != CONTENT_TYPE:
        raise _missing(f"{_label(params)} does not exist in hub {HUB}")
    return model


def _label(params: Params) -> str:
    return f"Hub content {params['HubContentName']} of type {params['HubContentType']}"


def _missing(what: str) -> ServiceError:
    return ServiceError("ResourceNotFound", f"{what}.")
