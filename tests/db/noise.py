"""Rows of other people: every question to a table is asked amid them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from db import case, desk, draft, person, reminder
from db.inbox import Arrival
from db.outbox import Bucket, Departure
from db.person import Someone
from db.store import new_id, table, vault_of

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = NOW.date()

ANA = 4242_0001  # the chat the tests are about
OTHERS = (7, 4242, 4242_00011, -1)

_numbers = iter(range(10**9, 2 * 10**9))


def furnish(session: Session, chat_id: int, now: datetime = NOW) -> Someone:
    """Meet somebody and give them a row or two in every table that knows people."""
    someone = person.meet(session, chat_id, "en", now.date(), "Europe/London")
    for flow in ("request", "deadline"):
        draft.write(session, someone.id, flow, new_id(), 0, "name", {"name": f"N{chat_id}"}, now)
    for company in ("Clearview AI", "PimEyes"):
        a_case(session, someone.id, company, now)
    arrive(session, chat_id, "new", now)
    arrive(session, chat_id, "done", now)
    depart(session, someone, "waiting", now)
    depart(session, someone, "sent", now)
    a_talk(session, someone.id, f"heron-{new_id()}", now)
    key = vault_of(session).index("chat", str(chat_id))
    session.execute(insert(table(Bucket)), {"key": f"in:{key}", "free_at": 0.5})
    return someone


def a_case(session: Session, person_id: str, company: str, now: datetime = NOW) -> str:
    """Open a case in which something happened and of which something is to be told."""
    case_id = new_id()
    case.open_case(session, case_id, person_id, {"company": company})
    case.add_event(session, case_id, new_id(), "prepared", now.date(), {}, now)
    wanted = [
        ("sent?", "1", now + timedelta(days=1)),
        ("sent?", "7", now + timedelta(days=7)),
    ]
    reminder.plan(session, person_id, case_id, wanted)
    return case_id


def a_talk(session: Session, person_id: str, alias: str, now: datetime = NOW) -> str:
    """Open a conversation in which something was said."""
    known = desk.groups(session)
    group = known[0] if known else desk.add_group(session, -1001)
    talk = desk.begin(session, person_id, group.id, alias, new_id(), now)
    desk.link(session, talk.id, [1], 2, from_person=True)
    return talk.id


def arrive(session: Session, chat_id: int, state: str, now: datetime = NOW) -> int:
    """Put an update of a chat into the inbox."""
    update_id, vault = next(_numbers), vault_of(session)
    update = {
        "chat_id": chat_id,
        "update": {"update_id": update_id, "message": {"text": "Bonjour"}},
    }
    row: dict[str, Any] = {
        "update_id": update_id,
        "chat_key": vault.index("chat", str(chat_id)),
        "state": state,
        "received_at": now,
        "sealed": vault.seal("inbox", str(update_id), update) if state == "new" else None,
    }
    session.add(Arrival(**row))
    session.flush()
    return update_id


def depart(
    session: Session,
    someone: Someone,
    state: str,
    now: datetime = NOW,
    reminder_id: str | None = None,
) -> str:
    """Put a message to somebody into the outbox."""
    departure_id, vault = new_id(), vault_of(session)
    call = {"chat_id": someone.chat_id, "method": "sendMessage", "params": {"text": "Bonjour"}}
    row: dict[str, Any] = {
        "id": departure_id,
        "lane": "interactive",
        "chat_key": vault.index("chat", str(someone.chat_id)),
        "position": next(_numbers),
        "person_id": someone.id,
        "reminder_id": reminder_id,
        "state": state,
        "queued_at": now,
        "sealed": vault.seal("outbox", departure_id, call) if state == "waiting" else None,
    }
    session.add(Departure(**row))
    session.flush()
    return departure_id


def day(text: str) -> date:
    return date.fromisoformat(text)
