"""The sum: when a period starts, stands still, may be extended, and ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.law import counting
from bot.law.calendars import holiday
from bot.law.counting import DAY
from bot.law.events import Event, Span, spans
from bot.law.regimes import Extension, Pause, Roll, Rule, Start, Term


class Waiting(Exception):  # noqa: N818  not an error: no period runs
    """A question is open, or its answer came too late and the request is gone."""

    def __init__(self, asked: str, span: Span, within: int | None) -> None:
        super().__init__()
        self.asked, self.span, self.within = asked, span, within


@dataclass(frozen=True)
class Clock:
    """One request under one rule. Every day may raise Waiting."""

    rule: Rule
    period: Term
    calendar: str
    received: date
    events: tuple[Event, ...]

    # -- when it ends

    @cached_property
    def nominal(self) -> date:
        """Return the end of the period before any move to an open day."""
        return self._ends(self.total)

    @cached_property
    def legal(self) -> date:
        """Return the last day to answer."""
        return self.rolled(self.nominal)

    @cached_property
    def notice_by(self) -> date:
        """Return the last day to announce an extension or a refusal."""
        return self.rolled(self._ends(self.period))

    @property
    def total(self) -> Term:
        """Return the period that counts, the extended one where the extension is valid."""
        extension = self.extension
        return extension.total if extension and extension.total else self.period

    def _ends(self, term: Term) -> date:
        return self._shifted(self.count(term), self.last_day(term))

    # -- when it starts

    @cached_property
    def start(self) -> date:
        """Return the day from which the period is counted."""
        return max([self.received, *(day for day, _ in self.starts)])

    @cached_property
    def starts(self) -> list[tuple[date, Start]]:
        """Return the days on which the clock started again."""
        return [found for start in self.rule.starts for found in self._started(start)]

    def _started(self, start: Start) -> Iterator[tuple[date, Start]]:
        for span in spans(self.events, start.asked, start.given):
            given = _answered(start.asked, span, start.within)
            yield (
                given if start.after is None else counting.days_after(span.first, start.after),
                start,
            )
        if start.after is None and not any(event.kind == start.asked for event in self.events):
            # the answer alone: that it was asked for goes without saying
            yield from ((event.on, start) for event in self.events if event.kind == start.given)

    # -- when it stands still

    @cached_property
    def _pauses(self) -> list[tuple[Span, Pause]]:
        found = [
            (span, pause)
            for pause in self.rule.pauses
            for span in spans(self.events, pause.asked, pause.given)
        ]
        return sorted(found, key=lambda pair: pair[0].first)

    def pauses(self, until: date) -> list[tuple[Span, Pause]]:
        """Return the pauses that began before the period had run out."""
        return [(span, pause) for span, pause in self._pauses if span.first <= until]

    def late_pauses(self) -> list[Span]:
        """Return the pauses that began when the period was over."""
        return [span for span, _ in self._pauses if span.first > self.last_day(self.total)]

    def still(self, until: date) -> frozenset[date]:
        """Return the days on which the clock stood still, each once."""
        days: frozenset[date] = frozenset()
        for span, pause in self.pauses(until):
            days |= counting.span(span.first, _answered(pause.asked, span, pause.within))
        return days

    def last_day(self, term: Term) -> date:
        """Return the last day of a period, each pause in turn making it longer."""
        base = self.count(term)
        until = self.rolled(base)
        while (longer := self.rolled(self._shifted(base, until))) > until:
            until = longer
        return until

    def _shifted(self, day: date, until: date) -> date:
        return day + len(self.still(until)) * DAY

    # -- how long it runs

    def count(self, term: Term, start: date | None = None) -> date:
        """Count a term, from the start of the period where no other day is given."""
        start = start or self.start
        if term.unit == "months":
            return counting.months_after(start, term.count)
        if term.unit == "days":
            return counting.days_after(start, term.count)
        return counting.open_days_after(start, term.count, self.is_no_working_day)

    @cached_property
    def extension(self) -> Extension | None:
        """Return the extension, where one was announced as the law wants."""
        return self.rule.extension if any(map(self.extends, self.events)) else None

    def extends(self, event: Event) -> bool:
        """Say whether an event is an extension that counts: in time, and with its reasons."""
        extension = self.rule.extension
        if extension is None or event.kind != "extension":
            return False
        in_time = self.received <= event.on <= self.notice_by
        return in_time and not (extension.needs_reasons and event.reasons is False)

    @property
    def is_open_ended(self) -> bool:
        """Say whether a later answer was announced and the law sets no limit to it."""
        return self.extension is not None and self.extension.total is None

    # -- where it may end

    def rolled(self, day: date) -> date:
        """Return ``day``, or where it is closed the next on which the period may end."""
        return roll(day, self.rule.roll, self.calendar)

    def is_closed(self, day: date) -> bool:
        """Say whether a period that ends on ``day`` goes on."""
        return closed(day, self.rule.roll.weekdays, self.rule.roll, self.calendar)

    def is_no_working_day(self, day: date) -> bool:
        """Say whether a period that goes on passes over ``day``."""
        return closed(day, self.rule.roll.landing, self.rule.roll, self.calendar)


def roll(day: date, rule: Roll, calendar: str) -> date:
    """Return ``day``, or where it is closed the next day on which a period may end."""
    if not closed(day, rule.weekdays, rule, calendar):
        return day
    return counting.first_open(day, lambda later: closed(later, rule.landing, rule, calendar))


def closed(day: date, weekdays: frozenset[int], rule: Roll, calendar: str) -> bool:
    """Say whether ``day`` is one of these weekdays, or a holiday where the rule knows any."""
    if day.isoweekday() in weekdays:
        return True
    found = holiday(calendar, day) if rule.holidays else None
    return found is not None and found.closed


def _answered(asked: str, span: Span, within: int | None) -> date:
    if span.last is None:
        raise Waiting(asked, span, within)
    if within is not None and span.last > counting.days_after(span.first, within):
        raise Waiting(asked, span, within)
    return span.last
