// Real data that comes with scikit-learn.
import { mkdirSync } from 'node:fs';
import { runPython } from './servers.mjs';

const writer = `
import sys
from pathlib import Path
from sklearn import datasets

folder = Path(sys.argv[1])
for name in ("breast_cancer", "wine", "diabetes"):
    bunch = getattr(datasets, "load_" + name)(as_frame=True)
    frame = bunch.frame
    if name != "diabetes":
        frame["target"] = [str(bunch.target_names[code]) for code in frame["target"]]
    frame.to_csv(folder / (name + ".csv"), index=False)
`;

/** Write `breast_cancer.csv`, `wine.csv` and `diabetes.csv`; the target's column is `target`. */
export function writeDatasets(folder) {
  mkdirSync(folder, { recursive: true });
  runPython(['-c', writer, folder]);
}
