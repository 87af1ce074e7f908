"""What happened in a case, and the days that the law makes of it.

Two readings of an unknown day of receipt (our choice): a late one before anybody is called late,
the earliest one so that nobody complains too late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot import law
from bot.law import Deadline, Event
from bot.law.counting import months_after

_POSTED = frozenset({"post", "registered"})
# what a company may demand before it answers
DEMANDS = tuple(kind.removesuffix("-asked") for kind in law.EVENTS if kind.endswith("-asked"))
# a demand that the person contests is not passed to the law: the base date stands
_CONTESTED = tuple(f"{demand}-contested" for demand in DEMANDS)
_TURNS = {"asked": "asked", "contested": "contested", "given": "met", "paid": "met"}
_MET = {demand: f"{demand}-{'paid' if demand == 'fee' else 'given'}" for demand in DEMANDS}
# what the company does; the rest is the person's
_BY_COMPANY = frozenset(
    [
        *(kind for kind in law.EVENTS if kind.endswith("-asked") or kind == "extension"),
        *_CONTESTED,
        "acknowledged",
    ]
)
_ENDS = ("answered", "closed", "moved-on")
_UNSENT = timedelta(days=90)  # a letter that was never sent is kept so long
_CLOSED = 12  # months that a closed case is kept
_NO_NOTE: Mapping[str, object] = MappingProxyType({})

# working days a letter may take, from where the person lives; generous on purpose
_POST = {"home": 5, "europe": 10, "beyond": 20}
_EUROPE = frozenset(place.country for place in law.places() if {"eu", "uk"} & set(place.regimes)) | {
    "ad", "ch", "mc", "sm", "va",
}  # fmt: skip

# where nobody knows in which zone a company sits, its day ends when the last one on Earth does
_LAST_ZONE = "Etc/GMT+12"


UNSETTLED = frozenset(["partly", "refused", "nothing"])  # how an answer leaves something to say

# what a person wishes stays when the letter comes back; nothing else does
_WISHES = frozenset(["put-off", "remind", "watched", "unwatched", "kept", "note"])


class _Kind(Protocol):
    @property
    def kind(self) -> str: ...


Told = TypeVar("Told", bound=_Kind)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a case.

    Its kind is prepared, sent, received, acknowledged, answered, nothing-came, closed, reopened, bounced,
    something that is contested (identity-contested, extension-contested …), a letter that followed
    (reminded, complained to the organisation, moved-on to the authority), a wish of the person's
    (put-off, remind, watched, unwatched, kept, note), or an event that the law knows
    (identity-asked, extension …). ``note`` may hold the ``channel`` of sending, whether an
    extension gave ``reasons``, and the ``day`` to remind on.
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
        """Return how the case ended: answered, closed or moved on, unless it was taken up again."""
        turn = self.last(*_ENDS, "nothing-came", "reopened", "sent")
        return turn.kind if turn and turn.kind in _ENDS else None

    @property
    def nothing_came(self) -> bool:
        """Say whether the person has looked everywhere since the last turn, and found nothing."""
        turn = self.last("nothing-came", "sent", "received", "reopened", "answered")
        return turn is not None and turn.kind == "nothing-came"

    @property
    def demands(self) -> dict[str, str]:
        """Return each demand that was made, and its last turn: asked, contested or met.

        More time that is contested counts as one.
        """
        found = {}
        for demand in DEMANDS:
            kinds = {f"{demand}-{turn}": met for turn, met in _TURNS.items()}
            if (turn := self.last(*kinds)) is not None:
                found[demand] = kinds[turn.kind]
        extended = self.last("extension", "extension-contested")
        if extended is not None and extended.kind == "extension-contested":
            found["extension"] = "contested"
        return found

    @property
    def complained(self) -> Happening | None:
        """Return the complaint to the organisation, unless it has answered since."""
        turn = self.last("complained", "answered", "sent")
        return turn if turn and turn.kind == "complained" else None

    @property
    def erased_on(self) -> date | None:
        """Return the day on which a case that is closed, or was never sent, is erased."""
        if self.ended == "closed" and (kept := self.last("closed", "kept")):
            return months_after(kept.on, _CLOSED)
        if self.ended or self.sent or self.received:
            return None
        begun = self.last("prepared", "reopened", "bounced", "kept")
        return begun.on + _UNSENT if begun else None

    @property
    def unsettled(self) -> Happening | None:
        """Return the answer that ended the case, where it leaves something to complain about."""
        answer = self.last("answered") if self.ended == "answered" else None
        return answer if answer and answer.note.get("how") in UNSETTLED else None

    # -- what the person wishes

    @property
    def watched(self) -> bool:
        """Tell whether the person wants to hear before the day."""
        turn = self.last("watched", "unwatched")
        return turn is not None and turn.kind == "watched"

    @property
    def wishes(self) -> tuple[date, ...]:
        """Return the days on which the person wants to be reminded."""
        told = [str(item.note["day"]) for item in self.happenings if item.kind == "remind"]
        return tuple(date.fromisoformat(day) for day in sorted(set(told)))

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
        return self._days(arrived, self.events())

    def complain_by(self) -> date | None:
        """Return the last safe day to complain: of the silence or the answer, whichever is nearer."""
        silence, answer = self.deadline(self.arrived_earliest), self.unsettled
        until = silence.complain_until if silence else None
        if answer is None:
            return until
        matter = self.matter
        after = law.complain_until_after(
            matter.regime, matter.place, matter.right, answer.on, seatless=matter.seatless
        )
        # what the silence gave may be over: an answer that comes after it gives new time
        return min((day for day in (until, after) if day and day >= answer.on), default=None)

    def if_justified(self, arrived: date | None, met: date | None) -> Deadline | None:
        """Return the days if what is contested was justified, and ``met`` on a day or not yet."""
        if arrived is None or "contested" not in self.demands.values():
            return None
        answers = self._met(met) if met else ()
        return self._days(arrived, [*self.events(contested=True), *answers])

    def acknowledgement(self) -> Deadline | None:
        """Return until when the organisation must acknowledge a complaint, where a law says so."""
        made = self.complained
        if made is None:
            return None
        matter = self.matter
        found = law.deadline(matter.regime, matter.place, "complaint-acknowledgement", made.on)
        return found if found.legal else None

    def events(self, *, contested: bool = False) -> Iterator[Event]:
        """Give what the law knows of what happened; what is contested only if asked for.

        What was contested and then met after all has stopped the clock from the start.
        """
        demands = self.demands
        for number, item in enumerate(self.happenings):
            demand, _, turn = item.kind.partition("-")
            settled = demands.get(demand) != "contested" or number < self._met_last(demand)
            if settled or contested:
                kind = f"{demand}-asked" if turn == "contested" and demand in _MET else item.kind
                yield from _event(item, kind)

    def _met_last(self, demand: str) -> int:
        """Return where the last demand of this kind that was met ends: it stopped the clock."""
        met = [n for n, item in enumerate(self.happenings) if item.kind == _MET.get(demand)]
        return met[-1] + 1 if met else 0

    def _met(self, day: date) -> Iterator[Event]:
        """Give what it would be to meet on a day what is contested."""
        for demand, turn in self.demands.items():
            made = self.last(f"{demand}-contested")
            if turn == "contested" and demand in _MET and made is not None:
                yield Event(max(day, made.on), _MET[demand])

    def _days(self, arrived: date, events: Iterable[Event]) -> Deadline:
        matter = self.matter
        known = [event for event in events if event.on >= arrived or self.received is None]
        return law.deadline(
            matter.regime, matter.place, matter.right, arrived, known, seatless=matter.seatless
        )

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


def counted(happenings: Sequence[Told]) -> list[Told]:
    """Return what counts: a letter that came back was never sent, and nothing followed from it."""
    back = max((at for at, one in enumerate(happenings) if one.kind == "bounced"), default=0)
    return [one for at, one in enumerate(happenings) if at >= back or one.kind in _WISHES]


def _event(item: Happening, kind: str) -> Iterator[Event]:
    if kind in law.EVENTS:
        reasons = item.note.get("reasons")
        yield Event(item.on, kind, reasons if isinstance(reasons, bool) else None)


def _country(code: str | None) -> str | None:
    return code.lower().partition("-")[0] if code else None


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return a local time as a moment; one that the change of the hour skips comes just after."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
