"""What an endpoint's document says about its variants, from its configuration and updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import validation
from ..hosting.shifting import Shift
from .endpoint_configs import resolve_explainer
from .models import containers, find_model
from .rules.endpoints import check_concurrency, check_weights

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]


def document_of(engine: Engine, config: Mapping[str, Any]) -> Params:
    """What an endpoint of a configuration serves (see ``EndpointRow``). Raises if a model or the
    explainer's baseline is gone."""
    explainer = config.get("ExplainerConfig")
    clarify = (explainer or {}).get("ClarifyExplainerConfig")
    return {
        "variants": [
            {
                "variant": variant,
                "containers": containers(find_model(engine, variant["ModelName"]).document),
                "weight": variant.get("InitialVariantWeight", 1.0),
                "count": variant.get("InitialInstanceCount", 1),
                "serverless": variant.get("ServerlessConfig"),
            }
            for variant in config["ProductionVariants"]
        ],
        "explainer": explainer,
        "clarify": resolve_explainer(engine, clarify) if clarify else None,
        "async": config.get("AsyncInferenceConfig"),
    }


def retain(old: Mapping[str, Any], new: Params, excluded: set[str]) -> None:
    """``RetainAllVariantProperties``: variants of the same name keep weight and count."""
    kept = {item["variant"]["VariantName"]: item for item in old["variants"]}
    for item in new["variants"]:
        before = kept.get(item["variant"]["VariantName"])
        if before is None:
            continue
        if "DesiredWeight" not in excluded:
            item["weight"] = before["weight"]
        if "DesiredInstanceCount" not in excluded and not item["serverless"]:
            item["count"] = before["count"]


def changed(document: Mapping[str, Any], wanted: list[Params]) -> Params:
    """The document after ``UpdateEndpointWeightsAndCapacities``."""
    variants = [dict(item) for item in document["variants"]]
    by_name = {item["variant"]["VariantName"]: item for item in variants}
    for number, change in enumerate(wanted, 1):
        where = f"DesiredWeightsAndCapacities[{number}]"
        item = by_name.get(change["VariantName"])
        if item is None:
            raise validation(f"{where}: the endpoint has no variant {change['VariantName']}.")
        if "DesiredWeight" in change:
            item["weight"] = change["DesiredWeight"]
        if "DesiredInstanceCount" in change:
            _set_count(item, change["DesiredInstanceCount"], where)
        if "ServerlessUpdateConfig" in change:
            if not item["serverless"]:
                raise validation(
                    f"{where}.ServerlessUpdateConfig: variant {change['VariantName']} runs on "
                    "instances."
                )
            item["serverless"] = {**item["serverless"], **change["ServerlessUpdateConfig"]}
            check_concurrency(item["serverless"], f"{where}.ServerlessUpdateConfig")
    check_weights([item["weight"] for item in variants])
    return {**document, "variants": variants}


def summary(item: Mapping[str, Any], status: str, created: float, share: float) -> Params:
    """A ``ProductionVariantSummary``; an update that moves the traffic leaves ``share`` of it."""
    serverless = item["serverless"]
    serving = status in ("InService", "Updating", "RollingBack")
    counts = {
        "CurrentInstanceCount": item["count"] if serving else 0,
        "DesiredInstanceCount": item["count"],
    }
    scaling = {"CurrentServerlessConfig": serverless, "DesiredServerlessConfig": serverless}
    return {
        "VariantName": item["variant"]["VariantName"],
        "DeployedImages": images(item, created),
        "CurrentWeight": item["weight"] * share,
        "DesiredWeight": item["weight"],
        **(scaling if serverless else counts),
        "ManagedInstanceScaling": item["variant"].get("ManagedInstanceScaling"),
        "RoutingConfig": item["variant"].get("RoutingConfig"),
    }


def pending_summary(item: Mapping[str, Any], started: float, shift: Shift | None) -> Params:
    """A ``PendingProductionVariantSummary``; ``shift`` once the new processes run."""
    serverless = item["serverless"]
    counts = {
        "InstanceType": item["variant"].get("InstanceType"),
        "CurrentInstanceCount": 0 if shift is None else item["count"],
        "DesiredInstanceCount": item["count"],
    }
    status = {"Status": "Creating", "StartTime": started}
    if shift is not None:
        status = {
            "Status": shift.stage,
            "StatusMessage": f"{shift.share:.0%} of the traffic goes to the new variants.",
            "StartTime": shift.since,
        }
    return {
        "VariantName": item["variant"]["VariantName"],
        "DeployedImages": images(item, started),
        "CurrentWeight": 0.0 if shift is None else item["weight"] * shift.share,
        "DesiredWeight": item["weight"],
        "VariantStatus": [status],
        **({"DesiredServerlessConfig": serverless} if serverless else counts),
    }


def images(item: Mapping[str, Any], when: float) -> list[Params]:
    return [
        {
            "SpecifiedImage": container["Image"],
            "ResolvedImage": container["Image"],
            "ResolutionTime": when,
        }
        for container in item["containers"]
    ]


def _set_count(item: Params, count: int, where: str) -> None:
    if item["serverless"]:
        raise validation(f"{where}.DesiredInstanceCount: a serverless variant has no instances.")
    if count < 1:
        raise validation(f"{where}.DesiredInstanceCount must be at least 1.")
    item["count"] = count
