"""Say what we know of a company, where from and how old it is."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Literal
from urllib.parse import urlsplit

from bot.companies.records import AGEING, CHECK, OLD, Company, Found
from bot.language import Html, country, say
from bot.law import months_gone

Age = Literal["unknown", "fresh", "ageing", "check", "old"]


def age(company: Company, today: date) -> Age:
    """Return how far the contacts of ``company`` can be trusted today."""
    if company.seen is None:
        return "unknown"
    gone = months_gone(company.seen, today)
    return (
        "old"
        if gone >= OLD
        else "check"
        if gone >= CHECK
        else "ageing"
        if gone >= AGEING
        else "fresh"
    )


def card(company: Company, language: str, today: date) -> Html:
    """Return the card of a company: one message."""
    return Html("\n\n".join(filter(None, _parts(company, language, today))))


def origin(company: Company, language: str, today: date) -> Html:
    """Return where an imported record comes from and how old it is."""
    key = "companies.imported-scraped" if company.quality == "scraped" else "companies.imported"
    known = say(f"companies.imported-{age(company, today)}", language, seen=company.seen or today)
    return Html(f"{say(key, language)} {known}")


def _parts(company: Company, language: str, today: date) -> Iterator[str]:
    yield _head(company, language)
    if company.caution:
        yield say(f"companies.caution-{company.caution}", language)
    if company.holds:
        yield say("companies.holds", language, what=company.holds)
    if not company.quality:  # imported ones do not tell
        yield say(f"companies.role-{company.role}", language)
    current = company.current(today)
    yield "\n".join(_contacts(current, language))
    if company.quality:
        yield origin(company, language, today)
    elif current.seen:
        yield say(f"companies.age-{age(current, today)}", language, seen=current.seen)
    elif company.seen:
        yield say("companies.contacts-old", language, seen=company.seen)
    else:
        yield say("companies.no-contact", language)
    for note in (*company.notes, *company.doubts, *filter(None, [company.silence])):
        yield say("companies.note", language, words=note, seen=note.seen)
    if company.sources:
        yield _sources(company, language)


def _head(company: Company, language: str) -> str:
    head = say("companies.name", language, name=company.name)
    if company.country:
        place = country(company.country, language)
        head = say("companies.head", language, name=company.name, country=place)
    if not company.brands:
        return head
    return head + "\n" + say("companies.brands", language, brands=list(company.brands))


def _contacts(company: Company, language: str) -> Iterator[str]:
    kinds = {
        "email": company.emails,
        "form": company.forms,
        "post": company.posts,
        "representative": company.representatives,
    }
    head = "companies.imported_" if company.quality else "companies."
    for kind, contacts in kinds.items():
        for contact, key in zip_longest(contacts, [f"{head}{kind}"], fillvalue="companies.or"):
            if isinstance(contact, Found):
                yield say(str(key), language, value=_one_line(contact.value), seen=contact.seen)


def _one_line(value: str) -> str:
    return ", ".join(value.splitlines())


def _sources(company: Company, language: str) -> str:
    links = [
        say("companies.source", language, url=url, site=urlsplit(url).netloc.removeprefix("www."))
        for url in company.sources[:4]
    ]
    return say("companies.sources", language) + " " + ", ".join(links)
