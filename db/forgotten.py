"""Who was forgotten, so that a backup does not bring them back."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, select, update
from sqlmodel import Field, Session, SQLModel

from bot.vault import Unsealable
from db.inbox import Arrival
from db.kept import FORGOTTEN
from db.outbox import Bucket, Departure
from db.store import add_once, changed, erased, sweeping, table, vault_of


class Forgotten(SQLModel, table=True):
    """A random id, a keyed index and a day."""

    __tablename__ = "forgotten"

    # the id tells the one who left from the same chat that came back later
    person_id: str = Field(primary_key=True)
    chat_key: str = Field(index=True)
    day: date = Field(index=True)


_FORGOTTEN, _INBOX = table(Forgotten), table(Arrival)
_OUTBOX, _BUCKET = table(Departure), table(Bucket)
_KEYS: BindParameter[list[str]] = bindparam("keys", expanding=True)
_DEPARTURES = delete(_OUTBOX).where(_OUTBOX.c.chat_key.in_(_KEYS))
# the update's id stays without its chat: Telegram may repeat the very press that erased everything
_ARRIVALS = (
    update(_INBOX)
    .where(_INBOX.c.chat_key.in_(_KEYS))
    .values(chat_key="", state="done", sealed=None)
)
_LISTED = select(_FORGOTTEN)
_OLD = delete(_FORGOTTEN).where(_FORGOTTEN.c.day < bindparam("before"))


def forget(session: Session, person_id: str, today: date) -> None:
    """Erase every row of a person and all that waits for them, either way (Art. 17 GDPR)."""
    person = _people()
    row = session.execute(select(person).where(person.c.id == person_id)).first()
    if row is None:
        return
    vault = vault_of(session)
    chat = str(vault.open("person", person_id, row.sealed)["chat_id"])
    forget_chat(session, {row.chat_key, *vault.indexes("chat", chat, retired=True)})
    # drafts, cases, events, reminders and departures go with their person
    changed(session, delete(person).where(person.c.id == person_id))
    add_once(
        session, _FORGOTTEN, person_id=person_id, chat_key=vault.index("chat", chat), day=today
    )
    erased(session)


def forget_chat(session: Session, keys: set[str]) -> None:
    """Erase what waits for a chat, either way, and what it has used of its limits."""
    changed(session, _DEPARTURES, keys=list(keys))
    changed(session, _ARRIVALS, keys=list(keys))
    for key in keys:
        changed(session, delete(_BUCKET).where(_BUCKET.c.key.contains(key, autoescape=True)))


def listed(connection: Connection) -> list[dict[str, Any]]:
    """Return who was forgotten in a database that is open."""
    return [dict(row) for row in connection.execute(_LISTED).mappings()]


def again(session: Session, known: Iterable[Mapping[str, Any]], today: date) -> int:
    """Forget again, in a database brought back, whom it or ``known`` lists; return how many."""
    for row in known:
        add_once(session, _FORGOTTEN, **row)
    rows = listed(session.connection())
    found = sum(_again(session, row["person_id"], row["chat_key"]) for row in rows)
    _forget_strangers(session, {row["chat_key"] for row in rows})
    purge(session, today)
    return found


def _again(session: Session, person_id: str, chat_key: str) -> int:
    people = _people()
    was = session.execute(select(people.c.chat_key).where(people.c.id == person_id)).scalar()
    gone = changed(session, delete(people).where(people.c.id == person_id))
    # who came back later is somebody new: what waits for them stays
    forget_chat(session, {key for key in (chat_key, was) if key and not _somebody(session, key)})
    return gone


def _forget_strangers(session: Session, keys: set[str]) -> None:
    """Erase what waits for chats that are nobody's, though it is listed under another key."""
    vault = vault_of(session)
    for of in (_INBOX, _OUTBOX):
        (name,) = of.primary_key.columns
        for row in session.execute(select(of).where(of.c.sealed.is_not(None))).mappings().all():
            with suppress(Unsealable):  # nobody will ever read that one
                told = vault.open(of.name, str(row[name]), row["sealed"])
                chat = vault.indexes("chat", str(told["chat_id"]), retired=True)
                if keys.intersection(chat) and not _somebody(session, row["chat_key"]):
                    forget_chat(session, {row["chat_key"]})


def _somebody(session: Session, chat_key: str) -> bool:
    people = _people()
    return bool(session.execute(select(people.c.id).where(people.c.chat_key == chat_key)).first())


def _people() -> Table:
    return SQLModel.metadata.tables["person"]


def purge(session: Session, today: date) -> int:
    """Drop what no backup can bring back any more, and clear up behind whoever was erased."""
    sweeping(session)
    return changed(session, _OLD, before=today - FORGOTTEN)
