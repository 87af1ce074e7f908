"""A case as it is told: what happened, where it stands, what is due and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot import cases, law, matters
from bot.cases import Standing
from bot.companies import Company
from bot.language import Html, say
from bot.law import Reason
from db import case, reminder
from db.case import Happened, Record
from db.store import new_id
from handlers import letters
from handlers.context import Context
from handlers.courses import course, planned

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """One case with all that follows from its events."""

    record: Record
    happened: tuple[Happened, ...]
    standing: Standing

    @property
    def facts(self) -> Facts:
        """Return what is kept of the case."""
        return self.record.facts

    @property
    def company(self) -> str:
        """Return the company's name."""
        return str(self.facts["company"]["name"])

    @property
    def silence(self) -> bool:
        """Return whether the person looked everywhere and found nothing, for the day that stands now."""
        turn = self.last("nothing-came", "sent", "received", "reopened")
        return turn is not None and turn.kind == "nothing-came"

    def last(self, *kinds: str) -> Happened | None:
        """Return the latest event of these kinds, of those that count."""
        counted = cases.counted(self.happened)
        return next((one for one in reversed(counted) if one.kind in kinds), None)


async def read(context: Context, case_id: str) -> Story | None:
    """Return a case if it is this person's."""
    found = await context.store(case.with_events, context.person.id, case_id)
    return _story(context, *found) if found else None


async def mine(context: Context) -> list[Story]:
    """Return all cases of the person."""
    return [
        _story(context, *found)
        for found in await context.store(case.all_with_events, context.person.id)
    ]


def add(
    context: Context,
    story: Story,
    kind: str,
    on: date,
    note: Facts | None = None,
    *,
    at: datetime | None = None,
) -> Story:
    """Record an event: it, what follows from it and its reminders in one transaction."""
    happened = Happened(new_id(), story.record.id, kind, on, dict(note or {}), at or context.now)
    return _keep(context, story, [*story.happened, happened], [happened])


def add_all(context: Context, story: Story, events: Sequence[tuple[str, date, Facts]]) -> Story:
    """Record several events at once."""
    new = [
        Happened(new_id(), story.record.id, kind, on, dict(note), context.now)
        for kind, on, note in events
    ]
    return _keep(context, story, [*story.happened, *new], new)


def undo(context: Context, story: Story) -> Story:
    """Take back the last event: it, what followed from it and its reminders in one transaction."""
    *before, last = story.happened
    context.remember(case.drop_event, last.id)
    return _keep(context, story, before, [])


def open_(context: Context, case_id: str, facts: Facts) -> Story:
    """Open a case with its first event: the letter is ready."""
    record = Record(case_id, context.person.id, 0, None, dict(facts))
    prepared = Happened(new_id(), case_id, "prepared", context.today, {}, context.now)
    story = _story(context, record, [prepared])
    erased = story.standing.erased_on
    context.remember(case.open_case, case_id, context.person.id, record.facts, erased)
    _record(context, prepared)
    _plan(context, story)
    return story


def replan(context: Context, story: Story) -> None:
    """Put the reminders where the person's zone and hour now want them, and keep the date told."""
    computed = matters.computed(story.standing)
    if computed != story.facts.get("computed"):
        facts = {**story.facts, "computed": computed}
        context.remember(case.change, story.record.id, story.record.version, facts)
    _plan(context, story)


def _keep(
    context: Context, story: Story, happened: Sequence[Happened], new: Sequence[Happened]
) -> Story:
    later = _story(context, story.record, happened)
    facts = {**story.record.facts, "computed": matters.computed(later.standing)}
    if later.standing.state == "closed":
        facts["kept"] = None  # kept for follow-ups only
    for one in new:
        _record(context, one)
    purge = later.standing.erased_on
    context.remember(case.change, story.record.id, story.record.version, facts, purge)
    _plan(context, later)
    version = story.record.version + 1  # what follows in this update builds on it
    record = replace(story.record, version=version, facts=facts, purge_on=purge)
    return replace(later, record=record)


def _plan(context: Context, story: Story) -> None:
    rows = planned(*course(context.person, story.record, story.happened), context.now)
    context.remember(reminder.plan, context.person.id, story.record.id, rows)


def _story(context: Context, record: Record, happened: Sequence[Happened]) -> Story:
    standing = cases.standing(*course(context.person, record, happened), context.now)
    return Story(record, tuple(happened), standing)


def why(story: Story, language: str) -> Html:
    """Return the reasons of a case's date as lines, what we assume before what follows from it."""
    standing = story.standing
    found = [*standing.assumptions, *_both(standing)]
    if story.last("received") is None:
        found = [_assumed(one) for one in found]
    return reasons(found, language)


def _both(standing: Standing) -> list[Reason]:
    """Return why the company is late from when it is, and until when to complain: the earlier one."""
    accuse, complain = (
        found.reasons if found else () for found in (standing.accuse, standing.complain)
    )
    windows = (one for one in complain if _is_window(one))
    return [next(windows, one) if _is_window(one) else one for one in accuse]


def _is_window(reason: Reason) -> bool:
    return reason.key.startswith("law.window_")


def _assumed(reason: Reason) -> Reason:
    return replace(reason, key="cases.if_received") if reason.key == "law.received" else reason


def reasons(found: Sequence[Reason], language: str) -> Html:
    """Return reasons as lines."""
    return Html("\n".join(say(one.key, language, **one.values) for one in found))


def _record(context: Context, one: Happened) -> None:
    context.remember(
        case.add_event, one.case_id, one.id, one.kind, one.on, one.note, one.recorded_at
    )


def company_of(context: Context, story: Story) -> Company:
    """Return the company the case is about, as it was written to last."""
    company, again = known_company(context, story), story.last("prepared")
    if again and "to" in again.note:
        return company.only(again.note["by"], again.note["to"])
    return company


def known_company(context: Context, story: Story) -> Company:
    """Return the company the case is about, with every way to it."""
    return letters.company_of(story.facts["company"], story.facts["regime"], context.today)


def authority_of(context: Context, story: Story) -> law.Authority | None:
    """Return the authority to turn to, if we know it."""
    facts = story.facts
    return law.authority_over(facts["regime"], context.person.residence, facts["place"])


def window_closed(context: Context, story: Story) -> Html | None:
    """Return that the usual time to complain is over, and what remains; nothing while it runs."""
    until = story.standing.complain_by
    if until is None or until >= context.today:
        return None
    authority = authority_of(context, story)
    after = authority.after if authority else None
    said = say("cases.window_closed", context.language, day=until)
    return Html(f"{said}\n{after[context.language]}") if after else said
