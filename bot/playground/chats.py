"""Chats and what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground import markup
from bot.playground.entities import Text
from bot.playground.files import Attachment
from bot.playground.markup import Button


@dataclass(eq=False)
class Message:
    """One message, as it stands now."""

    id: int
    chat: "Chat"
    sender: dict[str, Any]
    at: datetime
    words: Text
    attachment: Attachment | None = None
    keyboard: dict[str, Any] | None = None
    reply_to: "Message | None" = None
    silent: bool = False
    protected: bool = False
    preview: dict[str, Any] | None = None
    edited_at: datetime | None = None
    reaction: str | None = None
    gone: bool = False
    revision: int = 0

    @property
    def mine(self) -> bool:
        """Tell whether the person wrote it."""
        return not self.sender["is_bot"]

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

    def json(self, *, deep: bool = True) -> dict[str, Any]:
        """Return it as the Bot API writes it."""
        told: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender,
            "chat": self.chat.json(),
            "date": stamp(self.at),
            **self.words.json("caption" if self.attachment else "text"),
            **(self.attachment.json() if self.attachment else {}),
        }
        if self.edited_at:
            told["edit_date"] = stamp(self.edited_at)
        if self.reply_to and deep and not self.reply_to.gone:
            told["reply_to_message"] = self.reply_to.json(deep=False)
        if self.keyboard and self.inline:
            told["reply_markup"] = self.keyboard
        if self.protected:
            told["has_protected_content"] = True
        if self.preview:
            told["link_preview_options"] = self.preview
        return told

    def __repr__(self) -> str:
        return f"<Message {self.id}: {self.text[:60]!r} {self.labels or ''}>"


@dataclass(eq=False)
class Chat:
    """A private chat of a person with the bot, or a group the bot was taken into."""

    id: int
    person: dict[str, Any]
    changed: Callable[["Chat"], None]
    title: str | None = None  # groups have one
    begun: bool = False  # the person wrote first
    blocked: bool = False
    left: bool = False
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
        if message.sender["is_bot"]:
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
        if self.title is not None:
            return {"id": self.id, "type": "supergroup", "title": self.title}
        return {"id": self.id, "type": "private", "first_name": self.person["first_name"]}

    def _show_keyboard(self, message: Message) -> None:
        if message.keyboard and "keyboard" in message.keyboard:
            self.keyboard = message
        elif message.keyboard and "remove_keyboard" in message.keyboard:
            self.keyboard = None


def stamp(at: datetime) -> int:
    """Return a moment as Telegram counts it."""
    return int(at.timestamp())
