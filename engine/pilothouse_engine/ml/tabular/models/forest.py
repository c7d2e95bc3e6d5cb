"""Tree ensembles of any library as flat arrays, with exact comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse_engine.ml.archive import Arrays
from pilothouse_engine.ml.values import Floats

NAN_IS_ZERO, NAN_LEFT, NAN_RIGHT = 0, 1, 2
_BLOCK_CELLS = 1 << 17


@dataclass
class TreeBuilder:
    """Collects trees node by node. Children are node positions; leaves point to themselves."""

    outputs: int
    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    category_set: list[int] = field(default_factory=list)
    leaf: list[int] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    values: list[Sequence[float]] = field(default_factory=list)
    sets: list[tuple[int, ...]] = field(default_factory=list)

    def _add(self, feature: int, threshold: float, missing: int, chosen: int, leaf: int) -> int:
        node = len(self.feature)
        self.feature.append(feature)
        self.threshold.append(threshold)
        self.left.append(node)
        self.right.append(node)
        self.missing.append(missing)
        self.category_set.append(chosen)
        self.leaf.append(leaf)
        return node

    def add_leaf(self, values: Sequence[float]) -> int:
        """A leaf with its K values."""
        self.values.append(values)
        return self._add(0, np.inf, NAN_LEFT, -1, len(self.values) - 1)

    def add_split(self, feature: int, threshold: float, missing: int) -> int:
        """A numeric test ``x <= threshold``: left if it holds."""
        return self._add(feature, threshold, missing, -1, -1)

    def add_category_split(self, feature: int, codes: Sequence[int]) -> int:
        """A test for membership of the code: left if it is one of ``codes``."""
        self.sets.append(tuple(codes))
        return self._add(feature, np.nan, NAN_RIGHT, len(self.sets) - 1, -1)

    def build(self, base: Sequence[float], single: bool, fill: Floats | None) -> Forest:
        """The finished forest."""
        largest = max((max(codes, default=0) for codes in self.sets), default=0)
        member = np.zeros((len(self.sets), largest + 1), dtype=bool)
        for row, codes in enumerate(self.sets):
            member[row, list(codes)] = True
        return Forest(
            feature=np.array(self.feature, dtype=np.int32),
            threshold=np.array(self.threshold, dtype=np.float64),
            left=np.array(self.left, dtype=np.int32),
            right=np.array(self.right, dtype=np.int32),
            missing=np.array(self.missing, dtype=np.int8),
            category_set=np.array(self.category_set, dtype=np.int32),
            leaf=np.array(self.leaf, dtype=np.int32),
            roots=np.array(self.roots, dtype=np.int32),
            values=np.array(self.values, dtype=np.float64).reshape(-1, self.outputs),
            member=member,
            base=np.array(base, dtype=np.float64),
            single=single,
            fill=np.empty(0) if fill is None else fill,
        )


@dataclass(frozen=True)
class Forest:
    """margin = base + sum over trees of the leaf's values. Nodes (N,), leaves (L, K).

    ``single``: features are rounded to float32 before comparing, as scikit-learn and XGBoost do.
    ``fill``: values that stand in for missing numbers, (D,) or empty.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    missing: NDArray[np.int8]
    category_set: NDArray[np.int32]
    leaf: NDArray[np.int32]
    """Leaf position, -1 for splits."""
    roots: NDArray[np.int32]
    values: Floats
    member: NDArray[np.bool_]
    base: Floats
    single: bool
    fill: Floats
    kind: str = "forest"

    def prepare(self, x: Floats) -> Floats:
        """X as the tests see it: filled, rounded."""
        if self.fill.size:
            x = np.where(np.isnan(x), self.fill, x)
        if self.single:
            with np.errstate(over="ignore"):
                x = x.astype(np.float32).astype(np.float64)
        return x

    @cached_property
    def _zero_missing(self) -> bool:
        return bool((self.missing == NAN_IS_ZERO).any())

    def goes_left(self, values: Floats, nodes: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Outcome of the nodes' tests for (prepared) feature values; shapes are broadcast."""
        absent = np.isnan(values)
        outcome = values <= self.threshold[nodes]
        if absent.any():
            missing = self.missing[nodes]
            if self._zero_missing:
                outcome = np.where(
                    absent & (missing == NAN_IS_ZERO), self.threshold[nodes] >= 0.0, outcome
                )
            outcome = np.where(absent & (missing != NAN_IS_ZERO), missing == NAN_LEFT, outcome)
        if len(self.member):
            chosen = self.category_set[nodes]
            tests = chosen >= 0
            if tests.any():
                codes = np.where(np.isnan(values) | (values < 0), -1, values)
                known = tests & (codes >= 0) & (codes < self.member.shape[1])
                inside = self.member[
                    np.where(known, chosen, 0), np.where(known, codes, 0).astype(np.intp)
                ]
                outcome = np.where(tests, known & inside, outcome)
        return outcome

    @cached_property
    def parents(self) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """For each node its parent (-1 for roots) and whether it is the left child."""
        splits = np.flatnonzero(self.leaf < 0)
        parent = np.full(len(self.feature), -1, dtype=np.intp)
        parent[self.left[splits]] = splits
        parent[self.right[splits]] = splits
        is_left = np.zeros(len(self.feature), dtype=bool)
        is_left[self.left[splits]] = True
        return parent, is_left

    def margins(self, x: Floats) -> Floats:
        """Margins, shape (n, K)."""
        x = self.prepare(x)
        out = np.empty((len(x), self.values.shape[1]))
        step = max(1, _BLOCK_CELLS // max(1, len(self.roots)))
        for start in range(0, len(x), step):
            block = x[start : start + step]
            leaves = self._leaves(block)
            for output, (trees, values) in enumerate(self._by_output):
                reached = leaves if trees is None else leaves.take(trees, axis=1)
                out[start : start + step, output] = values.take(reached).sum(axis=1)
        return np.asarray(out + self.base)

    def _leaves(self, block: Floats) -> NDArray[np.int32]:
        """Leaf of each prepared row in each tree, (n, trees)."""
        nodes = np.tile(self.roots, len(block))
        cells, width = block.ravel(), block.shape[1]
        offset = np.repeat(np.arange(len(block)) * width, len(self.roots))
        walking = np.flatnonzero(self.leaf.take(nodes) < 0)
        while walking.size:
            at = nodes.take(walking)
            values = cells.take(offset.take(walking) + self.feature.take(at))
            left = self.goes_left(values, at)
            at = np.where(left, self.left.take(at), self.right.take(at))
            nodes[walking] = at
            walking = walking[self.leaf.take(at) < 0]
        return self.leaf.take(nodes).reshape(len(block), len(self.roots))

    @cached_property
    def _by_output(self) -> list[tuple[NDArray[np.intp] | None, Floats]]:
        """Per margin: the trees that add to it (``None``: all) and the leaves' values. Of several
        classes a boosted tree serves one."""
        count = self.values.shape[1]
        if count == 1:
            return [(None, self.values[:, 0])]
        serves = np.zeros((len(self.roots), count), dtype=bool)
        level, tree = self.roots, np.arange(len(self.roots))
        while level.size:
            ended = self.leaf[level] >= 0
            np.logical_or.at(serves, tree[ended], self.values[self.leaf[level[ended]]] != 0)
            level, tree = level[~ended], np.tile(tree[~ended], 2)
            level = np.concatenate([self.left[level], self.right[level]])
        return [
            (np.flatnonzero(serves[:, output]), np.ascontiguousarray(self.values[:, output]))
            for output in range(count)
        ]

    def scaled(self, scale: float, bias: Sequence[float] | Floats) -> Forest:
        """The forest with ``scale`` times its leaves and base, plus ``bias``."""
        plain = self._fields()
        return Forest(
            **{
                **plain,
                "single": self.single,
                "values": self.values * scale,
                "base": self.base * scale + np.asarray(bias, dtype=np.float64),
            }
        )

    def moved(self, columns: NDArray[np.intp], width: int) -> Forest:
        """The same forest for X (n, width) whose ``columns`` are the ones that it learnt from."""
        fill = self.fill
        if fill.size:
            fill = np.zeros(width)
            fill[columns] = self.fill
        feature = columns[self.feature].astype(np.int32)
        return Forest(**{**self._fields(), "single": self.single, "feature": feature, "fill": fill})

    @classmethod
    def average(cls, forests: Sequence[Forest]) -> Forest:
        """One forest whose margins are the mean of those of forests with the same rounding and
        without filled values."""
        first = forests[0]
        count = len(forests)
        nodes = np.cumsum([0, *(len(forest.feature) for forest in forests)])
        leaves = np.cumsum([0, *(len(forest.values) for forest in forests)])
        sets = np.cumsum([0, *(len(forest.member) for forest in forests)])
        codes = max(forest.member.shape[1] for forest in forests)
        numbers = range(count)

        def joined(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
            return np.concatenate(parts).astype(kind)

        return cls(
            feature=joined([forest.feature for forest in forests], np.int32),
            threshold=joined([forest.threshold for forest in forests], np.float64),
            left=joined([forests[i].left + nodes[i] for i in numbers], np.int32),
            right=joined([forests[i].right + nodes[i] for i in numbers], np.int32),
            missing=joined([forest.missing for forest in forests], np.int8),
            category_set=joined(
                [_shifted(forests[i].category_set, sets[i]) for i in numbers], np.int32
            ),
            leaf=joined([_shifted(forests[i].leaf, leaves[i]) for i in numbers], np.int32),
            roots=joined([forests[i].roots + nodes[i] for i in numbers], np.int32),
            values=joined([forest.values / count for forest in forests], np.float64),
            member=joined(
                [
                    np.pad(forest.member, ((0, 0), (0, codes - forest.member.shape[1])))
                    for forest in forests
                ],
                np.bool_,
            ),
            base=np.mean([forest.base for forest in forests], axis=0),
            single=first.single,
            fill=first.fill,
        )

    def _fields(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("kind", "single")
        }

    def state(self) -> tuple[dict[str, Any], Arrays]:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        return {"single": self.single}, self._fields()

    @classmethod
    def from_state(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Forest:
        """See :class:`~pilothouse_engine.ml.tabular.models.base.MarginModel`."""
        names = [name for name in cls.__dataclass_fields__ if name not in ("kind", "single")]
        fields: dict[str, Any] = {name: arrays[name] for name in names}
        forest = cls(**fields, single=bool(settings["single"]))
        nodes, leaves = len(forest.feature), len(forest.values)
        children = np.concatenate([forest.left, forest.right, forest.roots])
        splits = np.flatnonzero(forest.leaf < 0)
        # Children follow their parents, hence no walk down a tree can go in circles.
        forward = (forest.left[splits] > splits) & (forest.right[splits] > splits)
        if children.size and (children.min() < 0 or children.max() >= nodes or not forward.all()):
            raise ValueError("the model archive's trees are not well formed")
        if forest.leaf.size and forest.leaf.max() >= leaves:
            raise ValueError("the model archive's trees point to unknown leaves")
        return forest


def _shifted(positions: NDArray[np.int32], by: int) -> NDArray[np.int32]:
    """Positions moved on; -1 stays, it means none."""
    return np.where(positions < 0, positions, positions + by)
