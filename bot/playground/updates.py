"""What reaches the bot: messages, presses, and changes of who is where.

https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.playground.chats import Chat, Message, stamp
from bot.playground.entities import Text
from bot.playground.members import Member, User, standing

if TYPE_CHECKING:
    from bot.playground.phone import Phone
    from bot.playground.telegram import Telegram


def receive(telegram: Telegram, chat: Chat, sender: User, words: Text, **more: Any) -> Message:
    """Put somebody's message into a chat, and tell the bot of it if it may know."""
    message = Message(telegram.next_id(chat), chat, sender, telegram.clock.now(), words, **more)
    chat.add(message)
    if reaches(telegram, message):
        telegram.arrivals.add("message", message.json())
    return message


def serve(
    telegram: Telegram,
    chat: Chat,
    user: User,
    event: dict[str, Any],
    thread: int | None = None,
    *,
    opens: bool = False,
) -> Message:
    """Put a service message into a chat; the bot is told of its own, too.

    Of what a bot does itself, Telegram keeps most from it, but not what befalls topics:
    https://github.com/tdlib/telegram-bot-api/blob/01a3679/telegram-bot-api/Client.cpp#L17399
    """
    message = Message(
        telegram.next_id(chat), chat, user, telegram.clock.now(), Text(""), service=event
    )
    message.thread = message.id if opens else thread
    chat.add(message)
    if reaches(telegram, message):
        telegram.arrivals.add("message", message.json())
    return message


def edited(telegram: Telegram, message: Message, words: Text) -> None:
    """Change what somebody wrote, and tell the bot of it if it may know."""
    message.words, message.edited_at = words, telegram.clock.now()
    message.chat.touch(message)
    if reaches(telegram, message):
        telegram.arrivals.add("edited_message", message.json())


def pressed(telegram: Telegram, phone: Phone, data: str, at: Message | None) -> None:
    """Tell the bot of a press on a message, which may be gone."""
    update = {
        "id": telegram.pressed(phone),
        "from": phone.user,
        "chat_instance": str(at.chat.id if at else phone.chat_id),
        "data": data,
    }
    if at:
        update["message"] = _inaccessible(at) if at.gone else at.json()
    telegram.arrivals.add("callback_query", update)


def seat(
    telegram: Telegram,
    chat: Chat,
    by: User,
    user: User,
    status: str,
    rights: Iterable[str] = (),
) -> None:
    """Give somebody another place in a group."""
    if chat.members is None:
        raise ValueError("a private chat has no places")
    moved(telegram, chat, by, chat.members.put(user, status, rights))
    chat.touch()


def moved(telegram: Telegram, chat: Chat, by: User, change: tuple[Member, Member]) -> None:
    """Tell the bot that its own place in a chat has changed, or, if it leads, another's."""
    old, new = change
    mine = new.user["id"] == telegram.me["id"]
    if not mine and not standing(telegram, chat).leads:
        return
    update = {
        "chat": chat.json(),
        "from": by,
        "date": stamp(telegram.clock.now()),
        "old_chat_member": old.json(),
        "new_chat_member": new.json(),
    }
    telegram.arrivals.add("my_chat_member" if mine else "chat_member", update)


def reaches(telegram: Telegram, message: Message) -> bool:
    """Tell whether the bot hears of a message; one in privacy mode hears little in a group.

    https://core.telegram.org/bots/features#privacy-mode
    """
    place = standing(telegram, message.chat)
    if not place.there:
        return message.service.get("left_chat_member") == telegram.me
    if message.chat.members is None or place.leads or message.service:
        return True
    answered = message.reply_to
    if answered is not None and answered.sender["id"] == telegram.me["id"]:
        return True
    return any(_meant(telegram, message.text, e.offset, e.end) for e in message.words.entities
               if e.type == "bot_command" and e.offset == 0)  # fmt: skip


def _meant(telegram: Telegram, text: str, start: int, end: int) -> bool:
    _, _, to_whom = text[start:end].partition("@")
    return to_whom.lower() in {"", telegram.me["username"].lower()}


def _inaccessible(message: Message) -> dict[str, Any]:
    return {"chat": message.chat.json(), "message_id": message.id, "date": 0}
