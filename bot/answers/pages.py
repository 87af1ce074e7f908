"""An answer: its text for a person's country, its sources, its date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Any

from bot.answers import markdown
from bot.answers.contents import FOLDER, Group, sheet, topic, topics
from bot.language import Html, day, say
from bot.law import Words, editions, months_gone

# European Economic Area: the GDPR applies to all of it (EEA Joint Committee decision 154/2018)
EEA = frozenset(
    [
        "at",
        "be",
        "bg",
        "cy",
        "cz",
        "de",
        "dk",
        "ee",
        "es",
        "fi",
        "fr",
        "gr",
        "hr",
        "hu",
        "ie",
        "is",
        "it",
        "li",
        "lt",
        "lu",
        "lv",
        "mt",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "se",
        "si",
        "sk",
    ]
)
LIMIT = 4096  # of one Telegram message once its tags are read, in UTF-16 units
OTHERS = "other"  # the section for people whose country has none, or is not known

_CHANGES_AFTER = 12  # months
_SILENT_AFTER = 24


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a statement rests on, and the day it was read, in one of its languages."""

    title: Words
    publisher: Words
    url: Words
    seen: date
    places: tuple[str, ...] = ()  # the sections it supports; none: the general text


@dataclass(frozen=True, slots=True)
class Answer:
    """What we say on a topic."""

    topic: str
    title: Mapping[str, str]
    concerns: tuple[str, ...]  # country codes; none: everybody
    sources: tuple[Source, ...]
    reviewed: date
    related: tuple[str, ...]  # those that are written
    named: tuple[str, ...]  # all that the file names
    action: str | None

    def html(self, language: str, country: str | None, today: date) -> Html:
        """Return the message: text for ``country`` (« fr », « ca-qc »), sources, date.

        An old text says so; one older than 24 months gives way to its sources and a human.
        """
        age = months_gone(self.reviewed, today)
        body = (
            self.text(language, country)
            if age < _SILENT_AFTER
            else say("answers.too-old", language)
        )
        dated = "answers.as-of" if age < _CHANGES_AFTER else "answers.may-have-changed"
        return Html(
            f"<b>{escape(self.title[language], quote=False)}</b>\n\n{body}\n\n"
            f"{say('answers.sources', language)}\n{self._sources(language, country)}\n\n"
            f"{say(dated, language, day=day(self.reviewed, language))}"
        )

    def text(self, language: str, country: str | None) -> Html:
        """Return the general text and the paragraph for ``country``."""
        return _text(self.topic, language, self.section(country))

    def section(self, country: str | None) -> str:
        """Return the name of the section for ``country``: its own, its union's, or the others'."""
        sections = _sections(self.topic, "en")
        return next((name for name in nearest(country) if name in sections), OTHERS)

    def sections(self) -> tuple[str, ...]:
        """Return the names of all sections but the general one."""
        return tuple(name for name in _sections(self.topic, "en") if name)

    def shown(self, country: str | None) -> tuple[Source, ...]:
        """Return the sources of the general text and of the section for ``country``."""
        section = self.section(country)
        return tuple(
            source
            for source in self.sources
            if not source.places or section == OTHERS or section in source.places
        )

    def _sources(self, language: str, country: str | None) -> str:
        return "\n".join(
            f'• <a href="{escape(source.url[language])}">'
            f"{escape(source.title[language], quote=False)}</a>, "
            f"{escape(source.publisher[language], quote=False)}"
            for source in self.shown(country)
        )


@cache
def answer(id_: str) -> Answer | None:
    """Return what we say on a topic, or nothing while it has no texts."""
    known = topic(id_)
    if known is None or not known.written:
        return None
    facts: Mapping[str, Any] = sheet(id_)
    return Answer(
        topic=id_,
        title=known.title,
        concerns=tuple(facts.get("concerns", ())),
        sources=tuple(_source(id_, **source) for source in facts["sources"]),
        reviewed=facts["reviewed"],
        named=tuple(facts.get("related", ())),
        related=tuple(other for other in facts.get("related", ()) if _written(other)),
        action=facts.get("action"),
    )


def _source(id_: str, *, seen: date, places: Sequence[str] = (), **named: object) -> Source:
    known = {name: editions(value, f"{id_}, {name} of a source") for name, value in named.items()}
    return Source(**known, seen=seen, places=tuple(places))


def answers() -> tuple[Answer, ...]:
    """Return every written answer in the order of the topics."""
    return tuple(found for each in topics() if (found := answer(each.id)))


def written(group: Group) -> list[str]:
    """Return the topics of a group on which we say something."""
    return [id_ for id_ in group.topics if answer(id_)]


def split(text: str) -> dict[str, str]:
    """Cut an answer's Markdown at its ``## <places>`` lines; the part before them is ``""``."""
    parts: dict[str, str] = {}
    names, lines = [""], list[str]()
    for line in [*text.splitlines(), "## "]:
        if line.startswith("## "):
            parts |= dict.fromkeys(names, "\n".join(lines).strip())
            names, lines = line[3:].split(), []
        else:
            lines.append(line)
    return parts


@cache
def _text(id_: str, language: str, section: str) -> Html:
    sections = _sections(id_, language)
    return markdown.html("\n\n".join(filter(None, [sections[""], sections.get(section)])))


@cache
def _sections(id_: str, language: str) -> dict[str, str]:
    return split((FOLDER / id_ / f"{language}.md").read_text("utf-8"))


def nearest(country: str | None) -> list[str]:
    """Return the names under which something may be said of a place, its own first."""
    if not country:
        return []
    code = country.lower()
    return [code, code.partition("-")[0], *(["eu"] if code.partition("-")[0] in EEA else [])]


def _written(id_: str) -> bool:
    known = topic(id_)
    return known is not None and known.written
