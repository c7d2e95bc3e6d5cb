"""The operations of SageMaker Runtime."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from ..config import ACCOUNT_ID, INVOCATION_TIMEOUT_SECONDS
from ..hosting import invoking
from ..hosting.deployment import Deployment
from ..hosting.failures import runtime_error
from ..protocols.exchange import EventStream

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_MAX_SERVERLESS_BYTES = 4 * 1024 * 1024
_FOR_OTHER_KINDS = {
    "TargetModel": "multi-model endpoints",
    "TargetContainerHostname": "multi-container endpoints",
    "InferenceComponentName": "endpoints with inference components",
    "SessionId": "stateful sessions",
}


async def invoke_endpoint(engine: Engine, params: Params) -> Params:
    deployment, variant = _target(engine, params)
    body, content_type = await invoking.invoke(
        deployment, variant, params["Body"], _headers(params), INVOCATION_TIMEOUT_SECONDS
    )
    return {"Body": body, "ContentType": content_type, "InvokedProductionVariant": variant}


async def invoke_with_response_stream(engine: Engine, params: Params) -> Params:
    deployment, variant = _target(engine, params)
    content_type, events = await invoking.stream(
        deployment, variant, params["Body"], _headers(params), INVOCATION_TIMEOUT_SECONDS
    )
    return {
        "Body": EventStream(events),
        "ContentType": content_type,
        "InvokedProductionVariant": variant,
    }


def invoke_async(engine: Engine, params: Params) -> Params:
    name = params["EndpointName"]
    deployment = engine.hosts.serving(name) or _not_serving(engine, name)
    if deployment.asynchronous is None:
        raise runtime_error(
            f"Endpoint {name} is not an asynchronous endpoint. Use InvokeEndpoint, or create it "
            "with AsyncInferenceConfig."
        )
    if ("InputLocation" in params) == bool(params.get("Body")):
        raise runtime_error("Give either InputLocation or Body.")
    location = params.get("InputLocation")
    if location is not None and not location.startswith("s3://"):
        raise runtime_error(
            "InputLocation must be an S3 URI like s3://bucket/key: the local engine reads its own "
            "objects only."
        )
    identifier = params.get("InferenceId") or str(uuid.uuid4())
    return engine.queue.add(name, deployment.asynchronous, identifier, params)


OPERATIONS = {
    "InvokeEndpoint": invoke_endpoint,
    "InvokeEndpointWithResponseStream": invoke_with_response_stream,
    "InvokeEndpointAsync": invoke_async,
}


def _target(engine: Engine, params: Params) -> tuple[Deployment, str]:
    """What answers a call at once: the deployment and its variant."""
    name, variant = params["EndpointName"], params.get("TargetVariant")
    deployment = engine.hosts.for_call(name, variant) or _not_serving(engine, name)
    for member, what in _FOR_OTHER_KINDS.items():
        if member in params:
            raise runtime_error(
                f"{member} is for {what}; endpoint {name} is not one. Leave it out."
            )
    if deployment.asynchronous is not None:
        raise runtime_error(
            f"Endpoint {name} is asynchronous: call it with InvokeEndpointAsync and the input's "
            "S3 location."
        )
    if deployment.serverless and len(params["Body"]) > _MAX_SERVERLESS_BYTES:
        raise runtime_error(
            f"The request body is larger than {_MAX_SERVERLESS_BYTES} bytes, the most that "
            "serverless endpoints take. Send fewer records per request."
        )
    if "EnableExplanations" in params and not deployment.explains:
        raise runtime_error(
            f"Endpoint {name} has no explainer, so EnableExplanations cannot be used. Create an "
            "endpoint configuration with ExplainerConfig.ClarifyExplainerConfig."
        )
    return deployment, deployment.choose(variant)


def _not_serving(engine: Engine, name: str) -> NoReturn:
    row = engine.hosting.endpoint(name)
    # Names are found in any case when made, but must be called in their own.
    if row is None or row.name != name:
        raise runtime_error(f"Endpoint {name} of account {ACCOUNT_ID} not found.")
    reason = f" {row.failure}" if row.failure else ""
    raise runtime_error(f"Endpoint {name} is {row.status}, not InService.{reason}")


def _headers(params: Params) -> Params:
    return {
        "content_type": params.get("ContentType", "text/csv"),
        "accept": params.get("Accept"),
        "enable_explanations": params.get("EnableExplanations"),
    }
