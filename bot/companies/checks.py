"""Find the records that need a fresh look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    problem: Literal["stale", "conflict", "no-contact", "shared", "former"]
    detail: str


def check(
    today: date,
    companies: Iterable[Company] | None = None,
    former: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Return the records last seen over a year ago, in conflict, without a contact, or ended.

    ``former`` are the records that a public directory has given up, each with its reason.
    """
    every = list(everyone() if companies is None else companies)
    found: list[Finding] = []
    for company in every:
        for one in (company, *company.variants.values()):
            found += _findings(one, today)
        if company.id in (former or {}):
            found.append(Finding(company.id, "former", (former or {})[company.id]))
    return list(dict.fromkeys([*found, *_shared(every)]))


def _findings(company: Company, today: date) -> list[Finding]:
    found = []
    if company.seen is None:
        found.append(Finding(company.id, "no-contact", company.name))
    elif age(company, today) != "fresh":
        found.append(Finding(company.id, "stale", f"{company.seen:%Y-%m-%d}"))
    for contacts in (company.emails, company.forms, company.posts):
        found += (
            [Finding(company.id, "conflict", _disagreement(contacts))] if len(contacts) > 1 else []
        )
    return found


def _shared(companies: Iterable[Company]) -> Iterator[Finding]:
    """Give the names and addresses that stand in two records."""
    holders: dict[str, dict[str, None]] = defaultdict(dict)
    for company in companies:
        for one in (company, *company.variants.values()):
            for claim in (one.name, *one.brands, *(found.value for found in one.emails)):
                holders[claim.casefold()][company.id] = None
    for claim, ids in holders.items():
        if len(ids) > 1:
            first, *others = ids
            yield Finding(first, "shared", f"{claim}: {', '.join(others)}")


def _disagreement(contacts: tuple[Found, ...]) -> str:
    return " / ".join(f"{contact.value.splitlines()[0]} ({contact.seen})" for contact in contacts)
