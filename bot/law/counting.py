"""Count days and months as statutes do; knows no law and no country."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

DAY = timedelta(days=1)

Closed = Callable[[date], bool]


def months_after(day: date, count: int) -> date:
    """Return the same day ``count`` months on, or the last of that month where it has no such day.

    Regulation (EEC, Euratom) 1182/71, Article 3(2)(c).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_gone(since: date, today: date) -> int:
    """Return how many whole months have gone by."""
    return (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)


def days_after(day: date, count: int) -> date:
    """Return the day ``count`` calendar days on; the first day is not counted."""
    return day + count * DAY


def open_days_after(day: date, count: int, closed: Closed) -> date:
    """Return the ``count``-th open day after ``day``."""
    while count > 0:
        day += DAY
        count -= not closed(day)
    return day


def first_open(day: date, closed: Closed) -> date:
    """Return ``day`` or the next open day."""
    while closed(day):
        day += DAY
    return day


def last_open(day: date, closed: Closed) -> date:
    """Return ``day`` or the open day before it."""
    while closed(day):
        day -= DAY
    return day


def span(first: date, last: date) -> frozenset[date]:
    """Return every day from ``first`` to ``last``, both included."""
    return frozenset(first + n * DAY for n in range((last - first).days + 1))


def easter(year: int) -> date:
    """Return Easter Sunday of the Western churches (the Gregorian computus)."""
    century, place = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    full_moon = epact - (epact + golden // 11) // 29
    weekday = (32 + 2 * (century % 4) + 2 * (place // 4) - full_moon - place % 4) % 7
    shift = full_moon + weekday - 7 * ((golden + 11 * full_moon + 22 * weekday) // 451)
    return date(year, 3, 22) + shift * DAY
