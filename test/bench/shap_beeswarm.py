"""shap's beeswarm on Agg: writes what it draws as float64 files into a folder, prints its time."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import shap

folder = Path(sys.argv[1])
RECORDS, FEATURES = int(sys.argv[2]), int(sys.argv[3])
random = np.random.default_rng(0)
data = random.normal(size=(RECORDS, FEATURES))
effect = np.linspace(2, 0.1, FEATURES)
values = effect * (data + 0.3 * random.normal(size=data.shape))
names = [f"feature {index}" for index in range(FEATURES)]


def draw(records: int) -> float:
    """Milliseconds from values in memory to pixels in memory."""
    part = shap.Explanation(values[:records], data=data[:records], feature_names=names)
    begin = time.perf_counter()
    shap.plots.beeswarm(part, max_display=FEATURES, show=False)
    plt.gcf().canvas.draw()
    taken = (time.perf_counter() - begin) * 1000
    plt.close("all")
    return taken


# Fonts and modules are loaded once: a small picture first.
draw(50)
values.tofile(folder / "values.f64")
data.tofile(folder / "data.f64")
print(json.dumps({"ms": draw(RECORDS)}))
