"""/desk in the volunteers' group: who talks, who waits, and whether the group is set up well."""

from datetime import datetime, timedelta

from bot.language import Html, say
from db import desk
from db.desk import Group, Talk
from handlers.context import Context
from handlers.desk import _alias, _members, _setup

_SHOWN = 40  # lines of one message
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


async def show(context: Context, group: Group) -> None:
    """List the open conversations, those that wait longest first."""
    if await _members.role(context) is None:
        return
    language = context.language
    talks = await context.store(desk.in_group, group.id)
    waiting = sum(talk.waiting_since is not None for talk in talks)
    head = (
        say("desk.list", language, count=len(talks), waiting=waiting)
        if talks
        else say("desk.list_empty", language)
    )
    lines = [_line(talk, group, language, context.now) for talk in talks[:_SHOWN]]
    if len(talks) > _SHOWN:
        lines.append(say("desk.list_more", language, count=len(talks) - _SHOWN))
    _setup.inspect_later(context)
    faults = await _setup.faults(context.bot, group.chat_id, language)
    parts = [head, Html("\n".join(lines)), *faults]
    context.say_in_group(Html("\n\n".join(part for part in parts if part)))


def _line(talk: Talk, group: Group, language: str, now: datetime) -> Html:
    state = (
        say("desk.list_waiting", language, time=_wait(now - talk.waiting_since, language))
        if talk.waiting_since
        else say("desk.list_answered", language)
    )
    taken = say("desk.list_taken", language, name=talk.taker) if talk.taker else Html("")
    name = _alias.words(talk.alias, language)
    shown = (
        Html(f'<a href="{_address(group, talk.topic_id)}">{name}</a>')
        if talk.topic_id
        else Html(name)
    )
    return Html(" · ".join(part for part in (shown, state, taken) if part))


def _address(group: Group, topic_id: int) -> str:
    """Return the link to a topic, for members: https://core.telegram.org/api/links."""
    return f"https://t.me/c/{str(group.chat_id).removeprefix('-100')}/{topic_id}"


def _wait(time: timedelta, language: str) -> Html:
    if time < _DAY:
        return say("desk.hours", language, count=max(0, round(time / _HOUR)))
    return say("desk.days", language, count=round(time / _DAY))
