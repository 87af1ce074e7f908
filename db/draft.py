"""Half-finished flows: one per person and flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlmodel import Field, Session, SQLModel, UniqueConstraint

from db.listed import one_of
from db.store import Conflict, Utc, add_once, changed, table, vault_of


class Draft(SQLModel, table=True):
    """What a person has told a flow so far."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "flow"),)

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    flow: str
    version: int = 0
    turn: int  # the highest of a person speaks: clocks may stand still or go back
    touched_at: datetime = Field(sa_type=Utc, index=True)  # dropped after seven days
    sealed: bytes  # step and facts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A half-finished flow as the rest of the house knows it."""

    id: str
    person_id: str
    flow: str
    version: int
    touched_at: datetime
    step: str
    facts: dict[str, Any] = field(repr=False)


_DRAFT = table(Draft)
_OF = _DRAFT.c.person_id == bindparam("person")
_NEWEST = select(_DRAFT).where(_OF).order_by(_DRAFT.c.turn.desc()).limit(1)
_ALL_OF = select(_DRAFT).where(one_of(_DRAFT.c.person_id, "people")).order_by(_DRAFT.c.turn)
_GET = select(_DRAFT).where(_OF, _DRAFT.c.flow == bindparam("in_flow"))
_BY_ID = select(_DRAFT).where(_OF, _DRAFT.c.id == bindparam("of"))
_TURN = select(func.coalesce(func.max(_DRAFT.c.turn), 0) + 1).where(_OF)
_WRITE = (
    update(_DRAFT)
    .where(_OF, _DRAFT.c.id == bindparam("of"), _DRAFT.c.version == bindparam("read"))
    .values(
        version=_DRAFT.c.version + 1,
        turn=_TURN.correlate(None).scalar_subquery(),
        touched_at=bindparam("touched_at"),
        sealed=bindparam("sealed"),
    )
)
_DROP = delete(_DRAFT).where(_OF, _DRAFT.c.flow == bindparam("in_flow"))
_STALE = select(_DRAFT).where(_DRAFT.c.touched_at < bindparam("before"))
_DROP_STALE = delete(_DRAFT).where(_DRAFT.c.touched_at < bindparam("before"))


def newest(session: Session, person_id: str) -> Sheet | None:
    """Return the draft a person touched last: it is the one that speaks."""
    return _sheet(session, session.execute(_NEWEST, {"person": person_id}).first())


def newest_of(session: Session, person_ids: Sequence[str]) -> dict[str, Sheet]:
    """Return the draft that each of several people touched last."""
    rows = {row.person_id: row for row in session.execute(_ALL_OF, {"people": person_ids})}
    return {of: sheet for of, row in rows.items() if (sheet := _sheet(session, row))}


def get(session: Session, person_id: str, flow: str) -> Sheet | None:
    """Return a person's draft of a flow."""
    return _sheet(session, session.execute(_GET, {"person": person_id, "in_flow": flow}).first())


def by_id(session: Session, person_id: str, draft_id: str) -> Sheet | None:
    """Return a draft if it is this person's."""
    return _sheet(session, session.execute(_BY_ID, {"person": person_id, "of": draft_id}).first())


def write(
    session: Session,
    person_id: str,
    flow: str,
    draft_id: str,
    version: int,
    step: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep a step; ``version`` is the one that was read, 0 for a new draft.

    Conflict when the draft was changed, replaced or dropped meanwhile.
    """
    kept = {
        "touched_at": now,
        "sealed": vault_of(session).seal("draft", draft_id, {"step": step, "facts": dict(facts)}),
    }
    if version:
        done = changed(session, _WRITE, person=person_id, of=draft_id, read=version, **kept)
    else:
        turn = session.execute(_TURN, {"person": person_id}).scalar_one()
        new = {"id": draft_id, "person_id": person_id, "flow": flow, "version": 1, "turn": turn}
        done = add_once(session, _DRAFT, **new, **kept)
    if not done:
        raise Conflict


def drop(session: Session, person_id: str, flow: str) -> bool:
    """Drop a person's draft of a flow and tell whether there was one."""
    return changed(session, _DROP, person=person_id, in_flow=flow) == 1


def stale(session: Session, before: datetime) -> list[Sheet]:
    """Return the drafts untouched since a moment."""
    rows = session.execute(_STALE, {"before": before})
    return [sheet for row in rows if (sheet := _sheet(session, row))]


def drop_stale(session: Session, before: datetime) -> int:
    """Drop the drafts untouched since a moment and return how many."""
    return changed(session, _DROP_STALE, before=before)


def _sheet(session: Session, row: Row[Any] | None) -> Sheet | None:
    if row is None:
        return None
    told = vault_of(session).open("draft", row.id, row.sealed)
    kept = (row.id, row.person_id, row.flow, row.version, row.touched_at)
    return Sheet(*kept, step=told["step"], facts=told["facts"])
