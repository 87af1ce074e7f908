"""What the finder has learnt from our phrasings; built once, kept beside them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from bot.answers import encoder, lexicon, likeness
from bot.answers.contents import FOLDER, topics
from bot.answers.encoder import encode
from bot.answers.lexicon import Lexicon
from bot.answers.likeness import Likeness
from bot.answers.training import Model, fit
from bot.answers.wording import even, words
from bot.language import LANGUAGES

NONE = "_none"
SMALLTALK = "_smalltalk"
KEPT = FOLDER / "index.npz"  # made from the files beside it, like a catalogue's .mo

_VERSION = "7"
_DECAY = 2e-6

# How much each expert counts, and what the rest must overcome: found by `python -m
# tests.bench.tuning weigh` on phrasings that nothing had been shown, never on the finder's exam
WEIGHTS = (0.5, 1.2, 12.0)  # meaning, spelling, likeness
HANDICAPS = {NONE: -0.5, SMALLTALK: 0.0}

_LIKELY = 10  # labels, of about a hundred, whose phrasings are compared with a question
_BY_HEART = 0.95  # the share of a phrasing that we have word for word; the rest is for doubt

Floats = NDArray[np.float32]

_lock = Lock()


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way people put a question, and what it is about."""

    text: str
    language: str
    label: str


@dataclass(frozen=True, slots=True)
class ByHeart:
    """The phrasings themselves, nothing is surer than those: a mark of each, in order."""

    marks: NDArray[np.uint64]
    labels: NDArray[np.int16]

    def label(self, asked: str) -> int | None:
        """Return the label of a text that is one of them."""
        mark = np.uint64(_mark(asked))
        at = int(np.searchsorted(self.marks, mark))
        return int(self.labels[at]) if at < len(self.marks) and self.marks[at] == mark else None


Opinions = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class Experts:
    """Three opinions on a text: what it means, how it is spelt, which phrasings it is like."""

    meaning: Model
    spelling: Lexicon
    likeness: Likeness
    by_heart: ByHeart

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels, in the order of all opinions."""
        return self.meaning.labels

    def opinions(self, texts: Sequence[str]) -> Opinions:
        """Return the scores that each expert gives to each text and label."""
        vectors, meant, spelt = self._whole_opinions(texts)
        return meant, spelt, self.likeness.scores(vectors)

    def _opinions_of(self, asked: str) -> Opinions:
        """Return the opinions on one text, its likeness to the labels that come into question."""
        vectors, meant, spelt = self._whole_opinions([asked])
        likely = np.argsort(WEIGHTS[0] * meant[0] + WEIGHTS[1] * spelt[0])[-_LIKELY:]
        return meant, spelt, self.likeness.among(vectors[0], likely.tolist())

    def _whole_opinions(self, texts: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """Return the texts' vectors, and the opinions that weigh every label."""
        vectors = encode(texts)
        meant = np.log(self.meaning.probabilities(vectors) + 1e-9)
        return vectors, meant, np.stack([self.spelling.scores(text) for text in texts])

    def shares(self, text: str, language: str) -> dict[str, float]:
        """Return how likely each label is, all together one."""
        asked = even(text, language)
        found = together(self.labels, self._opinions_of(asked))[0]
        if (known := self.by_heart.label(asked)) is not None:
            found *= 1 - _BY_HEART
            found[known] += _BY_HEART
        return dict(zip(self.labels, found.tolist(), strict=True))


def together(
    labels: Sequence[str],
    opinions: Opinions,
    weights: tuple[float, float, float] = WEIGHTS,
    handicaps: Mapping[str, float] = HANDICAPS,
) -> Floats:
    """Return the shares that all opinions give together: a product of experts."""
    handicap = np.array([handicaps.get(label.partition("/")[0], 0.0) for label in labels])
    weighed = (weight * opinion for weight, opinion in zip(weights, opinions, strict=True))
    scores = sum(weighed) - handicap
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def phrasings() -> tuple[Phrasing, ...]:
    """Return every phrasing of every topic, of none and of small talk."""
    return tuple(_phrasings())


def learn(known: Sequence[Phrasing]) -> Experts:
    """Return what the phrasings teach."""
    texts = [even(each.text, each.language) for each in known]
    labels = [each.label for each in known]
    vectors = encode(texts)
    meaning = fit(vectors, labels, _DECAY)
    columns = [meaning.labels.index(label) for label in labels]
    spelling = lexicon.learn(texts, columns, len(meaning.labels))
    alike = likeness.learn(vectors, columns, len(meaning.labels))
    return Experts(meaning, spelling, alike, _by_heart(texts, columns))


def build() -> Experts:
    """Learn from the phrasings and keep the result beside them when the folder can be written."""
    found = learn(phrasings())
    _keep(found)
    return found


def experts() -> Experts:
    """Return the experts: kept from last time, or taught now."""
    with _lock:  # who comes first loads them, the others wait
        return _experts()


@cache
def _experts() -> Experts:
    return _kept() or build()


def _phrasings() -> Iterator[Phrasing]:
    for language, topic in product(LANGUAGES, topics()):
        yield Phrasing(topic.title[language], language, topic.id)
    for label, language, path in _files():
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield Phrasing(line.strip(), language, label)


def _files() -> Iterator[tuple[str, str, Path]]:
    for language in LANGUAGES:
        for topic in topics():
            path = FOLDER / topic.id / f"phrasings.{language}.txt"
            if path.exists():
                yield topic.id, language, path
        for kind in (NONE, SMALLTALK):
            for path in sorted((FOLDER / kind).glob(f"*.{language}.txt")):
                yield f"{kind}/{path.name.partition('.')[0]}", language, path


def _by_heart(texts: Sequence[str], columns: Sequence[int]) -> ByHeart:
    """Return the label of every phrasing; one that stands under two labels is nobody's."""
    found: dict[int, set[int]] = {}
    for text, column in zip(texts, columns, strict=True):
        found.setdefault(_mark(text), set()).add(column)
    own = sorted((mark, *columns) for mark, columns in found.items() if len(columns) == 1)
    marks, labels = zip(*own, strict=True)
    return ByHeart(np.array(marks, np.uint64), np.array(labels, np.int16))


def _mark(asked: str) -> int:
    said = " ".join(words(asked)).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())


def _fingerprint() -> str:
    """Return what changes with anything that the experts have learnt from."""
    digest = hashlib.sha256(_VERSION.encode() + encoder.fingerprint())
    for topic in topics():
        digest.update(f"{topic.id}\t{sorted(topic.title.items())}\n".encode())
    for label, language, path in _files():
        digest.update(f"{label}\t{language}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _keep(found: Experts) -> None:
    try:
        half = KEPT.with_suffix(".half.npz")
        np.savez_compressed(
            half,
            fingerprint=_fingerprint(),
            labels=np.array(found.labels),
            weights=found.meaning.weights.astype(np.float16),
            bias=found.meaning.bias,
            rarity=found.spelling.rarity,
            pieces=found.spelling.starts,
            said_by=found.spelling.labels,
            gains=found.spelling.gains,
            complement=found.spelling.complement,
            centre=found.likeness.centre,
            axes=found.likeness.axes.astype(np.float16),
            known=found.likeness.known,
            starts=found.likeness.starts,
            marks=found.by_heart.marks,
            marked=found.by_heart.labels,
        )
        half.replace(KEPT)
    except OSError:
        return  # a checkout that cannot be written: learnt again at the next start


def _kept() -> Experts | None:
    if not KEPT.exists():
        return None
    with np.load(KEPT, allow_pickle=False) as kept:
        if str(kept["fingerprint"]) != _fingerprint():
            return None
        weights = kept["weights"].astype(np.float32)
        meaning = Model(tuple(kept["labels"].tolist()), weights, kept["bias"])
        heard = (kept[name] for name in ("rarity", "pieces", "said_by", "gains", "complement"))
        spelling = Lexicon(*heard)
        axes = kept["axes"].astype(np.float32)
        alike = Likeness(kept["centre"], axes, kept["known"], kept["starts"])
        return Experts(meaning, spelling, alike, ByHeart(kept["marks"], kept["marked"]))
