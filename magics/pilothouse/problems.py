"""What a job learns: a column of a table, classes of texts, or the next values of series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ArgumentError

DEFAULT_OBJECTIVE = {
    "BinaryClassification": "F1",
    "MulticlassClassification": "Accuracy",
    "Regression": "MSE",
}


@dataclass(frozen=True)
class Problem:
    """The columns that have a role besides the target, and what only some problems take.

    :param text: column with texts; the target holds their classes.
    :param time: column that says when a value of the target was recorded.
    :param item: column that says which series a row belongs to.
    :param frequency: step of a forecast, for example ``1D``.
    :param horizon: steps to forecast.
    :param group: further columns that tell series apart.
    """

    problem_type: str | None = None
    mode: str | None = None
    text: str | None = None
    time: str | None = None
    item: str | None = None
    frequency: str | None = None
    horizon: int | None = None
    group: Sequence[str] = ()

    def columns(self) -> list[str]:
        """Columns that the data must have, besides the target."""
        named = (self.text, self.time, self.item, *self.group)
        return [column for column in named if column is not None]

    def config(self, target: str) -> tuple[str, dict[str, Any]]:
        """Member of ``AutoMLProblemTypeConfig`` and its value, without limits.

        :raises ArgumentError: options of different problems, or one that is missing.
        """
        of_tables = {"problem_type": self.problem_type, "mode": self.mode}
        of_series = {
            "time": self.time,
            "item": self.item,
            "frequency": self.frequency,
            "horizon": self.horizon,
        }
        given = [name for name, value in of_series.items() if value is not None]
        if self.text is None and not given and not self.group:
            return "TabularJobConfig", self._table(target)
        other = next((name for name, value in of_tables.items() if value is not None), None)
        if other or (self.text is not None and (given or self.group)):
            raise ArgumentError(
                "These options belong to different problems: "
                f"{other or 'text'} and {'text' if other and self.text else 'series'}.",
                "Give `text` for texts, or `time`, `item`, `frequency`, `horizon` for series.",
            )
        if self.text is not None:
            return "TextClassificationJobConfig", {
                "ContentColumn": self.text,
                "TargetLabelColumn": target,
            }
        missing = [name for name, value in of_series.items() if value is None]
        if missing:
            raise ArgumentError(
                f"A forecast also needs {', '.join(missing)}.",
                "For example time='day', item='shop', frequency='1D', horizon=14.",
            )
        return "TimeSeriesForecastingJobConfig", {
            "ForecastFrequency": self.frequency,
            "ForecastHorizon": self.horizon,
            "TimeSeriesConfig": {
                "TargetAttributeName": target,
                "TimestampAttributeName": self.time,
                "ItemIdentifierAttributeName": self.item,
                **({"GroupingAttributeNames": list(self.group)} if self.group else {}),
            },
        }

    def _table(self, target: str) -> dict[str, Any]:
        return {
            "TargetAttributeName": target,
            **({"ProblemType": self.problem_type} if self.problem_type else {}),
            **({"Mode": self.mode} if self.mode else {}),
        }

    def objective(self, chosen: str | None, member: str) -> str | None:
        """Metric to name in the request: a problem type of a table needs one, and none else.

        :raises ArgumentError: a metric without the problem type that it belongs to.
        """
        if member != "TabularJobConfig":
            return chosen
        if chosen and not self.problem_type:
            raise ArgumentError(
                "An objective needs a problem type.", "Add problem_type, or leave both out."
            )
        return chosen or DEFAULT_OBJECTIVE.get(self.problem_type or "")
