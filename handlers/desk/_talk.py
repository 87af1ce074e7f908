"""A person's side of a conversation: what they write, change, send, and how they end it."""

from datetime import timedelta
from typing import Any

from telegram import Message

from bot.answers import in_danger
from bot.language import LANGUAGES, Html, bare, say
from db import desk, person
from db.desk import Talk
from db.kept import TOPIC
from db.store import Conflict
from handlers import farewells
from handlers.context import Context
from handlers.desk import _card, _mail, _muted

_KEPT = timedelta(hours=48)  # as long as Telegram lets a bot delete


async def reply(context: Context) -> bool:
    """Take a reply to a message of a conversation, whatever else waits for an answer."""
    to = context.message.reply_to_message
    if to is None:
        return False
    talk = await context.store(desk.of_message, context.person.id, to.message_id)
    if talk is None:
        return False
    if talk.open:
        await _pass_on(context, talk)
    elif context.talk is None:
        rows = [[context.button("desk.again", f"desk:again:{talk.id}")]]
        context.say("desk.is_closed", rows=rows, reply=True)
    else:
        return False
    return True


async def text(context: Context) -> bool:
    """Take free text while a conversation is open; a reply to the bot is for the bot."""
    to = context.message.reply_to_message
    if context.talk is None or (to and _is_bots(to)):
        return False
    await _pass_on(context, context.talk)
    return True


def _is_bots(message: Message) -> bool:
    """Tell whether a message says something of the bot's own, and is no copy of a volunteer's."""
    beginning = (message.text or message.caption or "").splitlines()[:3]
    volunteers = [bare(say("desk.volunteer", language)) for language in LANGUAGES]
    is_copy = any(label in beginning for label in volunteers)
    return bool(message.from_user and message.from_user.is_bot) and not is_copy


async def edited(context: Context) -> bool:
    """Take a change of a message that was passed on."""
    message = context.message
    if context.talk is None or not message.text:
        return False
    if not await context.store(_mail.knows, context.talk.id, message.message_id):
        return False
    changed = say("desk.edited", context.language)
    context.remember(
        _mail.amend, context.talk.id, message.message_id, message.text, changed, context.now
    )
    return True


async def file(context: Context) -> bool:
    """Ask before a photo or document is passed on; refuse what would give the person away."""
    if context.talk is None:
        return False
    message = context.message
    if message.photo or message.document:
        id_ = message.message_id
        rows = [
            [context.button("desk.pass_on", f"desk:pass:{id_}", style="primary")],
            [context.button("desk.delete_file", f"desk:trash:{id_}")],
        ]
        context.say("desk.file_ask", rows=rows, reply=True)
    else:
        context.delete(message.message_id)
        context.say("desk.voice_refused")
    return True


async def pass_file(context: Context) -> None:
    """Pass on the file that the question answers."""
    asked = _asked(context)
    if context.talk is None or asked is None:
        context.show("desk.file_too_late")
        return
    context.remember(
        _mail.file,
        context.talk.id,
        context.person.chat_id,
        asked.message_id,
        asked.caption or "",
        context.now,
    )
    context.show("desk.file_passed")


async def trash_file(context: Context) -> None:
    """Take the file off the chat."""
    if asked := _asked(context):
        context.delete(asked.message_id)
    context.show("desk.file_deleted")


def _asked(context: Context) -> Message | None:
    """Return the file that the pressed question is about, while it is there."""
    query = context.arrival.callback_query
    pressed = query.message if query else None
    asked = pressed.reply_to_message if isinstance(pressed, Message) else None
    if asked is None or str(asked.message_id) != context.press.id:
        return None
    is_file = bool(asked.photo or asked.document)
    return asked if is_file and context.now - asked.date <= _KEPT else None


async def end(context: Context) -> None:
    """End a conversation; the topic stays for a month unless it is erased now."""
    talk = await _mine(context)
    if talk is None or not talk.open:
        await context.lost()
        return
    ended = say("desk.person_ended", context.language)
    context.remember(close, talk, context.now, ended)
    rows = [[context.button("desk.erase_now", f"desk:erase:{talk.id}", style="danger")]]
    context.show("desk.ended", rows=rows, day=context.today + TOPIC)


async def erase(context: Context) -> None:
    """End a conversation and have its topic deleted with all its messages."""
    talk = await _mine(context)
    if talk is None:
        context.show("desk.erased")
        return
    context.remember(farewells.close_up, talk, context.now)
    context.show("desk.erased")


async def again(context: Context) -> None:
    """Take a closed conversation up again."""
    talk = await _mine(context)
    if talk is None or talk.open or context.talk:
        await context.lost()
    elif context.services.volunteers.by_id(talk.desk_id) is None:  # its group is none of ours now
        await context.go("human")
    elif muted := _muted.now(context):
        context.display(muted)
    else:
        context.remember(reopen, talk, context.now, "desk.person_reopened")
        context.show("desk.reopened", alias=_mail.alias(talk, context.language))


async def _mine(context: Context) -> Talk | None:
    """Return the conversation a button names, if it is this person's."""
    talk = await context.store(desk.get, context.press.id)
    return talk if talk and talk.person_id == context.person.id else None


def close(session: Any, talk: Talk, now: Any, words: Html) -> None:
    """Close a conversation and say so in its topic."""
    someone = person.by_id(session, talk.person_id)
    if someone is None:
        raise Conflict
    closed: dict[str, Any] = {"state": "closed", "closed_on": now.date(), "waiting_since": None}
    current = desk.change(session, talk.id, talk.version, **closed)
    _mail.line(session, current, words, now)
    _card.change(session, current, someone, now)
    _mail.to_group(session, current, "close", now, method="closeForumTopic", rank=_mail.CHANGES)


def reopen(session: Any, talk: Talk, now: Any, key: str) -> None:
    """Open a closed conversation again and say so in its topic."""
    someone = person.by_id(session, talk.person_id)
    if someone is None or desk.open_of(session, talk.person_id):
        raise Conflict
    current = desk.change(session, talk.id, talk.version, state="open", closed_on=None)
    _mail.to_group(session, current, "reopen", now, method="reopenForumTopic", rank=_mail.TOLD)
    _mail.line(session, current, say(key, someone.language), now)
    _card.change(session, current, someone, now)


async def _pass_on(context: Context, talk: Talk) -> None:
    message = context.message
    answered: dict[str, object] = {}
    if message.reply_to_message:
        answered["reply"] = message.reply_to_message.message_id
        if message.quote:
            answered["quote"] = message.quote.text
    context.remember(_mail.relay, talk.id, message.message_id, context.text, context.now, answered)
    if in_danger(context.text):  # nobody may read it for hours
        await context.go("worry")
