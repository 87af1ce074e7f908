"""The day by which a company must answer, from what the law says and what happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.law import counting
from bot.law.calendars import holiday
from bot.law.counting import DAY
from bot.law.days import Holiday
from bot.law.places import Place, parts
from bot.law.places import place as place_of
from bot.law.reasons import Reason, counted, doubts, weekday
from bot.law.regimes import (
    RIGHTS,
    Extension,
    Pause,
    Provision,
    Regime,
    Roll,
    Rule,
    Start,
    Term,
    UnknownCode,
)
from bot.law.regimes import regime as regime_of

# a unit of the data files -> what its reasons are called
_COUNTED = {"months": "month", "days": "day", "working-days": "working_day"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request, such as a question about identity."""

    on: date
    kind: str
    reasons: bool | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The days of a request, why they are so, and the state of the law file that says so.

    ``open_ended`` means that the company has announced a later answer and the law sets no limit:
    nobody may call it late on these days alone.
    """

    nominal: date | None
    legal: date | None
    notice_by: date | None
    complain_from: date | None
    complain_until: date | None
    reasons: tuple[Reason, ...]
    law_version: str
    open_ended: bool = False


def deadline(
    regime: str,
    place: str,
    right: str,
    received: date,
    events: Sequence[Event] = (),
    *,
    seatless: bool = False,
) -> Deadline:
    """Return the days of a request received on ``received``, and the reasons for them.

    ``seatless`` says that the company has no seat where this law holds; ``place`` is then the
    person's country, and the last day to complain is counted with weekends only.
    Raises UnknownCode for a regime, place or right that we do not know.
    """
    law, where = regime_of(regime), place_of(place)
    if right not in RIGHTS:
        raise UnknownCode(f"unknown right: {right}")
    if law.code not in where.regimes:
        raise UnknownCode(f"{law.code} does not apply in this place: {place}")
    rule = law.rule(right, place, received)
    if rule is None or rule.period is None:
        return _nothing(law, *_why_not(law, rule, right, where, received))
    request = _Request(law, where, right, rule, rule.period, received, _in_order(events), seatless)
    return request.deadline()


def _nothing(law: Regime, *reasons: Reason) -> Deadline:
    return Deadline(None, None, None, None, None, reasons, law.law_version)


def _why_not(
    law: Regime, rule: Rule | None, right: str, where: Place, received: date
) -> Iterator[Reason]:
    """Say why a right has no computed date."""
    if rule is not None:
        yield Reason(f"law.{str(rule.why).replace('-', '_')}", _citation(law, rule.provision))
        yield from (Reason("law.note", {"note": note}) for note in rule.notes)
    elif coming := [
        item for item in law.rules_for(right, where.code) if item.since and item.since > received
    ]:
        first = min(coming, key=lambda item: str(item.since))
        yield Reason("law.not_yet", _citation(law, first.provision) | {"day": first.since})
    elif law.rules_for(right, where.code):
        yield Reason("law.no_longer", {"law": law.short, "day": received})
    elif right in law.absent:
        yield Reason("law.absent", {"law": law.short, "note": law.absent[right]})
    elif right in law.rights:
        yield Reason("law.unverified_here", {"law": law.short, "place": where.names})
    else:
        yield Reason("law.no_right", {"law": law.names})


def _citation(law: Regime, provision: Provision) -> dict[str, object]:
    return {"law": law.short, "cite": provision.cite}


def _in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    # on one day a question comes before its answer
    return tuple(
        sorted(events, key=lambda event: (event.on, event.kind.endswith(("given", "paid"))))
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """From a question to its answer; no answer yet: no ``last``."""

    first: date
    last: date | None


def _spans(events: Sequence[Event], asked: str, given: str) -> Iterator[_Span]:
    """Give each question with its answer; asking twice is asking once."""
    first: date | None = None
    for event in events:
        if event.kind == asked:
            first = first or event.on
        elif event.kind == given and first is not None:
            yield _Span(first, event.on)
            first = None
    if first is not None:
        yield _Span(first, None)


class _Waiting(Exception):  # noqa: N818  not an error: the clock is not running
    """The period has not begun, or stands still, or the request is gone."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__()
        self.reasons = reasons


@dataclass(frozen=True)
class _Request:
    """One request under one rule: everything the sum needs."""

    law: Regime
    where: Place
    right: str
    rule: Rule
    period: Term
    received: date
    events: tuple[Event, ...]
    seatless: bool

    def deadline(self) -> Deadline:
        try:
            return self._deadline()
        except _Waiting as waiting:
            return _nothing(self.law, self._received(), *waiting.reasons, self._basis())

    def _deadline(self) -> Deadline:
        notice_by = self._roll(
            self._shifted(self._count(self.period), self._roll_until(self.period))
        )
        extension = self._valid_extension(notice_by)
        total = extension.total if extension and extension.total else self.period
        nominal = self._shifted(self._count(total), self._roll_until(total))
        legal = self._roll(nominal)
        return Deadline(
            nominal=nominal,
            legal=legal,
            notice_by=notice_by if self.rule.notice else None,
            complain_from=legal + DAY,
            complain_until=self._complain_until(nominal),
            reasons=tuple(self._reasons(total, nominal, legal, notice_by, extension)),
            law_version=self.law.law_version,
            open_ended=bool(extension and extension.total is None),
        )

    # -- when the clock starts

    @cached_property
    def start(self) -> date:
        """Return the day from which the period is counted."""
        return max([self.received, *(day for day, _ in self._starts)])

    @cached_property
    def _starts(self) -> list[tuple[date, Start]]:
        found = []
        for start in self.rule.starts:
            for item in _spans(self.events, start.asked, start.given):
                found.append((self._started(start, item), start))
            if start.after is None and not any(event.kind == start.asked for event in self.events):
                # the answer alone: that it was asked for is assumed
                found += [(event.on, start) for event in self.events if event.kind == start.given]
        return found

    def _started(self, start: Start, item: _Span) -> date:
        if item.last is None or _too_late(item, start.within):
            raise _Waiting(_unanswered(start.asked, item, start.within))
        return item.last if start.after is None else counting.days_after(item.first, start.after)

    # -- when it stands still

    @cached_property
    def _pauses(self) -> list[tuple[_Span, Pause]]:
        found = [
            (item, pause)
            for pause in self.rule.pauses
            for item in _spans(self.events, pause.asked, pause.given)
        ]
        return sorted(found, key=lambda pair: pair[0].first)

    def _counting_pauses(self, until: date) -> list[tuple[_Span, Pause]]:
        """Return the pauses that began before the period had run out."""
        return [(item, pause) for item, pause in self._pauses if item.first <= until]

    def _still(self, until: date) -> frozenset[date]:
        """Return the days on which the clock stood still, each once."""
        days: frozenset[date] = frozenset()
        for item, pause in self._counting_pauses(until):
            if item.last is None or _too_late(item, pause.within):
                raise _Waiting(_unanswered(pause.asked, item, pause.within))
            days |= counting.span(item.first, item.last)
        return days

    def _roll_until(self, term: Term) -> date:
        """Return the last day on which a pause can still begin."""
        until = self._roll(self._count(term))
        while (longer := self._roll(self._shifted(self._count(term), until))) > until:
            until = longer
        return until

    def _shifted(self, day: date, until: date) -> date:
        return day + len(self._still(until)) * DAY

    # -- how long it runs

    def _count(self, term: Term) -> date:
        if term.unit == "months":
            return counting.months_after(self.start, term.count)
        if term.unit == "days":
            return counting.days_after(self.start, term.count)
        return counting.open_days_after(self.start, term.count, self._is_no_working_day)

    def _valid_extension(self, notice_by: date) -> Extension | None:
        extension = self.rule.extension
        if extension is None or not any(
            self._is_valid(event, extension, notice_by) for event in self.events
        ):
            return None
        return extension

    def _is_valid(self, event: Event, extension: Extension, notice_by: date) -> bool:
        in_time = event.kind == "extension" and self.received <= event.on <= notice_by
        return in_time and not (extension.needs_reasons and event.reasons is False)

    # -- where it may end

    def _roll(self, day: date) -> date:
        return roll(day, self.rule.roll, self.where.calendar)

    def _is_no_working_day(self, day: date) -> bool:
        return _closed(day, self.rule.roll.landing, self.rule.roll, self.where.calendar)

    def _complain_until(self, nominal: date) -> date | None:
        window = self.law.window(self.right, self.where.code)
        if window is None:
            return None
        begins = {
            "due": nominal,
            "receipt": self.received,
            "contact": max([self.received, *(event.on for event in self.events)]),
        }[window.counted_from]
        ends = self._window_end(begins, window.term)
        if not self._ends_closed(ends):
            return ends
        return counting.last_open(ends, self._is_day_off)

    def _window_end(self, begins: date, term: Term) -> date:
        if term.unit == "months":
            return counting.months_after(begins, term.count)
        if term.unit == "days":
            return counting.days_after(begins, term.count)
        return counting.open_days_after(begins, term.count, self._is_no_working_day)

    def _ends_closed(self, day: date) -> bool:
        if self.seatless:
            return day.isoweekday() in self.rule.roll.weekdays
        return _closed(day, self.rule.roll.weekdays, self.rule.roll, self.where.calendar)

    def _is_day_off(self, day: date) -> bool:
        weekend = day.isoweekday() in _WEEKEND
        return weekend or (not self.seatless and self._ends_closed(day))

    # -- why

    def _reasons(
        self, total: Term, nominal: date, legal: date, notice_by: date, extension: Extension | None
    ) -> Iterator[Reason]:
        until = self._roll_until(total)
        yield self._received()
        yield from self._start_reasons()
        yield from self._extension_reasons(notice_by, extension)
        yield from self._term_reasons(total, nominal, until)
        yield from self._roll_reasons(nominal, legal)
        yield from self._event_reasons(until)
        yield from self._doubts(nominal, legal)
        yield from (Reason("law.note", {"note": note}) for note in self.rule.notes)
        yield from self._window_reasons(self._complain_until(nominal))
        yield self._basis()

    def _received(self) -> Reason:
        return Reason("law.received", {"day": self.received})

    def _basis(self) -> Reason:
        return Reason("law.basis", _citation(self.law, self.period.provision))

    def _start_reasons(self) -> Iterator[Reason]:
        moved = [(day, start) for day, start in self._starts if day == self.start > self.received]
        for _day, start in moved[:1]:
            kind = start.given.replace("-", "_")
            key = f"law.start_{kind}" if start.after is None else f"law.restart_{kind}"
            yield Reason(
                key, {"day": self.start, "count": start.after or 1} | {"cite": start.provision.cite}
            )

    def _extension_reasons(self, notice_by: date, extension: Extension | None) -> Iterator[Reason]:
        for event in self.events:
            if event.kind != "extension":
                continue
            if self.rule.extension is None:
                yield Reason("law.extension_unknown", {"day": event.on, "law": self.law.short})
            elif extension and self._is_valid(event, extension, notice_by):
                key = "law.extended" if extension.total else "law.extended_openly"
                yield Reason(key, {"day": event.on, "cite": extension.provision.cite})
                if event.reasons is None and extension.needs_reasons:
                    yield Reason("law.reasons_assumed")
            elif event.on > notice_by:
                yield Reason("law.extension_late", {"day": event.on, "last": notice_by})
            elif event.on < self.received:
                yield Reason("law.extension_early", {"day": event.on})
            else:
                yield Reason("law.extension_bare", {"day": event.on})

    def _term_reasons(self, total: Term, nominal: date, until: date) -> Iterator[Reason]:
        base = self._count(total)
        still = self._still(until)
        unit = _COUNTED[total.unit]
        if not still:
            yield self._counted(unit, total.count, base)
            return
        yield counted(unit, total.count, base, None, closed=False)
        for item, pause in self._counting_pauses(until):
            if item.last is not None:
                yield self._pause_reason(item, item.last, pause)
        yield self._counted("pause_day", len(still), nominal)
        yield from self._pause_doubts(until, len(still))

    def _pause_reason(self, item: _Span, last: date, pause: Pause) -> Reason:
        key = f"law.pause_{pause.asked.removesuffix('-asked')}"
        if last == item.first:
            return Reason(f"{key}_day", {"first": last})
        count = (last - item.first).days + 1
        return Reason(key, {"count": count, "first": item.first, "last": last})

    def _pause_doubts(self, until: date, days: int) -> Iterator[Reason]:
        pauses = self._counting_pauses(until)
        told: list[object] = []
        for _, pause in pauses:
            if pause.provision.says is not None and pause.provision.says not in told:
                told.append(pause.provision.says)
                yield Reason("law.choice", {"choice": pause.provision.says})
        lengths = [(item.last - item.first).days + 1 for item, _ in pauses if item.last is not None]
        if sum(lengths) > days:
            yield Reason("law.pauses_overlap")

    def _counted(self, unit: str, count: int, day: date) -> Reason:
        found = self._holiday(day)
        return counted(unit, count, day, found, closed=self._closes(day))

    def _closes(self, day: date) -> bool:
        return _closed(day, self.rule.roll.weekdays, self.rule.roll, self.where.calendar)

    def _holiday(self, day: date) -> Holiday | None:
        return holiday(self.where.calendar, day) if self.rule.roll.holidays else None

    def _roll_reasons(self, nominal: date, legal: date) -> Iterator[Reason]:
        if legal == nominal:
            if nominal.isoweekday() in _WEEKEND:
                yield Reason("law.stays", {"weekday": weekday(nominal)})
            return
        for day in sorted(counting.span(nominal + DAY, legal - DAY)):
            found = self._holiday(day)
            if (
                found is not None
                and found.closed
                and day.isoweekday() not in self.rule.roll.landing
            ):
                yield Reason(
                    "law.also_holiday", {"day": day, "weekday": weekday(day), "name": found.name}
                )
        key = "law.rolled" if self.rule.roll.landing == _WEEKEND else "law.rolled_open"
        yield Reason(key, {"day": legal, "weekday": weekday(legal)})

    def _event_reasons(self, until: date) -> Iterator[Reason]:
        """Say which events changed nothing, and why."""
        for kind, note in self.rule.no_effect.items():
            if any(event.kind == kind for event in self.events):
                yield Reason("law.note", {"note": note})
        used = {kind for pause in self.rule.pauses for kind in (pause.asked, pause.given)}
        used |= {kind for start in self.rule.starts for kind in (start.asked, start.given)}
        used |= {"extension", *self.rule.no_effect}
        for event in self.events:
            if event.kind not in used and event.kind.endswith("-asked"):
                kind = event.kind.removesuffix("-asked")
                yield Reason(f"law.no_pause_{kind}", {"law": self.law.short})
        for item, _ in self._pauses:
            if item.first > until:
                yield Reason("law.pause_late", {"day": item.first})

    def _doubts(self, nominal: date, legal: date) -> Iterator[Reason]:
        passed = [self._holiday(day) for day in sorted(counting.span(nominal, legal))]
        yield from doubts(passed)
        yield from (Reason("law.doubt", {"doubt": doubt}) for doubt in self.rule.doubts)
        if self.rule.roll.provision.confidence != "law":
            yield Reason("law.roll_inferred", {"cite": self.rule.roll.provision.cite})
        if self.seatless:
            yield Reason("law.seatless", {"place": self.where.names})
        yield from self._region_doubts(nominal, legal)

    def _region_doubts(self, nominal: date, legal: date) -> Iterator[Reason]:
        if not self.where.vague or not self.rule.roll.holidays:
            return
        others = [
            part
            for part in parts(self.where)
            if roll(nominal, self.rule.roll, part.calendar) != legal
        ]
        if others:
            yield Reason("law.region_matters", {"places": [part.names for part in others]})

    def _window_reasons(self, until: date | None) -> Iterator[Reason]:
        window = self.law.window(self.right, self.where.code)
        if window is not None and until is not None:
            values = {"day": until, "cite": window.term.provision.cite}
            yield Reason(f"law.window_{window.counted_from}", values)


_WEEKEND = frozenset({6, 7})


def roll(day: date, rule: Roll, calendar: str) -> date:
    """Return ``day``, or where it is closed the next day on which a period may end."""
    if not _closed(day, rule.weekdays, rule, calendar):
        return day
    return counting.first_open(day, lambda later: _closed(later, rule.landing, rule, calendar))


def _closed(day: date, weekdays: frozenset[int], rule: Roll, calendar: str) -> bool:
    if day.isoweekday() in weekdays:
        return True
    if not rule.holidays:
        return False
    found = holiday(calendar, day)
    return found is not None and found.closed


def _too_late(item: _Span, within: int | None) -> bool:
    if within is None or item.last is None:
        return False
    return item.last > counting.days_after(item.first, within)


def _unanswered(asked: str, item: _Span, within: int | None) -> Reason:
    kind = asked.removesuffix("-asked")
    if within is None:
        return Reason(f"law.waiting_{kind}", {"day": item.first})
    return Reason(
        "law.withdrawn", {"day": item.first, "last": counting.days_after(item.first, within)}
    )
