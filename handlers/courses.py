"""A kept case as the rules of cases want it, and what they plan as the database keeps it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot import cases, matters
from bot.cases import Happening, Matter
from db.case import Happened, Record
from db.person import Someone


def course(
    someone: Someone, record: Record, happened: Iterable[Happened]
) -> tuple[Matter, list[Happening]]:
    """Return what a person's case is about, and what happened in it."""
    happenings = [Happening(one.kind, one.on, one.note) for one in happened]
    sent_from = next(
        (one.note.get("country") for one in reversed(happenings) if one.kind == "sent"), None
    )
    country = str(sent_from) if sent_from else someone.country
    return matters.matter(record.facts, someone.zone, someone.hour, country), happenings


def planned(
    matter: Matter, happenings: Sequence[Happening], now: datetime
) -> list[tuple[str, str, datetime]]:
    """Return the kind, the occurrence and the time of every reminder that is to come."""
    found = cases.reminders(matter, happenings, now)
    return [(one.kind, one.occurrence, one.due_at) for one in found]
