"""A computed date in reasons: what was counted, what moved it, what it hangs on."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.law.calendars import holiday
from bot.law.clock import Clock, Waiting, roll
from bot.law.counting import DAY, days_after, span
from bot.law.days import Holiday
from bot.law.events import Event, Span
from bot.law.places import Place, parts
from bot.law.reasons import Reason, counted, doubts, weekday
from bot.law.regimes import Pause, Regime, Roll, Start
from bot.law.windows import Until

# a unit of the data files -> what its reasons are called
_COUNTED = {"months": "month", "days": "day", "working-days": "working_day"}
_WEEKEND = frozenset({6, 7})


def why(
    law: Regime, where: Place, clock: Clock, until: Until | None, *, seatless: bool
) -> Iterator[Reason]:
    """Give the reasons for the days of a request, in the order of telling."""
    yield Reason("law.received", {"day": clock.received})
    yield from _starts(clock)
    yield from _extensions(clock)
    yield from _term(clock)
    yield from _moves(clock)
    yield from _without_effect(law, clock)
    yield from _doubts(clock)
    if seatless:
        yield Reason("law.seatless", {"place": where.names})
    yield from _other_parts(law, where, clock)
    yield from (Reason("law.note", {"note": note}) for note in clock.rule.notes)
    if until is not None:
        values = {"day": until.day, "cite": until.window.term.provision.cite}
        yield Reason(f"law.window_{until.window.counted_from}", values)
    yield _basis(clock)


def why_waiting(clock: Clock, waiting: Waiting) -> Iterator[Reason]:
    """Say why no period runs."""
    yield Reason("law.received", {"day": clock.received})
    first = waiting.span.first
    if waiting.within is None:
        yield Reason(f"law.waiting_{_matter(waiting.asked)}", {"day": first})
    else:
        yield Reason("law.withdrawn", {"day": first, "last": days_after(first, waiting.within)})
    yield _basis(clock)


def _basis(clock: Clock) -> Reason:
    return Reason("law.basis", {"cite": clock.period.provision.cite})


def _matter(asked: str) -> str:
    return asked.removesuffix("-asked")


# -- when it starts


def _starts(clock: Clock) -> Iterator[Reason]:
    for day, start in clock.starts:
        if day == clock.start and (day > clock.received or start.after):
            yield _start(clock, start)
            return


def _start(clock: Clock, start: Start) -> Reason:
    kind = start.given.replace("-", "_")
    values: dict[str, object] = {"day": clock.start, "cite": start.provision.cite}
    if start.after is None:
        return Reason(f"law.start_{kind}", values)
    return Reason(f"law.restart_{kind}", values | {"count": start.after})


# -- how long it runs


def _extensions(clock: Clock) -> Iterator[Reason]:
    for event in clock.events:
        if event.kind == "extension":
            yield from _extension(clock, event)


def _extension(clock: Clock, event: Event) -> Iterator[Reason]:
    extension = clock.rule.extension
    if extension is None:
        yield Reason("law.extension_unknown", {"day": event.on})
    elif clock.extends(event):
        key = "law.extended" if extension.total else "law.extended_openly"
        yield Reason(key, {"day": event.on, "cite": extension.provision.cite})
        if event.reasons is None and extension.needs_reasons:
            yield Reason("law.reasons_assumed")
    else:
        yield _ignored(clock, event)


def _ignored(clock: Clock, event: Event) -> Reason:
    if event.on > clock.notice_by:
        return Reason("law.extension_late", {"day": event.on, "last": clock.notice_by})
    key = "law.extension_early" if event.on < clock.received else "law.extension_bare"
    return Reason(key, {"day": event.on})


def _term(clock: Clock) -> Iterator[Reason]:
    unit, total = _COUNTED[clock.total.unit], clock.total
    until = clock.last_day(total)
    still = clock.still(until)
    if not still:
        yield _counted(clock, unit, total.count)
        return
    yield counted(unit, total.count, clock.count(total), None, closed=False)
    yield from (_pause(item, pause) for item, pause in clock.pauses(until))
    yield _counted(clock, "pause_day", len(still))
    yield from _choices([pause for _, pause in clock.pauses(until)])
    if sum(item.days() for item, _ in clock.pauses(until)) > len(still):
        yield Reason("law.pauses_overlap")


def _counted(clock: Clock, unit: str, count: int) -> Reason:
    day = clock.nominal
    return counted(unit, count, day, _holidays(clock, [day])[0], closed=clock.is_closed(day))


def _pause(item: Span, pause: Pause) -> Reason:
    key = f"law.pause_{_matter(pause.asked)}"
    if item.days() == 1:
        return Reason(f"{key}_day", {"first": item.first})
    return Reason(key, {"count": item.days(), "first": item.first, "last": item.last})


def _choices(pauses: list[Pause]) -> Iterator[Reason]:
    said: list[Mapping[str, str]] = []
    for pause in pauses:
        if pause.provision.says is not None and pause.provision.says not in said:
            said.append(pause.provision.says)
            yield Reason("law.choice", {"choice": pause.provision.says})


# -- where it ends


def _moves(clock: Clock) -> Iterator[Reason]:
    nominal, legal, rule = clock.nominal, clock.legal, clock.rule.roll
    if legal == nominal:
        if nominal.isoweekday() in _WEEKEND:
            yield Reason("law.stays", {"weekday": weekday(nominal)})
        return
    passed = sorted(span(nominal + DAY, legal - DAY))
    for day, found in zip(passed, _holidays(clock, passed), strict=True):
        if found and found.closed and day.isoweekday() not in rule.landing:
            values = {"day": day, "weekday": weekday(day), "name": found.name}
            yield Reason("law.also_holiday", values)
    key = "law.rolled" if rule.landing >= _WEEKEND else "law.rolled_open"
    yield Reason(key, {"day": legal, "weekday": weekday(legal)})


def _holidays(clock: Clock, days: list[date]) -> list[Holiday | None]:
    known = clock.rule.roll.holidays
    return [holiday(clock.calendar, day) if known else None for day in days]


# -- what changed nothing, and what is not settled


def _without_effect(law: Regime, clock: Clock) -> Iterator[Reason]:
    kinds = {event.kind for event in clock.events}
    for kind, note in clock.rule.no_effect.items():
        if kind in kinds:
            yield Reason("law.note", {"note": note})
    used = {pause.asked for pause in clock.rule.pauses}
    used |= {start.asked for start in clock.rule.starts}
    for kind in sorted(kinds - used - set(clock.rule.no_effect)):
        if kind.endswith("-asked"):
            yield Reason(f"law.no_pause_{_matter(kind)}", {"law": law.short})
    yield from (Reason("law.pause_late", {"day": item.first}) for item in clock.late_pauses())


def _doubts(clock: Clock) -> Iterator[Reason]:
    yield from doubts(_holidays(clock, sorted(span(clock.nominal, clock.legal))))
    yield from (Reason("law.doubt", {"doubt": doubt}) for doubt in clock.rule.doubts)
    if clock.legal != clock.nominal:
        yield from _roll_doubts(clock, clock.rule.roll)


def _roll_doubts(clock: Clock, rule: Roll) -> Iterator[Reason]:
    if rule.provision.confidence != "law":
        yield Reason("law.roll_inferred", {"cite": rule.provision.cite})
    if rule.doubt is not None:
        yield Reason("law.doubt", {"doubt": rule.doubt})
    passed = {day.isoweekday() for day in span(clock.nominal, clock.legal - DAY)}
    if rule.landing_doubt is not None and passed & (rule.landing - rule.weekdays):
        yield Reason("law.doubt", {"doubt": rule.landing_doubt})


def _other_parts(law: Regime, where: Place, clock: Clock) -> Iterator[Reason]:
    """Say where in the country the date would be another, when only the country is known."""
    if not where.vague:
        return
    elsewhere = [
        part.names
        for part in parts(where)
        if law.code in part.regimes
        and roll(clock.nominal, clock.rule.roll, part.calendar_of(law.code)) != clock.legal
    ]
    if elsewhere:
        yield Reason("law.region_matters", {"places": elsewhere})
