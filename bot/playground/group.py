"""A group of several people, which the bot may be in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground import formatting, updates
from bot.playground.chats import Chat, Message
from bot.playground.members import Members

if TYPE_CHECKING:
    from bot.playground.phone import Phone
    from bot.playground.telegram import Telegram


def founded(telegram: Telegram, owner: Phone, title: str, **more: Any) -> Chat:
    """Return the chat of a new supergroup, with nobody in it but who made it."""
    members = Members()
    members.put(owner.user, "creator")
    chat = Chat(
        number(telegram), owner.user, telegram.notice,
        title=title, begun=True, members=members, **more,
    )  # fmt: skip
    telegram.chats[chat.id] = chat
    return chat


def number(telegram: Telegram) -> int:
    """Return the number of a new supergroup."""
    return -1_002_000_000_000 - len(telegram.chats)


class Group:
    """A group that somebody took the bot into, and that a bot may leave."""

    def __init__(self, phone: Phone, title: str) -> None:
        self.telegram = phone.telegram
        self.chat = founded(self.telegram, phone, title)
        updates.seat(self.telegram, self.chat, phone.user, self.telegram.me, "member")

    @property
    def messages(self) -> list[Message]:
        """Return everything in the group, in order."""
        return self.chat.screen

    def say(self, phone: Phone, text: str) -> Message:
        """Have somebody write into the group."""
        return updates.receive(self.telegram, self.chat, phone.user, formatting.read(text))
