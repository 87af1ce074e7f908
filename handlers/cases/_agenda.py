"""The days of a case in the person's own calendar: put in, moved with the case, taken out."""

from datetime import date

from bot import documents
from db import case
from handlers.cases._story import Facts, Story
from handlers.context import Button, Context

_RUNNING = {"waiting", "overdue"}


def buttons(context: Context, story: Story) -> list[list[Button]]:
    """Return what the calendar can be given: the days, moved ones, or their end."""
    given, days = story.facts.get("calendar"), _days(story)
    running = story.standing.state in _RUNNING
    if running and days and (given is None or story.standing.state == "waiting" or given != days):
        key = "cases.to_calendar" if given in (None, days) else "papers.calendar-moved"
    elif given and not running:
        key = "papers.calendar-out"
    else:
        return []
    return [[context.button(key, f"cases:ics:{story.record.id}")]]


def give(context: Context, story: Story) -> bool:
    """Send the file that the calendar takes, if there is one to send."""
    given, days = story.facts.get("calendar"), _days(story)
    if story.standing.state in _RUNNING and days:
        _send(context, story, days, "cases.calendar")
        if days != given:
            _keep(context, story, days)
        return True
    if given and story.standing.state not in _RUNNING:
        _send(context, story, given, "papers.calendar-over", over=True)
        _keep(context, story, None)
        return True
    return False


def _days(story: Story) -> Facts | None:
    """Return the days of a case as they are kept, or nothing while the law gives none."""
    accuse, complain = story.standing.accuse, story.standing.complain
    if accuse is None or accuse.legal is None or accuse.complain_from is None:
        return None
    until = complain.complain_until if complain else None
    return {
        "due": accuse.legal.isoformat(),
        "look": accuse.complain_from.isoformat(),
        "until": until.isoformat() if until else None,
    }


def _send(context: Context, story: Story, days: Facts, key: str, *, over: bool = False) -> None:
    due, look, until = (days[one] and date.fromisoformat(days[one]) for one in days)
    file = documents.calendar(
        story.record.id,
        None if context.person.discreet else story.company,
        due=due,
        look=look,
        until=until,
        language=context.language,
        stamp=context.now,
        sequence=story.record.version,
        over=over,
    )
    context.document(f"{story.facts['reference']}.ics", file, key)


def _keep(context: Context, story: Story, days: Facts | None) -> None:
    """Keep what the calendar was given, so that it can be moved and taken out."""
    facts = {**story.record.facts, "calendar": days}
    context.remember(case.change, story.record.id, story.record.version, facts)
