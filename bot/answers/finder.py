"""The topic of a question, or an honest « I do not know »."""

import os
from dataclasses import dataclass

from bot.answers.contents import sheet, topic
from bot.answers.danger import danger
from bot.answers.tongue import foreign, note
from bot.answers.wording import plain, words
from bot.language import Html

# said before numpy is first imported, which reads it then: several threads wait for one another
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

NONE = "none"
SMALLTALK = "smalltalk"

_SURE = 0.95
_UNSURE = 0.08
_ALSO = 4
_CONSIDERED = 12  # topics whose order the reader may change
_LETTERS = 3  # fewer are no question: a lone letter, a sum, a smiley
_FITTING = 0.25  # beside the numbers to call, only a topic that is really meant
_OWN = 1.5  # times as likely: enough for a tie, too little for a question that is clear


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


def find(text: str, language: str, context: Reading | None = None) -> Found:
    """Return the topic of a question in free text; what was read and the country break ties."""
    said = plain(text)
    if other := foreign(said):
        return Found("none", NONE, 1.0, language=other)
    if sum(char.isalpha() for word in words(said) for char in word) < _LETTERS:
        return Found(
            "smalltalk" if _smiles(text) else "none", SMALLTALK if _smiles(text) else NONE, 0.0
        )
    shares = _shares(said, language)
    order = _order(shares, context or Reading())
    if danger(said):
        fitting = tuple(each for each in order[:_ALSO] if shares[each] >= _FITTING)
        return Found("none", NONE, 1.0, also=fitting, danger=True)
    return _judged(shares, order)


def _judged(shares: dict[str, float], order: tuple[str, ...]) -> Found:
    none, smalltalk = shares[NONE], shares[SMALLTALK]
    first, *others = order
    top = shares[first]
    if smalltalk > max(none, top):
        return Found("smalltalk", SMALLTALK, smalltalk)
    if none > top or top < _UNSURE:
        return Found("none", NONE, none)
    return Found("sure" if top >= _SURE else "unsure", first, top, tuple(others[:_ALSO]))


def _order(shares: dict[str, float], reading: Reading) -> tuple[str, ...]:
    """Return the topics, likeliest first, those that fit the reader before others as likely."""
    known = sorted((each for each in shares if topic(each)), key=lambda each: -shares[each])
    likely = known[:_CONSIDERED]  # the others stay behind, whatever speaks for them
    return tuple(sorted(likely, key=lambda each: -shares[each] * _favour(each, reading)))


def _favour(id_: str, reading: Reading) -> float:
    """Return how much more likely a topic is for somebody who lives there and has read that."""
    favour = 1.0
    concerned = sheet(id_).get("concerns")
    if reading.country and isinstance(concerned, list):
        favour *= _OWN if reading.country in concerned else 1 / _OWN
    if reading.topic and topic(reading.topic) and reading.topic != id_:
        related = sheet(reading.topic).get("related")
        favour *= _OWN if isinstance(related, list) and id_ in related else 1.0
    return favour


def _shares(said: str, language: str) -> dict[str, float]:
    from bot.answers import index  # noqa: PLC0415  it brings numpy: see warm()

    shares = {NONE: 0.0, SMALLTALK: 0.0}
    for label, share in index.experts().shares(said, language).items():
        kind = {index.NONE: NONE, index.SMALLTALK: SMALLTALK}.get(label.partition("/")[0], label)
        shares[kind] = shares.get(kind, 0.0) + share
    return shares


def _smiles(text: str) -> bool:
    return any(0x1F300 <= ord(char) <= 0x1FAFF or char in "☺❤👍" for char in text)  # noqa: PLR2004
