"""What makes the ``DeploymentConfig`` of an ``UpdateEndpoint`` request wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation
from ...hosting.shifting import fraction, longest, steps

Config = Mapping[str, Any]

_BLUE_GREEN = "DeploymentConfig.BlueGreenUpdatePolicy"
_ROLLING = "DeploymentConfig.RollingUpdatePolicy"
_SIZES = {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}
_SHARES = {"CanarySize": (0.0, 0.5), "LinearStepSize": (0.1, 0.5), "MaximumBatchSize": (0.05, 0.5)}
"""Least and largest share of the instances."""


def check_deployment(config: Config, count: int, serverless: bool) -> None:
    """Raise ``ValidationException`` for the first broken rule. ``count``: instances of the
    smallest variant."""
    if config.get("AutoRollbackConfiguration", {}).get("Alarms"):
        raise validation(
            "DeploymentConfig.AutoRollbackConfiguration.Alarms: the local engine has no CloudWatch "
            "alarms, so none could start a rollback. Leave it out; an update whose new model does "
            "not load or dies is rolled back without an alarm."
        )
    blue_green, rolling = config.get("BlueGreenUpdatePolicy"), config.get("RollingUpdatePolicy")
    if blue_green is not None and rolling is not None:
        raise validation(
            "DeploymentConfig: give either BlueGreenUpdatePolicy or RollingUpdatePolicy."
        )
    if serverless and (blue_green is not None or rolling is not None):
        raise validation(
            "DeploymentConfig is not available on serverless endpoints: they are updated at once. "
            "Leave it out."
        )
    if blue_green is not None:
        _check_routing(blue_green["TrafficRoutingConfiguration"], count)
    if rolling is not None:
        _check_size(rolling, "MaximumBatchSize", _ROLLING, count)
        if "RollbackMaximumBatchSize" in rolling:
            _check_rollback(rolling["RollbackMaximumBatchSize"], count)
    limit = longest(config)
    waits = sum(step.seconds for step in steps(config, count))
    if limit is not None and limit <= waits:
        raise validation(
            f"MaximumExecutionTimeoutInSeconds of {limit:.0f} must be more than the waiting times "
            f"of the deployment together, {waits:.0f} seconds."
        )


def _check_routing(routing: Config, count: int) -> None:
    where = f"{_BLUE_GREEN}.TrafficRoutingConfiguration"
    needed = _SIZES.get(routing["Type"])
    for member in _SIZES.values():
        if member in routing and member != needed:
            raise validation(f"{where}.{member} does not belong to Type {routing['Type']}.")
    if needed is not None:
        if needed not in routing:
            raise validation(f"{where}.{needed} is required for Type {routing['Type']}.")
        _check_size(routing, needed, where, count)


def _check_size(parent: Config, member: str, where: str, count: int) -> None:
    low, high = _SHARES[member]
    size = parent[member]
    if not low <= fraction(size, count) <= high:
        what = "percent" if size["Type"] == "CAPACITY_PERCENT" else f"of {count} instances"
        raise validation(
            f"{where}.{member} must be {f'{low:.0%} to ' if low else 'at most '}{high:.0%} of the "
            f"capacity, not {size['Value']} {what}."
        )


def _check_rollback(size: Config, count: int) -> None:
    most = 100 if size["Type"] == "CAPACITY_PERCENT" else count
    if size["Value"] > most:
        raise validation(
            f"{_ROLLING}.RollbackMaximumBatchSize must be at most {most} "
            f"({size['Type']}), not {size['Value']}."
        )
