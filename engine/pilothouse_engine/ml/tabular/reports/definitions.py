"""The notebook of candidate definitions: what a job tries, as code that can be run and changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pprint import pformat
from typing import Any

from pilothouse_engine.contract import Channel, JobSpec
from pilothouse_engine.ml.data.table import PARQUET_TYPE
from pilothouse_engine.ml.reports.notebook import notebook, plain, table
from pilothouse_engine.ml.tabular.prepare import Prepared
from pilothouse_engine.ml.tabular.reports.estimators import estimator_code, import_code
from pilothouse_engine.ml.tabular.training import Algorithm
from pilothouse_engine.ml.tabular.tuning import (
    Mode,
    Proposal,
    Tuner,
    base_count,
    ensembling_plan,
)
from pilothouse_engine.ml.validation import DEFAULT_FRACTION
from pilothouse_engine.ml.values import NumberStyle, number_style

DEFINITION = "SageMakerAutopilotCandidateDefinitionNotebook.ipynb"
_TUNED = 10
"""Trials of a tuning job that the notebook lists; the others follow from their results."""

_SCORES = {
    "Accuracy": "accuracy_score(truth, guess)",
    "BalancedAccuracy": "balanced_accuracy_score(truth, guess)",
    "AUC": "roc_auc_score(truth, share)",
    "F1": "f1_score(truth, guess)",
    "Precision": "precision_score(truth, guess, zero_division=0)",
    "Recall": "recall_score(truth, guess)",
    "F1macro": "f1_score(truth, guess, average='macro')",
    "PrecisionMacro": "precision_score(truth, guess, average='macro', zero_division=0)",
    "RecallMacro": "recall_score(truth, guess, average='macro')",
    "MSE": "-mean_squared_error(truth, guess)",
    "RMSE": "-mean_squared_error(truth, guess) ** 0.5",
    "MAE": "-mean_absolute_error(truth, guess)",
    "R2": "r2_score(truth, guess)",
}


def definition_notebook(
    spec: JobSpec, data: Prepared, mode: Mode, algorithms: dict[str, Algorithm]
) -> str:
    """What will be tried: candidates to train by hand, and the call that runs the job again.

    The code needs boto3, pandas, scikit-learn and the libraries of the candidates, nothing of
    this engine.
    """
    proposals = _proposals(spec, data, mode, algorithms)
    problem = data.target.problem
    calls = [estimator_code(one.algorithm.title, one.settings, problem) for one in proposals]
    kinds = [
        (plain(feature.name), feature.kind, plain(feature.reason))
        for feature in data.encoder.features[:1000]
    ]
    listed = [
        (
            number,
            one.algorithm.title,
            plain(
                ", ".join(f"{key} {_short(value)}" for key, value in one.settings.items()),
                200,
            ),
        )
        for number, one in enumerate(proposals, start=1)
    ]
    more = (
        "A tuning job goes on near the best of them."
        if mode == "HYPERPARAMETER_TUNING"
        else "The job also mixes them: the weighted mean that does best is one more candidate."
    )
    cells = [
        (
            "markdown",
            f"# Candidate definitions\n\nAutoML job {plain(spec.job_name)}: "
            f"{data.target.problem}, objective {data.objective}, mode {mode}.\n\n"
            f"Candidates are judged by {plain(data.validation.description)}.",
        ),
        (
            "markdown",
            "## Features\n\n" + table(("Column", "Treated as", "Remark"), kinds),
        ),
        (
            "markdown",
            "## Candidates\n\n"
            + table(("", "Algorithm", "Settings"), listed)
            + f"\n\n{more} The cells below train the same algorithms one by one, with what is "
            "usual in scikit-learn. Figures come close to the job's; they are not the same, since "
            "the job encodes columns in its own way and stops boosting early.",
        ),
        ("markdown", "## Data\n\nRead from S3 with the credentials of this notebook."),
        ("code", _reading(spec, data)),
        ("code", _features(data)),
        (
            "markdown",
            "## Train and compare\n\nChange, remove or add candidates as you like.",
        ),
        ("code", _candidates(data, proposals, calls)),
        ("code", _comparing(spec, data)),
        ("markdown", "## Keep the best\n\nTrained once more on all rows."),
        ("code", _KEEPING),
        (
            "markdown",
            "## Run the job\n\nIt trains all of this, for this backend or AWS.",
        ),
        ("code", _running(spec.request)),
    ]
    return notebook(cells)


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _proposals(
    spec: JobSpec, data: Prepared, mode: Mode, algorithms: dict[str, Algorithm]
) -> list[Proposal]:
    rows = len(data.validation.folds[0][0])
    asked = spec.config.get("CompletionCriteria", {}).get("MaxCandidates")
    if mode == "ENSEMBLING":
        return list(ensembling_plan(algorithms, rows, base_count(asked), spec.seed))
    tuner = Tuner(algorithms, rows, spec.seed)
    return [tuner.propose() for _ in range(min(_TUNED, asked or _TUNED))]


def _literal(value: object) -> str:
    return pformat(value, width=96, sort_dicts=False)


def _reading(spec: JobSpec, data: Prepared) -> str:
    def files(channel: Channel | None) -> list[str]:
        return [] if channel is None else [file.uri for file in channel.files]

    parquet = spec.training.content_type.startswith(PARQUET_TYPE)
    if parquet:
        read = (
            "    found = parquet.read_table(io.BytesIO(body))\n"
            "    texts = {name: found[name].cast('string') for name in found.column_names}\n"
            "    return pd.DataFrame({name: text.to_pylist() for name, text in texts.items()})\n"
        )
    else:
        read = (
            "    if body[:2] == b'\\x1f\\x8b':\n"
            "        body = gzip.decompress(body)\n"
            "    return pd.read_csv(io.BytesIO(body), dtype=str, keep_default_na=False)\n"
        )
    return (
        ("" if parquet else "import gzip\n")
        + "import io\n\nimport boto3\nimport pandas as pd\n"
        + ("from pyarrow import parquet\n\n" if parquet else "\n")
        + f"TRAINING = {_literal(files(spec.training))}\n"
        f"VALIDATION = {_literal(files(spec.validation))}\n"
        f"TARGET = {data.target.name!r}\n"
        f"LABELS = {_literal(list(data.target.labels))}\n"
        f"WEIGHT = {spec.config.get('SampleWeightAttributeName')!r}\n"
        "MISSING = {'', 'na', 'n/a', '#n/a', '<na>', 'nan', '-nan', 'null', 'none', 'nil', 'nat', "
        "'?'}\n\n"
        "s3 = boto3.client('s3')\n\n\n"
        "def read(uri):\n"
        "    bucket, _, key = uri.removeprefix('s3://').partition('/')\n"
        "    body = s3.get_object(Bucket=bucket, Key=key)['Body'].read()\n"
        f"{read}\n\n"
        "def read_all(uris):\n"
        "    frame = pd.concat([read(uri) for uri in uris], ignore_index=True)\n"
        "    frame.columns = [name.strip() for name in frame.columns]\n"
        "    frame = frame.apply(lambda column: column.str.strip())\n"
        "    return frame.mask(frame.apply(lambda column: column.str.lower().isin(MISSING)))\n\n\n"
        "train = read_all(TRAINING)\n"
        "validation = read_all(VALIDATION) if VALIDATION else None\n"
        "train.shape\n"
    )


def _features(data: Prepared) -> str:
    by_kind: dict[str, list[str]] = {
        kind: [one.name for one in data.encoder.features if one.kind == kind]
        for kind in ("numeric", "categorical", "text")
    }
    times = {
        one.name: "ISO8601" if one.time_format == "iso" else one.time_format
        for one in data.encoder.features
        if one.kind == "datetime"
    }
    styles = {
        one.name: one.style.value
        for one in data.encoder.features
        if one.kind == "numeric" and one.style is not NumberStyle.PLAIN
    }
    code = (
        "from sklearn.compose import ColumnTransformer\n"
        "from sklearn.feature_extraction.text import TfidfVectorizer\n"
        "from sklearn.impute import SimpleImputer\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import OneHotEncoder, StandardScaler\n\n"
        f"NUMERIC = {_literal(by_kind['numeric'])}\n"
        f"CATEGORICAL = {_literal(by_kind['categorical'])}\n"
        f"TIMES = {_literal(times)}\n"
        f"TEXTS = {_literal(by_kind['text'])}\n"
        f"STYLES = {_literal(styles)}  # columns that do not write 1234.5\n\n\n"
        "def number(column, style=None):\n"
        "    if style == 'thousands-comma':\n"
        "        column = column.str.replace(',', '', regex=False)\n"
        "    elif style == 'thousands-space':\n"
        "        column = column.str.replace(\"[\\\\s'’]\", '', regex=True).str.replace(',', '.')\n"
        "    elif style == 'decimal-comma':\n"
        "        column = column.str.replace('.', '', regex=False).str.replace(',', '.')\n"
        "    return pd.to_numeric(column, errors='coerce').astype(float)\n\n\n"
        "def features(frame):\n"
        "    out = {name: number(frame[name], STYLES.get(name)) for name in NUMERIC}\n"
        "    for name, form in TIMES.items():\n"
        "        time = pd.to_datetime(frame[name], format=form, errors='coerce', utc=True)\n"
        "        for part in ('year', 'month', 'day', 'day_of_week', 'hour'):\n"
        "            out[f'{name} {part}'] = getattr(time.dt, part).astype(float)\n"
        "    out |= {name: frame[name].fillna('').astype(str) for name in (*CATEGORICAL, *TEXTS)}\n"
        "    return pd.DataFrame(out)\n\n\n"
    )
    if data.target.problem == "Regression":
        texts = [text for text in data.raw.column(data.target.name, "target").texts if text]
        style = number_style(texts[:1000])[0].value
        code += f"def answers(frame):\n    return number(frame[TARGET], {style!r})\n"
    else:
        code += (
            "def answers(frame):\n"
            "    return frame[TARGET].map({label: at for at, label in enumerate(LABELS)})\n"
        )
    return code + (
        "\n\n"
        "def usable(frame):\n"
        "    weight = number(frame[WEIGHT]) if WEIGHT else pd.Series(1.0, index=frame.index)\n"
        "    y = answers(frame)\n"
        "    keep = y.notna() & weight.notna() & (weight >= 0)\n"
        "    y = y[keep].astype(int) if LABELS else y[keep]\n"
        "    return features(frame)[keep], y.to_numpy(), weight[keep].to_numpy()\n\n\n"
        "def prepared(columns):\n"
        '    """Encodes the columns of a feature table; fitted anew for each candidate."""\n'
        "    numbers = [name for name in columns if name not in (*CATEGORICAL, *TEXTS)]\n"
        "    impute = SimpleImputer(strategy='median', keep_empty_features=True)\n"
        "    parts = [('numbers', make_pipeline(impute, StandardScaler()), numbers)]\n"
        "    hot = OneHotEncoder(handle_unknown='infrequent_if_exist', max_categories=50)\n"
        "    parts += [('categories', hot, CATEGORICAL)] if CATEGORICAL else []\n"
        "    words = TfidfVectorizer(max_features=100)\n"
        "    parts += [(f'text {at}', words, name) for at, name in enumerate(TEXTS)]\n"
        "    return ColumnTransformer(parts, sparse_threshold=0.0)\n\n\n"
        "x, y, weights = usable(train)\n"
        "x.shape\n"
    )


def _candidates(data: Prepared, proposals: Sequence[Proposal], calls: list[str]) -> str:
    splined = any(one.settings.get("knots") for one in proposals)
    lines = [import_code(calls)]
    if splined:
        lines.append("from sklearn.preprocessing import SplineTransformer")
    lines += ["", "CANDIDATES = {"]
    for number, (one, call) in enumerate(zip(proposals, calls, strict=True), start=1):
        knots = one.settings.get("knots")
        if knots:
            # Piecewise linear: a line between each two knots.
            ramps = f"SplineTransformer(n_knots={knots + 2}, degree=1, extrapolation='linear')"
            call = f"make_pipeline({ramps}, {call})"
        lines.append(f"    '{number:03d} {one.algorithm.title}': lambda: {call},")
    lines += ["}", "list(CANDIDATES)", ""]
    return "\n".join(lines)


def _comparing(spec: JobSpec, data: Prepared) -> str:
    kind = "" if data.target.problem == "Regression" else "Stratified"
    fraction = spec.request.get("DataSplitConfig", {}).get("ValidationFraction")
    folds = len(data.validation.folds)
    if folds > 1:
        splitter = f"{kind}KFold({folds}, shuffle=True, random_state=0)"
    else:
        share = fraction or DEFAULT_FRACTION
        splitter = f"{kind}ShuffleSplit(1, test_size={share}, random_state=0)"
    score = _SCORES[data.objective]
    metric = score.lstrip("-").partition("(")[0]
    needs_share = "share" in score
    guess = (
        "share = model.predict_proba(x_test)[:, 1]"
        if needs_share
        else "guess = model.predict(x_test)"
    )
    note = "  # as a loss, below zero" if score.startswith("-") else ""
    return (
        "import time\nimport warnings\n\nimport numpy as np\n"
        f"from sklearn.metrics import {metric}\n"
        f"from sklearn.model_selection import {splitter.partition('(')[0]}\n\n"
        "warnings.filterwarnings('ignore', module='sklearn')\n\n\n"
        "def fitted(make, x, y, weights):\n"
        "    encoder = prepared(x.columns)\n"
        "    model = make()\n"
        "    step = model.steps[-1][0] + '__' if hasattr(model, 'steps') else ''\n"
        "    given = {} if (weights == weights[0]).all() else {step + 'sample_weight': weights}\n"
        "    model.fit(encoder.fit_transform(x), y, **given)\n"
        "    return make_pipeline(encoder, model)\n\n\n"
        "def score(model, x_test, truth):\n"
        f"    {guess}\n"
        f"    return {score}{note}\n\n\n"
        "def judged(make):\n"
        "    if validation is not None:\n"
        "        x_test, y_test, _ = usable(validation)\n"
        "        return score(fitted(make, x, y, weights), x_test, y_test)\n"
        f"    splits = {splitter}.split(x, y)\n"
        "    found = []\n"
        "    for learn, test in splits:\n"
        "        model = fitted(make, x.iloc[learn], y[learn], weights[learn])\n"
        "        found.append(score(model, x.iloc[test], y[test]))\n"
        "    return float(np.mean(found))\n\n\n"
        "results = []\n"
        "for name, make in CANDIDATES.items():\n"
        "    begin = time.perf_counter()\n"
        "    results.append((name, judged(make), time.perf_counter() - begin))\n"
        f"results = pd.DataFrame(results, columns=['candidate', {data.objective!r}, 'seconds'])\n"
        f"results = results.sort_values({data.objective!r}, ascending=False, ignore_index=True)\n"
        "results\n"
    )


_KEEPING = (
    "import joblib\n\n"
    "best = results['candidate'].iloc[0]\n"
    "model = fitted(CANDIDATES[best], x, y, weights)\n"
    "joblib.dump(model, 'model.joblib')\n"
    "best\n"
)


def _running(request: Mapping[str, Any]) -> str:
    again = json.loads(json.dumps(request, default=str))
    again["AutoMLJobName"] = "NEW-NAME"
    again["AutoMLProblemTypeConfig"]["TabularJobConfig"].pop(
        "GenerateCandidateDefinitionsOnly", None
    )
    return (
        f"request = {_literal(again)}\n\n"
        "# Choose a name, then take away the mark.\n"
        "# boto3.client('sagemaker').create_auto_ml_job_v2(**request)\n"
    )
