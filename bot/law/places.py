"""Where a company must act: its holidays, its hour, the laws that hold there, the authority."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.law.calendars import calendars
from bot.law.regimes import UnknownCode
from bot.law.tables import Table
from bot.law.words import Mistake, Words

FOLDER = Path(__file__).parent / "places"


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a part of one that has its own holidays or its own law.

    ``vague`` places stand for a country whose parts have different holidays.
    """

    code: str
    country: str
    names: Words
    zone: str
    regimes: Mapping[str, str]  # each law that holds there -> the calendar it counts by
    authority: str | None
    vague: bool

    def calendar_of(self, regime: str) -> str:
        """Return the calendar that a law counts by in this place."""
        return self.regimes[regime]


def place(code: str) -> Place:
    """Return a place by its code."""
    found = known(code)
    if found is None:
        raise UnknownCode(f"unknown place: {code}")
    return found


def known(code: str | None) -> Place | None:
    """Return a place by its code, an alias or a code in capitals, or nothing."""
    if not code:
        return None
    lower = code.lower()
    return _places().get(_aliases().get(lower, lower))


def places(regime: str | None = None) -> Sequence[Place]:
    """Return every place, or those where a law holds."""
    found = _places().values()
    return tuple(item for item in found if regime is None or regime in item.regimes)


def parts(of: Place) -> Sequence[Place]:
    """Return the other places of the same country."""
    return tuple(item for item in _places().values() if item != of and item.country == of.country)


@cache
def _places() -> Mapping[str, Place]:
    return {item.code: item for path in _files() for item in read_places(path)}


@cache
def _aliases() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in _files():
        with path.open("rb") as file:
            for code, content in tomllib.load(file).items():
                found |= dict.fromkeys(content.get("aliases", []), code)
    return found


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.toml"))


def read_places(path: Path) -> list[Place]:
    """Read one file of places."""
    with path.open("rb") as file:
        content = tomllib.load(file)
    return [_place(code, Table(table, f"{path.name}, {code}")) for code, table in content.items()]


def _place(code: str, table: Table) -> Place:
    table.texts("aliases")
    calendar = table.maybe_text("calendar") or code
    found = Place(
        code=code,
        country=code.partition("-")[0],
        names=table.own_words(),
        zone=table.text("zone"),
        regimes=_regimes(table, calendar),
        authority=table.maybe_text("authority"),
        vague=table.flag("vague", default=False),
    )
    table.finish()
    for name in found.regimes.values():
        if name not in calendars():
            raise Mistake(table.where, f"uses the calendar “{name}”, which does not exist")
    return found


def _regimes(table: Table, calendar: str) -> Mapping[str, str]:
    own = table.table("calendars")
    return {name: own.maybe_text(name) or calendar for name in table.texts("regimes")}
