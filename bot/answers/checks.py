"""What is wrong with the answers: for their volunteers, in a sentence each."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.answers.contents import FOLDER, topic, topics
from bot.answers.pages import LIMIT, OTHERS, Answer, answers, split
from bot.language import bare, units
from bot.law import months_gone

OLD = 12  # months after which a text is to be read again
_NUMBER = re.compile(r"\d+")
# where the address of a page in one language begins to differ from its twin's
_EDITION = {
    "fr": re.compile(r"(?:(?<=\w)/fra?\b|_fr\b).*"),
    "en": re.compile(r"(?:(?<=\w)/eng?\b|_en\b).*"),
}
_LINK = re.compile(r"\]\((\S+?)\)")
_LANGUAGES = ("fr", "en")
# where the law differs: an answer that tells countries apart has a paragraph for each, or says why not
_PLACES = ("eu", "gb", "ch", "ca", "ca-qc", "au", "us-il", "us-ca")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter with an answer: a message key with its values."""

    key: str
    values: dict[str, object] = field(default_factory=dict)
    fatal: bool = True


def check(today: date) -> Iterator[Finding]:
    """Yield what is wrong with the texts, their sources, dates and twins."""
    for each in topics():
        written = [code for code in _LANGUAGES if (FOLDER / each.id / f"{code}.md").exists()]
        if len(written) == 1:
            yield _finding("one_language", each.id, language=written[0])
    for answer in answers():
        yield from _answer(answer, today)


def _answer(answer: Answer, today: date) -> Iterator[Finding]:
    if months_gone(answer.reviewed, today) >= OLD:
        yield _finding("old", answer.topic, fatal=False, day=answer.reviewed)
    if not answer.sources:
        yield _finding("no_source", answer.topic)
    for other in answer.named:
        if topic(other) is None:
            yield _finding("dead_reference", answer.topic, other=other)
    if missing := _missing(answer):
        yield _finding("no_place", answer.topic, fatal=False, places=missing)
    yield from _twins(answer)
    for place in (None, *answer.sections()):
        for language in _LANGUAGES:
            size = units(bare(answer.html(language, place, today)))
            if size > LIMIT:
                yield _finding("too_long", answer.topic, language=language, size=size, most=LIMIT)


def _missing(answer: Answer) -> list[str]:
    """Return the places whose people read only what is left for all others."""
    if not set(answer.sections()) - {OTHERS}:
        return []
    return [place for place in _PLACES if answer.section(place) == OTHERS]


def _twins(answer: Answer) -> Iterator[Finding]:
    """Compare the two texts, paragraph by paragraph."""
    french, english = (_parts(answer.topic, code) for code in _LANGUAGES)
    if list(french) != list(english):
        yield _finding("places_differ", answer.topic)
        return
    for place, text in french.items():
        one, two = text.split("\n\n"), english[place].split("\n\n")
        if len(one) != len(two):
            yield _finding("paragraphs_differ", answer.topic, place=place or "–")
            continue
        for left, right in zip(one, two, strict=True):
            if differing := [
                *_differing(_numbers(left), _numbers(right)),
                *_links_apart(left, right),
            ]:
                yield _finding("facts_differ", answer.topic, place=place or "–", facts=differing)


def _parts(id_: str, language: str) -> dict[str, str]:
    return split((FOLDER / id_ / f"{language}.md").read_text("utf-8"))


def _differing(one: Counter[str], two: Counter[str]) -> list[str]:
    return sorted(((one - two) + (two - one)).elements())


def _numbers(paragraph: str) -> Counter[str]:
    """Return the numbers of a paragraph; « 20,5 » and « 20.5 » are one number."""
    joined = re.sub(r"(?<=\d)[\u202f\u00a0 ,.](?=\d{3}\b)", "", paragraph)  # thousands
    return Counter(_NUMBER.findall(_LINK.sub("", joined)))


def _links_apart(french: str, english: str) -> list[str]:
    """Return the links that differ; of a page with an edition in each language the site must fit."""
    one, two = (Counter(_LINK.findall(text)) for text in (french, english))
    return _differing(_sites(one - two, "fr"), _sites(two - one, "en"))


def _sites(links: Counter[str], language: str) -> Counter[str]:
    return Counter(_EDITION[language].sub("", link) for link in links.elements())


def _finding(key: str, id_: str, *, fatal: bool = True, **values: object) -> Finding:
    return Finding(f"check.answer_{key}", {"topic": id_, **values}, fatal)
