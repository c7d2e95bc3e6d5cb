"""One shape for every failure: ``AwsErrorData`` of the page, and its HTTP status."""

from __future__ import annotations

import re
from typing import Any

_STATUS = {
    "OperationNotAllowed": 400,
    "InvalidRequest": 400,
    "NoCredentials": 424,
    "ExpiredCredentials": 424,
    "NoRegion": 424,
    "EngineMissing": 424,
    "EngineUnavailable": 424,
    "EngineNotResponding": 424,
    "PythonMissing": 424,
    "ConnectionLost": 502,
    "Timeout": 504,
}

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_BAD_KEYS = {"InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"}
_BAD_KEYS |= {"SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure"}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden"}
_THROTTLED = {"Throttling", "ThrottlingException", "ThrottledException", "SlowDown"}
_THROTTLED |= {"TooManyRequestsException", "RequestLimitExceeded", "503 SlowDown"}

# IAM actions that differ from the operation's name.
_IAM_ACTIONS = {
    "sagemaker-runtime:InvokeEndpoint": "sagemaker:InvokeEndpoint",
    "sagemaker-runtime:InvokeEndpointAsync": "sagemaker:InvokeEndpointAsync",
    "sagemaker-runtime:InvokeEndpointWithResponseStream": (
        "sagemaker:InvokeEndpointWithResponseStream"
    ),
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:CopyObject": "s3:PutObject",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:UploadPart": "s3:PutObject",
    "s3:CompleteMultipartUpload": "s3:PutObject",
    "s3:ListParts": "s3:ListMultipartUploadParts",
}
_NOT_AUTHORIZED = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)")
_ACCOUNT = re.compile(r"(?<![0-9])\d{8}(\d{4})(?![0-9])")


class Failure(Exception):
    """A failure on its way to the page.

    ``code`` and the optional fields are those of ``AwsErrorData``; ``http_status`` is the status
    of our own answer, never 401 or 403, which belong to Jupyter's sign-in.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        http_status: int | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.http_status = http_status or _STATUS.get(code, 400)
        self.data: dict[str, Any] = {"code": code, "message": message, "retryable": retryable}
        self.data.update({key: value for key, value in fields.items() if value is not None})


def mask_accounts(text: str) -> str:
    """The text with all but the last four digits of account ids hidden."""
    return _ACCOUNT.sub(r"********\1", text)


def from_boto(error: Exception, service: str, operation: str) -> Failure:
    """Say what a botocore exception means for the user."""
    from botocore import exceptions as boto

    name = f"{service}:{operation}"
    if isinstance(error, boto.ClientError):
        return _from_service(error.response, name)
    text = mask_accounts(str(error))
    if isinstance(error, boto.ParamValidationError):
        return Failure("ValidationException", text, operation=name)
    if isinstance(error, (boto.ProfileNotFound, boto.NoCredentialsError)):
        return no_credentials(str(error) if isinstance(error, boto.ProfileNotFound) else None)
    unusable = (boto.SSOError, boto.TokenRetrievalError, boto.CredentialRetrievalError)
    if isinstance(error, (*unusable, boto.PartialCredentialsError)):
        return Failure(
            "ExpiredCredentials",
            f"The AWS credentials could not be loaded: {text}. Sign in again, for example with "
            "`aws sso login`, then retry.",
            retryable=True,
            operation=name,
            action="sign-in",
        )
    if isinstance(error, (boto.NoRegionError, boto.InvalidRegionError)):
        return no_region()
    if isinstance(error, (boto.ReadTimeoutError, boto.ConnectTimeoutError)):
        return Failure(
            "Timeout",
            f"{name} did not answer in time. Retry; if it stays slow, check the network.",
            retryable=True,
            operation=name,
            action="retry",
        )
    if isinstance(error, (boto.HTTPClientError, boto.ConnectionError)):
        return Failure(
            "ConnectionLost",
            f"The connection for {name} failed: {text}. Check the network or proxy, then retry.",
            retryable=True,
            operation=name,
            action="retry",
        )
    return Failure("Unexpected", f"{name} failed: {text}", operation=name, http_status=502)


def no_credentials(detail: str | None = None) -> Failure:
    """No credentials were found where AWS tools look for them."""
    reason = f" ({mask_accounts(detail)})" if detail else ""
    return Failure(
        "NoCredentials",
        f"No AWS credentials were found{reason}. Looked for environment variables, profiles in "
        "the AWS configuration files and a role of this machine. Sign in with `aws configure` or "
        "`aws sso login` where the Jupyter server runs, or switch to the local engine.",
        retryable=True,
        action="sign-in",
    )


def no_region() -> Failure:
    """No AWS Region is set anywhere."""
    return Failure(
        "NoRegion",
        "No AWS Region is set. Choose one in the backend switch or in the settings, for example "
        "eu-west-1.",
        action="choose-region",
    )


def _from_service(response: dict[str, Any], name: str) -> Failure:
    error = response.get("Error", {})
    metadata = response.get("ResponseMetadata", {})
    code = str(error.get("Code") or "Unknown")
    message = mask_accounts(str(error.get("Message") or code))
    status = metadata.get("HTTPStatusCode")
    status = status if isinstance(status, int) else None
    fields: dict[str, Any] = {
        "operation": name,
        "requestId": metadata.get("RequestId"),
        "status": status,
    }
    if code in _EXPIRED:
        return Failure(
            "ExpiredCredentials",
            f"The AWS credentials have expired. Sign in again, then retry. ({message})",
            retryable=True,
            action="sign-in",
            **fields,
        )
    if code in _BAD_KEYS:
        return Failure(code, message, action="sign-in", http_status=424, **fields)
    if code in _DENIED:
        found = _NOT_AUTHORIZED.search(message)
        missing = found.group(1) if found else _IAM_ACTIONS.get(name, name)
        return Failure(code, message, missingAction=missing, http_status=424, **fields)
    if code in _THROTTLED or status == 429:
        return Failure(code, message, retryable=True, action="retry", http_status=429, **fields)
    if code == "ModelError":
        keys = ("OriginalStatusCode", "OriginalMessage", "LogStreamArn")
        details = {key: response[key] for key in keys if response.get(key) is not None}
        return Failure(code, message, http_status=424, details=details, **fields)
    if status is not None and status >= 500:
        return Failure(code, message, retryable=True, action="retry", http_status=502, **fields)
    if status in (404, 409, 413):
        return Failure(code, message, http_status=status, **fields)
    return Failure(code, message, **fields)
