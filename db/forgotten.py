"""Who was forgotten, so that a backup does not bring them back."""

from datetime import date

from sqlalchemy import BindParameter, bindparam, delete, select, update
from sqlmodel import Field, Session, SQLModel

from db.inbox import Arrival
from db.kept import FORGOTTEN
from db.outbox import Bucket, Departure
from db.store import add_once, changed, erased, table, vault_of


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
_OLD = delete(_FORGOTTEN).where(_FORGOTTEN.c.day < bindparam("before"))


def forget(session: Session, person_id: str, today: date) -> None:
    """Erase every row of a person and all that waits for them, either way (Art. 17 GDPR)."""
    person = SQLModel.metadata.tables["person"]
    row = session.execute(select(person).where(person.c.id == person_id)).first()
    if row is None:
        return
    vault = vault_of(session)
    chat = str(vault.open("person", person_id, row.sealed)["chat_id"])
    forget_chat(session, {row.chat_key, *vault.indexes("chat", chat)})
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


def purge(session: Session, today: date) -> int:
    """Drop what no backup can bring back any more."""
    return changed(session, _OLD, before=today - FORGOTTEN)
