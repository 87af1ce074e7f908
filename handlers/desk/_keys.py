"""The buttons in the volunteers' group: take, hand over, close, reopen, and the tools."""

from datetime import datetime
from typing import Any

from bot.language import label, say
from db import desk, person
from db.desk import Group, Talk
from db.kept import TOPIC
from db.store import Conflict
from handlers.context import Button, Context
from handlers.desk import (
    _answers,
    _canned,
    _card,
    _mail,
    _members,
    _muted,
    _muting,
    _propose,
    _talk,
    _tools,
)


async def pressed(context: Context, group: Group) -> None:
    """Do what a button says, if it belongs to this group and its presser is one of ours."""
    context.role = await _members.role(context)
    if context.role is None:
        context.alert("desk.not_yours")
        return
    feature = context.pressed_data.partition(":")[0]
    talk = await context.store(desk.get, context.press.id) if feature == "talk" else None
    act = ACTS.get(context.press.verb.partition(".")[0])
    if talk is None or act is None or talk.desk_id != group.id:
        context.alert("desk.talk_gone")
        return
    await act(context, talk)


async def _take(context: Context, talk: Talk) -> None:
    if not talk.open:
        context.alert("desk.talk_closed")
    elif talk.taken_by is not None:
        context.alert("desk.taken_already", name=talk.taker or "?")
    else:
        user = context.arrival.effective_user
        assert user is not None  # noqa: S101  whoever presses is somebody
        someone = await context.store(person.by_id, talk.person_id)
        other = someone is not None and someone.language != context.spoken
        context.remember(_set_taker, talk, user.id, user.first_name, context.now)
        context.alert(
            f"desk.yours_now_{someone.language}" if other and someone else "desk.yours_now"
        )


async def _hand(context: Context, talk: Talk) -> None:
    """Give a conversation back: whoever has it, or a coordinator."""
    user = context.arrival.effective_user
    if talk.taken_by is None:
        context.alert("desk.talk_free")
    elif context.role != _members.COORDINATOR and (user is None or user.id != talk.taken_by):
        context.alert("desk.hand_not_yours", name=talk.taker or "?")
    else:
        context.remember(_set_taker, talk, None, None, context.now)
        context.alert("desk.handed_over")


def _set_taker(
    session: Any, talk: Talk, user_id: int | None, name: str | None, now: datetime
) -> None:
    someone = person.by_id(session, talk.person_id)
    if someone is None:
        raise Conflict
    current = desk.change(session, talk.id, talk.version, taken_by=user_id, taker=name)
    _card.change(session, current, someone, now)
    if user_id is None:
        _mail.line(session, current, say("desk.free_again", someone.language), now)


async def _close(context: Context, talk: Talk) -> None:
    if talk.open:
        context.remember(close, talk, context.now)
        context.alert("desk.closed_now")
    else:
        context.alert("desk.talk_closed")


async def reopen(context: Context, talk: Talk) -> None:
    """Open a closed conversation again, unless the person has begun another."""
    someone = await context.store(person.by_id, talk.person_id)
    if talk.open:
        context.alert("desk.talk_open")
    elif await context.store(desk.open_of, talk.person_id):
        context.alert("desk.talk_elsewhere")
    elif someone and _muted.lasting(someone, context.now.date()):
        context.alert("desk.muted_still")
    else:
        context.remember(_reopen, talk, context.now)


def close(session: Any, talk: Talk, now: datetime, key: str = "desk.volunteers_ended") -> None:
    """Close a conversation for the volunteers, and tell the person."""
    someone = person.by_id(session, talk.person_id)
    if someone is None:
        raise Conflict
    _talk.close(session, talk, now, say("desk.closed_line", someone.language))
    day = now.date() + TOPIC
    rows = [
        [Button(label("desk.again", someone.language), f"desk:again:{talk.id}")],
        [Button(label("desk.erase_now", someone.language), f"desk:erase:{talk.id}")],
    ]
    told = say(key, someone.language, day=day)
    _mail.to_person(session, someone, told, now, rows=rows)


def _reopen(session: Any, talk: Talk, now: datetime) -> None:
    _talk.reopen(session, talk, now, "desk.reopened_line")
    someone = person.by_id(session, talk.person_id)
    if someone is not None:
        words = say("desk.volunteers_reopened", someone.language)
        _mail.to_person(session, someone, words, now)


ACTS: dict[str, _tools.Act] = {
    "take": _take, "hand": _hand, "close": _close, "reopen": reopen,
    **_tools.ACTS, **_canned.ACTS, **_answers.ACTS, **_propose.ACTS, **_muting.ACTS,
}  # fmt: skip
