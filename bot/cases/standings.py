"""Where a case stands: what is due, what may be said, what the person can do next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cases.course import DEMANDS, Course, Happening, Matter, counted
from bot.law import Deadline, Reason

STATES = ("to-send", "waiting", "overdue", "answered", "moved-on", "closed")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands.

    ``accuse`` is the deadline to use before calling anybody late, ``complain`` the one for
    complaining in time; they differ while the day of receipt is not known. ``deadline`` is the
    one to show. ``justified`` is absent where what is contested would move no day.
    """

    state: str
    deadline: Deadline | None
    accuse: Deadline | None
    complain: Deadline | None
    assumptions: tuple[Reason, ...]
    may_say_late: bool
    next: tuple[str, ...]
    demands: Mapping[str, str]  # « identity »: asked, contested or met, whichever was told last
    justified: Deadline | None = None  # if what is contested was justified, and met today
    acknowledgement: Deadline | None = None  # of the complaint to the organisation
    erased_on: date | None = None
    watched: bool = False  # the person wants to hear before the day
    wishes: tuple[date, ...] = ()  # the days from today on which the person wants to be reminded
    heard_out: bool = False  # it was complained to, and answered or had its time
    complain_by: date | None = None  # the last safe day, once there is something to complain about

    @property
    def demanded(self) -> str | None:
        """Return what the company still waits for: the person means to give it."""
        return self._first("asked")

    @property
    def contested(self) -> str | None:
        """Return the demand that the person holds to be unjustified."""
        return self._first("contested")

    def _first(self, turn: str) -> str | None:
        return next((demand for demand, now in self.demands.items() if now == turn), None)


def standing(matter: Matter, happenings: Sequence[Happening], now: datetime) -> Standing:
    """Return where a case stands at ``now``."""
    course = Course(matter, tuple(counted(happenings)))
    accuse, complain = (
        course.deadline(course.arrived_latest),
        course.deadline(course.arrived_earliest),
    )
    state = course.state(accuse, now)
    today = now.astimezone(ZoneInfo(matter.person_zone)).date()
    justified = _justified(course, accuse, today)
    acknowledgement = course.acknowledgement()
    return Standing(
        state=state,
        deadline=accuse,
        accuse=accuse,
        complain=complain,
        assumptions=tuple(_assumptions(course, accuse, complain)),
        may_say_late=state == "overdue"
        and course.receipt_is_sure
        and not _is_open_ended(accuse)
        and justified is None
        and not _contests_a_demand(course),
        next=_next_steps(course, state),
        demands=course.demands,
        justified=justified,
        acknowledgement=acknowledgement,
        erased_on=course.erased_on,
        watched=course.watched,
        wishes=tuple(day for day in course.wishes if day >= today),
        heard_out=_is_heard_out(course, acknowledgement, now),
        complain_by=course.complain_by() if state == "overdue" or course.unsettled else None,
    )


def _justified(course: Course, accuse: Deadline | None, today: date) -> Deadline | None:
    """Return the days if what is contested was justified, where it would move any."""
    unmet = course.if_justified(course.arrived_latest, None)
    if unmet is None or accuse is None:
        return None
    same = (unmet.legal, unmet.open_ended) == (accuse.legal, accuse.open_ended)
    return None if same else course.if_justified(course.arrived_latest, today)


def _contests_a_demand(course: Course) -> bool:
    """Tell whether a demand is contested: even one that moves no day is settled first."""
    return any(course.demands.get(demand) == "contested" for demand in DEMANDS)


def _is_heard_out(course: Course, acknowledgement: Deadline | None, now: datetime) -> bool:
    """Tell whether the organisation was complained to, and has answered or had its time."""
    turn = course.last("complained", "answered")
    if turn is None or course.last("complained") is None:
        return False
    over = course.over_at(acknowledgement)
    return turn.kind == "answered" or (over is not None and over <= now)


def _next_steps(course: Course, state: str) -> tuple[str, ...]:
    """Return what the person can do now, the likeliest first."""
    if state == "waiting":
        ask_receipt = () if course.received is not None else ("received",)
        return (*ask_receipt, "answered", "event", "close")
    if state == "overdue":
        return _overdue_steps(course)
    return {
        "to-send": ("sent", "close"),
        "answered": ("close", "nothing-came"),
        "moved-on": ("answered", "close"),
        "closed": ("reopen",),
    }[state]


def _overdue_steps(course: Course) -> tuple[str, ...]:
    if not course.receipt_is_sure:
        return ("received", "answered", "close")
    if course.nothing_came:
        return ("follow-up", "complain", "answered", "close")
    return ("answered", "nothing-came", "later", "close")


def _assumptions(
    course: Course, accuse: Deadline | None, complain: Deadline | None
) -> Iterator[Reason]:
    if course.sent is None or course.received is not None:
        return
    if not course.posted:
        yield Reason("standing.arrived_same_day", {"day": course.sent.on})
        return
    latest = course.arrived_latest
    yield Reason("standing.post_latest", {"day": latest, "count": course.post_days})
    yield Reason("standing.post_earliest", {"day": course.sent.on})
    if accuse and complain and accuse.legal and complain.legal:
        yield Reason("standing.ask_slip")


def _is_open_ended(deadline: Deadline | None) -> bool:
    return deadline is not None and deadline.open_ended
