"""The days that do not count, place by place; alone knows the holidays package.

A calendar of ``holidays/*.toml`` takes a country of the package (``library``, ``subdivision``),
the days of other calendars of ours (``copies``), days of its own (``day``), or all of these.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.law.days import DayRule, Holiday, day_rule
from bot.law.words import Mistake, Words, words

FOLDER = Path(__file__).parent / "holidays"
_NAMES = FOLDER / "names.toml"  # the package's English names, in both languages

# what the package adds to a name, and how we say it
_OBSERVED = " (observed)"
_ESTIMATED = " (estimated)"
_SUBSTITUTE = {"fr": "{}, jour de remplacement", "en": "{}, substitute day"}
_MOVED_OFF = "Day off (substituted from "
_DAY_OFF = {"fr": "jour chômé déplacé par décret", "en": "day off moved by decree"}
_FOLLOWING = "Monday following "
_NEXT_MONDAY = {"fr": "{}, le lundi suivant", "en": "{}, the Monday after"}

_FIRST = 2026  # of the years that are looked at; a place has more than three holidays in each
_FEWEST = 4
_EVERY_YEAR = 3  # dates: as many or more mean a day that comes back


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where a place's holidays come from."""

    code: str
    library: str | None
    subdivision: str | None
    copies: tuple[str, ...]
    rules: tuple[DayRule, ...]


def holiday(code: str, day: date) -> Holiday | None:
    """Return the holiday of a calendar on ``day``, also one that is only arguable."""
    return year_of(code, day.year).get(day)


@cache
def year_of(code: str, year: int) -> Mapping[date, Holiday]:
    """Return the holidays of a calendar in ``year``."""
    found: dict[date, Holiday] = {}
    calendar = calendars()[code]
    for copied in calendar.copies:
        found |= year_of(copied, year)
    if calendar.library:
        found |= _library(calendar.library, calendar.subdivision, year)
    for rule in calendar.rules:
        found |= dict.fromkeys(_days(rule, year), rule.holiday)
    return found


def gaps(code: str, until: int) -> Iterator[tuple[int, Words | None]]:
    """Yield each year that has too few holidays, and each proclaimed day with its first year missing."""
    calendar = calendars()[code]
    if calendar.library or calendar.copies or calendar.rules:
        for year in range(_FIRST, until + 1):
            if len(year_of(code, year)) < _FEWEST:
                yield year, None
    for rule in calendar.rules:
        if len(rule.listed) < _EVERY_YEAR:
            continue  # proclaimed once
        last = min(rule.until, until)
        for year in sorted(set(range(min(rule.listed), last + 1)) - rule.listed)[:1]:
            yield year, rule.holiday.name


def _days(rule: DayRule, year: int) -> list[date]:
    # 1 January on a Saturday may be kept on 31 December
    near = (day for near_year in (year, year + 1) for day in rule.days(near_year))
    return [day for day in near if day.year == year]


@cache
def calendars() -> Mapping[str, Calendar]:
    """Return every calendar by its code."""
    read = [item for path in sorted(FOLDER.glob("*.toml")) for item in read_file(path)]
    found = {calendar.code: calendar for calendar in read}
    for calendar in read:
        for copied in calendar.copies:
            if copied not in found:
                raise Mistake(
                    f"calendar {calendar.code}", f"copies “{copied}”, which is no calendar"
                )
    return found


def read_file(path: Path) -> list[Calendar]:
    """Read one file of calendars; the file of names holds none."""
    if path == _NAMES:
        return []
    with path.open("rb") as file:
        tables = tomllib.load(file)
    return [_calendar(code, table, f"{path.name}, {code}") for code, table in tables.items()]


def _calendar(code: str, table: Mapping[str, object], where: str) -> Calendar:
    strange = set(table) - {"library", "subdivision", "copies", "day", "source"}
    if strange:
        raise Mistake(where, f"has a line that means nothing here: {', '.join(sorted(strange))}")
    library, subdivision = table.get("library"), table.get("subdivision")
    copies, lines = table.get("copies", []), table.get("day", [])
    if not isinstance(copies, list) or not isinstance(lines, list):
        raise Mistake(where, "copies and day must be lists")
    return Calendar(
        code,
        library if isinstance(library, str) else None,
        subdivision if isinstance(subdivision, str) else None,
        tuple(copies),
        tuple(day_rule(line, f"{where}, day {number}") for number, line in enumerate(lines, 1)),
    )


def _library(country: str, subdivision: str | None, year: int) -> dict[date, Holiday]:
    import holidays  # noqa: PLC0415  slow to come, and not needed before the first deadline

    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
    return {day: _named(country, text) for day, text in found.items() if day.year == year}


@cache
def _named(country: str, text: str) -> Holiday:
    parts = [_name(country, part) for part in text.split("; ")]
    return Holiday(
        {language: ", ".join(part[language] for part in parts) for language in ("fr", "en")}
    )


def _name(country: str, text: str) -> Words:
    if text.startswith(_MOVED_OFF):
        return _DAY_OFF
    if text.startswith(_FOLLOWING):
        feast = _name(country, text.removeprefix(_FOLLOWING))
        return {language: _NEXT_MONDAY[language].format(feast[language]) for language in feast}
    text = text.removesuffix(_ESTIMATED)
    plain = text.removesuffix(_OBSERVED)
    name = _names().get(f"{country}: {plain}") or _names().get(plain)
    if name is None:  # a new proclamation: its date is right, its French name is still to write
        name = {"fr": f"«\N{NARROW NO-BREAK SPACE}{plain}\N{NARROW NO-BREAK SPACE}»", "en": plain}
    if plain == text:
        return name
    return {language: _SUBSTITUTE[language].format(name[language]) for language in name}


@cache
def _names() -> Mapping[str, Words]:
    with _NAMES.open("rb") as file:
        table = tomllib.load(file)
    return {name: words(value, f"{_NAMES.name}, {name}") for name, value in table.items()}
