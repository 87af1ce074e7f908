"""The database is the schedule: a reminder is a row with a time."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, column, delete, func, select, update
from sqlalchemy import table as lightly
from sqlmodel import Field, Index, Session, SQLModel

from db.outbox import Departure
from db.store import Utc, add_once, changed, new_id, table, vault_of


class Reminder(SQLModel, table=True):
    """One thing to tell one person at one time."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_due", "state", "due_at"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    case_id: str = Field(foreign_key="case.id", ondelete="CASCADE", index=True)
    occurrence: str = Field(unique=True)  # keyed: the same reminder is never queued twice
    due_at: datetime = Field(sa_type=Utc)
    state: str  # waiting, queued
    sealed: bytes  # kind and occurrence; once queued, the first reminder of its message


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come."""

    id: str
    person_id: str
    case_id: str
    kind: str = field(repr=False)
    occurrence: str = field(repr=False)
    due_at: datetime = field(repr=False)


_REMINDER, _OUTBOX = table(Reminder), table(Departure)
# only what is asked of it: people know their reminders, not the other way round
_PERSON = lightly("person", column("id"), column("blocked_on"))
_IS = _REMINDER.c.id == bindparam("of")
_WAITS = _REMINDER.c.state == "waiting"
# who blocked the bot is not written to, and finds what was missed on return
_REACHED = _REMINDER.join(
    _PERSON, (_PERSON.c.id == _REMINDER.c.person_id) & _PERSON.c.blocked_on.is_(None)
)
_OF_CASE = select(_REMINDER).where(_REMINDER.c.case_id == bindparam("case"))
_OVER = (
    select(_REMINDER)
    .select_from(_REACHED)
    .where(_WAITS, _REMINDER.c.due_at <= bindparam("now"))
    .order_by(_REMINDER.c.due_at, _REMINDER.c.id)
)
# other workers take other people, each with all that is due to them (PostgreSQL)
_DUE = _OVER.limit(bindparam("most")).with_for_update(skip_locked=True, key_share=True, of=_PERSON)
_DUE_TO = _OVER.where(_REMINDER.c.person_id == bindparam("person")).with_for_update(
    skip_locked=True, of=_REMINDER
)
_NEXT = select(func.min(_REMINDER.c.due_at)).select_from(_REACHED).where(_WAITS)
_QUEUE = (
    update(_REMINDER).where(_IS, _WAITS).values(state="queued", sealed=bindparam("with_message"))
)
_AGAIN = update(_REMINDER).where(_IS).values(state="waiting")
_QUEUED_TO = select(_REMINDER).where(
    _REMINDER.c.person_id == bindparam("person"), _REMINDER.c.state == "queued"
)
_WANTED = select(_REMINDER.c.id).select_from(_REACHED).where(_IS, _REMINDER.c.state == "queued")
_DROP = delete(_REMINDER).where(_IS)
_RECALL = delete(_OUTBOX).where(
    _OUTBOX.c.reminder_id == bindparam("of"), _OUTBOX.c.state == "waiting"
)
_UNHEARD = (
    delete(_OUTBOX)
    .where(
        _OUTBOX.c.person_id == bindparam("person"),
        _OUTBOX.c.reminder_id.is_not(None),
        _OUTBOX.c.state.in_(("waiting", "dead")),
    )
    .returning(_OUTBOX.c.reminder_id)
)


def due(session: Session, now: datetime, limit: int) -> list[Due]:
    """Return what is to be told by now, the oldest first; nothing to people who blocked us."""
    rows = session.execute(_DUE, {"now": now, "most": limit})
    return [_due(session, row) for row in rows]


def due_to(session: Session, person_id: str, now: datetime) -> list[Due]:
    """Return all that one person is to be told by now, the oldest first."""
    rows = session.execute(_DUE_TO, {"now": now, "person": person_id})
    return [_due(session, row) for row in rows]


def next_at(session: Session) -> datetime | None:
    """Return when the next reminder is due."""
    moment: datetime | None = session.execute(_NEXT).scalar()
    return moment


def mark_queued(session: Session, told: Sequence[Due]) -> list[Due]:
    """Note that reminders leave as one message, and return those that were still waiting.

    The message goes by the id of the first of them.
    """
    return [one for one in told if _mark(session, one, told[0].id)]


def _mark(session: Session, one: Due, message: str) -> bool:
    content = {"kind": one.kind, "occurrence": one.occurrence, "message": message}
    sealed = vault_of(session).seal("reminder", one.id, content)
    return changed(session, _QUEUE, of=one.id, with_message=sealed) == 1


def told(session: Session, case_id: str) -> set[str]:
    """Return the kinds of reminders that a case has had."""
    return {told["kind"] for row, told in _of_case(session, case_id) if row.state == "queued"}


def wanted(session: Session, reminder_id: str) -> bool:
    """Tell whether a queued message is still to be sent: nothing has happened meanwhile."""
    return session.execute(_WANTED, {"of": reminder_id}).first() is not None


def plan(
    session: Session, person_id: str, case_id: str, wanted: Iterable[tuple[str, str, datetime]]
) -> None:
    """Replace what waits in a case by ``wanted``: kind, occurrence and time of each.

    What was told is never planned again; what is queued but unsent and no longer wanted is recalled,
    and what else that message was to tell waits again.
    """
    plans = {(kind, occurrence): due_at for kind, occurrence, due_at in wanted}
    recall(session, case_id, but=plans)
    for row, told in _of_case(session, case_id):
        if row.state == "waiting":
            changed(session, _DROP, of=row.id)
        else:
            plans.pop((told["kind"], told["occurrence"]), None)
    for (kind, occurrence), due_at in plans.items():
        _add(session, person_id, case_id, kind, occurrence, due_at)


def recall(session: Session, case_id: str, *, but: Container[tuple[str, str]] = ()) -> None:
    """Take back what has not left yet and tells of a case; what else it was to tell waits again.

    Messages that tell nothing of it but ``but`` go on.
    """
    for row, told in _of_case(session, case_id):
        if row.state == "queued" and (told["kind"], told["occurrence"]) not in but:
            message = told.get("message", row.id)
            if changed(session, _RECALL, of=message):
                _wait_again(session, row.person_id, message)


def unheard(session: Session, person_id: str) -> None:
    """Have what did not reach somebody who blocked us wait for their return."""
    for message in session.execute(_UNHEARD, {"person": person_id}).scalars().all():
        _wait_again(session, person_id, message)


def _wait_again(session: Session, person_id: str, message: str) -> None:
    for row in session.execute(_QUEUED_TO, {"person": person_id}).all():
        told = vault_of(session).open("reminder", row.id, row.sealed)
        if told.get("message", row.id) == message:
            changed(session, _AGAIN, of=row.id)


def _of_case(session: Session, case_id: str) -> list[tuple[Row[Any], dict[str, Any]]]:
    return [
        (row, vault_of(session).open("reminder", row.id, row.sealed))
        for row in session.execute(_OF_CASE, {"case": case_id}).all()
    ]


def _add(
    session: Session, person_id: str, case_id: str, kind: str, occurrence: str, due_at: datetime
) -> None:
    reminder_id, vault = new_id(), vault_of(session)
    told = {"kind": kind, "occurrence": occurrence}
    add_once(
        session,
        _REMINDER,
        id=reminder_id,
        person_id=person_id,
        case_id=case_id,
        occurrence=vault.index("occurrence", occurrence_of(case_id, kind, occurrence)),
        due_at=due_at,
        state="waiting",
        sealed=vault.seal("reminder", reminder_id, told),
    )


def occurrence_of(case_id: str, kind: str, occurrence: str) -> str:
    """Return what is indexed so that one occurrence has one row."""
    return f"{case_id}\0{kind}\0{occurrence}"


def _due(session: Session, row: Row[Any]) -> Due:
    told = vault_of(session).open("reminder", row.id, row.sealed)
    return Due(row.id, row.person_id, row.case_id, told["kind"], told["occurrence"], row.due_at)
