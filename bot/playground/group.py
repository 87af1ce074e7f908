"""A group that somebody took the bot into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground import formatting
from bot.playground.chats import Chat, Message

if TYPE_CHECKING:
    from bot.playground.phone import Phone


class Group:
    """A chat of several people, which a bot may leave."""

    def __init__(self, phone: Phone, title: str) -> None:
        self.telegram = phone.telegram
        number = -1_002_000_000_000 - len(self.telegram.chats)
        self.chat = Chat(number, phone.user, self.telegram.notice, title=title, begun=True)
        self.telegram.chats[number] = self.chat
        self.telegram.membership(self.chat, phone.user, "left", "member")

    @property
    def messages(self) -> list[Message]:
        """Return everything in the group, in order."""
        return self.chat.screen

    def say(self, phone: Phone, text: str) -> Message:
        """Have somebody write into the group."""
        return self.telegram.receive(self.chat, phone.user, formatting.read(text))
