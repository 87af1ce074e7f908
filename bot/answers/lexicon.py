"""The words and pieces of words that speak for a topic: complement naive Bayes.

Sentence vectors know what a question means, not how it is spelt; names, slang and typing errors
are told apart by their letters. Method: Rennie et al., « Tackling the Poor Assumptions of Naive
Bayes Text Classifiers », ICML 2003, on TF-IDF weights.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.answers.wording import words

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

PLACES = 1 << 18  # where pieces are counted; two that share one blur each other a little
_SHORTEST, _LONGEST = 3, 5  # letters of a piece, the word's edges among them
_MOST = 2000  # pieces of one text
_ALPHA = 0.03  # what every topic is taken to have said of every piece
_LEAST = 0.03  # gains below tell nothing: half of all, of pieces that nearly every label has said


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How rare each piece is, and how much it speaks for the few labels that have said it.

    What a piece gives to all labels alike tells nothing and is left out. The rows of ``gains``
    and ``labels`` that belong to a place begin at its ``starts``.
    """

    rarity: Floats
    starts: NDArray[np.int32]
    labels: NDArray[np.int16]
    gains: NDArray[np.float16]
    complement: Floats  # the logarithm of how much all other labels have said

    def scores(self, text: str) -> Floats:
        """Return how much a text speaks for each label: a logarithm up to a constant."""
        at, much = _weighed(text, self.rarity)
        lengths = self.starts[at + 1] - self.starts[at]
        rows = np.repeat(self.starts[at + 1] - np.cumsum(lengths), lengths) + np.arange(
            lengths.sum()
        )
        gained = np.repeat(much, lengths) * self.gains[rows]
        told = np.bincount(self.labels[rows], gained, len(self.complement))
        scores: Floats = (told + much.sum() * self.complement).astype(np.float32)
        return scores


def learn(texts: Sequence[str], columns: Sequence[int], labels: int) -> Lexicon:
    """Return what the texts, each of the label in its column, teach."""
    seen = np.zeros(PLACES, np.float32)
    for text in texts:
        for pieces in _pieces(text):
            seen[list(pieces)] += 1
    rarity = np.log((1 + len(texts)) / (1 + seen)).astype(np.float32) + 1
    weighed = [_weighed(text, rarity) for text in texts]
    spots = np.concatenate(
        [at * labels + column for (at, _), column in zip(weighed, columns, strict=True)]
    )
    spots, back = np.unique(spots, return_inverse=True)
    counted = np.bincount(back, np.concatenate([much for _, much in weighed]))
    places, said_by = np.divmod(spots, labels)
    whole = _ALPHA + np.bincount(places, counted, PLACES)
    gains = -np.log1p(-counted / whole[places])
    others = whole.sum() - np.bincount(said_by, counted, labels)
    telling = gains >= _LEAST
    places, said_by, gains = places[telling], said_by[telling], gains[telling]
    return Lexicon(
        rarity,
        np.concatenate([[0], np.cumsum(np.bincount(places, minlength=PLACES))]).astype(np.int32),
        said_by.astype(np.int16),
        gains.astype(np.float16),
        np.log(others / whole.sum()).astype(np.float32),
    )


def _weighed(text: str, rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the places of a text's pieces and their weights: each kind of piece weighs the same."""
    places, weights = [], []
    for pieces in _pieces(text):
        at = np.array(list(pieces), np.int64)
        much = (1 + np.log(np.array(list(pieces.values()), np.float32))) * rarity[at]
        places.append(at)
        weights.append(much / max(float(np.linalg.norm(much)), 1e-9))
    return np.concatenate(places), np.concatenate(weights).astype(np.float32)


def _pieces(text: str) -> tuple[Counter[int], Counter[int]]:
    """Return how often each piece of a word, and each word or pair of words, is there."""
    said = words(text)
    return Counter(_limited(_letters(said))), Counter(_limited(_phrases(said)))


def _limited(pieces: Iterator[str]) -> Iterator[int]:
    for piece, _ in zip(pieces, range(_MOST), strict=False):
        yield crc32(piece.encode()) % PLACES


def _letters(said: Sequence[str]) -> Iterator[str]:
    for word in said:
        edged = f" {word} "
        for length in range(_SHORTEST, _LONGEST + 1):
            for start in range(max(1, len(edged) - length + 1)):
                yield edged[start : start + length]


def _phrases(said: Sequence[str]) -> Iterator[str]:
    yield from said
    yield from (f"{one} {two}" for one, two in pairwise(said))
