"""The endpoint operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import validation
from ..state.hosting import EndpointRow, NameTaken
from .endpoint_configs import find_config, resolve_explainer
from .models import containers, find_model
from .paging import Listing, page

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_LIST = Listing(
    "endpoints",
    {"Name": "name", "CreationTime": "created", "Status": "status"},
    "CreationTime",
)


def create_endpoint(engine: Engine, params: Params) -> Params:
    name = params["EndpointName"]
    config = find_config(engine, params["EndpointConfigName"])
    variant = config.document["ProductionVariants"][0]
    model = find_model(engine, variant["ModelName"])
    explainer = config.document.get("ExplainerConfig")
    clarify = (explainer or {}).get("ClarifyExplainerConfig")
    document = {
        "variant": variant,
        "containers": containers(model.document),
        "explainer": explainer,
        "clarify": resolve_explainer(engine, clarify) if clarify else None,
    }
    try:
        engine.hosting.create_endpoint(name, config.name, document)
    except NameTaken:
        raise validation(
            f'Cannot create already existing endpoint "{arn("endpoint", name)}". '
            "Choose another EndpointName."
        ) from None
    engine.hosts.wake()
    return {"EndpointArn": arn("endpoint", name)}


def describe_endpoint(engine: Engine, params: Params) -> Params:
    row = find_endpoint(engine, params["EndpointName"])
    variant = row.document["variant"]
    count = variant["InitialInstanceCount"]
    weight = variant.get("InitialVariantWeight", 1.0)
    serving = row.status in ("InService", "Updating")
    return {
        **_summary(row),
        "EndpointConfigName": row.config,
        "FailureReason": row.failure,
        "ExplainerConfig": row.document["explainer"],
        "ProductionVariants": [
            {
                "VariantName": variant["VariantName"],
                "DeployedImages": [
                    {
                        "SpecifiedImage": container["Image"],
                        "ResolvedImage": container["Image"],
                        "ResolutionTime": row.created,
                    }
                    for container in row.document["containers"]
                ],
                "CurrentWeight": weight,
                "DesiredWeight": weight,
                "CurrentInstanceCount": count if serving else 0,
                "DesiredInstanceCount": count,
            }
        ],
    }


def list_endpoints(engine: Engine, params: Params) -> Params:
    found = page(engine.database, _LIST, params)
    rows = (engine.hosting.endpoint(row["name"]) for row in found.rows)
    return {
        "Endpoints": [_summary(row) for row in rows if row is not None],
        "NextToken": found.next_token,
    }


def delete_endpoint(engine: Engine, params: Params) -> Params:
    row = find_endpoint(engine, params["EndpointName"])
    engine.hosts.remove(row.name)
    return {}


OPERATIONS = {
    "CreateEndpoint": create_endpoint,
    "DescribeEndpoint": describe_endpoint,
    "ListEndpoints": list_endpoints,
    "DeleteEndpoint": delete_endpoint,
}


def find_endpoint(engine: Engine, name: str) -> EndpointRow:
    row = engine.hosting.endpoint(name)
    if row is None:
        raise validation(f'Could not find endpoint "{arn("endpoint", name)}".')
    return row


def _summary(row: EndpointRow) -> Params:
    return {
        "EndpointName": row.name,
        "EndpointArn": arn("endpoint", row.name),
        "EndpointStatus": row.status,
        "CreationTime": row.created,
        "LastModifiedTime": row.modified,
    }
