"""The hours at which a person is written to: theirs, and never at night."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.course import Matter, moment

_DAY = timedelta(days=1)
_EARLIEST_HOUR, _LATEST_HOUR = 8, 20  # a reminder never comes between 21:00 and 08:00


def first_hour(after: datetime, matter: Matter, earliest: date | None = None) -> datetime:
    """Return the person's first hour after a moment, on ``earliest`` or later."""
    day = after.astimezone(ZoneInfo(matter.person_zone)).date()
    day = max(day, earliest) if earliest else day
    due = at_hour(day, matter)
    return due if due > after else at_hour(day + _DAY, matter)


def at_hour(day: date, matter: Matter) -> datetime:
    """Return the person's hour on a day."""
    hour = min(max(matter.hour, _EARLIEST_HOUR), _LATEST_HOUR)
    return moment(day, time(hour), matter.person_zone)
