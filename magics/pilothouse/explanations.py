"""The explanation of a job's best candidate."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .data import read_text, split_uri
from .display import Bundle, bundle, text_table
from .errors import PilotError
from .snapshot import explanation_snapshot

if TYPE_CHECKING:
    from .automl import Job
    from .backend import Backend

Value = float | str | None

#: Values of ``agg_method`` besides the usual mean of absolute values, for people.
AGGREGATIONS = {"mean_sq": "Mean SHAP squared", "median": "Median SHAP"}


@dataclass
class Explanation:
    """Contributions of features to predictions.

    ``values[label][record][feature]`` add up with ``base[label]`` to the model's output in
    ``unit``; ``global_values[label][feature]`` is the mean of their absolute values, or what
    ``aggregation`` says: ``mean_sq`` or ``median``.
    ``data[feature][record]`` holds the records' feature values, ``actual[record]`` the true
    answers, ``predictions[label][record]`` the model's output and ``baseline[feature]`` what
    contributions are measured against, if the job kept them.
    """

    labels: list[str]
    features: list[str]
    unit: str
    base: list[float | None]
    global_values: list[list[float]]
    values: list[list[list[float]]] = field(default_factory=list, repr=False)
    data: list[list[Value]] | None = field(default=None, repr=False)
    predictions: list[list[Value]] | None = field(default=None, repr=False)
    baseline: list[Value] | None = field(default=None, repr=False)
    method: str | None = None
    title: str = "Explanation"
    ref: Mapping[str, str] | None = field(default=None, repr=False)
    actual: list[Value] | None = field(default=None, repr=False)
    aggregation: str | None = None

    @property
    def records(self) -> int:
        """Number of explained records."""
        return len(self.values[0]) if self.values else 0

    def top(self, count: int = 10, label: str | None = None) -> list[tuple[str, float]]:
        """Features with the largest global values, largest first."""
        row = self.global_values[self.labels.index(label) if label else 0]
        order = sorted(range(len(self.features)), key=lambda i: -abs(row[i]))
        return [(self.features[i], row[i]) for i in order[:count]]

    def __repr__(self) -> str:
        lines = [f"{self.title}: {len(self.features)} features, {self.records} records"]
        measure = AGGREGATIONS.get(self.aggregation or "", "Mean |SHAP|")
        for position, label in enumerate(self.labels):
            base = self.base[position]
            at = "unknown" if base is None else f"{base:.4g}"
            lines.append(f"\n{label} (base {at}, {self.unit})")
            lines.append(
                text_table(
                    ("Feature", measure),
                    [list(item) for item in self.top(10, label)],
                )
            )
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        return bundle(
            "explanation",
            self.title,
            explanation_snapshot(self),
            repr(self),
            ref=self.ref,
        )


def load(job: Job) -> Explanation:
    """Read the explanation that a job wrote.

    :raises PilotError: the job has none yet, or its files cannot be read.
    """
    best = job.describe().get("BestCandidate", {})
    locations = best.get("CandidateProperties", {}).get("CandidateArtifactLocations", {})
    prefix = locations.get("Explainability")
    if not prefix:
        raise PilotError(
            f"The job {job.name} has no explanation.",
            f"It is written near the end; `%pilot automl status {job.name}` shows how far it is.",
        )
    made = _read(_files(job.backend, prefix), lambda uri: read_text(job.backend, uri), prefix)
    made.title = f"Explanation of {best.get('CandidateName', job.name)}"
    made.ref = {"kind": "job", "jobName": job.name}
    return made


def load_path(path: str | Path) -> Explanation:
    """Read a report of this machine: its folder, or its ``analysis.json``.

    :raises PilotError: there is no report, or its files cannot be read.
    """
    place = Path(path).expanduser()
    folder = place if place.is_dir() else place.parent
    if not place.exists():
        raise PilotError(f"There is nothing at {path}.", "Check the path and the working folder.")
    found: dict[str, str] = {}
    for file in [folder / name for name in _REPORT]:
        if file.is_file():
            found.setdefault(file.name, str(file))
    made = _read(found, _text, str(folder))
    made.title = f"Explanation of {folder.resolve().name}"
    return made


_REPORT = (
    *("analysis.json", "analysis_config.json", "dataset.csv", "predictions.csv"),
    *("explanations_shap/out.csv", "out.csv", "explanations_shap/baseline.csv", "baseline.csv"),
)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PilotError(f"{path} cannot be read: {error}.") from error


def _read(found: Mapping[str, str], read: Callable[[str], str], place: str) -> Explanation:
    """Put the files of one report together: file names to what ``read`` takes."""
    if "analysis.json" not in found:
        raise PilotError(f"There is no analysis.json below {place}.", "Was it deleted?")
    analysis = _object(read(found["analysis.json"]), found["analysis.json"])
    explanations = analysis.get("explanations")
    shap = explanations.get("kernel_shap") if isinstance(explanations, dict) else None
    if not isinstance(shap, dict) or not shap:
        raise PilotError(f"{found['analysis.json']} holds no SHAP values.")
    config: Mapping[str, Any] = {}
    if "analysis_config.json" in found:
        config = _object(read(found["analysis_config.json"]), found["analysis_config.json"])
    made = from_analysis(shap, config)
    target = config.get("label")

    def beside(key: str, name: str, names: Sequence[str]) -> list[list[Value]] | None:
        # What the configuration names may be far away; the copy beside the report is not.
        source = found.get(name) or config.get(key)
        if not isinstance(source, str) or not (name in found or place.startswith("s3://")):
            return None
        return columns(read(source), names, made.records)

    if "out.csv" in found:
        made.values = local_values(read(found["out.csv"]), made.labels, made.features)
        headers = [*made.features, target] if isinstance(target, str) else made.features
        made.data = beside("dataset_uri", "dataset.csv", headers)
        if made.data and len(headers) > len(made.features):
            answers = made.data.pop()
            # Reports without the column, and labels that are features, have no true answers.
            known = target not in made.features and any(cell is not None for cell in answers)
            made.actual = answers if known else None
        made.predictions = beside("predicted_label_dataset_uri", "predictions.csv", made.labels)
    if "baseline.csv" in found:
        rows = read_csv(read(found["baseline.csv"]))
        if len(rows) == 2:
            # Several rows would be averaged over: no single value stands for them.
            at = {name: index for index, name in enumerate(rows[0])}
            made.baseline = [_at(rows[1], at.get(feature)) for feature in made.features]
    return made


def from_analysis(shap: Mapping[str, Any], config: Mapping[str, Any]) -> Explanation:
    """Global values from ``explanations.kernel_shap`` and Clarify's configuration."""
    labels = [str(label) for label in shap]
    features = [str(name) for name in shap[labels[0]].get("global_shap_values", {})]
    options = config.get("methods", {}).get("shap", {})
    # Clarify's configuration has no place for unit and method; the local engine adds its own.
    own = config.get("pilothouse", {})
    logit = options.get("use_logit")
    unit = str(own.get("unit") or ("log-odds" if logit else "unknown"))
    base: list[float | None] = []
    rows: list[list[float]] = []
    for label in labels:
        part = shap[label]
        expected = part.get("expected_value")
        base.append(float(expected) if isinstance(expected, (int, float)) else None)
        values = part.get("global_shap_values", {})
        rows.append([_number(values.get(name)) for name in features])
    method = _sentence(own.get("method"))
    made = Explanation(labels, features, unit, base, rows, method=method)
    if str(options.get("agg_method")) in AGGREGATIONS:
        made.aggregation = str(options["agg_method"])
    return made


def local_values(
    text: str, labels: Sequence[str], features: Sequence[str]
) -> list[list[list[float]]]:
    """``out.csv``: headers are ``<feature>_<label>``, one row per record.

    :returns: ``[label][record][feature]``.
    """
    rows = iter(read_csv(text))
    header = next(rows, [])
    place = {name: index for index, name in enumerate(header)}
    wanted = [[place.get(f"{feature}_{label}") for feature in features] for label in labels]
    values: list[list[list[float]]] = [[] for _ in labels]
    for row in rows:
        if not row:
            continue
        for position, indexes in enumerate(wanted):
            values[position].append(
                [
                    _number(row[index]) if index is not None and index < len(row) else 0.0
                    for index in indexes
                ]
            )
    return values


def columns(text: str, features: Sequence[str], records: int) -> list[list[Value]] | None:
    """Feature values of the explained records by column; ``None`` if they do not fit."""
    rows = read_csv(text)
    if len(rows) != records + 1:
        return None
    place = {name: index for index, name in enumerate(rows[0])}
    return [[_at(row, place.get(feature)) for row in rows[1:]] for feature in features]


def _sentence(text: Any) -> str | None:
    return text[:1].upper() + text[1:] if isinstance(text, str) and text else None


def _at(row: Sequence[str], index: int | None) -> Value:
    return _value(row[index]) if index is not None and index < len(row) else None


def read_csv(text: str) -> list[list[str]]:
    """Rows of a CSV text.

    :raises PilotError: the text is no CSV; names the line.
    """
    # newline="": the csv module itself must see every kind of line end.
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return list(reader)
    except csv.Error as error:
        raise PilotError(f"Line {reader.line_num} is no CSV: {error}.") from error


def _files(backend: Backend, prefix: str) -> dict[str, str]:
    """File name to S3 URI of everything below a prefix; the first of a name wins."""
    bucket, key = split_uri(prefix)
    found: dict[str, str] = {}
    token: dict[str, str] = {}
    while True:
        page = backend.call("s3", "list_objects_v2", Bucket=bucket, Prefix=key, **token)
        for item in page.get("Contents", []):
            found.setdefault(item["Key"].rsplit("/", 1)[-1], f"s3://{bucket}/{item['Key']}")
        if not page.get("IsTruncated"):
            return found
        token = {"ContinuationToken": page["NextContinuationToken"]}


def _object(text: str, uri: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError as error:
        raise PilotError(f"{uri} is damaged: {error}.") from error
    if not isinstance(read, dict):
        raise PilotError(f"{uri} is not what it should be: no JSON object.")
    return read


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _value(text: str) -> Value:
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text
