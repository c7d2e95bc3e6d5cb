"""Version 1 of the AutoML API: ``CreateAutoMLJob`` and its jobs' descriptions.

A request of version 1 is run as the version 2 request that means the same, and kept as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ServiceError, validation

if TYPE_CHECKING:
    from ..state.jobs import Job

Params = dict[str, Any]

_SAME = ("AutoMLJobName", "AutoMLJobObjective", "ModelDeployConfig", "OutputDataConfig", "RoleArn")
_CONFIG = "AutoMLProblemTypeConfig.TabularJobConfig"
_WORDS = {
    "AutoMLJobInputDataConfig": "InputDataConfig",
    f"{_CONFIG}.TargetAttributeName": "InputDataConfig[].TargetAttributeName",
    "TabularJobConfig.TargetAttributeName": "InputDataConfig[].TargetAttributeName",
    f"{_CONFIG}.CandidateGenerationConfig": "AutoMLJobConfig.CandidateGenerationConfig",
    f"{_CONFIG}.FeatureSpecificationS3Uri": (
        "AutoMLJobConfig.CandidateGenerationConfig.FeatureSpecificationS3Uri"
    ),
    f"{_CONFIG}.ProblemType": "ProblemType",
    "TabularJobConfig.ProblemType": "ProblemType",
    f"{_CONFIG}.": "AutoMLJobConfig.",
    "TabularJobConfig.": "AutoMLJobConfig.",
    "DataSplitConfig": "AutoMLJobConfig.DataSplitConfig",
}
"""How version 2's words in an error read in version 1, the longest first."""


def to_v2(request: Mapping[str, Any]) -> Params:
    """The ``CreateAutoMLJobV2`` request that means the same. Raises ``ValidationException``."""
    channels = request["InputDataConfig"]
    for member in ("TargetAttributeName", "SampleWeightAttributeName"):
        if len({channel.get(member) for channel in channels}) > 1:
            raise validation(f"The channels of InputDataConfig must have the same {member}.")
    config = request.get("AutoMLJobConfig", {})
    generation = config.get("CandidateGenerationConfig", {})
    tabular = {
        "TargetAttributeName": channels[0]["TargetAttributeName"],
        "SampleWeightAttributeName": channels[0].get("SampleWeightAttributeName"),
        "ProblemType": request.get("ProblemType"),
        "GenerateCandidateDefinitionsOnly": request.get("GenerateCandidateDefinitionsOnly"),
        "Mode": config.get("Mode"),
        "CompletionCriteria": config.get("CompletionCriteria"),
        "FeatureSpecificationS3Uri": generation.get("FeatureSpecificationS3Uri"),
        "CandidateGenerationConfig": {"AlgorithmsConfig": generation["AlgorithmsConfig"]}
        if "AlgorithmsConfig" in generation
        else None,
    }
    dropped = ("TargetAttributeName", "SampleWeightAttributeName")
    return {
        **{name: request[name] for name in _SAME if name in request},
        **{name: config[name] for name in ("DataSplitConfig", "SecurityConfig") if name in config},
        "AutoMLJobInputDataConfig": [
            {name: value for name, value in channel.items() if name not in dropped}
            for channel in channels
        ],
        "AutoMLProblemTypeConfig": {
            "TabularJobConfig": {k: v for k, v in tabular.items() if v is not None}
        },
    }


def in_v1_words(error: ServiceError) -> ServiceError:
    """An error about the version 2 request, naming the fields that the caller gave."""
    message = error.message
    for number, word in enumerate(_WORDS):
        message = message.replace(word, f"\0{number}\0")
    for number, word in enumerate(_WORDS.values()):
        message = message.replace(f"\0{number}\0", word)
    return ServiceError(error.code, message, error.status, **error.fields)


def description(request: Mapping[str, Any], job: Job) -> Params:
    """What ``DescribeAutoMLJob`` adds to what both versions tell."""
    kept = {name: value for name, value in request.items() if name != "Tags"}
    resolved = dict(job.resolved or {})
    by_problem = resolved.pop("AutoMLProblemTypeResolvedAttributes", {})
    problem = by_problem.get("TabularResolvedAttributes", {}).get("ProblemType")
    if problem is not None:
        resolved["ProblemType"] = problem
    return {
        **kept,
        "GenerateCandidateDefinitionsOnly": request.get("GenerateCandidateDefinitionsOnly", False),
        "ResolvedAttributes": resolved or None,
    }
