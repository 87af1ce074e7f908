"""Sentence vectors: the meaning of a text as 384 numbers, on this machine alone.

The model is multilingual-e5-small (Wang et al., 2024, https://arxiv.org/abs/2402.05672, MIT), tuned
on our phrasings, taken from twelve layers to four, half as wide within, and rounded to eight bits
by ``tests/bench/tuning``.
"""

import ctypes
import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Lock

# one processor a text: several would wait for one another whenever the machine has other work
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from sentencepiece import SentencePieceProcessor

from bot.answers.contents import FOLDER

Vectors = NDArray[np.float32]

HOME = FOLDER / "_encoder"
BODY, PIECES, ROWS = "body.onnx", "pieces.model", "rows.i8"

_WIDTH = 384
ROW = np.dtype([("scale", "<f2"), ("row", "i1", _WIDTH)])
_LONGEST = 160  # pieces of a text

_lock = Lock()


class Encoder:
    """The pieces of words, what each means alone, and what they mean together."""

    def __init__(self, home: Path) -> None:
        self._pieces = SentencePieceProcessor(model_file=str(home / PIECES))
        # read when needed: what is read often stays in the system's cache and is nobody's memory
        self._rows = os.open(home / ROWS, os.O_RDONLY)  # until the process ends
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it never gives back what the longest text took
        self._body = InferenceSession(str(home / BODY), options, providers=["CPUExecutionProvider"])

    def vector(self, text: str) -> Vectors:
        """Return the unit vector of a text."""
        pieces = shortened(self._pieces.encode(text, add_bos=True, add_eos=True))
        size = ROW.itemsize
        rows = np.frombuffer(
            b"".join(os.pread(self._rows, size, piece * size) for piece in pieces), ROW
        )
        table = rows["row"] * rows["scale"].astype(np.float32)[:, None]
        vector: Vectors = self._body.run(None, {"rows": table})[0]
        return vector


def shortened(pieces: Sequence[int]) -> Sequence[int]:
    """Return the pieces of a text, of a long story those at its beginning and its end."""
    if len(pieces) <= _LONGEST:
        return pieces
    return [*pieces[: _LONGEST // 2], *pieces[-_LONGEST // 2 :]]


def encode(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text; many are shared out among all processors."""
    if len(texts) == 1:
        return encoder().vector(texts[0])[None]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.stack(list(threads.map(encoder().vector, texts)))


def encoder() -> Encoder:
    """Return the encoder that stands beside the answers."""
    with _lock:  # who comes first loads it, the others wait
        return _encoder()


@cache
def _encoder() -> Encoder:
    return Encoder(HOME)


def give_back() -> None:
    """Return to the system what reading the model took and left behind: 5 MB."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; elsewhere nothing is left
    if trim:
        trim(0)


def fingerprint() -> bytes:
    """Return what changes when the encoder does."""
    with (HOME / BODY).open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
