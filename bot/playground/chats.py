"""Chats and what stands in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground import markup
from bot.playground.entities import Text
from bot.playground.files import Attachment
from bot.playground.markup import Button
from bot.playground.members import PERMISSIONS, Members

if TYPE_CHECKING:
    from bot.playground.topics import Topic


@dataclass(eq=False)
class Message:
    """One message, as it stands now."""

    id: int
    chat: Chat
    sender: dict[str, Any]
    at: datetime
    words: Text
    attachment: Attachment | None = None
    keyboard: dict[str, Any] | None = None
    reply_to: Message | None = None
    quote: dict[str, Any] | None = None
    thread: int | None = None  # the topic it stands in
    service: dict[str, Any] = field(default_factory=dict)  # what happened, when nobody wrote it
    sender_chat: dict[str, Any] | None = None  # who wrote as the group
    album: str | None = None
    silent: bool = False
    protected: bool = False
    preview: dict[str, Any] | None = None
    edited_at: datetime | None = None
    reaction: str | None = None
    gone: bool = False
    revision: int = 0

    @property
    def mine(self) -> bool:
        """Tell whether a person wrote it, be it as the group."""
        return not self.sender["is_bot"] or self.sender_chat is not None

    @property
    def text(self) -> str:
        """Return what one reads, text or caption, without marks."""
        return self.words.plain

    @property
    def html(self) -> str:
        """Return what one reads, with its marks."""
        return self.words.html

    @property
    def rows(self) -> tuple[tuple[Button, ...], ...]:
        """Return the buttons as they stand, row by row."""
        return markup.rows(self.keyboard)

    @property
    def buttons(self) -> list[Button]:
        """Return the buttons, one after the other."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """Return what the buttons say."""
        return [button.text for button in self.buttons]

    @property
    def document(self) -> tuple[str, bytes] | None:
        """Return name and content of a document."""
        kept = self.attachment
        return (kept.name, kept.content) if kept and kept.kind == "document" else None

    @property
    def photo(self) -> bytes | None:
        """Return a picture."""
        return (
            self.attachment.content if self.attachment and self.attachment.kind == "photo" else None
        )

    @property
    def voice(self) -> bytes | None:
        """Return a voice message."""
        return (
            self.attachment.content if self.attachment and self.attachment.kind == "voice" else None
        )

    @property
    def edited(self) -> bool:
        """Tell whether it says so."""
        return self.edited_at is not None

    @property
    def inline(self) -> bool:
        """Tell whether it may be edited: a reply keyboard cannot be taken back."""
        return self.keyboard is None or "inline_keyboard" in self.keyboard

    @property
    def locked(self) -> bool:
        """Tell whether it cannot be passed on or kept."""
        return self.protected or self.chat.protected

    def json(self, *, deep: bool = True) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        told: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender,
            "chat": self.chat.json(),
            "date": stamp(self.at),
            **self.words.json("caption" if self.attachment else "text"),
            **(self.attachment.json() if self.attachment else {}),
            **self.service,
        }
        answered = self._answered()
        if answered and deep and not answered.gone:
            told["reply_to_message"] = answered.json(deep=False)
        more = {
            "edit_date": stamp(self.edited_at) if self.edited_at else None,
            "message_thread_id": self.thread,
            "is_topic_message": self.thread is not None,
            "sender_chat": self.sender_chat,
            "quote": self.quote if deep else None,
            "media_group_id": self.album,
            "reply_markup": self.keyboard if self.inline else None,
            "has_protected_content": self.locked,
            "link_preview_options": self.preview,
        }
        return told | {name: value for name, value in more.items() if value}

    def _answered(self) -> Message | None:
        """Return what it replies to; in a topic, what replies to nothing replies to its opening."""
        topic = self.chat.topics.get(self.thread) if self.thread else None
        opening = topic.opening if topic else None
        return self.reply_to or (None if opening is self else opening)

    def __repr__(self) -> str:
        return f"<Message {self.id}: {self.text[:60]!r} {self.labels or ''}>"


@dataclass(eq=False)
class Chat:
    """A private chat of a person with the bot, or a group the bot was taken into."""

    id: int
    person: dict[str, Any]
    changed: Callable[[Chat], None]
    title: str | None = None  # groups have one
    username: str | None = None
    begun: bool = False  # the person wrote first
    blocked: bool = False
    members: Members | None = None  # of a group
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    visible_history: bool = True
    protected: bool = False
    permissions: dict[str, bool] = field(default_factory=lambda: dict(PERMISSIONS))
    upgraded_to: int | None = None
    per_minute: int | None = None  # calls that change something, where a test limits them
    spent: deque[datetime] = field(default_factory=deque)
    last_id: int = 0  # of a group's messages
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Message | None = None  # the one whose reply keyboard shows
    action: tuple[str, datetime] | None = None
    revision: int = 0

    @property
    def screen(self) -> list[Message]:
        """Return what one sees, in order."""
        return [message for message in self.messages.values() if not message.gone]

    def add(self, message: Message) -> None:
        """Put a message at the end."""
        self.messages[message.id] = message
        if not message.mine:
            self.action = None
            self._show_keyboard(message)
        self.touch(message)

    def find(self, message_id: int) -> Message | None:
        """Return a message that is still there."""
        message = self.messages.get(message_id)
        return None if message is None or message.gone else message

    def drop(self, message: Message) -> None:
        """Take a message away, for both sides."""
        message.gone = True
        if self.keyboard is message:
            self.keyboard = None
        self.touch(message)

    def touch(self, message: Message | None = None) -> None:
        """Note that something changed and tell whoever looks."""
        self.revision += 1
        if message:
            message.revision = self.revision
        self.changed(self)

    def json(self) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        if self.upgraded_to is not None:
            return {"id": self.id, "type": "group", "title": self.title}
        if self.title is not None:
            told = {"id": self.id, "type": "supergroup", "title": self.title}
            more = {"username": self.username, "is_forum": self.forum}
            return told | {name: value for name, value in more.items() if value}
        return {"id": self.id, "type": "private", "first_name": self.person["first_name"]}

    def _show_keyboard(self, message: Message) -> None:
        if message.keyboard and "keyboard" in message.keyboard:
            self.keyboard = message
        elif message.keyboard and "remove_keyboard" in message.keyboard:
            self.keyboard = None


def stamp(at: datetime) -> int:
    """Return a moment as Telegram counts it."""
    return int(at.timestamp())
