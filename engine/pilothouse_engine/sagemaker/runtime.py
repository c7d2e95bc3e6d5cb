"""``InvokeEndpoint``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import ACCOUNT_ID
from ..errors import ServiceError

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_FOR_OTHER_KINDS = {
    "TargetModel": "multi-model endpoints",
    "TargetContainerHostname": "multi-container endpoints",
    "InferenceComponentName": "endpoints with inference components",
    "SessionId": "stateful sessions",
}


async def invoke_endpoint(engine: Engine, params: Params) -> Params:
    name = params["EndpointName"]
    row = engine.hosting.endpoint(name)
    # Names are found in any case when made, but must be called in their own.
    if row is None or row.name != name:
        raise _error(f"Endpoint {name} of account {ACCOUNT_ID} not found.")
    for member, what in _FOR_OTHER_KINDS.items():
        if member in params:
            raise _error(f"{member} is for {what}; endpoint {name} is not one. Leave it out.")
    variant = row.document["variant"]["VariantName"]
    if params.get("TargetVariant", variant) != variant:
        raise _error(f"Variant {params['TargetVariant']} not found for endpoint {name}.")
    if "EnableExplanations" in params and row.document["clarify"] is None:
        raise _error(
            f"Endpoint {name} has no explainer, so EnableExplanations cannot be used. Create an "
            "endpoint configuration with ExplainerConfig.ClarifyExplainerConfig."
        )
    if row.status not in ("InService", "Updating"):
        reason = f" {row.failure}" if row.failure else ""
        raise _error(f"Endpoint {name} is {row.status}, not InService.{reason}")
    body, content_type = await engine.hosts.invoke(
        name,
        params["Body"],
        {
            "content_type": params.get("ContentType", "text/csv"),
            "accept": params.get("Accept"),
            "enable_explanations": params.get("EnableExplanations"),
        },
    )
    return {"Body": body, "ContentType": content_type, "InvokedProductionVariant": variant}


OPERATIONS = {"InvokeEndpoint": invoke_endpoint}


def _error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
