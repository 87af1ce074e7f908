"""Our groups: taken over from the settings at start, followed when they change."""

from datetime import datetime
from typing import Any

from bot.language import say
from bot.wire import work
from db import desk, outbox, person
from db.desk import Group
from db.store import Store, new_id
from handlers.context import Context
from handlers.desk import _card, _mail
from handlers.volunteers import Volunteers


async def refresh(volunteers: Volunteers, store: Store) -> None:
    """Take over what the database knows of our groups."""
    volunteers.refresh(await store(desk.groups))


def refresh_later(context: Context) -> None:
    """Do so once what this update changed is written."""
    services = context.services
    work.current().later(lambda: refresh(services.volunteers, services.store))


async def adopt(volunteers: Volunteers, store: Store, now: datetime) -> None:
    """Keep the groups of the settings, and move who talks in one that is not among them."""
    await store(_adopt, volunteers, now)
    await refresh(volunteers, store)


def _adopt(session: Any, volunteers: Volunteers, now: datetime) -> None:
    known = desk.groups(session)
    there = {group.configured for group in known}
    known += [desk.add_group(session, id_) for id_ in volunteers.configured if id_ not in there]
    volunteers.refresh(known)
    for group in known:
        if group.configured not in volunteers.configured:
            _leave(session, group, volunteers, now)


def _leave(session: Any, old: Group, volunteers: Volunteers, now: datetime) -> None:
    """Have everybody go on in another group, or end where there is none."""
    for talk in desk.in_group(session, old.id):
        someone = person.by_id(session, talk.person_id)
        if someone is None:
            continue
        new = volunteers.serving(someone.language)
        if new is None:
            _mail.to_person(session, someone, say("desk.no_more", someone.language), now)
            continue
        outbox.cancel(session, talk.opening)
        desk.note(session, talk.id, desk_id=new.id, topic_id=None, card_id=None, opening=new_id())
        moved = desk.get(session, talk.id)
        assert moved is not None  # noqa: S101  it was there a moment ago
        outbox.readdress(session, talk.id, new.chat_id)
        _mail.open_topic(session, moved, someone, now)
        _card.again(session, moved, someone, now)
        _mail.to_person(session, someone, say("desk.new_group", someone.language), now)
    outbox.give_up_chat(session, old.chat_id)
    desk.drop_group(session, old.id)
