"""The runtime's errors."""

from __future__ import annotations

from ..config import ACCOUNT_ID, REGION
from ..errors import ServiceError

TIMED_OUT = (
    "Your invocation timed out while waiting for a response from container primary. "
    "Send fewer records, or none with explanations."
)
DIED = "The container ended while it was answering. Try again."


def log_group(endpoint: str) -> str:
    return f"/aws/sagemaker/Endpoints/{endpoint}"


def log_stream(variant: str) -> str:
    """There is one process for a variant, so one stream, whatever its instance count."""
    return f"{variant}/local"


def runtime_error(message: str) -> ServiceError:
    """The runtime's answer to a call that does not fit the endpoint."""
    return ServiceError("ValidationError", message)


def model_error(endpoint: str, variant: str, status: int, message: str) -> ServiceError:
    """``ModelError``: what the model answered, or 0 for no answer in time."""
    kind = "client" if 400 <= status < 500 else "server"
    group = log_group(endpoint)
    return ServiceError(
        "ModelError",
        f'Received {kind} error ({status}) from primary with message "{message}". '
        f"See the log group {group}.",
        424,
        OriginalStatusCode=status,
        OriginalMessage=message,
        LogStreamArn=(
            f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{group}:log-stream:{log_stream(variant)}"
        ),
    )
