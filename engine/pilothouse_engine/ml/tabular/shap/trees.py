"""Exact Shapley values of tree ensembles against one baseline record, in closed form.

For a leaf with value v, split the features on its path by who passes all their tests: P holds
those that only the record passes (p of them), Q those that only the baseline passes (q). If some
feature is passed by neither, the leaf is unreachable. Then a feature of P gains
v (p-1)! q! / (p+q)! and one of Q loses v p! (q-1)! / (p+q)!. Which features the baseline passes is
fixed, so p is a constant of the leaf, and only q varies over the records.

Everything is vectorised over leaves and records: one *slot* stands for one (leaf, feature) pair,
and arrays of shape (slots, records) are worked through in blocks that fit the cache.

Records that a tree cannot tell apart are worked out once: what counts are the outcomes at the
splits which some mix of record and baseline can reach, and few such patterns occur.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.tabular.models.forest import Forest
from pilothouse_engine.ml.values import Floats

Ints = NDArray[np.intp]
_BLOCK_CELLS = 1 << 21
_FEW_RECORDS = 32
_WORD = 52
"""Bits that a float64 holds exactly: sums of powers of two by the matrix library are the fastest
way to pack outcomes."""
_RECORDS = 1 << 16
"""Records that are compared with each other at a time."""


def tree_values(
    forest: Forest, x: Floats, baseline: Floats, sources: Ints, features: int
) -> Floats:
    """Contributions (n, features, K) for X (n, D) against baseline rows (B, D).

    ``sources`` (D,) gives the feature of each column.
    """
    total = np.zeros((len(x), features, forest.values.shape[1]))
    prepared = forest.prepare(x)
    for row in range(len(baseline)):
        compiled = compile_forest(forest, baseline[row : row + 1], sources, len(x))
        total += compiled.explain(prepared, features)
    return total / len(baseline)


@dataclass(frozen=True)
class _Block:
    """Some trees, compiled against one baseline record.

    Leaves stand in descending order of p, so that "leaves with at least d features in P" is a
    prefix. Slots stand in descending order of their number of tests.
    """

    nodes: NDArray[np.int32]
    """Splits whose outcome is needed, parents before children."""
    detours: tuple[tuple[int, int, bool | None], ...]
    """Per split except roots: its own position, its parent's, and the outcome there by which
    only the record gets to it; the third is ``None`` where the baseline gets to it too."""
    tests: tuple[tuple[Ints, NDArray[np.bool_]], ...]
    """Per rank: position in ``nodes`` and the wanted outcome, for the first slots."""
    player: Ints
    """Feature of each slot."""
    fails: tuple[Ints, ...]
    """Per rank: slot of the rank-th feature that the baseline fails, for the first leaves."""
    passes: tuple[tuple[Ints, Ints], ...]
    """Per rank: leaves and their slot of the rank-th feature that the baseline passes."""
    p: Ints
    leaves: Ints
    """Position of each leaf in ``forest.values``."""
    outputs: Ints
    """Margins that these trees add to: of several classes, a boosted tree has one."""


@dataclass(frozen=True)
class CompiledForest:
    """A forest prepared for one baseline record."""

    forest: Forest
    blocks: tuple[_Block, ...]
    gains: Floats
    """(p-1)! q! / (p+q)! by p and q."""
    losses: Floats
    """p! (q-1)! / (p+q)! by p and q."""

    def explain(self, prepared: Floats, features: int) -> Floats:
        """Contributions (n, features, K) for X as ``forest.prepare`` gives it."""
        columns = np.ascontiguousarray(prepared.T)
        out = np.zeros((self.forest.values.shape[1], len(prepared), features))
        few = len(prepared) <= _FEW_RECORDS
        for start in range(0, len(prepared), _RECORDS):
            part, result = columns[:, start : start + _RECORDS], out[:, start : start + _RECORDS]
            for block in self.blocks:
                nodes = block.nodes
                left = self.forest.goes_left(part[self.forest.feature[nodes]], nodes[:, None])
                if few:
                    self._explain(block, left, result)
                    continue
                example, pattern = _patterns(block, left)
                values = np.zeros((len(out), len(example), features))
                self._explain(block, left[:, example], values)
                for output in block.outputs:
                    result[output] += values[output].take(pattern, axis=0)
        return np.ascontiguousarray(out.transpose(1, 2, 0))

    def _explain(self, block: _Block, left: NDArray[np.bool_], out: Floats) -> None:
        step = max(1, _BLOCK_CELLS // max(1, len(block.player)))
        for start in range(0, out.shape[1], step):
            self._add(block, left[:, start : start + step], out[:, start : start + step])

    def _add(self, block: _Block, left: NDArray[np.bool_], out: Floats) -> None:
        """Add a block's contributions to ``out`` (K, records, features); ``left`` (nodes,
        records) are the outcomes."""
        _, records, features = out.shape
        node, wanted = block.tests[0]
        passed = left[node] == wanted[:, None]
        for node, wanted in block.tests[1:]:
            passed[: len(node)] &= left[node] == wanted[:, None]
        reachable = np.ones((len(block.p), records), dtype=bool)
        for slots in block.fails:
            reachable[: len(slots)] &= passed[slots]
        q = np.zeros(reachable.shape, dtype=np.uint8)
        for leaves, slots in block.passes:
            q[leaves] += ~passed[slots]
        reachable &= (q > 0) | (block.p > 0)[:, None]
        # One flat search is several times faster than one in two dimensions.
        found = np.flatnonzero(reachable)
        if not found.size:
            return
        ends = np.searchsorted(found, np.arange(1, len(block.p) + 1) * records)
        counts = np.diff(ends, prepend=0)
        leaf = np.repeat(np.arange(len(block.p)), counts)
        record = found - leaf * records
        entry = q.ravel().take(found) + block.p.take(leaf) * len(self.gains)
        gain, loss = self.gains.ravel().take(entry), self.losses.ravel().take(entry)
        place: list[Ints] = []
        factor: list[Floats] = []
        source: list[Ints] = []
        for slots in block.fails:
            end = int(ends[len(slots) - 1])
            place.append(record[:end] * features + block.player[slots].take(leaf[:end]))
            factor.append(gain[:end])
            source.append(leaf[:end])
        slot_of = np.empty(len(block.p), dtype=np.intp)
        unseen = ~passed.ravel()
        for leaves, slots in block.passes:
            slot_of[:] = -1
            slot_of[leaves] = slots
            slot = slot_of.take(leaf)
            counted = np.flatnonzero(slot >= 0)
            slot = slot.take(counted)
            lost = unseen.take(slot * records + record.take(counted))
            counted, slot = counted[lost], slot[lost]
            place.append(record.take(counted) * features + block.player.take(slot))
            factor.append(-loss.take(counted))
            source.append(leaf.take(counted))
        places, factors = np.concatenate(place), np.concatenate(factor)
        weights = self.forest.values[block.leaves].take(np.concatenate(source), axis=0)
        for output in block.outputs:
            share = factors * weights[:, output]
            sums = np.bincount(places, share, minlength=records * features)
            out[output] += sums.reshape(records, features)


def compile_forest(forest: Forest, baseline: Floats, sources: Ints, records: int) -> CompiledForest:
    """Prepare a forest for a baseline record (1, D) and about so many records."""
    prepared = forest.prepare(baseline)[0]
    # Few records: all trees at once, to save calls. Many: one by one, to find equal records.
    size = len(forest.roots) if records <= _FEW_RECORDS else 1
    groups = [forest.roots[i : i + size] for i in range(0, len(forest.roots), size)]
    blocks = []
    largest = 1
    for roots in groups:
        block = _compile(forest, roots, prepared, sources)
        if block is not None:
            blocks.append(block)
            largest = max(largest, len(block.fails) + len(block.passes))
    gains = np.zeros((largest + 1, largest + 1))
    losses = np.zeros((largest + 1, largest + 1))
    for p in range(largest + 1):
        for q in range(largest + 1):
            if p:
                gains[p, q] = factorial(p - 1) * factorial(q) / factorial(p + q)
            if q:
                losses[p, q] = factorial(p) * factorial(q - 1) / factorial(p + q)
    return CompiledForest(forest, tuple(blocks), gains, losses)


def _patterns(block: _Block, left: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Records (n,) by what the block's trees see of them: one record of each pattern, and the
    pattern of each record."""
    seen = left.copy()
    # ``None``: every record gets there.
    reached: list[NDArray[np.bool_] | None] = [None] * len(left)
    for at, parent, outcome in block.detours:
        by = reached[parent]
        if outcome is not None:
            turns = left[parent] if outcome else ~left[parent]
            by = turns if by is None else by & turns
        reached[at] = by
        if by is not None:
            seen[at] &= by
    pattern = np.zeros(left.shape[1], dtype=np.intp)
    for start in range(0, len(seen), _WORD):
        bits = seen[start : start + _WORD].astype(np.float64)
        word = np.unique(np.exp2(np.arange(len(bits))) @ bits, return_inverse=True)[1]
        if start > 0:
            both = pattern * (word.max() + 1) + word
            word = np.unique(both, return_inverse=True)[1]
        pattern = word
    example = np.empty(pattern.max() + 1, dtype=np.intp)
    example[pattern] = np.arange(len(pattern))
    return example, pattern


def _paths(forest: Forest, roots: NDArray[np.int32]) -> tuple[Ints, Ints, NDArray[np.bool_], Ints]:
    """Tests on the way to each leaf: leaf position, node and wanted outcome of each test, and
    the nodes of the leaves."""
    parent, is_left = forest.parents
    level = roots.astype(np.intp)
    leaves = []
    while level.size:
        leaves.append(level[forest.leaf[level] >= 0])
        level = level[forest.leaf[level] < 0]
        level = np.concatenate([forest.left[level], forest.right[level]]).astype(np.intp)
    ends = np.concatenate(leaves)
    leaf_parts, node_parts, side_parts = [], [], []
    at, owner = ends, np.arange(len(ends))
    while True:
        up = parent[at]
        inside = up >= 0
        if not inside.any():
            break
        leaf_parts.append(owner[inside])
        node_parts.append(up[inside])
        side_parts.append(is_left[at[inside]])
        at, owner = up[inside], owner[inside]
    if not leaf_parts:
        empty = np.empty(0, dtype=np.intp)
        return empty, empty, np.empty(0, dtype=bool), ends
    return (
        np.concatenate(leaf_parts),
        np.concatenate(node_parts),
        np.concatenate(side_parts),
        ends,
    )


def _ranks(owner: Ints) -> Ints:
    """Position of each item among those of the same owner; owners are sorted."""
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    return np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))


def _compile(
    forest: Forest, roots: NDArray[np.int32], baseline: Floats, sources: Ints
) -> _Block | None:
    leaf, node, wanted, ends = _paths(forest, roots)
    if not leaf.size:
        return None
    player = sources[forest.feature[node]]
    order = np.lexsort((player, leaf))
    leaf, node, wanted, player = leaf[order], node[order], wanted[order], player[order]
    nodes32 = node.astype(np.int32)
    base_left = forest.goes_left(baseline[forest.feature[node]], nodes32)
    opens = np.r_[True, (leaf[1:] != leaf[:-1]) | (player[1:] != player[:-1])]
    starts = np.flatnonzero(opens)
    slot_leaf, slot_player = leaf[starts], player[starts]
    slot_passed = np.logical_and.reduceat(base_left == wanted, starts)
    p = np.bincount(slot_leaf[~slot_passed], minlength=len(ends)).astype(np.intp)
    # Leaves by descending p; slots by descending number of tests.
    leaf_order = np.argsort(-p, kind="stable")
    new_leaf = np.empty(len(ends), dtype=np.intp)
    new_leaf[leaf_order] = np.arange(len(ends))
    lengths = np.diff(np.r_[starts, len(node)])
    slot_order = np.argsort(-lengths, kind="stable")
    new_slot = np.empty(len(starts), dtype=np.intp)
    new_slot[slot_order] = np.arange(len(starts))
    # In ascending order parents come before children.
    used, position = np.unique(node, return_inverse=True)
    parent, is_left = forest.parents
    above = parent[used]
    side = is_left[used]
    same = forest.goes_left(baseline[forest.feature[above]], above.astype(np.int32)) == side
    detours = tuple(
        (at, int(np.searchsorted(used, above[at])), None if same[at] else bool(side[at]))
        for at in np.flatnonzero(above >= 0).tolist()
    )
    tests = []
    for rank in range(int(lengths.max())):
        chosen = slot_order[lengths[slot_order] > rank]
        test = starts[chosen] + rank
        tests.append((position[test].astype(np.intp), wanted[test]))
    fails, passes = [], []
    failing = np.flatnonzero(~slot_passed)
    failing = failing[np.argsort(new_leaf[slot_leaf[failing]], kind="stable")]
    if failing.size:
        rank_of = _ranks(new_leaf[slot_leaf[failing]])
        for rank in range(int(rank_of.max()) + 1):
            fails.append(new_slot[failing[rank_of == rank]])
    passing = np.flatnonzero(slot_passed)
    if passing.size:
        rank_of = _ranks(slot_leaf[passing])
        for rank in range(int(rank_of.max()) + 1):
            chosen = passing[rank_of == rank]
            passes.append((new_leaf[slot_leaf[chosen]], new_slot[chosen]))
    return _Block(
        nodes=used.astype(np.int32),
        detours=detours,
        tests=tuple(tests),
        player=slot_player[slot_order],
        fails=tuple(fails),
        passes=tuple(passes),
        p=p[leaf_order],
        leaves=forest.leaf[ends[leaf_order]].astype(np.intp),
        outputs=np.flatnonzero(forest.values[forest.leaf[ends]].any(axis=0)),
    )
