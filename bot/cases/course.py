"""What happened in a case, and the days that the law makes of it.

Two readings of an unknown day of receipt (our choice): a late one before anybody is called late,
the earliest one so that nobody complains too late.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot import law
from bot.law import Deadline, Event

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
_NO_NOTE: Mapping[str, object] = MappingProxyType({})

# working days a letter may take, from where the person lives; generous on purpose
_POST = {"home": 5, "europe": 10, "beyond": 20}
_EUROPE = frozenset(place.country for place in law.places() if {"eu", "uk"} & set(place.regimes)) | {
    "ad", "ch", "mc", "sm", "va",
}  # fmt: skip

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
class Course:
    """The course of one case."""

    matter: Matter
    happenings: tuple[Happening, ...]

    # -- what happened

    def last(self, *kinds: str) -> Happening | None:
        """Return the last of these happenings, in the order of telling."""
        return next((item for item in reversed(self.happenings) if item.kind in kinds), None)

    @property
    def sent(self) -> Happening | None:
        """Return the last sending."""
        return self.last("sent")

    @property
    def received(self) -> Happening | None:
        """Return the last arrival that was told."""
        return self.last("received")

    @property
    def channel(self) -> str:
        """Return how the letter went."""
        told = self.sent.note.get("channel") if self.sent else None
        return str(told or self.matter.channel)

    @property
    def posted(self) -> bool:
        """Tell whether the letter went by post."""
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
        """Return the earliest day it can have arrived."""
        known = self.received or self.sent
        return known.on if known else None

    @property
    def arrived_latest(self) -> date | None:
        """Return the latest day it can have arrived."""
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
        """Return the days of the law for a letter that arrived on a day."""
        if arrived is None:
            return None
        matter = self.matter
        events = [event for event in self.events() if event.on >= arrived or self.received is None]
        return law.deadline(
            matter.regime, matter.place, matter.right, arrived, events, seatless=matter.seatless
        )

    def events(self) -> Iterator[Event]:
        """Give what the law knows of what happened."""
        for item in self.happenings:
            if item.kind in law.EVENTS:
                reasons = item.note.get("reasons")
                yield Event(item.on, item.kind, reasons if isinstance(reasons, bool) else None)

    # -- where it stands

    def state(self, accuse: Deadline | None, now: datetime) -> str:
        """Return the state of the case at a moment."""
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
        return moment(accuse.complain_from, time(), self.company_zone)

    @property
    def company_zone(self) -> str:
        """Return the zone in which the company’s day ends."""
        matter = self.matter
        if matter.zone:
            return matter.zone
        if matter.seatless:
            return law.zone(matter.seat) or _LAST_ZONE
        return law.place(matter.place).zone


def _country(code: str | None) -> str | None:
    return code.lower().partition("-")[0] if code else None


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return a local time as a moment; one that the change of the hour skips comes just after."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
