"""The tag operations, for everything that has an ARN here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..config import ACCOUNT_ID, REGION
from ..errors import ServiceError, validation

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_PREFIX = f"arn:aws:sagemaker:{REGION}:{ACCOUNT_ID}:"
_TABLES = {
    "automl-job": "jobs",
    "transform-job": "transform_jobs",
    "model": "models",
    "endpoint-config": "endpoint_configs",
    "endpoint": "endpoints",
}
_MAX_TAGS = 50


def add_tags(engine: Engine, params: Params) -> Params:
    arn = _known(engine, params["ResourceArn"])
    store_tags(engine, arn, params)
    return {"Tags": _wire(engine.tags.of(arn))}


def list_tags(engine: Engine, params: Params) -> Params:
    arn = _known(engine, params["ResourceArn"])
    if "NextToken" in params:
        # All tags that something can have fit into one page.
        raise validation("Invalid NextToken.")
    return {"Tags": _wire(engine.tags.of(arn))}


def delete_tags(engine: Engine, params: Params) -> Params:
    engine.tags.remove(_known(engine, params["ResourceArn"]), params["TagKeys"])
    return {}


OPERATIONS = {"AddTags": add_tags, "ListTags": list_tags, "DeleteTags": delete_tags}


def check_tags(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a request by key. Raises ``ValidationException``."""
    tags: dict[str, str] = {}
    for number, tag in enumerate(params.get("Tags", []), 1):
        key = tag["Key"]
        if key in tags:
            raise validation(f"Tags[{number}]: the key {key} is given twice.")
        if key.lower().startswith("aws:"):
            raise validation(f"Tags[{number}]: keys must not begin with aws:, which is reserved.")
        tags[key] = tag["Value"]
    return tags


def store_tags(engine: Engine, arn: str, params: Mapping[str, Any]) -> None:
    """Keep the tags of a request for a resource, if it has any."""
    tags = check_tags(params)
    if not tags:
        return
    if len({*engine.tags.of(arn), *tags}) > _MAX_TAGS:
        raise validation(f"{arn} would have more than {_MAX_TAGS} tags. Delete some first.")
    engine.tags.put(arn, tags)


def forget_tags(engine: Engine, arn: str) -> None:
    engine.tags.forget(arn)


def _known(engine: Engine, arn: str) -> str:
    """The ARN as tags are stored under it; it names something that exists."""
    kind, _, name = arn.removeprefix(_PREFIX).partition("/")
    table = _TABLES.get(kind) if arn.startswith(_PREFIX) else None
    if table is None:
        raise validation(
            f"{arn} is not the ARN of a job, model, endpoint or endpoint configuration of this "
            "engine."
        )
    row = engine.database.connection.execute(
        f"SELECT 1 FROM {table} WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        raise ServiceError("ResourceNotFound", f"Could not find {arn}.")
    return f"{_PREFIX}{kind}/{name.lower()}"


def _wire(tags: Mapping[str, str]) -> list[Params]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
