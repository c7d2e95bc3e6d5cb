"""Text jobs on real mails against scikit-learn's TF-IDF and logistic regression: three splits,
each side trained on the same rows and judged on the same others."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
from pathlib import Path

import numpy as np
from engine_client import Engine
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

MAILS = Path(__file__).parents[1] / "fixtures/text/spam-assassin.csv.gz"
SPLITS = 3
PROBLEM = {"TextClassificationJobConfig": {"ContentColumn": "text", "TargetLabelColumn": "label"}}


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


def main() -> None:
    rows = list(csv.reader(io.StringIO(gzip.decompress(MAILS.read_bytes()).decode())))
    header, mails = rows[0], rows[1:]
    engine = Engine()
    ours, theirs, seconds = [], [], []
    for split in range(SPLITS):
        labels = [label for _, label in mails]
        train, test = train_test_split(mails, test_size=0.4, stratify=labels, random_state=split)
        truth = [label for _, label in test]
        name = f"bench-text-{split}"
        begin = time.perf_counter()
        job = engine.run(name, as_csv([header, *train]), PROBLEM)
        seconds.append(time.perf_counter() - begin)
        engine.deploy(name, job, "predicted_label")
        answer = engine.invoke(name, as_csv([[text] for text, _ in test])).split()
        ours.append(np.mean([a == b for a, b in zip(answer, truth, strict=True)]))
        peer = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            LogisticRegression(C=10.0, max_iter=1000),
        ).fit([text for text, _ in train], [label for _, label in train])
        theirs.append(peer.score([text for text, _ in test], truth))
    gap = (np.mean(theirs) - np.mean(ours)) / np.mean(theirs) * 100
    figures = {
        "engine.text.gap.pct": float(gap),
        "engine.text.accuracy": float(np.mean(ours)),
        "engine.text.peer.accuracy": float(np.mean(theirs)),
        "engine.text.job.s": float(np.median(seconds)),
    }
    print(json.dumps(figures))


main()
