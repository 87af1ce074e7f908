"""Departures: what must arrive leaves from here, in order per chat and lane."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    LargeBinary,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, Index, Session, SQLModel

from bot.vault import Unsealable
from db.kept import DELIVERY
from db.listed import one_of
from db.parcel import RESULT, Leaving, Parcel, pack, unpack
from db.store import Away, Conflict, Utc, changed, table, vault_of

LANES = ("interactive", "group", "bulk")
OPEN = ("waiting", "leased", "unknown")

PATIENCE = timedelta(seconds=1)  # between two looks for a result
MISTAKE = timedelta(minutes=1)  # between two tries at what we cannot make ready

log = logging.getLogger(__name__)

_QUEUED = "queued"  # in session.info: the sender has something to look for


class Departure(SQLModel, table=True):
    """One call to Telegram that must arrive."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "state", "chat_key", "lane", "position"),
        Index("ix_outbox_turn", "lane", "state", "queued_at"),
        # who stands before whom is asked of each row that waits for a group
        Index("ix_outbox_thread", "thread", "chat_key", "lane", "position"),
    )

    id: str = Field(primary_key=True)
    lane: str  # interactive, group, bulk
    chat_key: str
    position: int = Field(
        sa_column=Column(BigInteger, nullable=False)
    )  # order within a chat and lane
    thread: str = ""  # what keeps its order in a group: everything, or each conversation
    rank: int = 0  # in a group the lowest goes first
    dedupe: str | None = Field(default=None, unique=True)  # made of random ids, never of content
    person_id: str | None = Field(
        default=None, foreign_key="person.id", ondelete="CASCADE", index=True
    )
    reminder_id: str | None = Field(default=None, index=True)  # checked once more before it goes
    state: str  # waiting, leased, sent, unknown, dead
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=Utc)
    not_before: datetime | None = Field(default=None, sa_type=Utc)
    queued_at: datetime = Field(sa_type=Utc)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    # always with "chat_id" at its top, so that the index can be made again under a new key
    sealed: bytes | None  # chat_id, method, parameters, files; blanked when sent


class Bucket(SQLModel, table=True):
    """A limit shared by all workers: the theoretical arrival time of the next call."""

    __tablename__ = "bucket"

    key: str = Field(primary_key=True)
    free_at: float  # seconds since the epoch


class NotYet(Exception):  # noqa: N818  a departure must wait for something
    """Say that what a departure needs is not there yet."""


# the call as it is to be made now, nothing when it is not wanted any more; may raise NotYet
Ready = Callable[[Session, Leaving, datetime], Parcel | None]

_OUTBOX = table(Departure)
_C = _OUTBOX.c
_EARLIER = _OUTBOX.alias("earlier")
_BUCKET = table(Bucket)

_IS_OPEN = or_(*(_C.state == state for state in OPEN))
_FIRST = ~exists().where(
    _EARLIER.c.chat_key == _C.chat_key,
    _EARLIER.c.lane == _C.lane,
    _EARLIER.c.thread == _C.thread,
    _EARLIER.c.state.in_(OPEN),
    _EARLIER.c.position < _C.position,
)
_ONCE = {
    "sqlite": sqlite.insert(_OUTBOX).on_conflict_do_nothing().returning(_C.id),
    "postgresql": postgresql.insert(_OUTBOX).on_conflict_do_nothing().returning(_C.id),
}
_LAST = (
    select(_C.chat_key, _C.lane, func.max(_C.position))
    .where(_IS_OPEN, one_of(_C.chat_key, "keys"))
    .group_by(_C.chat_key, _C.lane)
)
_READY = {
    "waiting": or_(_C.not_before.is_(None), _C.not_before <= bindparam("now", type_=Utc)),
    "unknown": or_(_C.not_before.is_(None), _C.not_before <= bindparam("now", type_=Utc)),
    "leased": _C.lease_until <= bindparam("now", type_=Utc),
}
_LANES = union_all(
    *(
        select(literal(lane)).where(exists().where(_C.lane == lane, _C.state == state, ready))
        for lane in LANES
        for state, ready in _READY.items()
    )
)
_FIND = {
    state: select(_OUTBOX)
    .where(_C.lane == bindparam("of_lane"), _C.state == state, ready, _FIRST)
    .order_by(_C.queued_at, _C.position)
    .limit(bindparam("most"))
    for state, ready in _READY.items()
}
_TURN_OF = {
    state: select(_OUTBOX)
    .where(_C.chat_key == bindparam("key"), _C.lane == "group", _C.state == state, ready, _FIRST)
    .order_by(_C.rank, _C.position)
    .limit(1)
    for state, ready in _READY.items()
}
_GROUPS = select(_C.chat_key).where(
    _C.lane == "group",
    or_(*(and_(_C.state == state, ready) for state, ready in _READY.items())),
    _FIRST,
)
_IN_THREAD = (
    select(_OUTBOX)
    .where(_C.thread == bindparam("of_thread"), _C.state == "waiting")
    .order_by(_C.position.desc())
)
_ROW = select(_OUTBOX).where(_C.id == bindparam("of_id"))
_REWRITE = (
    update(_OUTBOX)
    .where(
        _C.id == bindparam("of_id"),
        _C.state == "waiting",
        _C.sealed == bindparam("read", type_=LargeBinary),
    )
    .values(sealed=bindparam("new", type_=LargeBinary))
)
_LEASE = (
    update(_OUTBOX)
    .where(
        _C.id == bindparam("of_id"),
        _C.state == bindparam("of_state"),
        _C.attempts == bindparam("of_attempts"),
        or_(_C.not_before.is_(None), _C.not_before <= bindparam("now", type_=Utc)),
        _FIRST,
    )
    .values(
        state="leased",
        lease_until=bindparam("until", type_=Utc),
        not_before=None,
        attempts=_C.attempts + 1,
    )
)
_SENT = (
    update(_OUTBOX)
    .where(_C.id == bindparam("of_id"))
    .values(state="sent", lease_until=None, sealed=None, message_id=bindparam("result"))
)
_BACK = (
    update(_OUTBOX)
    .where(_C.id == bindparam("of_id"), _IS_OPEN)
    .values(
        state=bindparam("next"), lease_until=None, not_before=bindparam("not_before", type_=Utc)
    )
)
_HOLD = (
    update(_OUTBOX)
    .where(_C.chat_key == bindparam("key"), _C.state.in_(("waiting", "unknown")))
    .values(not_before=bindparam("not_before", type_=Utc))
)
_DEAD = (
    update(_OUTBOX)
    .where(one_of(_C.id, "ids"), _IS_OPEN)
    .values(state="dead", lease_until=None, sealed=None)
)
_CANCEL = (
    update(_OUTBOX)
    .where(_C.id == bindparam("of_id"), _C.state == "waiting", _C.attempts == 0)
    .values(state="dead", sealed=None)
)
_RELEASE = (
    update(_OUTBOX)
    .where(_C.id == bindparam("of_id"), _C.state == "leased")
    .values(state=bindparam("before"), lease_until=None, attempts=_C.attempts - 1)
)
_RECOVER = update(_OUTBOX).where(_C.state == "leased").values(state="unknown", lease_until=None)
_RESULT = select(_C.state, _C.message_id).where(_C.id == bindparam("of_id"))
_WAITING = select(func.count(), func.min(_C.queued_at)).where(_IS_OPEN)
_PLACES: dict[str, Any] = {
    "sqlite": sqlite.insert(_BUCKET),
    "postgresql": postgresql.insert(_BUCKET),
}
_PURGE = delete(_OUTBOX).where(
    _C.lane.in_(LANES),
    _C.state.in_(("sent", "dead")),
    _C.queued_at < bindparam("before", type_=Utc),
)


def queue(
    session: Session,
    *,
    chat_id: int,
    method: str,
    params: Mapping[str, Any],
    now: datetime,
    not_before: datetime | None = None,
    **rest: Any,
) -> str | None:
    """Queue one call in the caller's transaction and return its id; see Parcel for the rest.

    Nothing is queued, and nothing returned, when its ``dedupe`` was queued before.
    """
    session.info[_QUEUED] = True
    parcel = Parcel(chat_id=chat_id, method=method, params=params, **rest)
    if not put(session, [parcel], now):
        return None
    if not_before is not None:
        put_back(session, parcel.id, "waiting", not_before)
    return parcel.id


def put(
    session: Session,
    parcels: Sequence[Parcel],
    now: datetime,
    *,
    at_once: Collection[str] = (),
    until: datetime | None = None,
) -> list[Leaving]:
    """Queue parcels behind what waits in their files; lease those ``at_once`` that come first."""
    if not parcels:
        return []
    keys = _keys(session, parcels)
    last = _last(session, set(keys.values()))
    placed = []
    for parcel in parcels:
        file = keys[parcel.chat_id], parcel.lane
        leased = parcel.id in at_once and file not in last
        last[file] = last.get(file, 0) + 1
        placed.append((Leaving(parcel, file[0], leased=leased), last[file]))
    rows = [
        _row(session, leaving, position, now, until if leaving.leased else None)
        for leaving, position in placed
    ]
    added = _add(session, rows)
    return [leaving for leaving, _ in placed if leaving.id in added]


def queued(session: Session) -> bool:
    """Tell whether this session queued something by itself."""
    return bool(session.info.get(_QUEUED))


def lanes(session: Session, now: datetime) -> set[str]:
    """Return the lanes in which it is worth looking: most of the time nothing waits anywhere."""
    return set(session.scalars(_LANES, {"now": now}))


def find(
    session: Session, now: datetime, room: Mapping[str, int], busy: Collection[tuple[str, str]]
) -> list[Leaving]:
    """Return what may go now: the first open row of each file that is not ``busy``, oldest first.

    Nothing is taken yet: each must be leased just before it goes.
    """
    return [
        leaving
        for lane, most in room.items()
        if most > 0
        for leaving in islice(_heads(session, now, lane, most, busy), most)
    ]


def groups(session: Session, now: datetime) -> set[str]:
    """Return the groups for which something may go now."""
    return set(session.scalars(_GROUPS, {"now": now}))


def next_in_group(session: Session, chat_key: str, now: datetime) -> Leaving | None:
    """Return what goes next to a group: the lowest rank, then the oldest; order within threads."""
    found = []
    for state, question in _TURN_OF.items():
        row = session.execute(question, {"key": chat_key, "now": now}).first()
        leaving = _leaving(session, row, state) if row else None
        if leaving is not None and row is not None:
            found.append((row.rank, row.position, leaving))
    return min(found, key=lambda one: one[:2])[2] if found else None


def waiting_in(session: Session, thread: str) -> list[Leaving]:
    """Return what waits in a thread and was not begun, the newest first."""
    rows = session.execute(_IN_THREAD, {"of_thread": thread}).all()
    return [one for row in rows if (one := _leaving(session, row, "waiting"))]


def open_in(session: Session, thread: str) -> list[Leaving]:
    """Return what is on its way in a thread, or waits to be."""
    rows = session.execute(select(_OUTBOX).where(_C.thread == thread, _IS_OPEN)).all()
    return [one for row in rows if (one := _leaving(session, row, row.state))]


def rewrite(session: Session, leaving: Leaving, parcel: Parcel) -> bool:
    """Change a departure that waits, and tell whether it still did."""
    sealed = session.scalar(select(_C.sealed).where(_C.id == leaving.id))
    new = vault_of(session).seal("outbox", leaving.id, pack(parcel))
    return changed(session, _REWRITE, of_id=leaving.id, read=sealed, new=new) == 1


def tell(session: Session, of_id: str, **more: Any) -> None:
    """Note more of what the desk knows of a departure that is open."""
    row = session.execute(_ROW, {"of_id": of_id}).one()
    if leaving := _leaving(session, row, row.state):
        told = {**(leaving.parcel.desk or {}), **more}
        _seal(session, replace(leaving.parcel, desk=told))


def lease(
    session: Session, leaving: Leaving, now: datetime, until: datetime, ready: Ready
) -> Leaving | None:
    """Make a departure ours to send, if it is still there, first in its file, and wanted."""
    values = {"of_id": leaving.id, "of_state": leaving.state, "of_attempts": leaving.attempts}
    if changed(session, _LEASE, **values, now=now, until=until) != 1:
        return None
    if leaving.parcel.desk:  # it is ours now: what was added to it since it was found goes, too
        row = session.execute(_ROW, {"of_id": leaving.id}).one()
        leaving = _leaving(session, row, leaving.state) or leaving
        leaving = replace(leaving, attempts=leaving.attempts - 1)
    if leaving.parcel.reminder_id or leaving.parcel.desk:
        parcel = _asked(session, leaving, now, ready)
        if parcel is None:
            return None
        leaving = replace(leaving, parcel=parcel)
    params = _resolved(session, leaving, now)
    return (
        None
        if params is None
        else replace(leaving, leased=True, parcel=replace(leaving.parcel, params=params))
    )


def sent(session: Session, results: Sequence[tuple[str, int | None]]) -> None:
    """Mark and blank what arrived, and keep the message ids."""
    if results:
        session.execute(_SENT, [{"of_id": of_id, "result": result} for of_id, result in results])


def put_back(session: Session, of_id: str, state: str, not_before: datetime | None) -> None:
    """Have a departure wait, in doubt (``unknown``) or not (``waiting``)."""
    session.execute(_BACK, {"of_id": of_id, "next": state, "not_before": not_before})


def goes(session: Session, dedupe: str) -> bool:
    """Tell whether what was queued under a key has arrived or still may."""
    found = session.scalar(select(_C.state).where(_C.dedupe == dedupe))
    return found in {*OPEN, "sent"}


def hold(session: Session, chat_key: str, not_before: datetime) -> None:
    """Have everything for a chat wait: Telegram asked for it."""
    session.execute(_HOLD, {"key": chat_key, "not_before": not_before})


def hold_chat(session: Session, chat_id: int, not_before: datetime) -> None:
    """Have everything for a chat wait until a moment, or no longer than that."""
    for key in vault_of(session).indexes("chat", str(chat_id)):
        hold(session, key, not_before)


def give_up_chat(session: Session, chat_id: int, sparing: Collection[str] = ()) -> None:
    """Give up what waits for a chat, save in some threads."""
    keys = vault_of(session).indexes("chat", str(chat_id))
    where = _C.chat_key.in_(keys), _C.state.in_(("waiting", "unknown")), _C.thread.not_in(sparing)
    session.execute(update(_OUTBOX).where(*where).values(state="dead", sealed=None))


def bury(session: Session, ids: Sequence[str]) -> None:
    """Give departures up, and blank them."""
    if ids:
        session.execute(_DEAD, {"ids": ids})


def cancel(session: Session, of_id: str) -> bool:
    """Take back a departure that nobody has begun, and tell whether it was so."""
    return changed(session, _CANCEL, of_id=of_id) == 1


def drop_waiting(session: Session, thread: str) -> None:
    """Give up what waits in a thread."""
    bury(session, [leaving.id for leaving in waiting_in(session, thread)])


def readdress(session: Session, thread: str, chat_id: int) -> None:
    """Send what is open in a thread to another group."""
    _readdress(session, _C.thread == thread, chat_id)


def readdress_chat(session: Session, old: int, new: int) -> None:
    """Send what is open for a group to its new id."""
    _readdress(session, _C.chat_key.in_(vault_of(session).indexes("chat", str(old))), new)


def release(session: Session, leavings: Iterable[Leaving]) -> None:
    """Give back what was leased but not begun."""
    rows = [{"of_id": leaving.id, "before": leaving.retry_state} for leaving in leavings]
    if rows:
        session.execute(_RELEASE, rows)


def recover(session: Session) -> None:
    """Doubt every lease: the one process that could hold any has died."""
    session.execute(_RECOVER)


def reserve(session: Session, key: str, now: float, step: float, burst: int) -> float:
    """Take the next place in a limit that all workers share, and return its moment.

    A generic cell rate: ``burst`` at once, then one each ``step`` seconds.
    """
    free_at = _BUCKET.c.free_at
    later = case((free_at > now, free_at), else_=now) + step
    place = _PLACES[session.get_bind().dialect.name].values(key=key, free_at=now + step)
    place = place.on_conflict_do_update(index_elements=["key"], set_={"free_at": later})
    taken = session.execute(place.returning(free_at)).scalar_one()
    return max(now, float(taken) - step * burst)


def push_back(session: Session, key: str, until: float) -> None:
    """Have a shared limit wait until a moment."""
    free_at = _BUCKET.c.free_at
    session.execute(
        update(_BUCKET).where(_BUCKET.c.key == key, free_at < until).values(free_at=until)
    )


def waiting(session: Session) -> tuple[int, datetime | None]:
    """Return how many departures are open, and since when the oldest waits."""
    count, oldest = session.execute(_WAITING).one()
    return count, oldest


def purge(session: Session, now: datetime) -> int:
    """Drop rows a week after they were queued, once they are through."""
    return changed(session, _PURGE, before=now - DELIVERY)


def _readdress(session: Session, where: ColumnElement[bool], chat_id: int) -> None:
    key = vault_of(session).index("chat", str(chat_id))
    for row in session.execute(select(_OUTBOX).where(where, _IS_OPEN)).all():
        if leaving := _leaving(session, row, row.state):
            _seal(session, replace(leaving.parcel, chat_id=chat_id), chat_key=key, not_before=None)


def _seal(session: Session, parcel: Parcel, **more: Any) -> None:
    sealed = vault_of(session).seal("outbox", parcel.id, pack(parcel))
    session.execute(update(_OUTBOX).where(_C.id == parcel.id).values(sealed=sealed, **more))


def _asked(session: Session, leaving: Leaving, now: datetime, ready: Ready) -> Parcel | None:
    """Ask those who queued it whether and how it is to go; what is not to go waits or is over."""
    try:
        parcel = ready(session, leaving, now)
    except NotYet:
        put_back(session, leaving.id, leaving.retry_state, now + PATIENCE)
        return None
    except (DBAPIError, Away, Conflict):
        raise
    except Exception as problem:  # noqa: BLE001  a mistake of ours: nobody else is to wait for it
        what = type(problem).__name__  # its words may hold what people wrote
        log.error("departure %s cannot be made ready: %s", leaving.id, what)  # noqa: TRY400
        put_back(session, leaving.id, leaving.retry_state, now + MISTAKE)
        return None
    if parcel is None:
        bury(session, [leaving.id])
    return parcel


def _keys(session: Session, parcels: Iterable[Parcel]) -> dict[int, str]:
    vault = vault_of(session)
    return {
        chat_id: vault.index("chat", str(chat_id))
        for chat_id in {parcel.chat_id for parcel in parcels}
    }


def _last(session: Session, keys: set[str]) -> dict[tuple[str, str], int]:
    """Return the last open position of each file of these chats."""
    rows = session.execute(_LAST, {"keys": list(keys)})
    return {(key, lane): position for key, lane, position in rows}


def _row(
    session: Session, leaving: Leaving, position: int, now: datetime, until: datetime | None
) -> dict[str, Any]:
    parcel = leaving.parcel
    return {
        "id": parcel.id,
        "lane": parcel.lane,
        "chat_key": leaving.chat_key,
        "position": position,
        "thread": parcel.thread,
        "rank": parcel.rank,
        "dedupe": parcel.dedupe,
        "person_id": parcel.person_id,
        "reminder_id": parcel.reminder_id,
        "state": "leased" if until else "waiting",
        "attempts": int(until is not None),
        "lease_until": until,
        "queued_at": now,
        "sealed": vault_of(session).seal("outbox", parcel.id, pack(parcel)),
    }


def _add(session: Session, rows: list[dict[str, Any]]) -> set[str]:
    """Insert rows and return the ids of those whose ``dedupe`` is new."""
    free = [row for row in rows if row["dedupe"] is None]
    if free:
        session.execute(insert(_OUTBOX), free)
    added = {row["id"] for row in free}
    once = _ONCE[session.get_bind().dialect.name]
    for row in rows:
        if row["dedupe"] is not None:
            added.update(session.execute(once, row).scalars())
    return added


def _heads(
    session: Session, now: datetime, lane: str, most: int, busy: Collection[tuple[str, str]]
) -> Iterator[Leaving]:
    full = most + sum(1 for _, busy_lane in busy if busy_lane == lane)
    for state, question in _FIND.items():
        values = {"of_lane": lane, "now": now, "most": full}
        for row in session.execute(question, values).all():
            leaving = None if (row.chat_key, lane) in busy else _leaving(session, row, state)
            if leaving is not None:
                yield leaving


def _leaving(session: Session, row: Row[Any], state: str) -> Leaving | None:
    packed = None
    with suppress(Unsealable):
        packed = vault_of(session).open("outbox", row.id, row.sealed)
    if packed is None:
        log.error("departure %s does not open: given up", row.id)
        bury(session, [row.id])
        return None
    return Leaving(unpack(row, packed), row.chat_key, state, row.attempts)


def _resolved(session: Session, leaving: Leaving, now: datetime) -> Mapping[str, Any] | None:
    """Put the results of earlier departures into the parameters; nothing while they are missing."""
    params = dict(leaving.parcel.params)
    for name, value in leaving.parcel.params.items():
        if not isinstance(value, dict) or RESULT not in value:
            continue
        state, result = _result(session, value[RESULT])
        if result is None and state in OPEN:
            put_back(session, leaving.id, leaving.retry_state, now + PATIENCE)
            return None
        if result is None:
            log.error("departure %s waited for one that never got through", leaving.id)
            bury(session, [leaving.id])
            return None
        params[name] = result
    return params


def _result(session: Session, of_id: str) -> tuple[str, int | None]:
    row = session.execute(_RESULT, {"of_id": of_id}).first()
    return (row.state, row.message_id) if row else ("gone", None)
