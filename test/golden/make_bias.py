"""Expected bias metrics of a real data set and a real model, worked out from the definitions.

``python test/golden/make_bias.py`` writes ``bias.json`` beside this file: the counts, the metrics
before and after training, and the same as a section of Clarify's ``analysis.json``. The data are
the diabetes study that scikit-learn carries (442 people; facet: sex; outcome: progression above
the median), the predictions those of a logistic regression on folds it was not trained on. Only
NumPy counts rows here: nothing of the product takes part.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import NearestNeighbors

Mask = np.ndarray[Any, np.dtype[np.bool_]]


def over(top: float, bottom: float) -> float:
    """A quotient as Clarify takes it: 0/0 is 0, anything else over 0 is infinite."""
    if bottom == 0:
        return 0.0 if top == 0 else math.copysign(math.inf, top)
    return top / bottom


def disparity(positive: Mask, d: Mask) -> float:
    """Share of d among the rejected minus its share among the accepted."""
    return over(float((d & ~positive).sum()), float((~positive).sum())) - over(
        float((d & positive).sum()), float(positive.sum())
    )


def conditional(positive: Mask, d: Mask, group: np.ndarray[Any, Any]) -> float:
    parts = [group == value for value in np.unique(group)]
    return float(
        sum(part.sum() * disparity(positive[part], d[part]) for part in parts) / len(group)
    )


def divergence(p: np.ndarray[Any, Any], q: np.ndarray[Any, Any]) -> float:
    return float(np.sum(p * np.log(p / q)))


def pre_training(y: Mask, d: Mask, group: np.ndarray[Any, Any]) -> dict[str, float]:
    a = ~d
    pa = np.array([np.mean(~y[a]), np.mean(y[a])])
    pd = np.array([np.mean(~y[d]), np.mean(y[d])])
    middle = (pa + pd) / 2
    gap = np.abs(pa - pd)
    return {
        "CDDL": conditional(y, d, group),
        "CI": float((a.sum() - d.sum()) / len(d)),
        "DPL": float(pa[1] - pd[1]),
        "JS": (divergence(pa, middle) + divergence(pd, middle)) / 2,
        "KL": divergence(pa, pd),
        "KS": float(gap.max()),
        "LP": float(np.sqrt(np.sum(gap**2))),
        "TVD": float(gap.sum() / 2),
    }


def rates(y: Mask, p: Mask, of: Mask) -> dict[str, float]:
    tp, fp = float((of & y & p).sum()), float((of & ~y & p).sum())
    fn, tn = float((of & y & ~p).sum()), float((of & ~y & ~p).sum())
    return {
        "q": over(tp + fp, tp + fp + fn + tn),
        "accept": over(tp + fn, tp + fp),
        "reject": over(fp + tn, fn + tn),
        "tnr": over(tn, tn + fp),
        "tpr": over(tp, tp + fn),
        "precision": over(tp, tp + fp),
        "negative": over(tn, tn + fn),
        "accuracy": over(tp + tn, tp + fp + fn + tn),
        "treatment": over(fn, fp),
    }


def flips(x: np.ndarray[Any, Any], p: Mask, d: Mask) -> float:
    """Members of d against their five nearest neighbours among everyone else."""
    near = NearestNeighbors(n_neighbors=5).fit(x[~d]).kneighbors(x[d], return_distance=False)
    others = p[~d][near].mean(axis=1) > 0.5
    worse, better = (others & ~p[d]).sum(), (~others & p[d]).sum()
    return float((worse - better) / d.sum())


def post_training(
    x: np.ndarray[Any, Any], y: Mask, p: Mask, d: Mask, group: np.ndarray[Any, Any]
) -> dict[str, float]:
    of_a, of_d = rates(y, p, ~d), rates(y, p, d)
    benefit = p.astype(float) - y.astype(float) + 1
    return {
        "AD": of_a["accuracy"] - of_d["accuracy"],
        "CDDPL": conditional(p, d, group),
        "DAR": of_a["precision"] - of_d["precision"],
        "DCA": of_a["accept"] - of_d["accept"],
        "DCR": of_d["reject"] - of_a["reject"],
        "DI": over(of_d["q"], of_a["q"]),
        "DPPL": of_a["q"] - of_d["q"],
        "DRR": of_d["negative"] - of_a["negative"],
        "FT": flips(x, p, d),
        "GE": float(np.mean((benefit / benefit.mean()) ** 2 - 1) / 2),
        "RD": of_a["tpr"] - of_d["tpr"],
        "SD": of_d["tnr"] - of_a["tnr"],
        "TE": of_d["treatment"] - of_a["treatment"],
    }


def section(metrics: dict[str, float]) -> dict[str, Any]:
    listed = [{"name": k, "description": k, "value": v} for k, v in sorted(metrics.items())]
    facets = {"sex": [{"value_or_threshold": "1", "metrics": listed}]}
    return {"label": "progression", "label_value_or_threshold": "1", "facets": facets}


def main() -> None:
    study = load_diabetes(scaled=False)
    x = np.asarray(study.data, dtype=float)
    y = np.asarray(study.target > np.median(study.target))
    names = list(study.feature_names)
    d = x[:, names.index("sex")] == x[:, names.index("sex")].min()
    age = x[:, names.index("age")]
    group = np.digitize(age, [35, 50])
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    p = cross_val_predict(LogisticRegression(), scaled, y, cv=5).astype(bool)
    without = np.delete(scaled, names.index("sex"), axis=1)
    before = pre_training(y, d, group)
    after = post_training(without, y, p, d, group)
    counts = {
        who: {
            "rows": int(of.sum()),
            "positive": int((of & y).sum()),
            "predicted": int((of & p).sum()),
            "right": int((of & (y == p)).sum()),
            "found": int((of & y & p).sum()),
        }
        for who, of in (("a", ~d), ("d", d))
    }
    golden = {
        "counts": counts,
        "pre": before,
        "post": after,
        "document": {
            "version": "1.0",
            "pre_training_bias_metrics": section(before),
            "post_training_bias_metrics": section(after),
        },
    }
    path = Path(__file__).with_name("bias.json")
    path.write_text(json.dumps(golden, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
