"""Expected numbers of tabular explanations, from shap, scikit-learn and NumPy.

``python test/golden/make_tabular.py`` writes ``tabular.json`` beside this file. The model is a
small LightGBM one, so that anyone can make the file again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import shap
from sklearn.decomposition import PCA

RECORDS, FEATURES = 240, 7


def make_data() -> tuple[np.ndarray, np.ndarray]:
    """Values with an interaction of features 0 and 2, a constant, and some missing in 3."""
    random = np.random.default_rng(7)
    data = random.normal(size=(RECORDS, FEATURES))
    data[:, 5] = 1.5
    data[random.random(RECORDS) < 0.1, 3] = np.nan
    score = data[:, 0] * (1 + data[:, 2]) + 0.6 * data[:, 1] - np.nan_to_num(data[:, 3], nan=0.7)
    answer = (score + 0.3 * random.normal(size=RECORDS) > 0).astype(int)
    return data, answer


def listed(array: Any) -> list[Any]:
    """Numbers as JSON holds them: missing ones are null."""
    plain = np.asarray(array).tolist()

    def clean(value: Any) -> Any:
        if isinstance(value, list):
            return [clean(item) for item in value]
        return None if isinstance(value, float) and np.isnan(value) else value

    cleaned: list[Any] = clean(plain)
    return cleaned


def strengths(index: int, values: np.ndarray, data: np.ndarray) -> list[int]:
    """shap's order of the features that interact with one."""
    return [int(i) for i in shap.utils.approximate_interactions(index, values, data)]


def main() -> None:
    data, answer = make_data()
    model = lightgbm.LGBMClassifier(
        n_estimators=40, num_leaves=8, random_state=0, n_jobs=1, verbose=-1
    ).fit(data, answer)
    background = np.where(np.isnan(data), 0.0, data)[:20]
    explanation = shap.TreeExplainer(model, background)(data, check_additivity=False)
    values = np.asarray(explanation.values)
    if values.ndim == 3:
        values = values[..., 1]
    base = float(np.ravel(explanation.base_values)[-1])
    margin = model.predict(data, raw_score=True)
    named = shap.Explanation(values, base_values=np.full(RECORDS, base), data=data)
    component = PCA(n_components=1).fit(values)
    along = component.transform(values)[:, 0]
    centred = values - values.mean(axis=0)
    if (along * centred.sum(axis=1)).sum() < 0:
        along = -along
    golden = {
        "features": [f"f{index}" for index in range(FEATURES)],
        "data": listed(data),
        "values": listed(values),
        "base": base,
        "margin": listed(margin),
        "meanAbs": listed(named.abs.mean(0).values),
        "mean": listed(values.mean(axis=0)),
        "globalOrder": [int(i) for i in named.abs.mean(0).argsort.flip.values],
        "localOrder": [
            [int(i) for i in np.argsort(-np.abs(row), kind="stable")] for row in values[:20]
        ],
        "outputOrder": [int(i) for i in np.argsort(values.sum(axis=1), kind="stable")],
        "component": listed(along),
        "interactions": {
            str(index): strengths(index, values, data)
            for index in range(FEATURES)
            if index not in (3, 5)
        },
        "versions": {"shap": shap.__version__, "lightgbm": lightgbm.__version__},
    }
    path = Path(__file__).with_name("tabular.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
