from typing import Any

import pytest
from botocore import exceptions as boto

from jupyterlab_pilothouse.errors import from_boto, mask_accounts


def service_error(code: str, message: str, status: int = 400, **more: Any) -> boto.ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "r-1"},
        **more,
    }
    return boto.ClientError(response, "Op")


def test_a_denied_call_names_the_missing_action_and_hides_the_account() -> None:
    text = (
        "User: arn:aws:sts::123456789012:assumed-role/A/b is not authorized to perform: "
        "sagemaker:CreateAutoMLJobV2 on resource: x because no identity-based policy allows it"
    )
    error = service_error("AccessDeniedException", text)
    failure = from_boto(error, "sagemaker", "CreateAutoMLJobV2")
    assert failure.http_status == 424
    assert failure.data["missingAction"] == "sagemaker:CreateAutoMLJobV2"
    assert failure.data["requestId"] == "r-1"
    assert "123456789012" not in failure.data["message"]
    assert "********9012" in failure.data["message"]


def test_a_denied_s3_call_names_the_iam_action() -> None:
    failure = from_boto(service_error("403", "Forbidden", 403), "s3", "HeadObject")
    assert failure.data["missingAction"] == "s3:GetObject"


@pytest.mark.parametrize(
    ("code", "status", "expected", "retryable"),
    [
        ("ThrottlingException", 400, 429, True),
        ("ExpiredTokenException", 403, 424, True),
        ("ValidationException", 400, 400, False),
        ("NoSuchKey", 404, 404, False),
        ("ResourceInUse", 409, 409, False),
        ("InternalFailure", 500, 502, True),
    ],
)
def test_statuses(code: str, status: int, expected: int, retryable: bool) -> None:
    failure = from_boto(service_error(code, "m", status), "sagemaker", "DescribeModel")
    assert failure.http_status == expected
    assert failure.data["retryable"] is retryable


def test_a_model_error_keeps_what_the_container_said() -> None:
    error = service_error("ModelError", "m", 424, OriginalStatusCode=400, OriginalMessage="bad row")
    failure = from_boto(error, "sagemaker-runtime", "InvokeEndpoint")
    assert failure.data["details"] == {"OriginalStatusCode": 400, "OriginalMessage": "bad row"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (boto.NoCredentialsError(), "NoCredentials"),
        (boto.ProfileNotFound(profile="p"), "NoCredentials"),
        (boto.NoRegionError(), "NoRegion"),
        (boto.ReadTimeoutError(endpoint_url="x"), "Timeout"),
        (boto.EndpointConnectionError(endpoint_url="x"), "ConnectionLost"),
        (boto.ParamValidationError(report="Missing X"), "ValidationException"),
        (boto.PartialCredentialsError(provider="p", cred_var="c"), "ExpiredCredentials"),
    ],
)
def test_own_codes(error: Exception, code: str) -> None:
    failure = from_boto(error, "s3", "GetObject")
    assert failure.code == code
    assert failure.http_status not in (401, 403, 500)


def test_only_account_ids_are_masked() -> None:
    assert mask_accounts("arn:aws:iam::111122223333:role/x 1234567890123") == (
        "arn:aws:iam::********3333:role/x 1234567890123"
    )
