"""What happened to a request -> where it stands, what is due, what to remind of.

Pure: the moment is given, the law computes the days. Two readings of an unknown day of receipt
(our choice): a late one before anybody is called late, the earliest one so that nobody complains
too late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot import law
from bot.law import Deadline, Event, Reason

STATES = ("to-send", "waiting", "overdue", "answered", "closed")

_POSTED = frozenset({"post", "registered"})
# what a company may demand before it answers
DEMANDS = tuple(kind.removesuffix("-asked") for kind in law.EVENTS if kind.endswith("-asked"))
# a demand that the person contests is not passed to the law: the base date stands
_CONTESTED = tuple(f"{demand}-contested" for demand in DEMANDS)
_TURNS = {"asked": "asked", "contested": "contested", "given": "met", "paid": "met"}
# what the company does; the rest is the person's
_BY_COMPANY = frozenset(
    [
        *(kind for kind in law.EVENTS if kind.endswith("-asked") or kind == "extension"),
        *_CONTESTED,
        "acknowledged",
    ]
)
_DAY = timedelta(days=1)
_NO_NOTE: Mapping[str, object] = MappingProxyType({})

# working days a letter may take, from where the person lives; generous on purpose
_POST = {"home": 5, "europe": 10, "beyond": 20}
_EUROPE = frozenset(place.country for place in law.places() if {"eu", "uk"} & set(place.regimes)) | {
    "ad", "ch", "mc", "sm", "va",
}  # fmt: skip

_EARLIEST_HOUR, _LATEST_HOUR = 8, 20  # a reminder never comes between 21:00 and 08:00
_UNSENT_AFTER = (1, 7)
_OVERDUE_AFTER = (0, 7, 30)
_CLOSING_BEFORE = (14, 3)  # days before the last day to complain
_PUT_OFF = 3  # days after « remind me later »

# where nobody knows in which zone a company sits, its day ends when the last one on Earth does
_LAST_ZONE = "Etc/GMT+12"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a case.

    Its kind is prepared, sent, received, acknowledged, answered, nothing-came, closed, reopened, a
    demand that is contested (identity-contested …), or an event that the law knows
    (identity-asked, extension …). ``note`` may hold the ``channel`` of sending
    and whether an extension gave ``reasons``.
    """

    kind: str
    on: date
    note: Mapping[str, object] = field(default_factory=lambda: _NO_NOTE, repr=False)


@dataclass(frozen=True, slots=True)
class Matter:
    """What does not change in a case: the law, the places, the person's hour.

    ``country`` is where the person lives, ``seat`` where the company sits (codes of countries
    or places); ``zone`` is the company's IANA zone where it is known.
    """

    regime: str
    place: str
    right: str
    person_zone: str
    hour: int = 10
    zone: str | None = None
    channel: str = "email"
    country: str | None = None
    seat: str | None = None
    seatless: bool = False


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder to plan: ``occurrence`` names it once and for all within its case."""

    kind: str
    occurrence: str
    due_at: datetime


def standing(matter: Matter, happenings: Sequence[Happening], now: datetime) -> Standing:
    """Return where a case stands at ``now``."""
    course = _Course(matter, tuple(happenings))
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
        assumptions=tuple(course.assumptions(accuse, complain)),
        may_say_late=state == "overdue"
        and course.receipt_is_sure
        and not _is_open_ended(accuse)
        and "contested" not in demands.values(),
        next=course.next_steps(state),
        demands=demands,
    )


def reminders(matter: Matter, happenings: Sequence[Happening], now: datetime) -> list[Wanted]:
    """Return the reminders to plan at ``now``; of those already past, only the newest is left.

    A past one comes at the person's next hour: they have just seen where the case stands.
    """
    course = _Course(matter, tuple(happenings))
    wanted = sorted(course.reminders(), key=lambda item: item.due_at)
    past = [item for item in wanted if item.due_at <= now]
    coming = [item for item in wanted if item.due_at > now]
    if not past:
        return coming
    soon = _first_hour(now, matter)
    if coming and coming[0].due_at <= soon:
        return coming
    return [Wanted(past[-1].kind, past[-1].occurrence, soon), *coming]


def asked_again(put_off: Happening) -> date:
    """Return the day on which a question that was put off is asked again."""
    return put_off.on + _PUT_OFF * _DAY


@dataclass(frozen=True, slots=True)
class _Course:
    """The course of one case."""

    matter: Matter
    happenings: tuple[Happening, ...]

    # -- what happened

    def last(self, *kinds: str) -> Happening | None:
        """Return the last of these happenings, in the order of telling."""
        return next((item for item in reversed(self.happenings) if item.kind in kinds), None)

    @property
    def sent(self) -> Happening | None:
        return self.last("sent")

    @property
    def received(self) -> Happening | None:
        return self.last("received")

    @property
    def channel(self) -> str:
        told = self.sent.note.get("channel") if self.sent else None
        return str(told or self.matter.channel)

    @property
    def posted(self) -> bool:
        return self.channel in _POSTED

    @property
    def ended(self) -> str | None:
        """Return how the case ended: answered or closed, unless it was taken up again."""
        turn = self.last("answered", "nothing-came", "closed", "reopened", "sent")
        return turn.kind if turn and turn.kind in {"answered", "closed"} else None

    @property
    def nothing_came(self) -> bool:
        """Say whether the person has looked everywhere since the last turn, and found nothing."""
        turn = self.last("nothing-came", "sent", "received", "reopened", "answered")
        return turn is not None and turn.kind == "nothing-came"

    @property
    def demands(self) -> dict[str, str]:
        """Return each demand that was made, and its last turn: asked, contested or met."""
        found = {}
        for demand in DEMANDS:
            kinds = {f"{demand}-{turn}": met for turn, met in _TURNS.items()}
            if (turn := self.last(*kinds)) is not None:
                found[demand] = kinds[turn.kind]
        return found

    # -- when it arrived

    @property
    def receipt_is_sure(self) -> bool:
        """Say whether somebody may be called late: a letter needs the date on its slip."""
        return self.received is not None or not self.posted

    @property
    def arrived_earliest(self) -> date | None:
        known = self.received or self.sent
        return known.on if known else None

    @property
    def arrived_latest(self) -> date | None:
        if self.received is not None or self.sent is None or not self.posted:
            return self.arrived_earliest
        late = law.working_days_after(self.matter.place, self.sent.on, self.post_days)
        return min([late, *self._reactions(self.sent.on)])

    def _reactions(self, sent: date) -> Iterator[date]:
        """Give the days on which the company wrote back: by then the letter had arrived."""
        for item in self.happenings:
            if item.kind in _BY_COMPANY and item.on >= sent:
                yield item.on

    @property
    def post_days(self) -> int:
        """Return how many working days we allow a letter."""
        here, there = _country(self.matter.country), _country(self.matter.seat)
        if here is not None and here == there:
            return _POST["home"]
        return _POST["europe" if {here, there} <= _EUROPE else "beyond"]

    # -- what the law says

    def deadline(self, arrived: date | None) -> Deadline | None:
        if arrived is None:
            return None
        matter = self.matter
        events = [event for event in self.events() if event.on >= arrived or self.received is None]
        return law.deadline(
            matter.regime, matter.place, matter.right, arrived, events, seatless=matter.seatless
        )

    def events(self) -> Iterator[Event]:
        for item in self.happenings:
            if item.kind in law.EVENTS:
                reasons = item.note.get("reasons")
                yield Event(item.on, item.kind, reasons if isinstance(reasons, bool) else None)

    # -- where it stands

    def state(self, accuse: Deadline | None, now: datetime) -> str:
        if self.ended:
            return self.ended
        if self.sent is None and self.received is None:
            return "to-send"
        over = self.over_at(accuse)
        return "overdue" if over is not None and over <= now else "waiting"

    def over_at(self, accuse: Deadline | None) -> datetime | None:
        """Return the moment at which the last day has ended where the company is."""
        if accuse is None or accuse.complain_from is None or accuse.open_ended:
            return None
        return _moment(accuse.complain_from, time(), self.company_zone)

    @property
    def company_zone(self) -> str:
        matter = self.matter
        if matter.zone:
            return matter.zone
        if matter.seatless:
            return law.zone(matter.seat) or _LAST_ZONE
        return law.place(matter.place).zone

    def next_steps(self, state: str) -> tuple[str, ...]:
        """Return what the person can do now, the likeliest first."""
        if state == "waiting":
            ask_receipt = () if self.received is not None else ("received",)
            return (*ask_receipt, "answered", "event", "close")
        if state == "overdue":
            return self._overdue_steps()
        return {
            "to-send": ("sent", "close"),
            "answered": ("close", "nothing-came"),
            "closed": ("reopen",),
        }[state]

    def _overdue_steps(self) -> tuple[str, ...]:
        if not self.receipt_is_sure:
            return ("received", "answered", "close")
        if self.nothing_came:
            return ("follow-up", "complain", "answered", "close")
        return ("answered", "nothing-came", "later", "close")

    def assumptions(self, accuse: Deadline | None, complain: Deadline | None) -> Iterator[Reason]:
        if self.sent is None or self.received is not None:
            return
        if not self.posted:
            yield Reason("standing.arrived_same_day", {"day": self.sent.on})
            return
        latest = self.arrived_latest
        yield Reason("standing.post_latest", {"day": latest, "count": self.post_days})
        yield Reason("standing.post_earliest", {"day": self.sent.on})
        if accuse and complain and accuse.legal and complain.legal:
            yield Reason("standing.ask_slip")

    # -- what to remind of

    def reminders(self) -> Iterator[Wanted]:
        if self.ended:
            return
        yield from self._closing()
        if self.nothing_came:
            return
        if self.sent is None and self.received is None:
            yield from self._unsent()
        else:
            yield from self._overdue()
        put_off = self.last("put-off")
        if put_off is not None:
            yield Wanted(
                "later", f"later:{put_off.on}", _at_hour(asked_again(put_off), self.matter)
            )

    def _unsent(self) -> Iterator[Wanted]:
        if (prepared := self.last("prepared", "reopened")) is None:
            return
        for days in _UNSENT_AFTER:
            due = _at_hour(prepared.on + days * _DAY, self.matter)
            yield Wanted("unsent", f"unsent:{prepared.on}+{days}", due)

    def _closing(self) -> Iterator[Wanted]:
        """Give the reminders before the time to complain is over, on its earliest reading."""
        accuse = self.deadline(self.arrived_latest)
        complain = self.deadline(self.arrived_earliest)
        if accuse is None or complain is None or self.over_at(accuse) is None:
            return
        start, until = accuse.complain_from, complain.complain_until
        if start is None or until is None:
            return
        for days in _CLOSING_BEFORE:
            day = until - days * _DAY
            if day > start:
                yield Wanted("closing", f"closing:{until}-{days}", _at_hour(day, self.matter))

    def _overdue(self) -> Iterator[Wanted]:
        accuse = self.deadline(self.arrived_latest)
        over = self.over_at(accuse)
        if over is None or accuse is None or accuse.complain_from is None:
            return
        first = _first_hour(over - timedelta(microseconds=1), self.matter, accuse.complain_from)
        day = first.astimezone(ZoneInfo(self.matter.person_zone)).date()
        for days in _OVERDUE_AFTER:
            due = _at_hour(day + days * _DAY, self.matter)
            yield Wanted("overdue", f"overdue:{accuse.complain_from}+{days}", due)


def _is_open_ended(deadline: Deadline | None) -> bool:
    return deadline is not None and deadline.open_ended


def _country(code: str | None) -> str | None:
    return code.lower().partition("-")[0] if code else None


def _first_hour(after: datetime, matter: Matter, earliest: date | None = None) -> datetime:
    """Return the person's first hour after a moment, on ``earliest`` or later."""
    day = after.astimezone(ZoneInfo(matter.person_zone)).date()
    day = max(day, earliest) if earliest else day
    due = _at_hour(day, matter)
    return due if due > after else _at_hour(day + _DAY, matter)


def _at_hour(day: date, matter: Matter) -> datetime:
    hour = min(max(matter.hour, _EARLIEST_HOUR), _LATEST_HOUR)
    return _moment(day, time(hour), matter.person_zone)


def _moment(day: date, clock: time, zone: str) -> datetime:
    """Return a local time as a moment; one that the change of the hour skips comes just after."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
