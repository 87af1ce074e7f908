"""Arrivals: an update is Telegram's until it is a row here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Row, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Index, Session, SQLModel

from bot.vault import Unsealable
from db.kept import DELIVERY, REPEAT
from db.listed import one_of
from db.store import Utc, changed, erased, table, vault_of

_TURN = 5_177_280_311  # PostgreSQL's advisory lock: arrivals and claims happen one after another
_SPARE = 1000  # rows looked at beyond our own, some of which other workers hold


class Arrival(SQLModel, table=True):
    """One update, kept until it is done, its id for longer."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_open", "state", "update_id"),
        Index("ix_inbox_chat", "chat_key", "state", "update_id"),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_key: str  # keyed index of the chat
    state: str  # new, done, parked
    tries: int = 0  # how often it was taken up
    begun: int = 0  # how often a suspect was begun: some updates kill the process
    received_at: datetime = Field(sa_type=Utc, index=True)
    lease_until: datetime | None = Field(default=None, sa_type=Utc)  # until then some worker's
    # always with "chat_id" at its top, so that the index can be made again under a new key
    sealed: bytes | None  # chat_id, update; blanked when done


@dataclass(frozen=True, slots=True)
class Fresh:
    """An update as Telegram gave it; chat 0 when it names none."""

    update_id: int
    chat_id: int = field(repr=False)
    update: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """An update that is ours to handle until its lease ends; nothing in it if no key opens it."""

    update_id: int
    chat_id: int = field(repr=False)  # 0 when no key opens the row
    tries: int
    update: Mapping[str, Any] | None = field(repr=False)
    known: Any = field(default=None, repr=False)  # of whoever wrote, if it was read with it


@dataclass(frozen=True, slots=True)
class Grip:
    """What a worker holds already, how many more it can, and for how long."""

    held: Collection[int]
    room: int
    now: datetime
    until: datetime


_INBOX = table(Arrival)
_C = _INBOX.c
_NEW = {
    "sqlite": sqlite.insert(_INBOX).on_conflict_do_nothing().returning(_C.update_id),
    "postgresql": postgresql.insert(_INBOX).on_conflict_do_nothing().returning(_C.update_id),
}
_OPEN_OF = select(_C.update_id, _C.chat_key).where(one_of(_C.chat_key, "keys"), _C.state == "new")
_SCAN = (
    select(_C.update_id, _C.chat_key, _C.lease_until)
    .where(_C.state == "new")
    .order_by(_C.update_id)
    .limit(bindparam("most"))
)
_CLAIM = (
    update(_INBOX)
    .where(one_of(_C.update_id, "ids"))
    .values(lease_until=bindparam("until", type_=Utc), tries=_C.tries + 1)
    .returning(_C.update_id, _C.tries, _C.sealed)
)
_FINISH = (
    update(_INBOX)
    .where(one_of(_C.update_id, "ids"), _C.state == "new")
    .values(
        state=bindparam("next"),
        lease_until=None,
        sealed=case((bindparam("keep"), _C.sealed), else_=None),
    )
    .returning(_C.update_id)
)
_RELEASE = (
    update(_INBOX)
    .where(one_of(_C.update_id, "ids"), _C.state == "new")
    .values(lease_until=None, tries=_C.tries - 1)
)
_BEGIN = (
    update(_INBOX)
    .where(_C.update_id == bindparam("of_id"))
    .values(begun=_C.begun + 1)
    .returning(_C.begun)
)
_STATE = select(_C.state).where(_C.update_id == bindparam("of_id"))
_RECOVER = (
    update(_INBOX).where(_C.state == "new", _C.lease_until.is_not(None)).values(lease_until=None)
)
_WAITING = select(func.count(), func.min(_C.received_at)).where(_C.state == "new")
_PURGE = delete(_INBOX).where(
    or_(
        (_C.state == "done") & (_C.received_at < bindparam("ids", type_=Utc)),
        (_C.state == "parked") & (_C.received_at < bindparam("rows", type_=Utc)),
    )
)


def arrive(session: Session, news: Iterable[Fresh], grip: Grip) -> list[Held]:
    """Store what is new and return the part that this worker may handle at once.

    A repeated id is harmless. An update waits for its chat's earlier ones, whoever holds them.
    """
    take_turn(session)
    vault = vault_of(session)
    keyed = {new.update_id: (vault.index("chat", str(new.chat_id)), new) for new in news}
    busy = _busy(session, {key for key, _ in keyed.values()}, grip)
    taken: set[int] = set()
    rows = []
    for number, (key, new) in sorted(keyed.items()):
        if key not in busy and len(taken) < grip.room:
            taken.add(number)
        else:
            busy.add(key)
        rows.append(
            {
                "update_id": number,
                "chat_key": key,
                "state": "new",
                "tries": int(number in taken),
                "begun": 0,
                "received_at": grip.now,
                "lease_until": grip.until if number in taken else None,
                "sealed": _sealed(session, new),
            }
        )
    stored = _add(session, rows)
    return [
        Held(number, keyed[number][1].chat_id, 1, keyed[number][1].update)
        for number in sorted(stored & taken)
    ]


def claim(session: Session, grip: Grip) -> list[Held]:
    """Take up to ``room`` open updates, oldest first, whose chats nobody else is serving."""
    take_turn(session)
    rows = session.execute(_SCAN, {"most": grip.room + len(grip.held) + _SPARE})
    free = list(_free(rows, grip))[: grip.room]
    if not free:
        return []
    claimed = session.execute(_CLAIM, {"ids": free, "until": grip.until}).all()
    return [_held(session, row) for row in sorted(claimed, key=lambda row: int(row.update_id))]


def finish(
    session: Session, ids: Sequence[int], state: str = "done", *, keep: bool = False
) -> set[int]:
    """Mark updates done or parked, blank them unless ``keep``, and return those that were open.

    An id that is not returned was finished by another worker: nothing of it may happen again.
    """
    if not ids:
        return set()
    values = {"ids": ids, "next": state, "keep": keep}
    return set(session.execute(_FINISH, values).scalars())


def keep_ids(session: Session, ids: Iterable[int], now: datetime) -> None:
    """Keep the bare ids of updates whose rows were erased: Telegram may repeat them."""
    bare = {"chat_key": "", "state": "done", "tries": 0, "begun": 0, "received_at": now}
    _add(session, [{"update_id": number, **bare} for number in ids])


def release(session: Session, ids: Sequence[int]) -> None:
    """Give back what was held but not begun."""
    if ids:
        session.execute(_RELEASE, {"ids": ids})


def is_open(session: Session, update_id: int) -> bool:
    """Return whether an update is still to be handled: what waited for who was forgotten is not."""
    row = session.execute(_STATE, {"of_id": update_id}).first()
    return row is not None and row.state == "new"


def begin(session: Session, update_id: int) -> int:
    """Note that a suspect is begun, and return how often it was."""
    return session.execute(_BEGIN, {"of_id": update_id}).scalar() or 0


def recover(session: Session) -> None:
    """Free every lease: the one process that could hold any has died."""
    session.execute(_RECOVER)


def waiting(session: Session) -> tuple[int, datetime | None]:
    """Return how many updates are open, and since when the oldest waits."""
    count, oldest = session.execute(_WAITING).one()
    return count, oldest


def purge(session: Session, now: datetime) -> int:
    """Drop ids after 48 hours and parked rows after a week."""
    gone = changed(session, _PURGE, ids=now - REPEAT, rows=now - DELIVERY)
    if gone:
        erased(session)
    return gone


def take_turn(session: Session) -> None:
    """Wait until no other worker claims; SQLite's transactions follow one another anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def _busy(session: Session, keys: set[str], grip: Grip) -> set[str]:
    """Return the chats that have open updates which this worker does not hold."""
    rows = session.execute(_OPEN_OF, {"keys": list(keys)})
    return {key for number, key in rows if number not in grip.held}


def _add(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    if not rows:
        return set()
    new = _NEW[session.get_bind().dialect.name]
    return set(session.execute(new, rows).scalars())


def _free(rows: Iterable[Any], grip: Grip) -> Iterable[int]:
    """Yield, in order, what no live lease holds, nor holds back."""
    served = set()
    for number, key, lease_until in rows:
        if number in grip.held:
            continue
        if lease_until is not None and lease_until > grip.now:
            served.add(key)
        elif key not in served:
            yield number


def _sealed(session: Session, new: Fresh) -> bytes:
    value = {"chat_id": new.chat_id, "update": new.update}
    return vault_of(session).seal("inbox", str(new.update_id), value)


def _held(session: Session, row: Row[Any]) -> Held:
    try:
        opened = vault_of(session).open("inbox", str(row.update_id), row.sealed)
    except Unsealable:
        opened = {"chat_id": 0, "update": None}
    return Held(row.update_id, opened["chat_id"], row.tries, opened["update"])
