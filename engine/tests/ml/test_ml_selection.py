"""Weights of ensembles: what they add up to, what they prefer, and that they can be stopped."""

from __future__ import annotations

import numpy as np
import pytest
from pilothouse_engine.contract import JobStopped
from pilothouse_engine.ml.guard import Guard
from pilothouse_engine.ml.selection import FEW_ROWS, Judge, greedy_weights
from pilothouse_engine.ml.values import Floats


def problem(rows: int, members: int, seed: int = 0) -> tuple[Floats, list[Floats]]:
    """A target and predictions that err independently, the last one by much."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=rows)
    noise = [0.5] * (members - 1) + [5.0]
    return y, [(y + rng.normal(size=rows) * size)[:, None] for size in noise]


def judge(y: Floats) -> Judge:
    return Judge("Regression", "RMSE", y, np.ones(len(y)))


@pytest.mark.parametrize("rows", [60, FEW_ROWS + 1])
def test_good_members_share_and_bad_ones_get_nothing(rows: int) -> None:
    y, members = problem(rows, 5)
    weights = greedy_weights(members, judge(y))
    assert sum(weights) == pytest.approx(1.0)
    assert weights[-1] == 0.0
    assert min(weights[:-1]) > 0.05
    assert weights == greedy_weights(members, judge(y)), "the same data give the same weights"


@pytest.mark.parametrize("seed", range(5))
def test_a_mixture_is_no_worse_than_its_best_member(seed: int) -> None:
    y, members = problem(40, 4, seed)
    deciding = judge(y)
    weights = greedy_weights(members, deciding)
    mixed: Floats = np.sum([w * m for w, m in zip(weights, members, strict=True)], axis=0)
    best = max(deciding.value(member) for member in members)
    assert deciding.value(mixed) >= best - 1e-12


def test_few_rows_spread_the_weight() -> None:
    y, members = problem(30, 9)
    weights = greedy_weights(members, judge(y))
    assert sum(weight > 0 for weight in weights) >= 5
    assert max(weights) < 0.5


def test_a_rare_class_may_be_missing_from_a_half() -> None:
    y = np.zeros(40)
    y[3] = 1.0
    rng = np.random.default_rng(0)
    members = [rng.normal(size=(40, 1)) for _ in range(4)]
    deciding = Judge("BinaryClassification", "AUC", y, np.ones(40))
    assert sum(greedy_weights(members, deciding)) == pytest.approx(1.0)


def test_the_search_can_be_stopped() -> None:
    def stopped() -> None:
        raise JobStopped

    y, members = problem(50, 4)
    with pytest.raises(JobStopped):
        greedy_weights(members, judge(y), Guard(stopped))


def test_late_the_search_ends_with_what_it_has() -> None:
    y, members = problem(50, 4)
    weights = greedy_weights(members, judge(y), Guard(lambda: None, enough=0.0))
    assert sum(weights) == pytest.approx(1.0) and 0 < sum(weight > 0 for weight in weights) <= 2
