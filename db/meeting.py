"""Who writes: the person, the draft that speaks, and the conversation they are in."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlmodel import Session

from db import desk, draft, person
from db.desk import Conversation, Talk
from db.draft import Draft, Sheet
from db.listed import one_of
from db.person import Person, Someone
from db.store import table


class Met(NamedTuple):
    """Whoever writes, the half-finished draft that speaks, and the conversation they are in."""

    person: Someone
    sheet: Sheet | None
    talk: Talk | None


_PERSON, _DRAFT, _TALK = table(Person), table(Draft), table(Conversation)
_DRAFTING = exists().where(_DRAFT.c.person_id == _PERSON.c.id)
_TALKING = exists().where(_TALK.c.person_id == _PERSON.c.id, desk.OPEN)
_AMONG = select(_PERSON, _DRAFTING.label("drafting"), _TALKING.label("talking")).where(
    one_of(_PERSON.c.chat_key, "keys")
)


def among(session: Session, chat_ids: Iterable[int]) -> list[Met]:
    """Return who writes in each of several chats, those whom we know.

    Most are in neither a draft nor a conversation: one look tells that, and spares two.
    """
    keys = [key for chat_id in chat_ids for key in person.chat_keys(session, chat_id)]
    rows = session.execute(_AMONG, {"keys": keys}).all()
    drafting = [row.id for row in rows if row.drafting]
    talking = [row.id for row in rows if row.talking]
    sheets = draft.newest_of(session, drafting) if drafting else {}
    talks = desk.open_among(session, talking) if talking else {}
    return [Met(person.of_row(session, row), sheets.get(row.id), talks.get(row.id)) for row in rows]


def one(session: Session, someone: Someone) -> Met:
    """Return somebody with what they are in."""
    return Met(someone, draft.newest(session, someone.id), desk.open_of(session, someone.id))
