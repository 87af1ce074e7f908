"""The volunteers' side: what is written, pressed and changed in their group."""

from datetime import datetime
from html import escape
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.ext import ApplicationHandlerStop

from bot.language import Html, say, units
from bot.wire import asks_for_desk
from db import desk, person
from db.desk import Group, Talk
from db.person import Someone
from db.store import Conflict
from handlers.context import Context, Rows
from handlers.desk import _card, _groups, _keys, _list, _mail, _members, _propose, _setup

NOTE = "//"
_CAPTION = 1024  # UTF-16 units
_ELSEWHERE = {"left", "kicked"}
# marks that would show a volunteer's account, or mean nothing in the person's chat
_TELLING = {MessageEntity.TEXT_MENTION, MessageEntity.CUSTOM_EMOJI}


async def enter(update: Update, context: Context) -> None:
    """Take anything that comes from a group; no other handler sees it."""
    chat = update.effective_chat
    volunteers = context.services.volunteers
    group = volunteers.at(chat.id) if chat else None
    if group is None and update.message and update.message.migrate_from_chat_id:
        group = volunteers.at(update.message.migrate_from_chat_id)
    if group is None and chat is not None:  # it may have got its new id a moment ago
        await _groups.refresh(volunteers, context.store)
        group = volunteers.at(chat.id)
    if group is not None and chat is not None:
        _setup.notice(context, group, chat)
        await _take(update, context, group)
    raise ApplicationHandlerStop


async def _take(update: Update, context: Context, group: Group) -> None:
    if update.my_chat_member:
        _ourselves(update, context, group)
    elif update.chat_member:
        changed = update.chat_member.new_chat_member.user
        _members.revoke(context, group.chat_id, changed.id)
    elif update.callback_query:
        await _keys.pressed(context, group)
    elif update.edited_message:
        await _edited(context, group, update.edited_message)
    elif update.message:
        await _message(context, group, update.message)


def _ourselves(update: Update, context: Context, group: Group) -> None:
    """Note that we were taken out of the group, or back in."""
    change = update.my_chat_member
    gone = change is not None and change.new_chat_member.status in _ELSEWHERE
    context.remember(_mail.lost if gone else _mail.found, group, context.now)
    _groups.refresh_later(context)


async def _message(context: Context, group: Group, message: Message) -> None:
    if message.migrate_from_chat_id or message.migrate_to_chat_id:
        new = message.migrate_to_chat_id or message.chat_id
        context.remember(_mail.moved, group, new)
        _groups.refresh_later(context)
        return
    if asks_for_desk(message.text):
        await _list.show(context, group)
        return
    if not message.is_topic_message or message.message_thread_id is None:
        return  # General is the volunteers' own
    talk = await context.store(desk.by_topic, group.id, message.message_thread_id)
    if talk is None:
        _warn_of_orphan(context, message)
    elif message.forum_topic_closed:
        await _closed(context, talk)
    elif message.forum_topic_reopened:
        await _reopened(context, talk)
    elif not _is_service(message):
        await _said(context, talk, message)


async def _said(context: Context, talk: Talk, message: Message) -> None:
    """Pass on what a volunteer says to the person, unless it is for the volunteers."""
    words = message.text or message.caption or ""
    company = _propose.named(words)
    if company is not None and await _members.role(context) is not None:
        await _propose.asked(context, talk, company)
        return
    if words.startswith((NOTE, "/")) or await _members.role(context) is None:
        return
    someone = await context.store(person.by_id, talk.person_id)
    if someone is None:
        return
    if not talk.open:
        rows = [[_card.button("reopen", talk, someone.language)]]
        _answer(context, talk, someone, "desk.nothing_sent_closed", message, rows)
    elif message.text or message.document or message.photo:
        context.remember(_to_person, talk, message, context.now)
    else:
        _answer(context, talk, someone, "desk.volunteer_kind_refused", message)


def _to_person(session: Any, talk: Talk, message: Message, now: datetime) -> None:
    someone = person.by_id(session, talk.person_id)
    current = desk.get(session, talk.id)
    if someone is None or current is None or not current.open:
        raise Conflict  # it ended a moment ago
    _mail.answered(session, current, now)
    told: dict[str, Any] = {
        "of": talk.id,
        "desk": current.desk_id,
        "what": "answer",
        "message": message.message_id,
    }
    if reply := _replied_to(message):
        told["reply"] = reply
        if message.quote:
            told["quote"] = message.quote.text
    html, label_ = _labelled(message, someone)
    if label_:
        _mail.to_person(session, someone, label_, now)
    if message.text:
        _mail.to_person(session, someone, html, now, told=told)
    else:
        _mail.copy_to_person(session, someone, message.chat_id, message.message_id, html, told, now)


def _labelled(message: Message, someone: Someone) -> tuple[Html, Html | None]:
    """Return what a volunteer wrote as a volunteer's; the label apart where both do not fit."""
    words, label_ = _html(message), say("desk.volunteer", someone.language)
    plain, most = message.text or message.caption or "", _mail.LIMIT if message.text else _CAPTION
    if units(plain) + units(label_) < most:
        return Html(f"{label_}\n{words}"), None
    return Html(words), label_


def _replied_to(message: Message) -> int | None:
    """Return the message a volunteer answers; each message in a topic answers its beginning."""
    to = message.reply_to_message
    if to is None or to.forum_topic_created:
        return None
    return to.message_id


def _html(message: Message) -> str:
    """Return what a volunteer wrote with its marks, save those that would show an account."""
    entities = [*message.entities, *message.caption_entities]
    if any(one.type in _TELLING for one in entities):
        return escape(message.text or message.caption or "", quote=False)
    return (message.text_html if message.text else message.caption_html) or ""


async def _edited(context: Context, group: Group, message: Message) -> None:
    if not message.is_topic_message or message.message_thread_id is None:
        return
    talk = await context.store(desk.by_topic, group.id, message.message_thread_id)
    words = message.text or ""
    if talk is None or not talk.open or not words or words.startswith((NOTE, "/")):
        return
    if await _members.role(context) is not None:
        context.remember(_change_copy, talk, message, context.now)


def _change_copy(session: Any, talk: Talk, message: Message, now: datetime) -> None:
    someone = person.by_id(session, talk.person_id)
    if someone is None:
        return
    html, _ = _labelled(message, someone)
    _mail.edit_at_person(session, talk, someone, message.message_id, html, now)


async def _closed(context: Context, talk: Talk) -> None:
    """Note that a volunteer closed the topic by hand."""
    if talk.open and await _members.role(context):
        context.remember(_keys.close, talk, context.now)


async def _reopened(context: Context, talk: Talk) -> None:
    if not talk.open and await _members.role(context):
        await _keys.reopen(context, talk)


def _warn_of_orphan(context: Context, message: Message) -> None:
    """Say that nobody reads a topic of ours that no conversation belongs to any more."""
    begun = message.reply_to_message
    ours = begun and begun.from_user and begun.from_user.id == context.bot.id
    if not ours or begun is None or not begun.forum_topic_created or _is_service(message):
        return
    context.say_in_group(say("desk.orphan", context.language))


def _answer(
    context: Context, talk: Talk, someone: Someone, key: str, message: Message, rows: Rows = ()
) -> None:
    """Say something to the volunteers about what one of them wrote."""
    words = say(key, someone.language)
    context.remember(_mail.line, talk, words, context.now, rows=rows, reply_to=message.message_id)


def _is_service(message: Message) -> bool:
    shown = (message.text, message.effective_attachment, message.poll)
    return not any(shown)
