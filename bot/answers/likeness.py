"""How much a text is like the phrasings of each label: the mean of its three nearest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_AXES = 128  # of the 384 of a sentence vector: the rest says little about our subjects
_NEAREST = 3
_WHOLE = 127


@dataclass(frozen=True, slots=True)
class Likeness:
    """The phrasings' vectors on the axes on which they differ most, label after label.

    They are kept in whole numbers from -127 to 127: a quarter of the memory, and nobody's rank
    changes.
    """

    centre: Floats
    axes: Floats
    known: NDArray[np.int8]
    starts: NDArray[np.int64]  # where each label begins, and where the last one ends

    def scores(self, vectors: Floats) -> Floats:
        """Return a row of cosines, one for each label, for each vector."""
        near = _turned(vectors, self.centre, self.axes) @ self.known.T.astype(np.float32) / _WHOLE
        sizes = np.diff(self.starts)
        wanted = np.minimum(sizes, _NEAREST)
        total, left = np.zeros((len(near), len(sizes)), np.float32), wanted
        for _ in range(_NEAREST):  # those that are equally near are taken together
            best = np.maximum.reduceat(near, self.starts[:-1], axis=1)
            chosen = near == np.repeat(best, sizes, axis=1)
            taken = np.minimum(np.add.reduceat(chosen, self.starts[:-1], axis=1, dtype=int), left)
            total += np.where(taken > 0, best, 0) * taken
            left = left - taken
            near[chosen] = -np.inf
        mean: Floats = (total / wanted).astype(np.float32)
        return mean

    def among(self, vector: Floats, columns: Sequence[int]) -> Floats:
        """Return the row of ``scores`` for one vector, looking at some labels only.

        The others are held to be no more like it than the least of these: most of the time goes
        into reading the phrasings, and those of an unlikely label decide nothing.
        """
        turned = _turned(vector[None, :], self.centre, self.axes)[0]
        means = [self._mean(turned, self.starts[one], self.starts[one + 1]) for one in columns]
        found = np.full((1, len(self.starts) - 1), min(means), np.float32)
        found[0, list(columns)] = means
        return found

    def _mean(self, turned: Floats, start: int, end: int) -> float:
        near = self.known[start:end].astype(np.float32) @ turned
        if len(near) > _NEAREST:
            near = np.partition(near, -_NEAREST)[-_NEAREST:]
        return float(near.sum()) / len(near) / _WHOLE


def learn(vectors: Floats, columns: Sequence[int], labels: int) -> Likeness:
    """Return what the vectors, each of the label in its column, teach."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    centre = (vectors / lengths).mean(axis=0)
    moved = vectors / lengths - centre
    _, directions = np.linalg.eigh(moved.T @ moved)
    axes = np.ascontiguousarray(directions[:, -_AXES:], np.float32)
    order = np.argsort(columns, kind="stable")
    sizes = np.bincount(columns, minlength=labels)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    known = np.rint(_turned(vectors, centre, axes)[order] * _WHOLE).astype(np.int8)
    return Likeness(centre.astype(np.float32), axes, known, starts)


def _turned(vectors: Floats, centre: Floats, axes: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    turned = (vectors / np.maximum(lengths, 1e-9) - centre) @ axes
    found: Floats = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
    return found
