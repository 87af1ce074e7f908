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
    found = [*_of_the_person(person, known(country), company), *_of_the_seat(person, company)]
    found.sort(key=lambda item: not _is_covered(item))
    if found:
        first, *others = found
        return Proposal(first.regime, first.place, first.reason, tuple(others), first.seatless)
    return Proposal(None, None, Reason(_why_none(country, home)))


def zone(seat: str | None) -> str | None:
    """Return the time zone of a company's seat, or nothing where we do not know it."""
    company = known(seat)
    if company is not None:
        return company.zone
    return _zones().get(seat.lower().partition("-")[0]) if seat else None


def _of_the_person(
    person: Place | None, nation: Place | None, company: Place | None
) -> Iterator[Proposal]:
    if person is None:
        return
    for code in person.regimes:
        if company is not None and code in company.regimes:
            reason = _reason("law.propose_seat", code, company)
            yield Proposal(code, company.code, reason)
        elif regime_of(code).needs_seat:
            where = _nation(person, nation, code)
            reason = _reason("law.propose_abroad", code, where)
            yield Proposal(code, where.code, reason, seatless=True)
        else:
            reason = _reason("law.propose_resident", code, person)
            yield Proposal(code, person.code, reason)


def _nation(person: Place, nation: Place | None, code: str) -> Place:
    """Return the person's country where its law has one calendar, or else the person's part."""
    is_country = nation is not None and "-" not in nation.code and code in nation.regimes
    return nation if nation is not None and is_country else person


def _is_covered(proposal: Proposal) -> bool:
    return proposal.regime is not None and regime_of(proposal.regime).covered


def _reason(key: str, code: str, where: Place) -> Reason:
    return Reason(key, {"law": regime_of(code).names, "place": where.names})


def _of_the_seat(person: Place | None, company: Place | None) -> Iterator[Proposal]:
    for code in company.regimes if company else ():
        if company is None or (person is not None and code in person.regimes):
            continue
        if regime_of(code).protects_abroad:
            reason = _reason("law.propose_seat_only", code, company)
            yield Proposal(code, company.code, reason)


def _why_none(country: str | None, home: str | None) -> str:
    if not country:
        return "law.propose_unknown"
    if not home and any(place.country == country.lower() for place in places()):
        return "law.propose_region"
    return "law.propose_none"


@cache
def _zones() -> Mapping[str, str]:
    with _ZONES.open("rb") as file:
        return tomllib.load(file)
