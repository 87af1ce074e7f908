"""What to remind of, and when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cases.course import Course, Happening, Matter, counted
from bot.cases.hours import at_hour, first_hour

_DAY = timedelta(days=1)
_UNSENT_AFTER = (1, 7)
_OVERDUE_AFTER = (0, 7, 30)
_CLOSING_BEFORE = (14, 3)  # days before the last day to complain
_COMING_BEFORE = 3  # days before the last day to answer
_OWED_AFTER = (3, 10)  # days after a demand that the person means to meet
_OWED = ("identity", "clarification")
_PURGE_BEFORE = 7  # days before a case is erased
_PUT_OFF = 3  # days after « remind me later »


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder to plan: ``occurrence`` names it once and for all within its case."""

    kind: str
    occurrence: str
    due_at: datetime


def reminders(matter: Matter, happenings: Sequence[Happening], now: datetime) -> list[Wanted]:
    """Return the reminders to plan at ``now``; of those already past, only the newest of a kind.

    A past one comes at the person's next hour: they have just seen where the case stands.
    """
    course = Course(matter, tuple(counted(happenings)))
    soon = first_hour(now, matter)
    series: dict[str, list[Wanted]] = {}
    for item in _wanted(course):
        series.setdefault(item.kind, []).append(item)
    found = [one for items in series.values() for one in _still(items, now, soon)]
    return sorted(found, key=_due_at)


def _still(items: Iterable[Wanted], now: datetime, soon: datetime) -> list[Wanted]:
    """Return what is to come of one kind, and the newest that is past unless one comes anyway."""
    in_order = sorted(items, key=_due_at)
    past = [item for item in in_order if item.due_at <= now]
    coming = [item for item in in_order if item.due_at > now]
    if not past or (coming and coming[0].due_at <= soon):
        return coming
    return [Wanted(past[-1].kind, past[-1].occurrence, soon), *coming]


def _due_at(item: Wanted) -> datetime:
    return item.due_at


def asked_again(put_off: Happening) -> date:
    """Return the day on which a question that was put off is asked again."""
    return put_off.on + _PUT_OFF * _DAY


def _wanted(course: Course) -> Iterator[Wanted]:
    yield from _purge(course)
    if course.ended == "closed":
        return
    yield from _wishes(course)
    if course.ended == "moved-on":
        return
    yield from _complaint(course)
    if course.unsettled:
        yield from _closing_after(course, course.unsettled)
    if course.ended:
        return
    yield from _closing(course)
    if course.nothing_came:
        return
    yield from _questions(course)


def _questions(course: Course) -> Iterator[Wanted]:
    """Give the questions to somebody who waits: as long as nothing has come, and no silence told."""
    if course.sent is None and course.received is None:
        yield from _unsent(course)
    else:
        yield from _coming(course)
        yield from _owed(course)
        yield from _overdue(course)
    put_off = course.last("put-off")
    if put_off is not None:
        yield Wanted("later", f"later:{put_off.on}", at_hour(asked_again(put_off), course.matter))


def _purge(course: Course) -> Iterator[Wanted]:
    if (day := course.erased_on) is not None:
        due = at_hour(day - _PURGE_BEFORE * _DAY, course.matter)
        yield Wanted("purge", f"purge:{day}", due)


def _wishes(course: Course) -> Iterator[Wanted]:
    for day in course.wishes:
        yield Wanted("wish", f"wish:{day}", at_hour(day, course.matter))


def _complaint(course: Course) -> Iterator[Wanted]:
    """Give the end of the time in which a complaint to the organisation must be acknowledged."""
    found = course.acknowledgement()
    over = course.over_at(found)
    if found is not None and over is not None and found.complain_from is not None:
        due = first_hour(over - timedelta(microseconds=1), course.matter, found.complain_from)
        yield Wanted("complaint", f"complaint:{found.complain_from}", due)


def _coming(course: Course) -> Iterator[Wanted]:
    found = course.deadline(course.arrived_latest) if course.watched else None
    if found is not None and found.legal is not None and not found.open_ended:
        due = at_hour(found.legal - _COMING_BEFORE * _DAY, course.matter)
        yield Wanted("coming", f"coming:{found.legal}", due)


def _owed(course: Course) -> Iterator[Wanted]:
    for demand in _OWED:
        asked = course.last(f"{demand}-asked")
        if course.demands.get(demand) == "asked" and asked is not None:
            for days in _OWED_AFTER:
                due = at_hour(asked.on + days * _DAY, course.matter)
                yield Wanted("owed", f"owed:{demand}:{asked.on}+{days}", due)


def _unsent(course: Course) -> Iterator[Wanted]:
    if (prepared := course.last("prepared", "reopened", "bounced")) is None:
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
    if accuse.complain_from is not None:
        yield from _before(complain.complain_until, accuse.complain_from, course)


def _closing_after(course: Course, answer: Happening) -> Iterator[Wanted]:
    """Give the same after an answer that leaves something to complain about."""
    yield from _before(course.complain_by(), answer.on, course)


def _before(until: date | None, start: date, course: Course) -> Iterator[Wanted]:
    if until is None:
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
