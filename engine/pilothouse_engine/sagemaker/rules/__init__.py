"""What makes a ``CreateAutoMLJobV2`` request wrong, beyond the shapes.

One module per problem type and one function per rule; ``problems`` is the registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation
from ...s3.store import ObjectStore
from .common import check_channels, check_deployment, check_locations
from .features import read_feature_file
from .problems import PROBLEMS, ProblemType

__all__ = ["ProblemType", "check_request", "limits_of", "problem_of", "read_feature_file"]


def problem_of(request: Mapping[str, Any]) -> tuple[ProblemType, Mapping[str, Any]]:
    """The request's problem type and its configuration. Raises ``ValidationException``."""
    member, config = next(iter(request["AutoMLProblemTypeConfig"].items()))
    if member not in PROBLEMS:
        raise validation(
            f"AutoMLProblemTypeConfig.{member} is not available on the local engine, which runs "
            f"{', '.join(PROBLEMS)}. Run this job on the AWS backend."
        )
    return PROBLEMS[member], config


def limits_of(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """``CompletionCriteria`` of whichever problem type."""
    limits: Mapping[str, Any] = problem_of(request)[1].get("CompletionCriteria", {})
    return limits


def check_request(request: Mapping[str, Any], store: ObjectStore) -> None:
    """Raise ``ValidationException`` for the first broken rule, naming the field and the fix."""
    problem, config = problem_of(request)
    check_channels(request, problem)
    for rule in problem.rules:
        rule(request, config)
    check_deployment(request)
    check_locations(request, store)
    if "FeatureSpecificationS3Uri" in config:
        read_feature_file(request, store)
