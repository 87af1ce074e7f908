"""Holidays written as rules: what a line of ``holidays/*.toml`` means in a given year.

A line names the day in French and English and says when it falls, in one of these ways:
``on = "12-25"``, ``easter = 1`` (days after Easter Sunday), ``nth = [2, "monday", 10]``
(``-1`` is the last one), ``before = ["monday", "05-25"]``, ``span = ["12-25", "01-15"]`` or
``dates = [2026-07-10]`` (proclaimed, year by year). ``plus`` adds days, ``moved`` says where a
weekend day goes (with ``only_moved``, the line speaks of those years only), ``since`` and
``until`` bound the years.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.law.counting import DAY, easter, span
from bot.law.words import Mistake, Words, words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NAMES = {
    "fr", "en", "doubt", "closed", "on", "easter", "nth", "before", "span", "dates", "plus", "moved",
    "only_moved", "since", "until",
}  # fmt: skip

Fall = Callable[[int], Iterable[date]]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day, and the doubt about it where there is one.

    ``closed`` is false for a day that we count as open although some read the law otherwise.
    """

    name: Words
    doubt: Words | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class DayRule:
    """One line of a holiday file."""

    holiday: Holiday
    fall: Fall
    plus: int
    moved: Mapping[int, int]
    only_moved: bool
    since: int
    until: int
    listed: frozenset[int]  # the years of a day that is proclaimed year by year

    def days(self, year: int) -> list[date]:
        """Return the days of ``year``."""
        if not self.since <= year <= self.until:
            return []
        falls = [day + self.plus * DAY for day in self.fall(year)]
        return [
            day + timedelta(days=self.moved.get(day.weekday(), 0))
            for day in falls
            if day.weekday() in self.moved or not self.only_moved
        ]


def day_rule(line: Mapping[str, object], where: str) -> DayRule:
    """Read one line of a holiday file."""
    if strange := sorted(set(line) - _NAMES):
        raise Mistake(where, f"has a line that means nothing here: {', '.join(strange)}")
    doubt = line.get("doubt")
    holiday = Holiday(
        words(line, where),
        words(doubt, f"{where}, doubt") if doubt else None,
        line.get("closed") is not False,
    )
    return DayRule(
        holiday,
        _fall(line, where),
        _number(line, "plus", 0, where),
        _moves(line.get("moved", {}), where),
        line.get("only_moved") is True,
        _number(line, "since", 0, where),
        _number(line, "until", 9999, where),
        _years(line.get("dates")),
    )


def _fall(line: Mapping[str, object], where: str) -> Fall:
    match line:
        case {"on": str(text)}:
            return partial(_fixed, *_month_day(text, where))
        case {"easter": int(shift)}:
            return partial(_by_easter, shift)
        case {"nth": [int(count), str(name), int(month)]} if name in WEEKDAYS:
            return partial(_nth, count, WEEKDAYS.index(name), month)
        case {"before": [str(name), str(limit)]} if name in WEEKDAYS:
            return partial(_before, WEEKDAYS.index(name), _month_day(limit, where))
        case {"span": [str(first), str(last)]}:
            return partial(_span, _month_day(first, where), _month_day(last, where))
        case {"dates": list(days)} if all(isinstance(day, date) for day in days):
            return partial(_proclaimed, frozenset(days))
    raise Mistake(where, "must say when it falls: on, easter, nth, before, span or dates")


def _fixed(month: int, number: int, year: int) -> list[date]:
    return [date(year, month, number)]


def _by_easter(shift: int, year: int) -> list[date]:
    return [easter(year) + shift * DAY]


def _nth(count: int, weekday: int, month: int, year: int) -> list[date]:
    last = calendar.monthrange(year, month)[1]
    month_days = (date(year, month, number) for number in range(1, last + 1))
    fitting = [day for day in month_days if day.weekday() == weekday]
    return [fitting[count - 1 if count > 0 else count]]


def _before(weekday: int, limit: tuple[int, int], year: int) -> list[date]:
    eve = date(year, *limit) - DAY
    return [eve - ((eve.weekday() - weekday) % 7) * DAY]


def _span(first: tuple[int, int], last: tuple[int, int], year: int) -> Iterable[date]:
    begins, ends = date(year, *first), date(year, *last)
    if begins <= ends:
        return span(begins, ends)
    return span(date(year, 1, 1), ends) | span(begins, date(year, 12, 31))


def _proclaimed(days: frozenset[date], year: int) -> list[date]:
    return [day for day in days if day.year == year]


def _years(days: object) -> frozenset[int]:
    return frozenset(day.year for day in days) if isinstance(days, list) else frozenset()


def _month_day(text: str, where: str) -> tuple[int, int]:
    month, _, number = text.partition("-")
    try:
        day = date(2024, int(month), int(number))
    except ValueError:
        raise Mistake(where, f"“{text}” is no day of the year, such as 12-25") from None
    return day.month, day.day


def _moves(value: object, where: str) -> Mapping[int, int]:
    match value:
        case dict() if set(value) <= set(WEEKDAYS) and all(type(n) is int for n in value.values()):
            return {WEEKDAYS.index(name): number for name, number in value.items()}
    raise Mistake(where, "moved must look like {sunday = 1, saturday = -1}")


def _number(line: Mapping[str, object], name: str, default: int, where: str) -> int:
    value = line.get(name, default)
    if type(value) is not int:
        raise Mistake(where, f"{name} must be a whole number")
    return value
