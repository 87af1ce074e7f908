"""What the finder has learnt from our phrasings; built once, kept beside them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np

from bot.answers.contents import FOLDER, topics
from bot.answers.encoder import Vectors, encode
from bot.answers.training import Model, fit
from bot.answers.wording import even
from bot.language import LANGUAGES

NONE = "_none"
SMALLTALK = "_smalltalk"
KEPT = FOLDER / "index.npz"  # made from the files beside it, like a catalogue's .mo

_VERSION = "1"
_DECAY = 2e-6

_lock = Lock()


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way people put a question, and what it is about."""

    text: str
    language: str
    label: str


def phrasings() -> tuple[Phrasing, ...]:
    """Return every phrasing of every topic, of none and of small talk."""
    return tuple(_phrasings())


def features(texts: list[str], language: str) -> Vectors:
    """Return what the model sees of each text."""
    return encode([even(text, language) for text in texts])


def build() -> Model:
    """Learn from the phrasings and keep the result beside them when the folder can be written."""
    known = phrasings()
    found = fit(
        encode([even(each.text, each.language) for each in known]),
        [each.label for each in known],
        _DECAY,
    )
    _keep(found)
    return found


def model() -> Model:
    """Return the model: kept from last time, or built now."""
    with _lock:  # who comes first loads it, the others wait
        return _model()


@cache
def _model() -> Model:
    return _kept() or build()


def _phrasings() -> Iterator[Phrasing]:
    for language in LANGUAGES:
        for topic in topics():
            for path in (FOLDER / topic.id / f"phrasings.{language}.txt",):
                yield from _lines(path, language, topic.id)
        for kind in (NONE, SMALLTALK):
            for path in sorted((FOLDER / kind).glob(f"*.{language}.txt")):
                yield from _lines(path, language, f"{kind}/{path.name.partition('.')[0]}")


def _lines(path: Path, language: str, label: str) -> Iterator[Phrasing]:
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield Phrasing(line.strip(), language, label)


def _fingerprint() -> str:
    digest = hashlib.sha256(_VERSION.encode())
    for each in phrasings():
        digest.update(f"{each.label}\t{each.language}\t{each.text}\n".encode())
    return digest.hexdigest()


def _keep(model: Model) -> None:
    try:
        np.savez_compressed(
            KEPT,
            fingerprint=_fingerprint(),
            labels=np.array(model.labels),
            weights=model.weights.astype(np.float16),
            bias=model.bias,
        )
    except OSError:
        return  # a checkout that cannot be written: learnt again at the next start


def _kept() -> Model | None:
    if not KEPT.exists():
        return None
    with np.load(KEPT, allow_pickle=False) as kept:
        if str(kept["fingerprint"]) != _fingerprint():
            return None
        weights = kept["weights"].astype(np.float32)
        return Model(tuple(kept["labels"].tolist()), weights, kept["bias"])
