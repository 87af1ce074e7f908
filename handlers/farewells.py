"""Erasing a person, and what of them stands elsewhere: their topics in the volunteers' group."""

from datetime import datetime
from typing import Any

from db import desk, forgotten, outbox
from db.desk import Talk
from db.parcel import RESULT
from db.person import Someone


def forget(session: Any, someone: Someone, now: datetime) -> None:
    """Erase every row of a person, and their topics with all messages."""
    for talk in desk.all_of(session, someone.id):
        delete_topic(session, talk, now)
    forgotten.forget(session, someone.id, now.date())


def delete_topic(session: Any, talk: Talk, now: datetime) -> None:
    """Have a topic deleted with all its messages; one that is just being made, once it is there."""
    if talk.topic_id is None and outbox.cancel(session, talk.opening):
        return  # it was never made
    topic: object = talk.topic_id if talk.topic_id is not None else {RESULT: talk.opening}
    outbox.queue(
        session,
        chat_id=desk.group_of(session, talk).chat_id,
        method="deleteForumTopic",
        params={"message_thread_id": topic},
        now=now,
        lane="group",
        thread=end_of(talk),
        rank=3,
        desk={"of": talk.id, "what": "delete", "desk": talk.desk_id},
    )


def end_of(talk: Talk) -> str:
    """Return the thread in which a topic's end waits: nothing else gives it up."""
    return f"end:{talk.id}"


def close_up(session: Any, talk: Talk, now: datetime) -> None:
    """Erase one conversation, here and in the group."""
    outbox.drop_waiting(session, talk.id)
    delete_topic(session, talk, now)
    desk.drop(session, talk.id)
