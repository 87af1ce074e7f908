"""The volunteers' desk: its groups, who talks with them, and which message is a copy of which.

No words of a conversation are here: they are in the chats, and in the outbox until they are sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Row,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlmodel import Field, Index, Session, SQLModel, UniqueConstraint

from db.listed import one_of
from db.store import Conflict, Utc, add_once, changed, new_id, table, vault_of


class Desk(SQLModel, table=True):
    """A group of volunteers."""

    __tablename__ = "desk_group"

    id: str = Field(primary_key=True)
    lost: bool = False  # we cannot write there
    sealed: bytes  # the chat id it was configured with, and the one it has now


class Conversation(SQLModel, table=True):
    """A person's talk with the volunteers, in a topic of its own."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "ix_conversation_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        UniqueConstraint("desk_id", "topic_id"),
    )

    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    desk_id: str = Field(foreign_key="desk_group.id", ondelete="CASCADE")
    alias: str = Field(unique=True)  # random: a word and a number, « heron-27 »
    state: str  # open, closed
    version: int = 0
    opening: str  # the departure that makes its topic
    topic_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    card_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    opened_at: datetime = Field(sa_type=Utc)
    answered_at: datetime | None = Field(default=None, sa_type=Utc)  # for the first time
    waiting_since: datetime | None = Field(default=None, sa_type=Utc, index=True)
    alerted: bool = False  # they were told that nobody has answered
    active_on: date = Field(index=True)  # the last day on which either side wrote
    closed_on: date | None = Field(default=None, index=True)
    sealed: bytes  # who has taken it


class Link(SQLModel, table=True):
    """Two messages of which one is the copy of the other."""

    __tablename__ = "link"
    __table_args__ = (
        Index("ix_link_person", "conversation_id", "person_message"),
        Index("ix_link_group", "conversation_id", "group_message"),
    )

    id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", ondelete="CASCADE")
    person_message: int = Field(sa_column=Column(BigInteger, nullable=False))
    group_message: int = Field(sa_column=Column(BigInteger, nullable=False))
    from_person: bool
    alone: bool  # the copy holds nothing else


GONE = 0  # the number of no message


@dataclass(frozen=True, slots=True)
class Group:
    """A desk as the rest of the house knows it."""

    id: str
    configured: int = field(repr=False)
    chat_id: int = field(repr=False)
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation as the rest of the house knows it."""

    id: str
    person_id: str
    desk_id: str
    alias: str
    state: str
    version: int
    opening: str
    topic_id: int | None
    card_id: int | None
    opened_at: datetime
    answered_at: datetime | None
    waiting_since: datetime | None
    alerted: bool
    active_on: date
    closed_on: date | None
    taken_by: int | None = field(default=None, repr=False)  # a volunteer's account
    taker: str | None = field(default=None, repr=False)  # and first name

    @property
    def open(self) -> bool:
        """Tell whether both sides may write."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Pair:
    """A message and its copy."""

    person_message: int
    group_message: int
    from_person: bool
    alone: bool


_CLEAR = (
    "desk_id", "state", "opening", "topic_id", "card_id", "answered_at", "waiting_since", "alerted", "active_on", "closed_on",
)  # fmt: skip
_SEALED = ("taken_by", "taker")

_DESK, _TALK, _LINK = table(Desk), table(Conversation), table(Link)
_IS = _TALK.c.id == bindparam("of")
# written out: the index is of open ones only, and SQLite would plan each question with a
# parameter there anew
OPEN = _TALK.c.state == literal_column("'open'")
_BY_ID = select(_TALK).where(_IS)
_ITS_DESK = select(_DESK).where(_DESK.c.id == bindparam("of"))
_OPEN_AMONG = select(_TALK).where(one_of(_TALK.c.person_id, "people"), OPEN)
_OPEN_OF = select(_TALK).where(_TALK.c.person_id == bindparam("person"), OPEN)
_ALL_OF = select(_TALK).where(_TALK.c.person_id == bindparam("person")).order_by(_TALK.c.opened_at)
_BY_TOPIC = select(_TALK).where(
    _TALK.c.desk_id == bindparam("in_desk"), _TALK.c.topic_id == bindparam("topic")
)
_LISTED = (
    select(_TALK)
    .where(_TALK.c.desk_id == bindparam("in_desk"), OPEN)
    .order_by(_TALK.c.waiting_since.is_(None), _TALK.c.waiting_since, _TALK.c.opened_at)
)
_ANSWERED = (
    select(_TALK.c.opened_at, _TALK.c.answered_at)
    .where(_TALK.c.answered_at.is_not(None))
    .order_by(_TALK.c.answered_at.desc())
    .limit(bindparam("most"))
)
_OVERDUE = (
    select(_TALK)
    .where(
        OPEN, _TALK.c.waiting_since <= bindparam("before", type_=Utc), _TALK.c.alerted.is_(False)
    )
    .order_by(_TALK.c.waiting_since)
    .limit(bindparam("most"))
)
_CLOSED = select(_TALK).where(_TALK.c.closed_on <= bindparam("day")).limit(bindparam("most"))
_IDLE = select(_TALK).where(OPEN, _TALK.c.active_on <= bindparam("day")).limit(bindparam("most"))
_BY_PERSON_MESSAGE = select(_LINK).where(
    _LINK.c.conversation_id == bindparam("of"), _LINK.c.person_message == bindparam("message")
)
_BY_GROUP_MESSAGE = select(_LINK).where(
    _LINK.c.conversation_id == bindparam("of"), _LINK.c.group_message == bindparam("message")
)
_ANY_BY_PERSON_MESSAGE = (
    select(_TALK)
    .join(_LINK, _LINK.c.conversation_id == _TALK.c.id)
    .where(
        _TALK.c.person_id == bindparam("person"),
        _LINK.c.person_message == bindparam("message"),
    )
    .limit(1)
)


def groups(session: Session) -> list[Group]:
    """Return every desk there ever was here."""
    return [_group(session, row) for row in session.execute(select(_DESK))]


def group_of(session: Session, talk: Talk) -> Group:
    """Return the group of a conversation."""
    return _group(session, session.execute(_ITS_DESK, {"of": talk.desk_id}).one())


def add_group(session: Session, chat_id: int) -> Group:
    """Keep a group that was configured."""
    of = new_id()
    sealed = vault_of(session).seal("desk_group", of, {"configured": chat_id, "chat_id": chat_id})
    session.execute(insert(_DESK), {"id": of, "lost": False, "sealed": sealed})
    return Group(of, chat_id, chat_id)


def move_group(session: Session, group: Group, chat_id: int) -> None:
    """Note that a group has a new chat id."""
    told = {"configured": group.configured, "chat_id": chat_id}
    sealed = vault_of(session).seal("desk_group", group.id, told)
    changed(session, update(_DESK).where(_DESK.c.id == group.id).values(sealed=sealed))


def rename_group(session: Session, group: Group) -> None:
    """Note that a group is configured with the chat id it has now."""
    told = {"configured": group.chat_id, "chat_id": group.chat_id}
    sealed = vault_of(session).seal("desk_group", group.id, told)
    changed(session, update(_DESK).where(_DESK.c.id == group.id).values(sealed=sealed))


def lose_group(session: Session, group_id: str, *, lost: bool) -> bool:
    """Note that we can or cannot write to a group, and tell whether that is new."""
    where = _DESK.c.id == group_id, _DESK.c.lost.is_(not lost)
    return changed(session, update(_DESK).where(*where).values(lost=lost)) == 1


def drop_group(session: Session, group_id: str) -> None:
    """Forget a group that nobody talks in any more."""
    changed(session, delete(_DESK).where(_DESK.c.id == group_id))


def begin(
    session: Session, person_id: str, desk_id: str, alias: str, opening: str, now: datetime
) -> Talk:
    """Open a conversation; Conflict when the person has one, or the alias is taken."""
    of = new_id()
    new = {"person_id": person_id, "desk_id": desk_id, "alias": alias, "state": "open"}
    times = {"opened_at": now, "waiting_since": now, "active_on": now.date()}
    start = {"alerted": False, "version": 0}
    sealed = vault_of(session).seal("conversation", of, {})
    if not add_once(session, _TALK, id=of, opening=opening, sealed=sealed, **new, **times, **start):
        raise Conflict
    found = get(session, of)
    assert found is not None  # noqa: S101  it was made a moment ago
    return found


def get(session: Session, of: str) -> Talk | None:
    """Return a conversation."""
    return _talk(session, session.execute(_BY_ID, {"of": of}).first())


def open_of(session: Session, person_id: str) -> Talk | None:
    """Return the conversation a person is in."""
    return _talk(session, session.execute(_OPEN_OF, {"person": person_id}).first())


def open_among(session: Session, person_ids: Sequence[str]) -> dict[str, Talk]:
    """Return the conversation that each of several people is in."""
    rows = session.execute(_OPEN_AMONG, {"people": person_ids})
    return {talk.person_id: talk for talk in _talks(session, rows)}


def all_of(session: Session, person_id: str) -> list[Talk]:
    """Return every conversation of a person, closed ones that are still kept included."""
    return _talks(session, session.execute(_ALL_OF, {"person": person_id}))


def by_topic(session: Session, desk_id: str, topic_id: int) -> Talk | None:
    """Return the conversation of a topic."""
    values = {"in_desk": desk_id, "topic": topic_id}
    return _talk(session, session.execute(_BY_TOPIC, values).first())


def first_answers(session: Session, most: int = 20) -> list[timedelta]:
    """Return how long people waited lately for the first answer."""
    rows = session.execute(_ANSWERED, {"most": most})
    return [row.answered_at - row.opened_at for row in rows]


def in_group(session: Session, desk_id: str) -> list[Talk]:
    """Return the open conversations of a group: who waits longest first."""
    return _talks(session, session.execute(_LISTED, {"in_desk": desk_id}))


def every_in_group(session: Session, desk_id: str) -> list[Talk]:
    """Return every conversation of a group, closed ones that are still kept included."""
    where = _TALK.c.desk_id == desk_id
    return _talks(session, session.execute(select(_TALK).where(where).order_by(_TALK.c.opened_at)))


def overdue(session: Session, before: datetime, limit: int = 50) -> list[Talk]:
    """Return who has waited since before a moment and was not told so."""
    return _talks(session, session.execute(_OVERDUE, {"before": before, "most": limit}))


def idle(session: Session, day: date, limit: int = 50) -> list[Talk]:
    """Return the open conversations in which nobody has written since a day."""
    return _talks(session, session.execute(_IDLE, {"day": day, "most": limit}))


def closed_before(session: Session, day: date, limit: int = 50) -> list[Talk]:
    """Return the conversations closed on a day or before."""
    return _talks(session, session.execute(_CLOSED, {"day": day, "most": limit}))


def taken(session: Session, alias: str) -> bool:
    """Tell whether somebody has an alias."""
    return session.scalar(select(_TALK.c.id).where(_TALK.c.alias == alias)) is not None


def change(session: Session, /, talk_id: str, version: int, **fields: Any) -> Talk:
    """Change a conversation and return it; Conflict if somebody else changed it meanwhile."""
    talk = get(session, talk_id)
    if talk is None or set(fields) - {*_CLEAR, *_SEALED}:
        raise Conflict if talk is None else TypeError("no such field")
    new = {name: value for name, value in fields.items() if name in _CLEAR}
    if set(fields) & set(_SEALED):
        told = {name: fields.get(name, getattr(talk, name)) for name in _SEALED}
        new["sealed"] = vault_of(session).seal("conversation", talk_id, told)
    where = _IS, _TALK.c.version == bindparam("read")
    values = {**new, "version": _TALK.c.version + 1}
    if not changed(session, update(_TALK).where(*where).values(values), of=talk_id, read=version):
        raise Conflict
    return replace(talk, version=version + 1, **fields)


def note(session: Session, /, talk_id: str, **fields: Any) -> None:
    """Note what became of a departure: nobody decides on that, so no version is asked."""
    changed(session, update(_TALK).where(_IS).values(fields), of=talk_id)


def drop(session: Session, talk_id: str) -> None:
    """Erase a conversation with its links."""
    changed(session, delete(_TALK).where(_IS), of=talk_id)


def link(
    session: Session,
    talk_id: str,
    person_messages: Iterable[int],
    group_message: int,
    *,
    from_person: bool,
) -> None:
    """Note which messages are copies of which: several of a person's may be one in the group."""
    ids = list(person_messages)
    rows = [
        {
            "id": new_id(), "conversation_id": talk_id, "person_message": one,
            "group_message": group_message, "from_person": from_person, "alone": len(ids) == 1,
        }
        for one in ids
    ]  # fmt: skip
    if rows:
        session.execute(insert(_LINK), rows)


def unlink(session: Session, talk_id: str) -> None:
    """Note that what stood in the group is not there any more: a conversation has left it."""
    of = _LINK.c.conversation_id == talk_id
    changed(session, update(_LINK).where(of).values(group_message=GONE))


def of_person_message(session: Session, talk_id: str, message: int) -> Pair | None:
    """Return the link of a message in the person's chat."""
    values = {"of": talk_id, "message": message}
    return _link(session.execute(_BY_PERSON_MESSAGE, values).first())


def of_group_message(session: Session, talk_id: str, message: int) -> Pair | None:
    """Return the link of a message in the group; of a merged one, its last part's."""
    rows = session.execute(_BY_GROUP_MESSAGE, {"of": talk_id, "message": message}).all()
    return _link(max(rows, key=lambda row: row.person_message) if rows else None)


def of_message(session: Session, person_id: str, message: int) -> Talk | None:
    """Return the conversation that a message in a person's chat belongs to."""
    values = {"person": person_id, "message": message}
    return _talk(session, session.execute(_ANY_BY_PERSON_MESSAGE, values).first())


def _link(row: Row[Any] | None) -> Pair | None:
    return Pair(row.person_message, row.group_message, row.from_person, row.alone) if row else None


def _group(session: Session, row: Row[Any]) -> Group:
    told: Mapping[str, int] = vault_of(session).open("desk_group", row.id, row.sealed)
    return Group(row.id, told["configured"], told["chat_id"], row.lost)


def _talks(session: Session, rows: Iterable[Row[Any]]) -> list[Talk]:
    return [talk for row in rows if (talk := _talk(session, row))]


def _talk(session: Session, row: Row[Any] | None) -> Talk | None:
    if row is None:
        return None
    kept = {name: value for name, value in row._asdict().items() if name != "sealed"}
    return Talk(**kept, **vault_of(session).open("conversation", row.id, row.sealed))
