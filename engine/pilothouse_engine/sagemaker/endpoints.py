"""The endpoint operations."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import validation
from ..state.hosting import EndpointRow, NameTaken
from .endpoint_configs import find_config
from .paging import Listing, page
from .rules.deployments import check_deployment
from .tags import check_tags, forget_tags, store_tags
from .variants import changed, document_of, pending_summary, retain, summary

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
    check_tags(params)
    try:
        engine.hosting.create_endpoint(name, config.name, document_of(engine, config.document))
    except NameTaken:
        raise validation(
            f'Cannot create already existing endpoint "{arn("endpoint", name)}". '
            "Choose another EndpointName."
        ) from None
    store_tags(engine, arn("endpoint", name), params)
    engine.hosts.wake()
    return {"EndpointArn": arn("endpoint", name)}


def describe_endpoint(engine: Engine, params: Params) -> Params:
    row = find_endpoint(engine, params["EndpointName"])
    document = row.document
    answer = {
        **_summary(row),
        "EndpointConfigName": row.config,
        "FailureReason": row.failure,
        "ExplainerConfig": document["explainer"],
        "AsyncInferenceConfig": document["async"],
        "LastDeploymentConfig": document.get("deployment"),
    }
    pending, shift = document.get("pending"), engine.hosts.shift(row.name)
    share = 0.0 if shift is None else shift.share
    answer["ProductionVariants"] = [
        summary(item, row.status, row.created, 1.0 - share) for item in document["variants"]
    ]
    if pending:
        answer["PendingDeploymentSummary"] = {
            "EndpointConfigName": pending["config"],
            "StartTime": pending["started"],
            "ProductionVariants": [
                pending_summary(item, pending["started"], shift)
                for item in pending["document"]["variants"]
            ],
        }
    return answer


def update_endpoint(engine: Engine, params: Params) -> Params:
    row = _updatable(engine, params["EndpointName"])
    config = find_config(engine, params["EndpointConfigName"])
    document = document_of(engine, config.document)
    if document["variants"][0]["serverless"] and not row.document["variants"][0]["serverless"]:
        raise validation(
            f"Endpoint {row.name} runs on instances and cannot become serverless. Create a new "
            "endpoint."
        )
    excluded = {
        item["VariantPropertyType"] for item in params.get("ExcludeRetainedVariantProperties", [])
    }
    if excluded and not params.get("RetainAllVariantProperties"):
        raise validation(
            "ExcludeRetainedVariantProperties needs RetainAllVariantProperties to be true."
        )
    if params.get("RetainAllVariantProperties"):
        retain(row.document, document, excluded)
    kept = row.document.get("deployment") if params.get("RetainDeploymentConfig") else None
    deployment = params.get("DeploymentConfig", kept)
    if deployment is not None:
        smallest = min(item["count"] for item in document["variants"])
        check_deployment(deployment, smallest, bool(document["variants"][0]["serverless"]))
        document["deployment"] = deployment
    pending = {"config": config.name, "document": document, "started": time.time()}
    engine.hosting.set_document(row.name, "Updating", {**row.document, "pending": pending})
    engine.hosts.wake()
    return {"EndpointArn": arn("endpoint", row.name)}


def update_weights(engine: Engine, params: Params) -> Params:
    row = _updatable(engine, params["EndpointName"])
    document = changed(row.document, params["DesiredWeightsAndCapacities"])
    engine.hosting.set_document(row.name, row.status, document)
    deployment = engine.hosts.serving(row.name)
    if deployment is not None:
        deployment.adjust(document)
    return {"EndpointArn": arn("endpoint", row.name)}


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
    engine.queue.drop(row.name)
    forget_tags(engine, arn("endpoint", row.name))
    return {}


OPERATIONS = {
    "CreateEndpoint": create_endpoint,
    "DescribeEndpoint": describe_endpoint,
    "UpdateEndpoint": update_endpoint,
    "UpdateEndpointWeightsAndCapacities": update_weights,
    "ListEndpoints": list_endpoints,
    "DeleteEndpoint": delete_endpoint,
}


def find_endpoint(engine: Engine, name: str) -> EndpointRow:
    row = engine.hosting.endpoint(name)
    if row is None:
        raise validation(f'Could not find endpoint "{arn("endpoint", name)}".')
    return row


def _updatable(engine: Engine, name: str) -> EndpointRow:
    row = find_endpoint(engine, name)
    if row.status == "Failed":
        raise validation(f"Endpoint {row.name} has failed and can only be deleted: {row.failure}")
    if row.status != "InService":
        raise validation(
            f'Cannot update in-progress endpoint "{arn("endpoint", row.name)}" '
            f"({row.status}). Wait until it is InService."
        )
    return row


def _summary(row: EndpointRow) -> Params:
    return {
        "EndpointName": row.name,
        "EndpointArn": arn("endpoint", row.name),
        "EndpointStatus": row.status,
        "CreationTime": row.created,
        "LastModifiedTime": row.modified,
    }
