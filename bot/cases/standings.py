"""Where a case stands: what is due, what may be said, what the person can do next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.course import Course, Happening, Matter
from bot.law import Deadline, Reason

STATES = ("to-send", "waiting", "overdue", "answered", "closed")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands.

    ``accuse`` is the deadline to use before calling anybody late, ``complain`` the one for
    complaining in time; they differ while the day of receipt is not known. ``deadline`` is the
    one to show.
    """

    state: str
    deadline: Deadline | None
    accuse: Deadline | None
    complain: Deadline | None
    assumptions: tuple[Reason, ...]
    may_say_late: bool
    next: tuple[str, ...]
    demands: Mapping[str, str]  # « identity »: asked, contested or met, whichever was told last

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
    course = Course(matter, tuple(happenings))
    demands = course.demands
    accuse, complain = (
        course.deadline(course.arrived_latest),
        course.deadline(course.arrived_earliest),
    )
    state = course.state(accuse, now)
    return Standing(
        state=state,
        deadline=accuse,
        accuse=accuse,
        complain=complain,
        assumptions=tuple(_assumptions(course, accuse, complain)),
        may_say_late=state == "overdue"
        and course.receipt_is_sure
        and not _is_open_ended(accuse)
        and "contested" not in demands.values(),
        next=_next_steps(course, state),
        demands=demands,
    )


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
