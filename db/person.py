"""The people we write to: no name, no username."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update
from sqlmodel import Field, Session, SQLModel

from db.kept import BLOCKED_MONTHS, NOTICE_MONTHS, SILENT_MONTHS, months_ago
from db.listed import one_of
from db.store import Conflict, add_once, changed, new_id, table, vault_of


class Person(SQLModel, table=True):
    """A chat, found by its keyed index."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    chat_key: str = Field(unique=True)  # keyed index of the chat id
    version: int = 0
    seen_on: date = Field(index=True)  # last sign of life, for retention
    blocked_on: date | None = Field(default=None, index=True)
    warned_on: date | None = None  # told that erasure comes
    sealed: bytes  # chat id, language, country, place, zone, hour, discreet …


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person as the rest of the house knows them."""

    id: str
    version: int
    chat_id: int = field(repr=False)
    language: str = field(repr=False)
    country: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    zone: str = field(repr=False)
    hour: int = field(default=10, repr=False)
    discreet: bool = field(default=False, repr=False)
    introduced: bool = field(default=False, repr=False)
    start_payload: str | None = field(default=None, repr=False)
    muted: tuple[str, str] | None = field(default=None, repr=False)  # last day, reason
    gone: dict[str, tuple[str, str]] = field(
        default_factory=dict, repr=False
    )  # erased drafts: why, day
    met_on: date = field(repr=False)
    seen_on: date = field(repr=False)
    blocked: bool

    @property
    def residence(self) -> str | None:
        """Return where they live, as closely as they said: « ca-qc » rather than « ca »."""
        return self.place or self.country


# what a person tells or chooses
_TOLD = (
    "language",
    "country",
    "place",
    "zone",
    "hour",
    "discreet",
    "introduced",
    "start_payload",
    "muted",
    "gone",
)

_PERSON = table(Person)
_IS = _PERSON.c.id == bindparam("of")
_FIND = select(_PERSON).where(_PERSON.c.chat_key == bindparam("key"))
_FIND_ANY = select(_PERSON).where(one_of(_PERSON.c.chat_key, "keys"))
_BY_ID = select(_PERSON).where(_IS)
_CHANGE = (
    update(_PERSON)
    .where(_IS, _PERSON.c.version == bindparam("read"))
    .values(version=_PERSON.c.version + 1, sealed=bindparam("sealed"))
)
_SEEN = (
    update(_PERSON)
    .where(
        _IS,
        or_(
            _PERSON.c.seen_on != bindparam("day"),
            _PERSON.c.blocked_on.is_not(None),
            _PERSON.c.warned_on.is_not(None),
        ),
    )
    .values(seen_on=bindparam("day"), blocked_on=None, warned_on=None)
)
_BLOCK = (
    update(_PERSON)
    .where(_PERSON.c.chat_key == bindparam("key"), _PERSON.c.blocked_on.is_(None))
    .values(blocked_on=bindparam("day"))
)
_UNBLOCK = (
    update(_PERSON)
    .where(_PERSON.c.chat_key == bindparam("key"), _PERSON.c.blocked_on.is_not(None))
    .values(blocked_on=None)
)
_SILENT = (
    select(_PERSON)
    .where(
        _PERSON.c.seen_on < bindparam("before"),
        _PERSON.c.blocked_on.is_(None),
        _PERSON.c.warned_on.is_(None),
    )
    .order_by(_PERSON.c.seen_on)
    .limit(bindparam("most"))
)
_WARN = update(_PERSON).where(_IS).values(warned_on=bindparam("day"))
_LAPSED = (
    select(_PERSON)
    .where(
        or_(
            _PERSON.c.blocked_on <= bindparam("blocked"),
            and_(
                _PERSON.c.seen_on <= bindparam("seen"),
                # who blocked the bot cannot be told
                or_(_PERSON.c.warned_on <= bindparam("warned"), _PERSON.c.blocked_on.is_not(None)),
            ),
        )
    )
    .order_by(_PERSON.c.seen_on)
    .limit(bindparam("most"))
)


def find(session: Session, chat_id: int) -> Someone | None:
    """Return the person of a chat."""
    keys = chat_keys(session, chat_id)
    if len(keys) == 1:
        row = session.execute(_FIND, {"key": keys[0]}).first()
    else:
        row = session.execute(_FIND_ANY, {"keys": keys}).first()
    return of_row(session, row) if row else None


def meet(session: Session, chat_id: int, language: str, today: date, zone: str) -> Someone:
    """Return the person of a chat, made now if they are new."""
    found = find(session, chat_id)
    if found:
        return found
    person_id, vault = new_id(), vault_of(session)
    told = {"chat_id": chat_id, "language": language, "zone": zone, "met_on": today.isoformat()}
    add_once(
        session,
        _PERSON,
        id=person_id,
        chat_key=vault.index("chat", str(chat_id)),
        version=0,
        seen_on=today,
        sealed=vault.seal("person", person_id, told),
    )
    met = find(session, chat_id)
    if met is None:  # met and forgotten by somebody else at this very moment
        raise Conflict
    return met


def by_id(session: Session, person_id: str) -> Someone | None:
    """Return a person by their id."""
    row = session.execute(_BY_ID, {"of": person_id}).first()
    return of_row(session, row) if row else None


def change(session: Session, /, person_id: str, version: int, **fields: Any) -> None:
    """Keep what a person chose; Conflict if they chose something else meanwhile."""
    unknown = set(fields) - set(_TOLD)
    if unknown:
        raise TypeError(f"not for a person to choose: {', '.join(sorted(unknown))}")
    someone = by_id(session, person_id)
    if someone is None:
        raise Conflict
    sealed = vault_of(session).seal("person", person_id, _told(someone, fields))
    if not changed(session, _CHANGE, of=person_id, read=version, sealed=sealed):
        raise Conflict


def seen(session: Session, person_id: str, today: date) -> None:
    """Note a sign of life: it ends a block and a warning of erasure."""
    changed(session, _SEEN, of=person_id, day=today)


def block(session: Session, chat_id: int, today: date) -> None:
    """Note that the person blocked the bot; the first day counts."""
    for key in chat_keys(session, chat_id):
        changed(session, _BLOCK, key=key, day=today)


def unblock(session: Session, chat_id: int) -> None:
    """Note that the person is back."""
    for key in chat_keys(session, chat_id):
        changed(session, _UNBLOCK, key=key)


def silent(session: Session, before: date, limit: int = 100) -> list[Someone]:
    """Return who was last seen before a day and has not been told that erasure comes."""
    rows = session.execute(_SILENT, {"before": before, "most": limit})
    return [of_row(session, row) for row in rows]


def warn(session: Session, person_id: str, today: date) -> None:
    """Note that the person was told that erasure comes."""
    changed(session, _WARN, of=person_id, day=today)


def lapsed(session: Session, today: date, limit: int = 100) -> list[Someone]:
    """Return whom to erase: silent for long and told so, or gone for long."""
    days = {
        "seen": months_ago(today, SILENT_MONTHS),
        "warned": months_ago(today, NOTICE_MONTHS),
        "blocked": months_ago(today, BLOCKED_MONTHS),
    }
    return [of_row(session, row) for row in session.execute(_LAPSED, days | {"most": limit})]


def chat_keys(session: Session, chat_id: int) -> list[str]:
    """Return the indexes under which a chat may be found, newest first."""
    return vault_of(session).indexes("chat", str(chat_id))


def of_row(session: Session, row: Row[Any]) -> Someone:
    """Return the person of a row of the table."""
    told: dict[str, Any] = vault_of(session).open("person", row.id, row.sealed)
    return Someone(
        id=row.id,
        version=row.version,
        seen_on=row.seen_on,
        blocked=row.blocked_on is not None,
        **told | {"met_on": date.fromisoformat(told["met_on"])},
    )


def _told(someone: Someone, fields: Mapping[str, Any]) -> dict[str, Any]:
    told = asdict(someone) | dict(fields)
    kept = {name: told[name] for name in _TOLD}
    return {"chat_id": someone.chat_id, "met_on": someone.met_on.isoformat()} | kept
