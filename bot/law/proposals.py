"""Which law to invoke, and whose calendar, from where the person lives and the company sits."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.law.places import Place, known, places
from bot.law.reasons import Reason
from bot.law.regimes import regime as regime_of

_ZONES = Path(__file__).parent / "zones.toml"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A law and the place whose calendar counts; no regime: none that we know reaches the case.

    ``seatless`` goes on to ``deadline``: the company has no seat where this law holds.
    """

    regime: str | None
    place: str | None
    reason: Reason
    alternatives: tuple["Proposal", ...] = field(default=())
    seatless: bool = False


def propose(country: str | None, seat: str | None, *, home: str | None = None) -> Proposal:
    """Propose a law for a person in ``country`` (in the part ``home``) and a company's ``seat``.

    All three are codes of countries or places, in any case; ``seat`` is nothing where unknown.
    The law of where the person lives comes first: its authority is near and speaks their
    language. The law of the company's seat is the alternative, or the only one.
    """
    person, company = known(home) or known(country), known(seat)
    found = [
        *_of_the_person(person, known(country), country, company),
        *_of_the_seat(person, company),
    ]
    if found:
        first, *others = found
        return Proposal(first.regime, first.place, first.reason, tuple(others), first.seatless)
    return Proposal(None, None, Reason(_why_none(country)))


def zone(seat: str | None) -> str | None:
    """Return the time zone of a company's seat, or nothing where we do not know it."""
    company = known(seat)
    if company is not None:
        return company.zone
    return _zones().get(seat.lower().partition("-")[0]) if seat else None


def _of_the_person(
    person: Place | None, nation: Place | None, country: str | None, company: Place | None
) -> Iterator[Proposal]:
    for code in person.regimes if person else ():
        names = {"law": regime_of(code).names}
        if company is not None and code in company.regimes:
            reason = Reason("law.propose_seat", names | {"place": company.names})
            yield Proposal(code, company.code, reason)
        elif person is not None:
            where = _calendar_of(person, nation, country, code)
            key = "law.propose_abroad" if regime_of(code).needs_seat else "law.propose_resident"
            reason = Reason(key, names | {"place": where.names})
            yield Proposal(code, where.code, reason, seatless=regime_of(code).needs_seat)


def _is_covered(proposal: Proposal) -> bool:
    return proposal.regime is not None and regime_of(proposal.regime).covered


def _calendar_of(person: Place, nation: Place | None, country: str | None, code: str) -> Place:
    """Return the nation's calendar where the law has one, or else that of the person's part."""
    national = nation is not None and country is not None and nation.code == country.lower()
    return nation if nation and national and code in nation.regimes else person


def _of_the_seat(person: Place | None, company: Place | None) -> Iterator[Proposal]:
    for code in company.regimes if company else ():
        if company is None or (person is not None and code in person.regimes):
            continue
        if regime_of(code).protects_abroad:
            names = {"law": regime_of(code).names, "place": company.names}
            yield Proposal(code, company.code, Reason("law.propose_seat_only", names))


def _why_none(country: str | None) -> str:
    if not country:
        return "law.propose_unknown"
    if any(place.country == country.lower() for place in places()):
        return "law.propose_region"
    return "law.propose_none"


@cache
def _zones() -> Mapping[str, str]:
    with _ZONES.open("rb") as file:
        return tomllib.load(file)
