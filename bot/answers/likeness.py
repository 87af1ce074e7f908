"""How much a text is like the phrasings of each label: the mean of its three nearest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_AXES = 160  # of the 512 of a sentence vector: the rest says little about our subjects
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """The phrasings' vectors on the axes on which they differ most, label after label."""

    centre: Floats
    axes: Floats
    known: Floats
    starts: NDArray[np.int64]  # where each label begins, and where the last one ends

    def scores(self, vectors: Floats) -> Floats:
        """Return a row of cosines, one for each label, for each vector."""
        near = _turned(vectors, self.centre, self.axes) @ self.known.T
        rows = [
            _best(near[:, start:end])
            for start, end in zip(self.starts, self.starts[1:], strict=False)
        ]
        return np.stack(rows, axis=1)


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
    known = _turned(vectors, centre, axes)[order]
    return Likeness(centre.astype(np.float32), axes, known, starts)


def _turned(vectors: Floats, centre: Floats, axes: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    turned = (vectors / np.maximum(lengths, 1e-9) - centre) @ axes
    found: Floats = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
    return found


def _best(near: Floats) -> Floats:
    most = min(_NEAREST, near.shape[1])
    if most == near.shape[1]:
        mean: Floats = near.mean(axis=1)
        return mean
    best: Floats = np.partition(near, -most, axis=1)[:, -most:].mean(axis=1)
    return best
