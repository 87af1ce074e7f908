"""A group with topics, and what people do in it.

https://core.telegram.org/bots/api#forumtopiccreated
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.playground import enclosures, formatting, group, pressing, sending, topics, updates
from bot.playground.chats import Message
from bot.playground.entities import Text
from bot.playground.files import Attachment
from bot.playground.markup import Button
from bot.playground.members import USUAL, Member, User
from bot.playground.topics import COLOURS, GENERAL, Topic

if TYPE_CHECKING:
    from bot.playground.phone import Phone
    from bot.playground.telegram import Telegram

T = TypeVar("T")
Place = Topic | int | None
# who is named when an administrator writes as the group
ANONYMOUS = {
    "id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip


class _Of(Generic[T]):
    """A trait of the group that is its chat's, and may be changed."""

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, forum: Forum, _: type) -> T:
        value: T = getattr(forum.chat, self._name)
        return value

    def __set__(self, forum: Forum, value: T) -> None:
        setattr(forum.chat, self._name, value)
        forum.chat.touch()


class Forum:
    """A supergroup with topics on; the bot is in it once somebody invites it."""

    id: _Of[int] = _Of()
    title: _Of[str] = _Of()
    username: _Of[str | None] = _Of()
    visible_history: _Of[bool] = _Of()
    protected: _Of[bool] = _Of()
    permissions: _Of[dict[str, bool]] = _Of()
    per_minute: _Of[int | None] = _Of()  # calls that change something; no limit unless set
    topics: _Of[dict[int, Topic]] = _Of()

    def __init__(self, telegram: Telegram, title: str, owner: Phone) -> None:
        self.telegram = telegram
        self.owner = owner
        self.chat = group.founded(telegram, owner, title, forum=True, last_id=GENERAL)
        self.general = Topic(GENERAL, self.chat, "General", COLOURS[0], owner.user)
        telegram.forums[self.id] = self

    # who is in it

    @property
    def messages(self) -> list[Message]:
        """Return everything in the group, in order."""
        return self.chat.screen

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

    # what people write and press

    def say(
        self,
        phone: Phone,
        text: str,
        topic: Place = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        *,
        anonymous: bool = False,
    ) -> Message:
        """Have somebody write, into a topic or into General."""
        words = formatting.read(text)
        if not words.plain:
            raise ValueError("Telegram sends no empty message")
        return self._write(phone, words, topic, reply_to, quote, anonymous=anonymous)

    def send_document(
        self,
        phone: Phone,
        name: str = "file.pdf",
        content: bytes = b"%PDF-1.7",
        topic: Place = None,
        *,
        caption: str = "",
        **more: Any,
    ) -> Message:
        """Have somebody send a file."""
        kept = enclosures.document(self.telegram.files, name, content)
        return self._enclose(phone, kept, topic, caption, **more)

    def send_photo(
        self,
        phone: Phone,
        content: bytes = enclosures.DOT,
        topic: Place = None,
        *,
        caption: str = "",
        **more: Any,
    ) -> Message:
        """Have somebody send a picture."""
        kept = enclosures.photo(self.telegram.files, content)
        return self._enclose(phone, kept, topic, caption, **more)

    def send_voice(self, phone: Phone, seconds: int = 3, topic: Place = None) -> Message:
        """Have somebody send a voice message."""
        return self._enclose(phone, enclosures.voice(self.telegram.files, seconds), topic)

    def send_video(self, phone: Phone, seconds: int = 3, topic: Place = None) -> Message:
        """Have somebody send a film."""
        return self._enclose(phone, enclosures.video(self.telegram.files, seconds), topic)

    def send_sticker(self, phone: Phone, emoji: str = "👍", topic: Place = None) -> Message:
        """Have somebody send a sticker."""
        return self._enclose(phone, enclosures.sticker(self.telegram.files, emoji), topic)

    def send_contact(
        self,
        phone: Phone,
        phone_number: str = "+33600000000",
        first_name: str = "Camille",
        topic: Place = None,
    ) -> Message:
        """Have somebody send the card of a person."""
        kept = enclosures.contact(self.telegram.files, phone_number, first_name)
        return self._enclose(phone, kept, topic)

    def edit(self, phone: Phone, message: Message, text: str) -> None:
        """Have somebody change what they wrote."""
        own = message.sender["id"] == phone.chat_id
        as_group = message.sender_chat is not None and self._member(phone.user).leads
        if message.gone or not (own or as_group):
            raise ValueError("one edits one's own messages, while they are there")
        updates.edited(self.telegram, message, formatting.read(text))

    def delete(self, message: Message) -> None:
        """Have somebody delete a message; the bot is not told."""
        self.chat.drop(message)

    def press(
        self,
        phone: Phone,
        button: str | Button,
        message: Message | None = None,
        topic: Place = None,
        *,
        anonymous: bool = False,  # noqa: ARG002  a press names the person even then
    ) -> Button:
        """Have somebody press a button: of a message, of a topic, or the newest of all."""
        self._inside(phone)
        where = self.chat.screen if topic is None else self._topic(topic).messages
        places = [message] if message else [one for one in reversed(where) if not one.mine]
        at, found = pressing.find(button, places)
        if not pressing.taken(phone, found, at):
            raise LookupError(f"{button!r} is no inline button")
        return found

    def forge(self, phone: Phone, data: str, message: Message) -> None:
        """Press what no button says: clients can lie, also after their owner has left."""
        updates.pressed(self.telegram, phone, data, message)

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

    # within

    def _member(self, user: User) -> Member:
        return self.chat.members.of(user) if self.chat.members else Member(user)

    def _inside(self, phone: Phone) -> User:
        if not self._member(phone.user).there:
            raise RuntimeError(f"{phone.first_name} is not in {self.title}")
        return phone.user

    def _seat(
        self, by: User, user: User, status: str, rights: dict[str, bool] | None = None
    ) -> None:
        given = [name for name, on in (rights or {}).items() if on]
        status = "administrator" if given else status
        updates.seat(self.telegram, self.chat, by, user, status, given)

    def _serve(self, user: User, **event: Any) -> None:
        updates.serve(self.telegram, self.chat, user, event)

    def _topic(self, place: Place) -> Topic:
        if isinstance(place, Topic):
            place = place.id
        topic = self.general if place in {None, GENERAL} else self.topics.get(place or 0)
        if topic is None:
            raise LookupError(f"no topic {place} in {self.title}")
        return topic

    def _enclose(
        self, phone: Phone, kept: Attachment, topic: Place, caption: str = "", **more: Any
    ) -> Message:
        return self._write(phone, formatting.read(caption), topic, attachment=kept, **more)

    def _write(
        self,
        phone: Phone,
        words: Text,
        place: Place,
        reply_to: Message | None = None,
        quote: str | None = None,
        *,
        anonymous: bool = False,
        **more: Any,
    ) -> Message:
        user = self._inside(phone)
        topic = self._topic(reply_to.thread if reply_to and place is None else place)
        if not topic.writable(self._member(user)):
            raise RuntimeError(f"the topic {topic.name} is closed")
        if anonymous and not self._member(user).leads:
            raise RuntimeError("only administrators write as the group")
        if anonymous:
            user, more = ANONYMOUS, {**more, "sender_chat": self.chat.json()}
        more["quote"] = sending.quoted(reply_to, quote) if reply_to and quote else None
        thread = None if topic.id == GENERAL else topic.id
        return updates.receive(
            self.telegram, self.chat, user, words, reply_to=reply_to, thread=thread, **more
        )
