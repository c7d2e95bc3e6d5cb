"""Image jobs on handwritten digits against a support vector machine on the same pixels, and how
fast the network looks at a photograph, on one core. The digits are blown up from 8 x 8: far from
what the published network was trained on, they show whether the job's own one helps out."""

from __future__ import annotations

import io
import json
import statistics
import time
from typing import Any

import numpy as np
from engine_client import Engine
from PIL import Image
from pilothouse_engine.ml.image.networks import efficientnet
from sklearn.datasets import load_digits, load_sample_image
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

PICTURES, ROUNDS, BATCH = 400, 5, 8
PROBLEM: dict[str, Any] = {"ImageClassificationJobConfig": {}}


def png(pixels: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray((pixels * 15.9).astype(np.uint8)).resize((64, 64)).save(out, "PNG")
    return out.getvalue()


def pictures_per_second() -> float:
    path = efficientnet.weights_path()
    assert path is not None
    network = efficientnet.build(efficientnet.load_state(path))
    photo = load_sample_image("china.jpg")[:224, :224]
    batch = np.repeat(photo[None], BATCH, axis=0)
    network.activations(batch)
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        network.activations(batch)
        times.append(time.perf_counter() - begin)
    return BATCH / statistics.median(times)


def main() -> None:
    figures = {"engine.image.perSecond": pictures_per_second()}
    digits = load_digits()
    train, test = train_test_split(
        np.arange(len(digits.target)),
        train_size=PICTURES,
        test_size=PICTURES // 2,
        stratify=digits.target,
        random_state=0,
    )
    engine = Engine()
    for row in train:
        engine.put(f"bench/digits/{digits.target[row]}/{row}.png", png(digits.images[row]))
    begin = time.perf_counter()
    job = engine.run_on("bench-image", f"s3://{engine.bucket}/bench/digits/", "image/*", PROBLEM)
    figures["engine.image.job.s"] = time.perf_counter() - begin
    engine.deploy("bench-image", job, "predicted_label")
    right, times = [], []
    for row in test:
        body = png(digits.images[row])
        begin = time.perf_counter()
        answer = engine.invoke("bench-image", body, "application/x-image")
        times.append(time.perf_counter() - begin)
        right.append(answer.strip() == str(digits.target[row]))
    peer = SVC(gamma=0.001).fit(digits.data[train], digits.target[train])
    figures["engine.image.accuracy"] = float(np.mean(right))
    figures["engine.image.peer.accuracy"] = peer.score(digits.data[test], digits.target[test])
    figures["engine.image.invoke.p50.ms"] = statistics.median(times) * 1000
    print(json.dumps(figures))


main()
