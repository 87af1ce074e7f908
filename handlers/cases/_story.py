"""A case as it is told: what happened, where it stands, what is due and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import cases
from bot.cases import Happening, Matter, Standing
from bot.language import Html, say
from db import case, reminder
from db.case import Happened, Record
from db.store import new_id
from handlers.context import Context

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """One case with all that follows from its events."""

    record: Record
    happened: tuple[Happened, ...]
    matter: Matter
    standing: Standing

    @property
    def facts(self) -> Facts:
        """Return what is kept of the case."""
        return self.record.facts

    @property
    def company(self) -> str:
        """Return the company's name."""
        return str(self.facts["company"]["name"])

    def last(self, kind: str) -> Happened | None:
        """Return the latest event of a kind."""
        return next((one for one in reversed(self.happened) if one.kind == kind), None)


async def read(context: Context, case_id: str) -> Story | None:
    """Return a case if it is this person's."""
    found = await context.store(case.with_events, context.person.id, case_id)
    return _story(context, *found) if found else None


async def mine(context: Context) -> list[Story]:
    """Return all cases of the person."""
    return [_story(context, *found) for found in await context.store(case.all_with_events, context.person.id)]


def add(context: Context, story: Story, kind: str, on: date, note: Facts | None = None, *, at: datetime | None = None) -> Story:
    """Record an event: it, what follows from it and its reminders in one transaction."""
    happened = Happened(new_id(), story.record.id, kind, on, dict(note or {}), at or context.now)
    return _keep(context, story, [*story.happened, happened], [happened])


def add_all(context: Context, story: Story, events: Sequence[tuple[str, date, Facts]]) -> Story:
    """Record several events at once."""
    new = [Happened(new_id(), story.record.id, kind, on, dict(note), context.now) for kind, on, note in events]
    return _keep(context, story, [*story.happened, *new], new)


def open_(context: Context, case_id: str, facts: Facts) -> Story:
    """Open a case with its first event: the letter is ready."""
    record = Record(case_id, context.person.id, 0, None, dict(facts))
    prepared = Happened(new_id(), case_id, "prepared", context.today, {}, context.now)
    story = _story(context, record, [prepared])
    context.remember(case.open_case, case_id, context.person.id, record.facts)
    _record(context, prepared)
    _plan(context, story)
    return story


def replan(context: Context, story: Story) -> None:
    """Put the reminders where the person's zone and hour now want them."""
    _plan(context, story)


def _keep(context: Context, story: Story, happened: Sequence[Happened], new: Sequence[Happened]) -> Story:
    later = _story(context, story.record, happened)
    facts = {**story.record.facts, "computed": _computed(later.standing)}
    if later.standing.state == "closed":
        facts["kept"] = None  # kept for follow-ups only
    for one in new:
        _record(context, one)
    purge = cases.purge_day(later.matter, _happenings(happened))
    context.remember(case.change, story.record.id, story.record.version, facts, purge)
    _plan(context, later)
    return later


def _plan(context: Context, story: Story) -> None:
    wanted = cases.reminders(story.matter, _happenings(story.happened))
    rows = [(one.kind, one.occurrence, one.due_at) for one in wanted]
    context.remember(reminder.plan, context.person.id, story.record.id, rows)


def _story(context: Context, record: Record, happened: Sequence[Happened]) -> Story:
    matter = matter_of(record.facts, context.person.zone, context.person.hour, context.person.country)
    standing = cases.standing(matter, _happenings(happened), context.now)
    return Story(record, tuple(happened), matter, standing)


def reasons(found: Sequence[Any], language: str) -> Html:
    """Return reasons as lines."""
    return Html("\n".join(say(one.key, language, **one.values) for one in found))


def _happenings(happened: Sequence[Happened]) -> list[Happening]:
    return [Happening(one.kind, one.on, one.note) for one in happened]


def _record(context: Context, one: Happened) -> None:
    context.remember(
        case.add_event, one.case_id, one.id, one.kind, one.on, one.note, one.recorded_at
    )
