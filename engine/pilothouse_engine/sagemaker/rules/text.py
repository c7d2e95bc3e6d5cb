"""Rules for ``TextClassificationJobConfig``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import validation
from .common import accuracy_only, one_candidate


def two_columns(request: Mapping[str, Any], config: Mapping[str, Any]) -> None:
    """V-15: the text is not its own class."""
    del request
    if config["ContentColumn"] == config["TargetLabelColumn"]:
        raise validation(
            "TextClassificationJobConfig.ContentColumn and TargetLabelColumn are both "
            f"{config['ContentColumn']}. Name the column of the texts and that of the classes."
        )


RULES = (one_candidate, accuracy_only, two_columns)
