"""The topic of a question, or an honest « I do not know »."""

import os
from dataclasses import dataclass

from bot.answers.contents import topic
from bot.answers.danger import danger
from bot.answers.tongue import foreign, note
from bot.answers.wording import plain, words
from bot.language import Html

# said before numpy is first imported, which reads it then: several threads wait for one another
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

NONE = "none"
SMALLTALK = "smalltalk"

_SURE = 0.5
_UNSURE = 0.08
_ALSO = 4
_LETTERS = 3  # fewer are no question: a lone letter, a sum, a smiley
_ALSO_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Reading:
    """What may break a tie: the topic just read and the person's country."""

    topic: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a question seems to be about, and how sure that is."""

    outcome: str  # sure, unsure, none, smalltalk
    topic: str
    score: float
    also: tuple[str, ...] = ()
    language: str | None = None  # of a text that is neither French nor English
    danger: bool = False

    @property
    def language_note(self) -> Html | None:
        """Return which languages we speak, for somebody who wrote in another one."""
        return note(self.language) if self.language else None


def find(text: str, language: str, context: Reading | None = None) -> Found:  # noqa: ARG001  ties come next
    """Return the topic of a question in free text."""
    said = plain(text)
    if other := foreign(said):
        return Found("none", NONE, 1.0, language=other)
    if sum(char.isalpha() for word in words(said) for char in word) < _LETTERS:
        return Found(
            "smalltalk" if _smiles(text) else "none", SMALLTALK if _smiles(text) else NONE, 0.0
        )
    shares = _shares(said, language)
    if danger(said):
        return Found("none", NONE, 1.0, also=_best(shares)[:_ALSO], danger=True)
    return _judged(shares)


def warm() -> None:
    """Load what a question needs: a second and 100 MB, so away from the first reply."""
    find("bonjour", "fr")


def _judged(shares: dict[str, float]) -> Found:
    none, smalltalk = shares[NONE], shares[SMALLTALK]
    best = _best(shares)
    top = shares[best[0]]
    if smalltalk > max(none, top):
        return Found("smalltalk", SMALLTALK, smalltalk)
    if none > top or top < _UNSURE:
        return Found("none", NONE, none)
    also = tuple(each for each in best[1 : _ALSO + 1] if shares[each] > _ALSO_LEAST)
    return Found("sure" if top >= _SURE else "unsure", best[0], top, also)


def _best(shares: dict[str, float]) -> tuple[str, ...]:
    known = (each for each in shares if topic(each))
    return tuple(sorted(known, key=lambda each: -shares[each]))


def _shares(said: str, language: str) -> dict[str, float]:
    from bot.answers import index  # noqa: PLC0415  it brings numpy: see warm()

    model = index.model()
    row = model.probabilities(index.features([said], language))[0]
    shares = {NONE: 0.0, SMALLTALK: 0.0}
    for label, share in zip(model.labels, row.tolist(), strict=True):
        kind = {index.NONE: NONE, index.SMALLTALK: SMALLTALK}.get(label.partition("/")[0], label)
        shares[kind] = shares.get(kind, 0.0) + share
    return shares


def _smiles(text: str) -> bool:
    return any(0x1F300 <= ord(char) <= 0x1FAFF or char in "☺❤👍" for char in text)  # noqa: PLR2004
