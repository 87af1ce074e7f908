"""Setting a group up: its id, the rights that are missing, and what makes it unfit."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from telegram import Bot, Chat, ChatFullInfo, ChatMember, ChatMemberAdministrator
from telegram.error import TelegramError

from bot.language import Html, negotiate, say
from bot.wire import work
from db import desk
from db.desk import Group
from db.store import Store
from handlers.context import FALLBACK, Context
from handlers.desk import _mail
from handlers.volunteers import UNFIT, Volunteers

_RIGHTS = ("can_manage_topics", "can_delete_messages")


async def newcomer(bot: Bot, message: Mapping[str, Any]) -> None:
    """Answer /desk in a group that is not ours (yet): its id, and what it still needs."""
    sender = message.get("from", {})
    if sender.get("is_bot") and "sender_chat" not in message:
        return
    language = negotiate(sender.get("language_code")) or FALLBACK
    chat_id = int(message["chat"]["id"])
    parts = [say("desk.setup_id", language, id=str(chat_id))]
    parts += await faults(bot, chat_id, language)
    if len(parts) == 1:
        parts.append(say("desk.setup_well", language))
    await bot.send_message(chat_id, "\n\n".join(parts), parse_mode="HTML")


async def faults(bot: Bot, chat_id: int, language: str) -> list[Html]:
    """Return what is wrong with a group, in words."""
    chat = await bot.get_chat(chat_id)
    member = await bot.get_chat_member(chat_id, bot.id)
    keys = [f"desk.setup_{fault}" for fault in (*unfit(chat), *missing(member), *warnings(chat))]
    return [say(key, language) for key in keys]


def unfit(chat: ChatFullInfo) -> list[str]:
    """Return what forbids using a group: everybody could read along, or it has no topics."""
    found = ["public"] if chat.username or chat.active_usernames else []
    return found if chat.is_forum else [*found, "no_topics"]


def missing(member: ChatMember) -> list[str]:
    """Return the rights that we need and do not have."""
    if not isinstance(member, ChatMemberAdministrator):
        return ["no_rights"]
    return [right for right in _RIGHTS if not getattr(member, right, False)]


def warnings(chat: ChatFullInfo) -> list[str]:
    """Return what may be used but had better be otherwise."""
    return ["history"] if chat.has_visible_history else []


async def inspect(
    bot: Bot, volunteers: Volunteers, store: Store, now: datetime, *, first: bool = False
) -> None:
    """Look at our groups: one that is public or has no topics is not used until that is mended."""
    for group in volunteers.groups:
        try:
            chat = await bot.get_chat(group.chat_id)
            member = await bot.get_chat_member(group.chat_id, bot.id)
        except TelegramError:
            continue  # it may come back: what is sent there waits
        was = volunteers.refused.pop(group.configured, None)
        found = [*unfit(chat), *missing(member)]
        if found:
            volunteers.refused[group.configured] = found[0]
        if unfit(chat):
            await store(_mail.lost, group, now)
        elif not found and (first or group.lost or was in UNFIT):
            await store(_mail.found, group, now)
    volunteers.refresh(await store(desk.groups))


def inspect_later(context: Context) -> None:
    """Do so once this update is through."""
    services = context.services
    look = partial(inspect, context.bot, services.volunteers, services.store, context.now)
    work.current().later(look)


def notice(context: Context, group: Group, chat: Chat) -> None:
    """See from any update that a group has become unfit, or fit again."""
    fit = chat.is_forum and not chat.username
    if fit == (group.chat_id in context.services.volunteers.unfit):
        inspect_later(context)
