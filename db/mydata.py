"""All we hold on a person, opened, with when it was recorded and until when it is kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlmodel import Session, SQLModel

from db.case import Case, Event
from db.desk import Conversation, Link
from db.draft import Draft
from db.inbox import Arrival
from db.kept import BLOCKED_MONTHS, DELIVERY, DRAFT, SILENT_MONTHS, TOPIC, months_on
from db.outbox import Bucket, Departure
from db.reminder import Reminder
from db.store import table, vault_of

_DRAFT, _CASE, _EVENT = table(Draft), table(Case), table(Event)
_REMINDER, _INBOX = table(Reminder), table(Arrival)
_TALK, _LINK = table(Conversation), table(Link)
_OUTBOX, _BUCKET = table(Departure), table(Bucket)

Held = dict[str, Any]  # a row: its columns, "content" opened, "recorded", "kept_until"


def everything(session: Session, person_id: str) -> dict[str, Any]:
    """Return every row of a person from every table (Art. 15 GDPR), or nothing.

    ``person`` is a row, ``drafts``, ``cases``, ``conversations``, ``arrivals``, ``departures`` and
    ``limits`` are lists of rows; a case carries its ``events`` and ``reminders``, a conversation
    its ``links``.
    """
    people = SQLModel.metadata.tables["person"]
    found = _rows(session, people, people.c.id == person_id)
    if not found:
        return {}
    person = _person(found[0])
    keys = {
        person["chat_key"],
        *vault_of(session).indexes("chat", str(person["content"]["chat_id"])),
    }
    return {
        "person": person,
        "drafts": [_draft(row) for row in _rows(session, _DRAFT, _DRAFT.c.person_id == person_id)],
        "cases": [
            _case(session, row, person["kept_until"])
            for row in _rows(session, _CASE, _CASE.c.person_id == person_id)
        ],
        "conversations": [
            _talk(session, row, person["kept_until"])
            for row in _rows(session, _TALK, _TALK.c.person_id == person_id)
        ],
        "arrivals": [
            _passing(row, row["received_at"])
            for row in _rows(session, _INBOX, _INBOX.c.chat_key.in_(keys))
        ],
        "departures": [
            _passing(row, row["queued_at"])
            for row in _rows(
                session,
                _OUTBOX,
                or_(_OUTBOX.c.person_id == person_id, _OUTBOX.c.chat_key.in_(keys)),
            )
        ],
        "limits": _limits(session, keys),
    }


def _person(row: Held) -> Held:
    row["content"]["met_on"] = date.fromisoformat(row["content"]["met_on"])
    until = months_on(row["seen_on"], SILENT_MONTHS)
    if row["blocked_on"]:
        until = min(until, months_on(row["blocked_on"], BLOCKED_MONTHS))
    return row | {"recorded": row["content"]["met_on"], "kept_until": until}


def _draft(row: Held) -> Held:
    return row | {"recorded": row["touched_at"], "kept_until": row["touched_at"] + DRAFT}


def _case(session: Session, row: Held, until: date) -> Held:
    until = row["purge_on"] or until
    events = [
        _event(happened, until)
        for happened in _rows(session, _EVENT, _EVENT.c.case_id == row["id"])
    ]
    recorded = events[0]["recorded"] if events else None
    planned = events[-1]["recorded"] if events else None
    reminders = [
        reminder | {"recorded": planned, "kept_until": until}
        for reminder in _rows(session, _REMINDER, _REMINDER.c.case_id == row["id"])
    ]
    return row | {
        "recorded": recorded,
        "kept_until": until,
        "events": events,
        "reminders": reminders,
    }


def _event(row: Held, until: date) -> Held:
    content = row["content"]
    content["on"] = date.fromisoformat(content["on"])
    recorded = datetime.fromisoformat(content.pop("recorded_at"))
    return row | {"recorded": recorded, "kept_until": until}


def _talk(session: Session, row: Held, until: date) -> Held:
    until = row["closed_on"] + TOPIC if row["closed_on"] else until
    dates = {"recorded": row["opened_at"], "kept_until": until}
    for volunteers in ("taken_by", "taker"):  # their account is theirs
        row["content"].pop(volunteers, None)
    links = _rows(session, _LINK, _LINK.c.conversation_id == row["id"])
    return row | dates | {"links": [link | dates for link in links]}


def _passing(row: Held, moment: datetime) -> Held:
    return row | {"recorded": moment, "kept_until": moment + DELIVERY}


def _limits(session: Session, keys: set[str]) -> list[Held]:
    named = or_(*(_BUCKET.c.key.contains(key, autoescape=True) for key in keys))
    return _rows(session, _BUCKET, named)


def _rows(session: Session, of: Table, where: ColumnElement[bool]) -> list[Held]:
    """Return rows as plain values, sealed ones opened, in the order they were made."""
    order = next(
        (of.c[name] for name in ("position", "turn", "due_at", "opened_at") if name in of.c), None
    )
    rows = session.execute(select(of).where(where).order_by(order)).mappings()
    return [_opened(session, of, dict(row)) for row in rows]


def _opened(session: Session, of: Table, row: Held) -> Held:
    sealed = row.pop("sealed", None)
    (key,) = of.primary_key.columns
    content = vault_of(session).open(of.name, str(row[key.name]), sealed) if sealed else None
    return row | {"content": content}
