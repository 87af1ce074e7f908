"""A group with topics: who is in it, what becomes of its topics, where it lives.

https://core.telegram.org/bots/api#forumtopiccreated
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.playground import group, topics, updates
from bot.playground.members import USUAL, Member, User
from bot.playground.room import Room
from bot.playground.topics import COLOURS, Topic

if TYPE_CHECKING:
    from bot.playground.phone import Phone
    from bot.playground.telegram import Telegram


class Forum(Room):
    """A supergroup with topics on; the bot is in it once somebody invites it."""

    def __init__(self, telegram: Telegram, title: str, owner: Phone) -> None:
        super().__init__(telegram, title, owner)
        telegram.forums[self.id] = self

    # who is in it

    @property
    def bot(self) -> Member:
        """Return the bot's place."""
        return self._member(self.telegram.me)

    def invite_bot(self, **rights: bool) -> None:
        """Take the bot in, as an administrator if it is given rights."""
        self._seat(self.owner.user, self.telegram.me, "member", rights)
        self._serve(self.owner.user, new_chat_members=[self.telegram.me])

    def promote_bot(self, **rights: bool) -> None:
        """Make the bot an administrator with exactly these rights."""
        self._seat(self.owner.user, self.telegram.me, "administrator", rights)

    def demote_bot(self) -> None:
        """Leave the bot a member and no more."""
        self._seat(self.owner.user, self.telegram.me, "member")

    def remove_bot(self) -> None:
        """Throw the bot out."""
        self._seat(self.owner.user, self.telegram.me, "kicked")
        self._serve(self.owner.user, left_chat_member=self.telegram.me)

    def join(self, phone: Phone) -> None:
        """Have somebody come in by the group's link."""
        self._seat(phone.user, phone.user, "member")
        self._serve(phone.user, new_chat_members=[phone.user])

    def leave(self, phone: Phone) -> None:
        """Have somebody leave."""
        self._seat(phone.user, phone.user, "left")
        self._serve(phone.user, left_chat_member=phone.user)

    def remove(self, phone: Phone) -> None:
        """Throw somebody out."""
        self._seat(self.owner.user, phone.user, "kicked")
        self._serve(self.owner.user, left_chat_member=phone.user)

    def promote(self, phone: Phone, **rights: bool) -> None:
        """Make somebody an administrator, with the usual rights unless some are named."""
        given = rights or dict.fromkeys(USUAL, True)
        self._seat(self.owner.user, phone.user, "administrator", given)

    def demote(self, phone: Phone) -> None:
        """Leave somebody a member and no more."""
        self._seat(self.owner.user, phone.user, "member")

    # topics

    def open_topic(self, phone: Phone, name: str) -> Topic:
        """Have somebody open a topic."""
        user = self._inside(phone)
        return topics.begin(self.telegram, self.chat, user, name, COLOURS[0])

    def close_topic(self, phone: Phone, topic: Topic) -> None:
        """Have somebody close a topic."""
        topics.shut(self.telegram, topic, self._inside(phone), closed=True)

    def reopen_topic(self, phone: Phone, topic: Topic) -> None:
        """Have somebody open a closed topic again."""
        topics.shut(self.telegram, topic, self._inside(phone), closed=False)

    def rename_topic(self, phone: Phone, topic: Topic, name: str) -> None:
        """Have somebody give a topic another name."""
        topics.rename(self.telegram, topic, self._inside(phone), name)

    def delete_topic(self, phone: Phone, topic: Topic) -> None:
        """Have somebody delete a topic; the bot is not told."""
        self._inside(phone)
        topics.drop(topic)

    def upgrade(self) -> int:
        """Give the group a new number, as when it becomes a supergroup; return it."""
        old = replace(self.chat, messages={}, topics={}, forum=False)
        self.telegram.chats[old.id] = old
        del self.telegram.forums[old.id]
        self.chat.id = group.number(self.telegram)
        self.telegram.chats[self.id] = self.chat
        self.telegram.forums[self.id] = self
        old.upgraded_to = self.id
        updates.serve(self.telegram, old, self.owner.user, {"migrate_to_chat_id": self.id})
        self._serve(self.owner.user, migrate_from_chat_id=old.id)
        return self.id

    def _seat(
        self, by: User, user: User, status: str, rights: dict[str, bool] | None = None
    ) -> None:
        given = [name for name, on in (rights or {}).items() if on]
        status = "administrator" if given else status
        updates.seat(self.telegram, self.chat, by, user, status, given)

    def _serve(self, user: User, **event: Any) -> None:
        updates.serve(self.telegram, self.chat, user, event)
