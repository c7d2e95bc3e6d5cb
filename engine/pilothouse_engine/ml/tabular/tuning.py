"""Which candidates are tried, in which order, in the two training modes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pilothouse_engine.contract import JobError, JobSpec
from pilothouse_engine.ml.tabular.algorithms import ALGORITHMS
from pilothouse_engine.ml.tabular.training import Algorithm, Settings

Mode = Literal["ENSEMBLING", "HYPERPARAMETER_TUNING"]

LARGE_DATA_BYTES = 100_000_000
"""Above this, AUTO means tuning."""

MODE_ALGORITHMS: dict[Mode, tuple[str, ...]] = {
    "ENSEMBLING": (
        "lightgbm",
        "linear-learner",
        "extra-trees",
        "randomforest",
        "xgboost",
        "catboost",
        "nn-torch",
        "fastai",
    ),
    "HYPERPARAMETER_TUNING": ("xgboost", "linear-learner", "mlp"),
}

ENSEMBLING_TRIALS = 10
TUNING_TRIALS = 24
"""Default number of candidates, the ensemble included."""

REFINING_TRIALS = 20
"""Further candidates of a job whose time limit leaves room for them."""

_TURNS = (
    "lightgbm",
    "linear-learner",
    "extra-trees",
    "lightgbm",
    "randomforest",
    "xgboost",
    "lightgbm",
    "linear-learner",
    "catboost",
    "lightgbm",
    "lightgbm",
)


def resolve_mode(spec: JobSpec) -> Mode:
    """The training mode; AUTO and an unset mode go by the size of the data."""
    config = spec.request["AutoMLProblemTypeConfig"]["TabularJobConfig"]
    asked = config.get("Mode", "AUTO")
    if asked == "ENSEMBLING":
        return "ENSEMBLING"
    if asked == "HYPERPARAMETER_TUNING":
        return "HYPERPARAMETER_TUNING"
    size = 0
    for file in spec.training.files:
        try:
            size += file.path.stat().st_size
        except OSError:
            continue  # reading the file will say what is wrong with it
    return "HYPERPARAMETER_TUNING" if size > LARGE_DATA_BYTES else "ENSEMBLING"


def choose_algorithms(
    config: dict[str, Any], mode: Mode, warnings: list[str]
) -> dict[str, Algorithm]:
    """Algorithms to try. Adds a warning per chosen one that cannot run.

    Raises :class:`JobError` if none of the user's choice can.
    """
    listed = config.get("CandidateGenerationConfig", {}).get("AlgorithmsConfig") or [{}]
    asked: Sequence[str] = listed[0].get("AutoMLAlgorithms") or ()
    chosen: dict[str, Algorithm] = {}
    problems: list[str] = []
    for name in asked or MODE_ALGORITHMS[mode]:
        if name not in MODE_ALGORITHMS[mode]:
            raise JobError(
                f"The algorithm {name} does not belong to the mode {mode}. Choose among "
                f"{', '.join(MODE_ALGORITHMS[mode])}."
            )
        algorithm = ALGORITHMS.get(name)
        why = "this engine does not have it" if algorithm is None else algorithm.unavailable()
        if algorithm is None or why is not None:
            problems.append(f"{name} was skipped: {why}.")
        else:
            chosen[name] = algorithm
            remark = algorithm.remark()
            if remark is not None:
                warnings.append(remark)
    if asked:
        warnings += problems
    if not chosen:
        raise JobError(
            f"None of the chosen algorithms can run here. {' '.join(problems)} Choose lightgbm, "
            "linear-learner, randomforest or extra-trees."
        )
    if mode == "HYPERPARAMETER_TUNING" and not asked and "xgboost" not in chosen:
        chosen = {"lightgbm": ALGORITHMS["lightgbm"], **chosen}
        warnings.append("xgboost is not installed; LightGBM was tuned in its place.")
    return chosen


@dataclass
class Proposal:
    """One candidate to train."""

    algorithm: Algorithm
    settings: Settings


def base_count(asked: int | None) -> int | None:
    """Base candidates of so many; the ensemble is one more where there is room for it."""
    return None if asked is None else asked - 1 if asked >= 3 else asked


def ensembling_plan(
    algorithms: dict[str, Algorithm], rows: int, count: int | None, seed: int
) -> Iterator[Proposal]:
    """Base candidates in a fixed order of variety; more than the portfolio only on request."""
    remaining = {name: list(algorithm.portfolio(rows)) for name, algorithm in algorithms.items()}
    turns = [name for name in _TURNS if name in algorithms]
    turns += [name for name in algorithms if name not in turns]
    given = 0
    limit = ENSEMBLING_TRIALS - 1 if count is None else count
    for name in turns:
        if remaining[name] and given < limit:
            given += 1
            yield Proposal(algorithms[name], remaining[name].pop(0))
    rng = np.random.default_rng(seed)
    names = list(algorithms)
    while count is not None and given < limit:
        given += 1
        algorithm = algorithms[names[given % len(names)]]
        yield Proposal(algorithm, algorithm.draw(rng, rows))


class Tuner:
    """Random search that spends half of its draws near the best settings found so far."""

    def __init__(
        self, algorithms: dict[str, Algorithm], rows: int, seed: int, fresh: bool = True
    ) -> None:
        """``fresh``: begin with each algorithm's first fixed settings."""
        self._algorithms = list(algorithms.values())
        self._rows = rows
        self._rng = np.random.default_rng(seed)
        self._queue = [
            Proposal(algorithm, algorithm.portfolio(rows)[0])
            for algorithm in self._algorithms
            if fresh
        ]
        self._seen: list[tuple[float, Proposal]] = []
        self._proposed: set[str] = set()

    def propose(self) -> Proposal:
        """The next candidate; a repetition only if ten draws gave nothing new."""
        for _ in range(10):
            proposal = self._draw()
            key = f"{proposal.algorithm.id} {sorted(proposal.settings.items())}"
            if key not in self._proposed:
                break
        self._proposed.add(key)
        return proposal

    def _draw(self) -> Proposal:
        if self._queue:
            return self._queue.pop(0)
        if self._seen and self._rng.random() < 0.5:
            best = max(self._seen, key=lambda pair: pair[0])[1]
            other = best.algorithm.draw(self._rng, self._rows)
            # Half of the settings stay those of the best candidate.
            mixed = {
                key: best.settings[key]
                if key in best.settings and self._rng.random() < 0.5
                else value
                for key, value in other.items()
            }
            return Proposal(best.algorithm, mixed)
        # Earlier names are the stronger families; they get more of the draws.
        shares = np.array([2.0**-position for position in range(len(self._algorithms))])
        picked = int(self._rng.choice(len(shares), p=shares / shares.sum()))
        algorithm = self._algorithms[picked]
        return Proposal(algorithm, algorithm.draw(self._rng, self._rows))

    def learn(self, proposal: Proposal, score: float) -> None:
        """Report a finished candidate's score (more is better)."""
        self._seen.append((score, proposal))
