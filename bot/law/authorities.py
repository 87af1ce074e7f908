"""Who watches over companies in a place, and what they want before and in a complaint."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.law.places import known
from bot.law.places import place as place_of
from bot.law.tables import Table
from bot.law.words import Words

FOLDER = Path(__file__).parent / "authorities"


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority; ``seen`` is the day its address was last seen."""

    id: str
    name: Words
    own_name: str
    website: Words
    portal: Words
    post: tuple[str, ...]
    email: str | None
    phone: str | None
    languages: tuple[str, ...]
    source: Words
    seen: date
    before: Words
    complaint: Words
    after: Words | None
    note: Words | None
    steps: tuple[Words, ...]  # how a complaint is made, in order; none where we have not read it
    steps_source: Words


def authority(place: str) -> Authority | None:
    """Return the authority of a place, or nothing where we know none.

    Raises UnknownCode for a place that we do not know.
    """
    found = place_of(place).authority
    return authorities()[found] if found else None


def authority_over(regime: str, residence: str | None, place: str) -> Authority | None:
    """Return who watches over a request under ``regime``: where its writer lives, if that law holds there.

    Who has moved to another law turns to the authority of the request's own ``place``.
    """
    home, there = known(residence), known(place)
    spot = home if home is not None and regime in home.regimes else there
    return authorities()[spot.authority] if spot is not None and spot.authority else None


@cache
def authorities() -> Mapping[str, Authority]:
    """Return every authority by its id."""
    return {
        item.id: item for path in sorted(FOLDER.glob("*.toml")) for item in read_authorities(path)
    }


def read_authorities(path: Path) -> list[Authority]:
    """Read one file of authorities."""
    with path.open("rb") as file:
        content = tomllib.load(file)
    return [_authority(id_, Table(table, f"{path.name}, {id_}")) for id_, table in content.items()]


def _authority(id_: str, table: Table) -> Authority:
    found = Authority(
        id=id_,
        name=table.own_words(),
        own_name=table.text("own"),
        website=table.editions("website"),
        portal=table.editions("portal"),
        post=table.texts("post"),
        email=table.maybe_text("email"),
        phone=table.maybe_text("phone"),
        languages=table.texts("languages"),
        source=table.editions("source"),
        seen=table.day("seen"),
        before=table.words("before"),
        complaint=table.words("complaint"),
        after=table.maybe_words("after"),
        note=table.maybe_words("note"),
        steps=table.many_words("steps"),
        steps_source=table.maybe_editions("steps_source") or table.editions("source"),
    )
    table.finish()
    return found
