"""Read the records of companies: only what was found in a source, with the day it was seen."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.language import LANGUAGES
from bot.law import months_gone

RECORDS = Path(__file__).parent / "records"
SPOKEN = Path(__file__).parent / "languages.toml"

KINDS = (
    "face-search",
    "identity-check",
    "retail",
    "iris",
    "platform",
    "airport",
    "bank",
    "work",
    "school",
    "police-supplier",
    "other",
)
ROLES = ("controller", "processor", "both")
# Months after which a contact is said to be old, is to be checked, is no longer offered
AGEING, CHECK, OLD = 12, 18, 24
CAUTIONS = ("employer", "police", "migration", "person")

_NOTE = {"fr", "en", "source", "seen"}
_FOUND = {"value", "source", "seen"}
_FIELDS = {
    "name", "brands", "kind", "role", "country", "place", "in_eu", "in_uk", "language", "holds",
    "caution", "emails", "forms", "posts", "representatives", "notes", "doubts", "silence", "sources",
}  # fmt: skip
_VARIANTS = ("eu", "uk")
# The Union and the other members of the Economic Area, where its regulation applies as well
EEA = {
    *("at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie"),
    *("is", "it", "li", "lt", "lu", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se", "si", "sk"),
}


# of a contact that nobody knows the age of: typed in, or imported without its history
UNDATED = date.max


class RecordError(ValueError):
    """A record that breaks a rule; its sentence names the file."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contact, where it was found and when."""

    value: str
    source: str
    seen: date


@dataclass(frozen=True)
class Note(Mapping[str, str]):
    """A sentence about a company in both languages, with its source and day."""

    fr: str
    en: str
    source: str
    seen: date

    def __getitem__(self, language: str) -> str:
        """Return the sentence in ``language``."""
        return {"fr": self.fr, "en": self.en}[language]

    def __iter__(self) -> Iterator[str]:
        """Go through the languages."""
        return iter(LANGUAGES)

    def __len__(self) -> int:
        """Return how many languages there are."""
        return len(LANGUAGES)


_NO_VARIANTS: Mapping[str, "Company"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Company:
    """Somebody to write to. Of several contacts of a kind, the first is the one to use."""

    id: str
    name: str
    brands: tuple[str, ...] = ()
    kind: str = "other"
    role: str = "controller"
    country: str | None = None  # of the seat, where a source tells
    place: str | None = None  # where it must act, as bot.law codes it
    in_eu: bool | None = None  # a seat, an establishment or a representative there
    in_uk: bool | None = None
    language: str = "en"
    holds: Mapping[str, str] | None = None
    caution: str | None = None
    emails: tuple[Found, ...] = ()
    forms: tuple[Found, ...] = ()
    posts: tuple[Found, ...] = ()
    representatives: tuple[Found, ...] = ()
    notes: tuple[Note, ...] = ()
    doubts: tuple[Note, ...] = ()
    silence: Note | None = None
    sources: tuple[str, ...] = ()
    quality: str | None = None  # of a record that was imported, as its directory grades it
    variants: Mapping[str, "Company"] = field(default_factory=lambda: _NO_VARIANTS, repr=False)

    def under(self, regime: str) -> "Company":
        """Return the branch that answers under ``regime``."""
        return self.variants.get(regime, self)

    def current(self, today: date) -> "Company":
        """Return the company without the contacts that are too old to be offered."""
        return replace(
            self,
            emails=_current(self.emails, today),
            forms=_current(self.forms, today),
            posts=_current(self.posts, today),
            representatives=_current(self.representatives, today),
            variants={regime: branch.current(today) for regime, branch in self.variants.items()},
        )

    @property
    def ways(self) -> tuple[tuple[str, Found], ...]:
        """Return every way to write to the company: « email », « form » or « post »."""
        kinds = (("email", self.emails), ("form", self.forms), ("post", self.posts))
        return tuple((kind, one) for kind, found in kinds for one in found)

    def only(self, kind: str, value: str) -> "Company":
        """Return the company with one way to it: one of its own, or one that was typed in."""
        known = (one for way, one in self.ways if (way, one.value) == (kind, value))
        found = (next(known, Found(value, "", UNDATED)),)
        none: dict[str, tuple[Found, ...]] = {"emails": (), "forms": (), "posts": ()}
        return replace(self, **{**none, f"{kind}s": found})  # type: ignore[arg-type]

    @property
    def seat(self) -> str | None:
        """Return where the company must act, as closely as we know, by the codes of the law."""
        return self.place or self.country

    @property
    def email(self) -> str | None:
        """Return the address to write to."""
        return self.emails[0].value if self.emails else None

    @property
    def form(self) -> str | None:
        """Return the form to fill in."""
        return self.forms[0].value if self.forms else None

    @property
    def post(self) -> tuple[str, ...]:
        """Return the lines of the postal address, without the name."""
        return tuple(self.posts[0].value.splitlines()) if self.posts else ()

    @property
    def representative(self) -> str | None:
        """Return who speaks for the company in the Union or the United Kingdom."""
        return self.representatives[0].value if self.representatives else None

    @property
    def seen(self) -> date | None:
        """Return the day of the oldest contact in use: none where nobody knows it."""
        used = [contacts[0] for contacts in (self.emails, self.forms, self.posts) if contacts]
        return min((contact.seen for contact in used if contact.seen != UNDATED), default=None)


def typed(
    name: str, email: str | None = None, post: tuple[str, ...] = (), country: str | None = None
) -> Company:
    """Return a company a person has typed in: nothing else is known of it."""
    emails = (Found(email, "", UNDATED),) if email else ()
    posts = (Found("\n".join(post), "", UNDATED),) if post else ()
    spoken = language(country)
    return Company(id="", name=name, country=country, language=spoken, emails=emails, posts=posts)


def language(place: str | None) -> str:
    """Return the language of ours in which companies are mostly written to at a place."""
    spoken = _spoken()
    codes = (place, place.partition("-")[0]) if place else ()
    return next((spoken[code] for code in codes if code in spoken), "en")


@cache
def _spoken() -> Mapping[str, str]:
    raw = tomllib.loads(SPOKEN.read_text("utf-8"))
    return {code: spoken for spoken, codes in raw.items() for code in codes}


def _current(contacts: tuple[Found, ...], today: date) -> tuple[Found, ...]:
    return tuple(contact for contact in contacts if months_gone(contact.seen, today) < OLD)


def load(folder: Path = RECORDS) -> tuple[Company, ...]:
    """Return the records of ``folder`` in the order of their names."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> Company:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        branches = {regime: raw.pop(regime) for regime in _VARIANTS if regime in raw}
        variants = {regime: _company(path.stem, raw | own, {}) for regime, own in branches.items()}
        return _company(path.stem, raw, variants)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path.name}: {error}") from error


def _company(slug: str, raw: Mapping[str, Any], variants: Mapping[str, Company]) -> Company:
    _expect(not (unknown := set(raw) - _FIELDS), f"unknown {', '.join(sorted(unknown))}")
    company = Company(
        id=slug,
        name=raw["name"],
        brands=tuple(raw.get("brands", ())),
        kind=raw["kind"],
        role=raw["role"],
        country=raw.get("country"),
        place=raw.get("place") or None,  # a branch elsewhere empties it
        in_eu=raw.get("in_eu", raw.get("country") in EEA or None),
        in_uk=raw.get("in_uk", raw.get("country") == "gb" or None),
        language=raw["language"],
        holds=raw["holds"],
        caution=raw.get("caution"),
        emails=_found(raw, "emails"),
        forms=_found(raw, "forms"),
        posts=_found(raw, "posts"),
        representatives=_found(raw, "representatives"),
        notes=_notes(raw, "notes"),
        doubts=_notes(raw, "doubts"),
        silence=_note(raw["silence"]) if "silence" in raw else None,
        sources=_sources(raw),
        variants=variants,
    )
    _verify(company)
    return company


def _found(raw: Mapping[str, Any], name: str) -> tuple[Found, ...]:
    for item in raw.get(name, ()):
        _expect(set(item) == _FOUND, f"{name} needs {', '.join(sorted(_FOUND))}")
    return tuple(
        Found(item["value"].strip(), item["source"], item["seen"]) for item in raw.get(name, ())
    )


def _notes(raw: Mapping[str, Any], name: str) -> tuple[Note, ...]:
    return tuple(_note(item) for item in raw.get(name, ()))


def _note(item: Mapping[str, Any]) -> Note:
    _expect(set(item) == _NOTE, f"a note needs {', '.join(sorted(_NOTE))}")
    return Note(**item)


def _sources(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every source of the record once, those of its contacts first."""
    lists = ("emails", "forms", "posts", "representatives", "notes", "doubts")
    named = [item["source"] for name in lists for item in raw.get(name, ())]
    silence = [raw["silence"]["source"]] if "silence" in raw else []
    return tuple(dict.fromkeys([*named, *silence, *raw.get("sources", ())]))


def _verify(company: Company) -> None:
    _expect(re.fullmatch(r"[a-z\d]+(-[a-z\d]+)*", company.id), "its file name is no slug")
    _expect(company.kind in KINDS, f"kind {company.kind}")
    _expect(company.role in ROLES, f"role {company.role}")
    _expect(company.caution in {None, *CAUTIONS}, f"caution {company.caution}")
    _expect(re.fullmatch(r"[a-z]{2}|", company.country or ""), f"country {company.country}")
    _expect(company.language in LANGUAGES, f"language {company.language}")
    _expect(
        company.holds is not None and set(company.holds) == set(LANGUAGES), "holds needs fr and en"
    )
    _expect(company.sources, "no source")
    for source in company.sources:
        _expect(re.fullmatch(r"https?://\S+", source), f"source {source}")
    contacts = [*company.emails, *company.forms, *company.posts, *company.representatives]
    days = [contact.seen for contact in contacts] + [
        note.seen for note in (*company.notes, *company.doubts)
    ]
    _expect(all(type(day) is date for day in days), "seen needs a date")
    for email in company.emails:
        _expect(re.fullmatch(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", email.value), f"e-mail {email.value}")
    for form in company.forms:
        _expect(re.fullmatch(r"https://\S+", form.value), f"form {form.value}")


def _expect(truth: object, sentence: str) -> None:
    if not truth:
        raise ValueError(sentence)
