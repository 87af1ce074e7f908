"""What to remind of, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.course import Course, Happening, Matter
from bot.cases.hours import at_hour, first_hour

_DAY = timedelta(days=1)
_UNSENT_AFTER = (1, 7)
_OVERDUE_AFTER = (0, 7, 30)
_CLOSING_BEFORE = (14, 3)  # days before the last day to complain
_PUT_OFF = 3  # days after « remind me later »


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder to plan: ``occurrence`` names it once and for all within its case."""

    kind: str
    occurrence: str
    due_at: datetime


def reminders(matter: Matter, happenings: Sequence[Happening], now: datetime) -> list[Wanted]:
    """Return the reminders to plan at ``now``; of those already past, only the newest is left.

    A past one comes at the person's next hour: they have just seen where the case stands.
    """
    course = Course(matter, tuple(happenings))
    wanted = sorted(_wanted(course), key=lambda item: item.due_at)
    past = [item for item in wanted if item.due_at <= now]
    coming = [item for item in wanted if item.due_at > now]
    if not past:
        return coming
    soon = first_hour(now, matter)
    if coming and coming[0].due_at <= soon:
        return coming
    return [Wanted(past[-1].kind, past[-1].occurrence, soon), *coming]


def asked_again(put_off: Happening) -> date:
    """Return the day on which a question that was put off is asked again."""
    return put_off.on + _PUT_OFF * _DAY


def _wanted(course: Course) -> Iterator[Wanted]:
    if course.ended:
        return
    yield from _closing(course)
    if course.nothing_came:
        return
    if course.sent is None and course.received is None:
        yield from _unsent(course)
    else:
        yield from _overdue(course)
    put_off = course.last("put-off")
    if put_off is not None:
        yield Wanted("later", f"later:{put_off.on}", at_hour(asked_again(put_off), course.matter))


def _unsent(course: Course) -> Iterator[Wanted]:
    if (prepared := course.last("prepared", "reopened")) is None:
        return
    for days in _UNSENT_AFTER:
        due = at_hour(prepared.on + days * _DAY, course.matter)
        yield Wanted("unsent", f"unsent:{prepared.on}+{days}", due)


def _closing(course: Course) -> Iterator[Wanted]:
    """Give the reminders before the time to complain is over, on its earliest reading."""
    accuse = course.deadline(course.arrived_latest)
    complain = course.deadline(course.arrived_earliest)
    if accuse is None or complain is None or course.over_at(accuse) is None:
        return
    start, until = accuse.complain_from, complain.complain_until
    if start is None or until is None:
        return
    for days in _CLOSING_BEFORE:
        day = until - days * _DAY
        if day > start:
            yield Wanted("closing", f"closing:{until}-{days}", at_hour(day, course.matter))


def _overdue(course: Course) -> Iterator[Wanted]:
    accuse = course.deadline(course.arrived_latest)
    over = course.over_at(accuse)
    if over is None or accuse is None or accuse.complain_from is None:
        return
    first = first_hour(over - timedelta(microseconds=1), course.matter, accuse.complain_from)
    day = first.astimezone(ZoneInfo(course.matter.person_zone)).date()
    for days in _OVERDUE_AFTER:
        due = at_hour(day + days * _DAY, course.matter)
        yield Wanted("overdue", f"overdue:{accuse.complain_from}+{days}", due)
