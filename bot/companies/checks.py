"""Find the records that need a fresh look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.companies.cards import age
from bot.companies.records import Company, Found
from bot.companies.search import everyone


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter with a record."""

    company: str
    problem: Literal["stale", "conflict", "no-contact"]
    detail: str


def check(today: date, companies: Iterable[Company] | None = None) -> list[Finding]:
    """Return the records last seen too long ago, with contacts that disagree, or with none."""
    found: list[Finding] = []
    for company in everyone() if companies is None else companies:
        for one in (company, *company.variants.values()):
            found += _findings(one, today)
    return list(dict.fromkeys(found))


def _findings(company: Company, today: date) -> list[Finding]:
    found = []
    if company.seen is None:
        found.append(Finding(company.id, "no-contact", company.name))
    elif age(company, today) in {"check", "old"}:
        found.append(Finding(company.id, "stale", f"{company.seen:%Y-%m-%d}"))
    for contacts in (company.emails, company.forms, company.posts):
        found += (
            [Finding(company.id, "conflict", _disagreement(contacts))] if len(contacts) > 1 else []
        )
    return found


def _disagreement(contacts: tuple[Found, ...]) -> str:
    return " / ".join(f"{contact.value.splitlines()[0]} ({contact.seen})" for contact in contacts)
