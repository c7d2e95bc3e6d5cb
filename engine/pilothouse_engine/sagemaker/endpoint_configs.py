"""The endpoint configuration operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import validation
from ..state.hosting import Document, NameTaken
from .locations import read_text
from .paging import Listing, page
from .rules.endpoints import check_kind
from .tags import check_tags, forget_tags, store_tags

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_LIST = Listing("endpoint_configs", {"Name": "name", "CreationTime": "created"}, "CreationTime")
_MAX_BASELINE_BYTES = 1024 * 1024
_UNAVAILABLE = {
    "ShadowProductionVariants": "endpoints with shadow variants",
    "DataCaptureConfig": "endpoints with data capture",
}


def create_config(engine: Engine, params: Params) -> Params:
    for member, what in _UNAVAILABLE.items():
        if member in params:
            raise _unavailable(member, what)
    check_kind(engine, params)
    check_tags(params)
    clarify = params.get("ExplainerConfig", {}).get("ClarifyExplainerConfig")
    if clarify is not None:
        resolve_explainer(engine, clarify)
    name = params["EndpointConfigName"]
    try:
        engine.hosting.create("endpoint_configs", name, params)
    except NameTaken:
        raise validation(
            f'Cannot create already existing endpoint configuration "{_arn(name)}". '
            "Choose another EndpointConfigName."
        ) from None
    store_tags(engine, _arn(name), params)
    return {"EndpointConfigArn": _arn(name)}


def describe_config(engine: Engine, params: Params) -> Params:
    config = find_config(engine, params["EndpointConfigName"])
    return {
        **config.document,
        "EndpointConfigName": config.name,
        "EndpointConfigArn": _arn(config.name),
        "CreationTime": config.created,
    }


def list_configs(engine: Engine, params: Params) -> Params:
    found = page(engine.database, _LIST, params)
    return {
        "EndpointConfigs": [
            {
                "EndpointConfigName": row["name"],
                "EndpointConfigArn": _arn(row["name"]),
                "CreationTime": row["created"],
            }
            for row in found.rows
        ],
        "NextToken": found.next_token,
    }


def delete_config(engine: Engine, params: Params) -> Params:
    if not engine.hosting.delete("endpoint_configs", params["EndpointConfigName"]):
        raise _missing(params["EndpointConfigName"])
    forget_tags(engine, _arn(params["EndpointConfigName"]))
    return {}


OPERATIONS = {
    "CreateEndpointConfig": create_config,
    "DescribeEndpointConfig": describe_config,
    "ListEndpointConfigs": list_configs,
    "DeleteEndpointConfig": delete_config,
}


def find_config(engine: Engine, name: str) -> Document:
    config = engine.hosting.find("endpoint_configs", name)
    if config is None:
        raise _missing(name)
    return config


def resolve_explainer(engine: Engine, clarify: Params) -> Params:
    """The explainer's configuration with its baseline inline, as the host needs it."""
    shap = clarify["ShapConfig"]
    baseline = dict(shap["ShapBaselineConfig"])
    if ("ShapBaseline" in baseline) == ("ShapBaselineUri" in baseline):
        raise validation("ShapBaselineConfig needs either ShapBaseline or ShapBaselineUri.")
    uri = baseline.pop("ShapBaselineUri", None)
    if uri is not None:
        where = "ShapBaselineConfig.ShapBaselineUri"
        baseline["ShapBaseline"] = read_text(engine.objects, uri, where, _MAX_BASELINE_BYTES)
    return {**clarify, "ShapConfig": {**shap, "ShapBaselineConfig": baseline}}


def _arn(name: str) -> str:
    return arn("endpoint-config", name)


def _missing(name: str) -> Exception:
    return validation(f'Could not find endpoint configuration "{_arn(name)}".')


def _unavailable(member: str, what: str) -> Exception:
    return validation(
        f"{member}: {what} are not available on the local engine. Leave it out, or use the AWS "
        "backend."
    )
