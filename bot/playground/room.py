"""What people write, send and press in a group with topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.playground import enclosures, formatting, group, pressing, sending, updates
from bot.playground.chats import Message
from bot.playground.entities import Text
from bot.playground.files import Attachment
from bot.playground.markup import Button
from bot.playground.members import Member, User
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


class Of(Generic[T]):
    """A trait of the group that is its chat's, and may be changed."""

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, room: Room, _: type) -> T:
        value: T = getattr(room.chat, self._name)
        return value

    def __set__(self, room: Room, value: T) -> None:
        setattr(room.chat, self._name, value)
        room.chat.touch()


class Room:
    """A supergroup with topics on, in which only people are."""

    id: Of[int] = Of()
    title: Of[str] = Of()
    username: Of[str | None] = Of()
    visible_history: Of[bool] = Of()
    protected: Of[bool] = Of()
    permissions: Of[dict[str, bool]] = Of()
    per_minute: Of[int | None] = Of()  # calls that change something; no limit unless set
    topics: Of[dict[int, Topic]] = Of()

    def __init__(self, telegram: Telegram, title: str, owner: Phone) -> None:
        self.telegram = telegram
        self.owner = owner
        self.chat = group.founded(telegram, owner, title, forum=True, last_id=GENERAL)
        self.general = Topic(GENERAL, self.chat, "General", COLOURS[0], owner.user)

    @property
    def messages(self) -> list[Message]:
        """Return everything in the group, in order."""
        return self.chat.screen

    def say(
        self,
        phone: Phone,
        text: str,
        topic: Place = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        *,
        anonymous: bool = False,
        entities: Sequence[dict[str, Any]] = (),
    ) -> Message:
        """Have somebody write, into a topic or into General."""
        words = formatting.read(text, given=entities)
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

    # within

    def _member(self, user: User) -> Member:
        return self.chat.members.of(user) if self.chat.members else Member(user)

    def _inside(self, phone: Phone) -> User:
        if not self._member(phone.user).there:
            raise RuntimeError(f"{phone.first_name} is not in {self.title}")
        return phone.user

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
