"""pandas reading a table of contributions; makes the file if it is not there."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

RECORDS, FEATURES = 100_000, 50

file = Path(sys.argv[1])
if not file.exists():
    random = np.random.default_rng(0)
    header = ",".join(f"feature {index}_label0" for index in range(FEATURES))
    with file.open("w", encoding="utf-8") as out:
        out.write(f"{header}\n")
        for _ in range(RECORDS):
            row = 0.1 * random.normal(size=FEATURES)
            out.write(",".join(map(repr, row.tolist())))
            out.write("\n")

# The import of the parser and the first allocation are not measured.
pd.read_csv(file, nrows=10)
begin = time.perf_counter()
table = pd.read_csv(file)
taken = time.perf_counter() - begin
# The exact last number: pandas before version 3 rounds some to a neighbour unless asked not to.
with file.open("rb") as source:
    source.seek(-100, 2)
    last = float(source.read().split(b",")[-1])
print(json.dumps({"s": taken, "records": len(table), "features": table.shape[1], "last": last}))
