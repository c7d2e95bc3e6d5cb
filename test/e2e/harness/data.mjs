// Real data that comes with scikit-learn, and files that are wrong on purpose.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Contents of bad files by name, each with words that the message must hold. */
export const badFiles = {
  'empty.csv': { content: '', says: /empty\.csv is empty/ },
  'header-only.csv': {
    content: 'a,b,target\n',
    says: /header-only\.csv has a header line but no data rows/
  },
  'duplicate-columns.csv': {
    content: `a,a,target\n${'1,2,yes\n3,4,no\n'.repeat(300)}`,
    says: /more than one column is called “a”/
  },
  'not-parquet.parquet': {
    content: 'this is no parquet file',
    says: /not-parquet\.parquet is not a Parquet file/
  }
};

/** Write the {@link badFiles}. */
export function writeBadFiles(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, { content }] of Object.entries(badFiles)) {
    writeFileSync(join(folder, name), content);
  }
}
