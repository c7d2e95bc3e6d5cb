"""The problem types that this engine runs: one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import image, series, tabular, text

CSV = "text/csv;header=present"
PARQUET = "x-application/vnd.amazon+parquet"

Rule = Callable[[Mapping[str, Any], Mapping[str, Any]], None]
"""A rule on the request and its problem type's configuration; raises ``ValidationException``."""


@dataclass(frozen=True)
class ProblemType:
    """What the API allows for one member of ``AutoMLProblemTypeConfig``."""

    member: str
    name: str
    """``AutoMLProblemTypeConfigName``."""
    contents: tuple[str, ...]
    """Allowed ``ContentType``; the first is the default."""
    sources: tuple[str, ...]
    """Allowed ``S3DataType``."""
    gzip: bool
    """Whether ``CompressionType`` may be ``Gzip``."""
    rules: tuple[Rule, ...]


_TABLES = (CSV, PARQUET)
_IMAGES = ("image/*", "image/png", "image/jpeg")
_LISTS = ("S3Prefix", "ManifestFile")

PROBLEMS = {
    problem.member: problem
    for problem in (
        ProblemType("TabularJobConfig", "Tabular", _TABLES, _LISTS, True, tabular.RULES),
        ProblemType(
            "TextClassificationJobConfig",
            "TextClassification",
            _TABLES,
            ("S3Prefix",),
            False,
            text.RULES,
        ),
        ProblemType(
            "ImageClassificationJobConfig",
            "ImageClassification",
            _IMAGES,
            (*_LISTS, "AugmentedManifestFile"),
            False,
            image.RULES,
        ),
        ProblemType(
            "TimeSeriesForecastingJobConfig",
            "TimeSeriesForecasting",
            _TABLES,
            ("S3Prefix",),
            True,
            series.RULES,
        ),
    )
}
