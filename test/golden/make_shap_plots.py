"""What shap's own plots show of a real data set, read back from its figures.

``python test/golden/make_shap_plots.py`` writes ``shap_plots.json`` beside this file: the order of
shap's beeswarm and bar plot with the lengths of the bars, the rows of its waterfall plots with the
ends of their arrows, and the segments of its force plots. Data: breast cancer as scikit-learn
carries it; model: a small LightGBM one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import lightgbm
import matplotlib.pyplot as plt
import numpy as np
import shap
from sklearn.datasets import load_breast_cancer

RECORDS = 120
LOCAL = (0, 1, 17, 60, 119)
FEATURES = 30


def labels(axis: Any, count: int) -> list[str]:
    """Names of the rows of a plot of shap, from the top; waterfalls say `value = name`."""
    ticks = sorted(
        zip(axis.get_yticks(), (text.get_text() for text in axis.get_yticklabels()), strict=True),
        key=lambda tick: -float(tick[0]),
    )
    # Some plots write each name twice, in two greys.
    names = [text.rsplit(" = ", 1)[-1].strip() for _, text in ticks]
    return [name for name in dict.fromkeys(names) if name][:count]


def bar_plot(named: Any) -> dict[str, Any]:
    shap.plots.bar(named, max_display=FEATURES, show=False)
    axis: Any = plt.gca()
    bars = sorted(axis.patches, key=lambda patch: -patch.get_y())
    found = {
        "order": labels(axis, FEATURES),
        "lengths": [float(bar.get_width()) for bar in bars[:FEATURES]],
    }
    plt.close("all")
    return found


def beeswarm_plot(named: Any) -> list[str]:
    shap.plots.beeswarm(named, max_display=FEATURES, show=False)
    order = labels(plt.gca(), FEATURES)
    plt.close("all")
    return order


def waterfall_plot(row: Any, top: int) -> dict[str, Any]:
    """Rows from the largest; the last one holds the others."""
    shap.plots.waterfall(row, max_display=top, show=False)
    axis = plt.gcf().axes[0]
    names = labels(axis, top)
    # Every arrow is a polygon.
    arrows = [
        patch.get_xy()
        for patch in axis.patches
        if hasattr(patch, "get_xy") and np.ndim(patch.get_xy()) == 2
    ]
    arrows.sort(key=lambda corners: -float(np.mean(corners[:, 1])))
    spans = [[float(corners[:, 0].min()), float(corners[:, 0].max())] for corners in arrows]
    plt.close("all")
    return {"names": names, "spans": spans}


def force_data(row: Any) -> dict[str, Any]:
    """What shap hands to its force plot's script."""
    plot = shap.plots.force(
        float(row.base_values), row.values, features=row.data, feature_names=row.feature_names
    )
    data = plot.data
    return {
        "base": float(data["baseValue"]),
        "out": float(data["outValue"]),
        "effects": {
            data["featureNames"][int(index)]: float(feature["effect"])
            for index, feature in data["features"].items()
        },
    }


def main() -> None:
    study = load_breast_cancer()
    x, y = study.data, study.target
    model = lightgbm.LGBMClassifier(
        n_estimators=30, num_leaves=6, random_state=0, n_jobs=1, verbose=-1
    ).fit(x[RECORDS:], y[RECORDS:])
    shown = x[:RECORDS]
    explained = shap.TreeExplainer(model, x[RECORDS : RECORDS + 50])(shown, check_additivity=False)
    values = np.asarray(explained.values)
    if values.ndim == 3:
        values = values[..., 1]
    base = float(np.ravel(explained.base_values)[-1])
    names = [str(name) for name in study.feature_names]
    named = shap.Explanation(
        values, base_values=np.full(RECORDS, base), data=shown, feature_names=names
    )
    golden = {
        "features": names,
        "values": np.round(values, 12).tolist(),
        "data": shown.tolist(),
        "base": base,
        "margin": np.asarray(model.predict(shown, raw_score=True)).tolist(),
        "beeswarm": beeswarm_plot(named),
        "bar": bar_plot(named),
        "barMax": bar_plot(named.abs.max(0)),
        "waterfall": {str(i): waterfall_plot(named[i], 10) for i in LOCAL},
        "force": {str(i): force_data(named[i]) for i in LOCAL},
        "versions": {"shap": shap.__version__, "lightgbm": lightgbm.__version__},
    }
    path = Path(__file__).with_name("shap_plots.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
