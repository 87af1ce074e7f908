"""Requests that were handed over, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import EllipsisType
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlmodel import Field, Session, SQLModel, UniqueConstraint

from db import reminder
from db.store import Conflict, add_once, changed, erased, table, vault_of


class Case(SQLModel, table=True):
    """One request to one company."""

    __tablename__ = "case"

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    position: int  # order of opening among a person's cases
    version: int = 0
    purge_on: date | None = Field(default=None, index=True)
    sealed: bytes  # company, rights, regime, place, languages, reference, date, law, reasons


class Event(SQLModel, table=True):
    """Something that happened in a case: the truth from which all else follows."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case.id", ondelete="CASCADE")
    position: int  # order of recording within the case
    sealed: bytes  # kind, day, note, when it was recorded


@dataclass(frozen=True, slots=True)
class Record:
    """A case as the rest of the house knows it."""

    id: str
    person_id: str
    version: int
    purge_on: date | None
    facts: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as the rest of the house knows it."""

    id: str
    case_id: str
    kind: str = field(repr=False)
    on: date = field(repr=False)
    note: dict[str, Any] = field(repr=False)
    recorded_at: datetime = field(repr=False)


_CASE, _EVENT = table(Case), table(Event)
_IS = _CASE.c.id == bindparam("of")
_OF = _CASE.c.person_id == bindparam("person")
_GET = select(_CASE).where(_IS, _OF)
_MINE = select(_CASE).where(_OF).order_by(_CASE.c.position)
_NEXT_CASE = select(func.coalesce(func.max(_CASE.c.position), 0) + 1).where(_OF)
_CHANGE = update(_CASE).where(_IS, _CASE.c.version == bindparam("read"))
_DUE = select(_CASE).where(_CASE.c.purge_on <= bindparam("day")).limit(bindparam("most"))
_OPEN = (
    select(_CASE)
    .where(_CASE.c.id > bindparam("after"), _CASE.c.purge_on.is_(None))
    .order_by(_CASE.c.id)
    .limit(bindparam("most"))
)
_ERASE = delete(_CASE).where(_IS)
_IN = _EVENT.c.case_id == bindparam("case")
_EVENTS = select(_EVENT).where(_IN).order_by(_EVENT.c.position)
_DROP_EVENT = delete(_EVENT).where(_EVENT.c.id == bindparam("of"))
_NEXT_EVENT = select(func.coalesce(func.max(_EVENT.c.position), 0) + 1).where(_IN)


def open_case(
    session: Session,
    case_id: str,
    person_id: str,
    facts: Mapping[str, Any],
    purge_on: date | None = None,
) -> None:
    """Open a case, to be erased on a day; Conflict if it is open already."""
    position = session.execute(_NEXT_CASE, {"person": person_id}).scalar_one()
    sealed = vault_of(session).seal("case", case_id, dict(facts))
    new = {"id": case_id, "person_id": person_id, "position": position, "version": 0}
    if not add_once(session, _CASE, **new, purge_on=purge_on, sealed=sealed):
        raise Conflict


def get(session: Session, person_id: str, case_id: str) -> Record | None:
    """Return a case if it is this person's."""
    row = session.execute(_GET, {"person": person_id, "of": case_id}).first()
    return _record(session, row) if row else None


def mine(session: Session, person_id: str) -> list[Record]:
    """Return a person's cases, the oldest first."""
    return [_record(session, row) for row in session.execute(_MINE, {"person": person_id})]


def change(
    session: Session,
    case_id: str,
    version: int,
    facts: Mapping[str, Any] | None = None,
    purge_on: date | EllipsisType | None = ...,
) -> None:
    """Put new facts or another purge day into a case; Conflict if it changed meanwhile.

    Without either, only the version moves on: whoever read the case before must read it again.
    """
    new: dict[str, Any] = {"version": version + 1}
    if facts is not None:
        new["sealed"] = vault_of(session).seal("case", case_id, dict(facts))
    if purge_on is not ...:
        new["purge_on"] = purge_on
    if not changed(session, _CHANGE, of=case_id, read=version, **new):
        raise Conflict


def unclosed(session: Session, after: str, limit: int = 100) -> list[Record]:
    """Return the cases that nothing erases, from an id on: those sent and not closed."""
    rows = session.execute(_OPEN, {"after": after, "most": limit})
    return [_record(session, row) for row in rows]


def to_purge(session: Session, today: date, limit: int = 100) -> list[Record]:
    """Return the cases whose day has come."""
    rows = session.execute(_DUE, {"day": today, "most": limit})
    return [_record(session, row) for row in rows]


def erase(session: Session, case_id: str) -> None:
    """Erase a case with its events and reminders; what was to be told with them waits again."""
    reminder.recall(session, case_id)
    changed(session, _ERASE, of=case_id)
    erased(session)


def events(session: Session, case_id: str) -> list[Happened]:
    """Return what happened in a case, in the order of recording."""
    return [_happened(session, row) for row in session.execute(_EVENTS, {"case": case_id})]


def add_event(
    session: Session,
    case_id: str,
    event_id: str,
    kind: str,
    on: date,
    note: Mapping[str, Any],
    now: datetime,
) -> None:
    """Record what happened; Conflict if that was recorded already."""
    told = {"kind": kind, "on": on.isoformat(), "note": dict(note), "recorded_at": now.isoformat()}
    new = {
        "id": event_id,
        "case_id": case_id,
        "position": session.execute(_NEXT_EVENT, {"case": case_id}).scalar_one(),
        "sealed": vault_of(session).seal("event", event_id, told),
    }
    if not add_once(session, _EVENT, **new):
        raise Conflict


def drop_event(session: Session, event_id: str) -> None:
    """Take back what was recorded by mistake; Conflict if it is gone already."""
    if not changed(session, _DROP_EVENT, of=event_id):
        raise Conflict
    erased(session)


def with_events(
    session: Session, person_id: str, case_id: str
) -> tuple[Record, list[Happened]] | None:
    """Return a case with what happened in it, if it is this person's."""
    found = get(session, person_id, case_id)
    return (found, events(session, case_id)) if found else None


def all_with_events(session: Session, person_id: str) -> list[tuple[Record, list[Happened]]]:
    """Return a person's cases, each with what happened in it, the oldest first."""
    return [(found, events(session, found.id)) for found in mine(session, person_id)]


def _record(session: Session, row: Row[Any]) -> Record:
    facts = vault_of(session).open("case", row.id, row.sealed)
    return Record(row.id, row.person_id, row.version, row.purge_on, facts)


def _happened(session: Session, row: Row[Any]) -> Happened:
    told = vault_of(session).open("event", row.id, row.sealed)
    return Happened(
        id=row.id,
        case_id=row.case_id,
        kind=told["kind"],
        on=date.fromisoformat(told["on"]),
        note=told["note"],
        recorded_at=datetime.fromisoformat(told["recorded_at"]),
    )
