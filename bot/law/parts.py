"""Which part of a country must be known: where the law, the day or the authority hangs on it."""

from collections.abc import Collection, Iterator, Sequence

from bot.law.places import Place, known, place, places
from bot.law.proposals import propose


def homes(
    country: str | None, seat: str | None, *, among: Collection[str] | None = None
) -> Sequence[Place]:
    """Return the parts of a person's country that lead to another law, day or authority.

    None where all lead to the same. ``among`` are the laws that come into question, all if absent.
    """
    here = _parts(country)

    def leads_to(home: str | None) -> tuple[object, ...]:
        laws = frozenset(_laws(country, seat, home, among))
        return laws, _authority(home or country, {law for law, _ in laws})

    return here if len(set(map(leads_to, _codes(here)))) > 1 else ()


def sites(
    country: str | None,
    seat: str | None,
    home: str | None,
    *,
    among: Collection[str] | None = None,
) -> Sequence[Place]:
    """Return the parts of the country a company sits in that lead to another law or day."""
    here = _parts(seat)
    found = {frozenset(_laws(country, one or seat, home, among)) for one in _codes(here)}
    return here if len(found) > 1 else ()


def _parts(country: str | None) -> Sequence[Place]:
    return tuple(one for one in places() if one.country == country and one.code != country)


def _codes(here: Sequence[Place]) -> list[str | None]:
    return [None, *(one.code for one in here)]


def _laws(
    country: str | None, seat: str | None, home: str | None, among: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield each law that is proposed, with the calendar it counts by."""
    proposal = propose(country, seat, home=home)
    for one in (proposal, *proposal.alternatives):
        if one.regime and one.place and (among is None or one.regime in among):
            yield one.regime, place(one.place).calendar_of(one.regime)


def _authority(home: str | None, laws: Collection[str]) -> str | None:
    """Return who watches over these laws where somebody lives."""
    lives = known(home)
    return lives.authority if lives and any(law in lives.regimes for law in laws) else None
