"""Rules for ``TabularJobConfig``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation

METRICS = {
    "BinaryClassification": {
        "Accuracy",
        "AUC",
        "BalancedAccuracy",
        "F1",
        "Precision",
        "Recall",
    },
    "MulticlassClassification": {
        "Accuracy",
        "BalancedAccuracy",
        "F1macro",
        "PrecisionMacro",
        "RecallMacro",
    },
    "Regression": {"MAE", "MSE", "R2", "RMSE"},
}
ALGORITHMS = {
    "ENSEMBLING": {
        "lightgbm",
        "catboost",
        "xgboost",
        "randomforest",
        "extra-trees",
        "linear-learner",
        "nn-torch",
        "fastai",
    },
    "HYPERPARAMETER_TUNING": {"xgboost", "linear-learner", "mlp"},
}


def objective(request: Mapping[str, Any], tabular: Mapping[str, Any]) -> None:
    """V-06, V-07."""
    metric = request.get("AutoMLJobObjective", {}).get("MetricName")
    problem = tabular.get("ProblemType")
    if (metric is None) != (problem is None):
        raise validation(
            "AutoMLJobObjective and TabularJobConfig.ProblemType must be given together, or "
            "neither of them."
        )
    if problem is not None and metric not in METRICS[problem]:
        allowed = ", ".join(sorted(METRICS[problem]))
        raise validation(
            f"AutoMLJobObjective.MetricName {metric} is not available for {problem}. "
            f"Choose one of: {allowed}."
        )


def algorithms(request: Mapping[str, Any], tabular: Mapping[str, Any]) -> None:
    """V-08, V-09."""
    del request
    mode = tabular.get("Mode", "AUTO")
    chosen = tabular.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig")
    if chosen:
        if mode == "AUTO":
            raise validation(
                "TabularJobConfig.CandidateGenerationConfig.AlgorithmsConfig needs Mode "
                "ENSEMBLING or HYPERPARAMETER_TUNING, not AUTO."
            )
        wrong = sorted(set(chosen[0]["AutoMLAlgorithms"]) - ALGORITHMS[mode])
        if wrong:
            allowed = ", ".join(sorted(ALGORITHMS[mode]))
            raise validation(
                f"AutoMLAlgorithms {', '.join(wrong)} cannot be used in Mode {mode}. "
                f"Choose among: {allowed}."
            )


def weights(request: Mapping[str, Any], tabular: Mapping[str, Any]) -> None:
    """V-10."""
    del request
    weight = tabular.get("SampleWeightAttributeName")
    if weight is not None and tabular.get("Mode") == "HYPERPARAMETER_TUNING":
        raise validation("TabularJobConfig.SampleWeightAttributeName needs Mode ENSEMBLING.")
    if weight is not None and weight == tabular["TargetAttributeName"]:
        raise validation(
            "TabularJobConfig.SampleWeightAttributeName must not be the target column."
        )


def definitions(request: Mapping[str, Any], tabular: Mapping[str, Any]) -> None:
    """A job that stops at definitions has nothing to deploy."""
    if tabular.get("GenerateCandidateDefinitionsOnly") and "ModelDeployConfig" in request:
        raise validation(
            "ModelDeployConfig cannot be used with TabularJobConfig."
            "GenerateCandidateDefinitionsOnly, which trains no model. Leave one of them out."
        )


RULES = (objective, algorithms, weights, definitions)
