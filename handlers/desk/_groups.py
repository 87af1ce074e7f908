"""Our groups: taken over from the settings at start, followed when they change."""

from datetime import datetime
from typing import Any

from bot.language import say
from bot.wire import work
from db import desk, outbox, person
from db.desk import Group, Talk
from db.parcel import Leaving
from db.person import Someone
from db.store import Store
from handlers import farewells
from handlers.context import Context
from handlers.desk import _card, _mail, _talk
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
    for group in desk.groups(session):
        if group.configured not in volunteers.configured and group.chat_id in volunteers.configured:
            desk.rename_group(session, group)  # its new id has come into the settings
    known = desk.groups(session)
    there = {id_ for group in known for id_ in (group.configured, group.chat_id)}
    known += [desk.add_group(session, id_) for id_ in volunteers.configured if id_ not in there]
    volunteers.refresh(known)
    for group in known:
        if not volunteers.configured:
            _end(session, group, now)
        elif group.configured not in volunteers.configured:
            _leave(session, group, volunteers, now)


def _end(session: Any, group: Group, now: datetime) -> None:
    """Close what is open while no group is configured; it may be a slip, so nothing is erased."""
    for talk in desk.in_group(session, group.id):
        if someone := person.by_id(session, talk.person_id):
            _talk.close(session, talk, now, say("desk.closed_line", someone.language))
            _mail.to_person(session, someone, say("desk.no_more", someone.language), now)


def _leave(session: Any, old: Group, volunteers: Volunteers, now: datetime) -> None:
    """Have everybody go on in another group, and leave nothing behind in this one."""
    talks = desk.every_in_group(session, old.id)
    for talk in talks:
        someone = person.by_id(session, talk.person_id)
        if someone is None or not talk.open:
            continue
        new = volunteers.serving(someone.language) or volunteers.groups[0]
        _move(session, talk, someone, new, now)
    outbox.give_up_chat(session, old.chat_id, [farewells.end_of(talk) for talk in talks])
    for talk in talks:
        farewells.delete_topic(session, talk, now)
    desk.drop_group(session, old.id)  # with the conversations that ended


def _move(session: Any, talk: Talk, someone: Someone, new: Group, now: datetime) -> None:
    """Have a conversation go on in a new topic of another group, with all that waits."""
    desk.unlink(session, talk.id)  # another group's messages may have the same ids
    pages = [one for one in outbox.open_in(session, talk.id) if _is_page(one)]
    outbox.bury(session, [one.id for one in pages])  # they name messages, and are of no use there
    outbox.readdress(session, talk.id, new.chat_id)
    _card.in_new_topic(session, talk, someone, now, desk_id=new.id)
    _mail.to_person(session, someone, say("desk.new_group", someone.language), now)


def _is_page(leaving: Leaving) -> bool:
    return leaving.parcel.desk is not None and leaving.parcel.desk["what"] == "page"
