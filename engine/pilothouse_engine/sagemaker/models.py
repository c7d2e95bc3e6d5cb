"""The model operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..config import arn
from ..errors import validation
from ..hub.catalogue import by_arn, by_artifact
from ..state.hosting import Document, NameTaken
from .locations import parse_uri
from .paging import Listing, page
from .tags import check_tags, forget_tags, store_tags

if TYPE_CHECKING:
    from ..engine import Engine

Params = dict[str, Any]

_LIST = Listing("models", {"Name": "name", "CreationTime": "created"}, "CreationTime")


def containers(document: Any) -> list[dict[str, Any]]:
    """A model's containers in order, each with its archive as ``ModelDataUrl``, whichever way
    they were given."""
    return [_with_url(container) for container in _given(document)]


async def create_any_model(engine: Engine, params: Params) -> Params:
    """``CreateModel``: archives of the hub are made at their first use."""
    for number, container in enumerate(containers(params), 1):
        _check_terms(container, f"container {number} of model {params['ModelName']}")
        await engine.hub.ready(container.get("ModelDataUrl"))
    return create_model(engine, params)


def create_model(engine: Engine, params: Params) -> Params:
    name = params["ModelName"]
    if ("PrimaryContainer" in params) == bool(params.get("Containers")):
        raise validation("Give either PrimaryContainer or Containers.")
    if "ExecutionRoleArn" not in params:
        raise validation("ExecutionRoleArn is required.")
    check_tags(params)
    for number, container in enumerate(_given(params), 1):
        _check_container(engine, container, f"container {number} of model {name}")
    try:
        engine.hosting.create("models", name, params)
    except NameTaken:
        raise validation(
            f'Cannot create already existing model "{arn("model", name)}". '
            "Choose another ModelName."
        ) from None
    store_tags(engine, arn("model", name), params)
    return {"ModelArn": arn("model", name)}


def describe_model(engine: Engine, params: Params) -> Params:
    model = find_model(engine, params["ModelName"])
    return {
        **model.document,
        "ModelName": model.name,
        "ModelArn": arn("model", model.name),
        "CreationTime": model.created,
        "EnableNetworkIsolation": model.document.get("EnableNetworkIsolation", False),
    }


def list_models(engine: Engine, params: Params) -> Params:
    found = page(engine.database, _LIST, params)
    return {
        "Models": [
            {
                "ModelName": row["name"],
                "ModelArn": arn("model", row["name"]),
                "CreationTime": row["created"],
            }
            for row in found.rows
        ],
        "NextToken": found.next_token,
    }


def delete_model(engine: Engine, params: Params) -> Params:
    if not engine.hosting.delete("models", params["ModelName"]):
        raise _missing(params["ModelName"])
    forget_tags(engine, arn("model", params["ModelName"]))
    return {}


def find_model(engine: Engine, name: str) -> Document:
    model = engine.hosting.find("models", name)
    if model is None:
        raise _missing(name)
    return model


def _missing(name: str) -> Exception:
    return validation(f'Could not find model "{arn("model", name)}".')


def _check_container(engine: Engine, container: Params, where: str) -> None:
    for unsupported in ("ModelPackageName", "AdditionalModelDataSources", "MultiModelConfig"):
        if unsupported in container:
            raise validation(
                f"{unsupported} of {where} is not available on the local engine, which hosts "
                "the models of its own AutoML jobs and of its hub. Use the AWS backend."
            )
    _check_source(container, where)
    if container.get("Mode") == "MultiModel":
        raise validation(f"Mode MultiModel of {where} is not available on the local engine.")
    if not container.get("Image"):
        raise validation(f"Image of {where} is required.")
    if "ModelDataUrl" in container and "ModelDataSource" in container:
        raise validation(f"Give either ModelDataUrl or ModelDataSource of {where}.")
    uri = _with_url(container).get("ModelDataUrl")
    if uri is None:
        return
    bucket, key = parse_uri(uri, f"ModelDataUrl of {where}")
    if engine.objects.find(bucket, key) is None:
        raise validation(f"Could not find model data at {uri} (ModelDataUrl of {where}).")


def _given(document: Any) -> list[dict[str, Any]]:
    if "PrimaryContainer" in document:
        return [document["PrimaryContainer"]]
    return list(document.get("Containers", []))


def _with_url(container: Params) -> Params:
    source = container.get("ModelDataSource", {}).get("S3DataSource")
    return container if source is None else {**container, "ModelDataUrl": source["S3Uri"]}


def _check_source(container: Params, where: str) -> None:
    """``ModelDataSource``: one archive, and if it says so, that of the hub's content."""
    source = container.get("ModelDataSource")
    if source is None:
        return
    if "S3DataSource" not in source:
        raise validation(f"ModelDataSource of {where} needs S3DataSource.")
    s3 = source["S3DataSource"]
    if s3["S3DataType"] != "S3Object" or s3["CompressionType"] != "Gzip":
        raise validation(
            f"ModelDataSource of {where} must name one archive: S3DataType S3Object and "
            "CompressionType Gzip. Folders of model files are not available on the local engine."
        )
    content = s3.get("HubAccessConfig", {}).get("HubContentArn")
    if content is None:
        return
    model = by_arn(content)
    if model is None:
        raise validation(f"HubContentArn of {where}: there is no hub content {content[:200]}.")
    if model.artifact_uri != s3["S3Uri"]:
        raise validation(
            f"S3Uri of {where} does not belong to {content}, whose model data are at "
            f"{model.artifact_uri}."
        )


def _check_terms(container: Params, where: str) -> None:
    """A model of the hub with terms is deployed only by who accepts them in this request."""
    uri = container.get("ModelDataUrl")
    model = by_artifact(uri) if uri is not None else None
    if model is None or model.terms is None:
        return
    source = container.get("ModelDataSource", {}).get("S3DataSource", {})
    if source.get("ModelAccessConfig", {}).get("AcceptEula") is not True:
        raise validation(
            f"{model.name} has an end-user license agreement. To accept it, "
            f"ModelDataSource.S3DataSource.ModelAccessConfig.AcceptEula of {where} must be "
            f"explicitly defined as True. Read it first: {model.document['HostingEulaUri']}"
        )


OPERATIONS = {
    "CreateModel": create_any_model,
    "DescribeModel": describe_model,
    "ListModels": list_models,
    "DeleteModel": delete_model,
}
