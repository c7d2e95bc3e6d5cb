"""botocore's service models: the shapes that requests and answers have."""

from __future__ import annotations

import functools

from botocore.loaders import Loader
from botocore.model import OperationModel, OperationNotFoundError, ServiceModel


@functools.cache
def service_model(service: str) -> ServiceModel:
    """The model of ``sagemaker``, ``sagemaker-runtime``, ``s3``, ``sts`` or ``logs``.

    Only the models packed into botocore count: files in ``~/.aws/models`` could disagree with
    what the engine implements.
    """
    loader = Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
    )
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def find_operation(service: str, operation: str) -> OperationModel | None:
    """The operation's model, or ``None`` if the service has no such operation."""
    try:
        return service_model(service).operation_model(operation)
    except OperationNotFoundError:
        return None
