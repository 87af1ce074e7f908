"""Working days in a place, for estimates of ours such as how long a letter travels."""

from datetime import date

from bot.law.calendars import holiday
from bot.law.counting import open_days_after
from bot.law.places import place as place_of

_SATURDAY = 6


def working_days_after(place: str, day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day`` in a place, Saturdays left out."""
    where = place_of(place)
    calendar = next(iter(where.regimes.values()))

    def closed(later: date) -> bool:
        found = holiday(calendar, later)
        return later.isoweekday() >= _SATURDAY or (found is not None and found.closed)

    return open_days_after(day, count, closed)
