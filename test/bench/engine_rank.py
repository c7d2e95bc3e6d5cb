"""The tabular race: equal wall time per job, the same rows, the same metric for everyone.

``python engine_rank.py [SECONDS] [SET,SET…]``; the engine is the one of ``PILOTHOUSE_DATA_DIR``.
Prints one JSON object of figures; the table for readers goes to standard error.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.stats import rankdata
from tabular_contestants import Answer, Contestant, OwnEngine, contestants
from tabular_sets import MINIMIZED, NAMES, TabularSet, load

PREFIX = "engine.tabular"
Scores = dict[str, dict[str, float]]
"""By data set, then by contestant."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def gap_percent(data: TabularSet, ours: float, theirs: float) -> float:
    """How far we are behind, in percent of the peer's objective; negative when ahead."""
    behind = ours - theirs if data.objective in MINIMIZED else theirs - ours
    return 100.0 * behind / abs(theirs)


def race(
    sets: list[TabularSet], taking_part: list[Contestant], seconds: float
) -> tuple[dict[str, float | None], Scores, list[Answer]]:
    figures: dict[str, float | None] = {}
    scores: Scores = {}
    own: list[Answer] = []
    for turn, data in enumerate(sets):
        shift = turn % len(taking_part)
        scores[data.name] = {}
        for contestant in [*taking_part[shift:], *taking_part[:shift]]:
            key = f"{PREFIX}.{data.name}.{contestant.name}"
            try:
                with tempfile.TemporaryDirectory() as folder:
                    answer = contestant.run(data, seconds, Path(folder))
            except Exception as error:
                # One contestant's failure on one set must not end the race; it is worst there.
                details = str(getattr(error, "stderr", None) or error)[-500:]
                say(f"{data.name}: {contestant.name} failed: {details}")
                figures[key] = None
                continue
            score = data.score(answer.outputs)
            scores[data.name][contestant.name] = score
            figures |= {key: score, f"{key}.s": answer.seconds}
            say(
                f"{data.name:14} {data.objective:9} {contestant.name:10} {score:10.5f} "
                f"{answer.seconds:6.1f} s"
            )
            if isinstance(contestant, OwnEngine):
                own.append(answer)
    return figures, scores, own


def ranks(sets: list[TabularSet], scores: Scores, names: list[str]) -> np.ndarray:
    """Rank of each contestant on each set, 1 is best, equal scores share; (sets, contestants)."""
    rows = []
    for data in sets:
        sign = 1.0 if data.objective in MINIMIZED else -1.0
        values = [sign * scores[data.name].get(name, -sign * np.inf) for name in names]
        rows.append(rankdata([np.inf if np.isinf(value) else round(value, 6) for value in values]))
    return np.array(rows)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    chosen = sys.argv[2].split(",") if len(sys.argv) > 2 else NAMES
    sets = [data for name in chosen if (data := load(name)) is not None]
    taking_part = []
    absent: dict[str, float | None] = {}
    for contestant in contestants():
        why = contestant.missing()
        if why is None:
            taking_part.append(contestant)
        else:
            say(f"{contestant.name} takes no part: {why}")
            absent[f"{PREFIX}.rank.{contestant.name}"] = None
    figures, scores, own = race(sets, taking_part, seconds)
    names = [contestant.name for contestant in taking_part]
    averages = ranks(sets, scores, names).mean(axis=0)
    peers = averages[1:]
    figures |= absent | {
        f"{PREFIX}.rank.{name}": float(value) for name, value in zip(names, averages, strict=True)
    }
    figures[f"{PREFIX}.rank"] = float(averages[0]) if peers.size else None
    # Above 1 the best peer is better.
    figures[f"{PREFIX}.rank.ratio"] = float(averages[0] / peers.min()) if peers.size else None
    for peer in ("autogluon", "flaml"):
        gaps = [
            gap_percent(data, scores[data.name]["engine"], scores[data.name][peer])
            for data in sets
            if {"engine", peer} <= scores[data.name].keys()
        ]
        name = f"{PREFIX}.gap{seconds:.0f}.pct" + ("" if peer == "autogluon" else f".{peer}")
        figures[name] = float(np.mean(gaps)) if gaps else None
    shares = [answer.overhead for answer in own if answer.overhead is not None]
    figures["engine.overhead.pct"] = 100.0 * float(np.median(shares)) if shares else None
    print(json.dumps(figures))


main()
