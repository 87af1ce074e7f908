"""How far to trust the finder's experts, and when to be sure: what ``tests.bench.tuning weigh`` asks.

The first half of every file of phrasings teaches the encoder and the experts, the second half is
what they are asked: the halves were written at different times, often by different people. The
finder's exam is never looked at.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bot.answers import finder, index
from bot.answers.index import Opinions, Phrasing
from bot.answers.wording import even

Floats = NDArray[np.float32]
Choice = tuple[tuple[float, float, float], float]  # weights, and the handicap of « none »

_MEANING = (0.5, 0.7, 1.0)
_SPELLING = (1.0, 1.2, 1.5, 2.0)
_LIKENESS = (8.0, 12.0, 16.0)
_NONE = (-1.1, -0.8, -0.65, -0.5)  # what must be overcome to be « none »
_SURE = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Half:
    """What the experts think of phrasings that they were not taught."""

    labels: tuple[str, ...]
    truth: list[str]
    opinions: Opinions


def split(known: Sequence[Phrasing]) -> tuple[list[Phrasing], list[Phrasing]]:
    """Return the first and the second half of every file."""
    files = defaultdict[tuple[str, str], list[Phrasing]](list)
    for each in known:
        files[each.language, each.label].append(each)
    firsts = [each for lines in files.values() for each in lines[: len(lines) // 2]]
    seconds = [each for lines in files.values() for each in lines[len(lines) // 2 :]]
    return firsts, seconds


def half(taught: Sequence[Phrasing], asked: Sequence[Phrasing]) -> Half:
    """Teach the ones and ask about the others."""
    experts = index.learn(taught)
    opinions = experts.opinions([even(each.text, each.language) for each in asked])
    return Half(experts.labels, [_kind(each.label) for each in asked], opinions)


def _kind(label: str) -> str:
    family = label.partition("/")[0]
    return {index.NONE: finder.NONE, index.SMALLTALK: finder.SMALLTALK}.get(family, label)


def report(found: Sequence[Half]) -> Iterator[str]:
    """Yield the best weights, and with the very best what each threshold would have done."""
    choices = product(product(_MEANING, _SPELLING, _LIKENESS), _NONE)
    losses = sorted((_loss(found, choice), choice) for choice in choices)
    for loss, (weights, none) in losses[:8]:
        yield (
            "meaning {:.1f}  spelling {:.1f}  likeness {:.0f}".format(*weights)
            + f"  none {none:.2f}  loss {loss:.3f}"
        )
    best = [verdict for half in found for verdict in _verdicts(half, losses[0][1])]
    strange = [one for one in best if one.truth == finder.NONE]
    yield f"none caught: {np.mean([one.kind == finder.NONE for one in strange]):.1%}"
    topics = [one for one in best if one.kind not in (finder.NONE, finder.SMALLTALK)]
    for least in _SURE:
        sure = [one for one in topics if one.share >= least]
        wrong = np.mean([one.kind != one.truth for one in sure])
        yield f"from {least:.2f} on: {len(sure) / len(topics):6.1%} sure, {wrong:6.1%} of them wrong"


@dataclass(frozen=True, slots=True)
class _Verdict:
    truth: str
    kind: str
    share: float


def _verdicts(half: Half, choice: Choice) -> Iterator[_Verdict]:
    kinds, shares = _by_kind(half, choice)
    for truth, row in zip(half.truth, shares, strict=True):
        yield _Verdict(truth, kinds[row.argmax()], float(row.max()))


def _loss(found: Sequence[Half], choice: Choice) -> float:
    """Return the mean surprise at the truth."""
    surprises = []
    for half in found:
        kinds, shares = _by_kind(half, choice)
        columns = [kinds.index(kind) for kind in half.truth]
        surprises.append(-np.log(shares[np.arange(len(columns)), columns] + 1e-4).mean())
    return float(np.mean(surprises))


def _by_kind(half: Half, choice: Choice) -> tuple[list[str], Floats]:
    weights, none = choice
    handicaps = {**index.HANDICAPS, index.NONE: none}
    shares = index.together(half.labels, half.opinions, weights, handicaps)
    kinds = sorted({_kind(label) for label in half.labels})
    summed = np.zeros((len(shares), len(kinds)), np.float32)
    for column, label in enumerate(half.labels):
        summed[:, kinds.index(_kind(label))] += shares[:, column]
    return kinds, summed
