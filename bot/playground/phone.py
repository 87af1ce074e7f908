"""One person's device: what they do, and what they see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground import enclosures, formatting, pressing, sending, updates
from bot.playground.chats import Chat, Message
from bot.playground.entities import Text, units
from bot.playground.files import Attachment
from bot.playground.group import Group
from bot.playground.markup import Button
from bot.playground.members import Member

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram

_PAYLOAD = re.compile(
    r"[A-Za-z0-9_-]{1,64}"
)  # https://core.telegram.org/bots/features#deep-linking
DOT = enclosures.DOT


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer to a press: a passing notice, or a window to close."""

    text: str
    window: bool = False
    url: str | None = None


class Phone:
    """Type, press, send, block; and look at the screen. Nothing here waits for the bot."""

    def __init__(
        self, telegram: Telegram, chat_id: int, first_name: str, language_code: str | None
    ) -> None:
        self.telegram = telegram
        self.chat_id = chat_id
        self.first_name = first_name
        self.language_code = language_code
        self.chat = Chat(chat_id, self.user, telegram.notice)
        self.heard: list[Alert] = []
        self.clipboard: str | None = None
        self.opened: list[str] = []

    # what is on the screen

    @property
    def user(self) -> dict[str, Any]:
        """Return the person as updates name them."""
        told = {"id": self.chat_id, "is_bot": False, "first_name": self.first_name}
        return {**told, "language_code": self.language_code} if self.language_code else told

    @property
    def messages(self) -> list[Message]:
        """Return everything in the chat, in order."""
        return self.chat.screen

    @property
    def replies(self) -> list[Message]:
        """Return what the bot wrote, in order."""
        return [message for message in self.chat.screen if not message.mine]

    @property
    def last(self) -> Message:
        """Return the bot's newest message."""
        if not self.replies:
            raise LookupError(f"the bot has said nothing to {self.first_name}")
        return self.replies[-1]

    @property
    def text(self) -> str:
        """Return all the bot's words on the screen, to search in."""
        return "\n\n".join(message.text for message in self.replies)

    @property
    def alerts(self) -> list[Alert]:
        """Return the answers to presses that said something."""
        return [alert for alert in self.heard if alert.text or alert.url]

    @property
    def unanswered(self) -> int:
        """Count the presses that still show the spinning clock."""
        return sum(p.phone is self and not p.answered for p in self.telegram.presses.values())

    @property
    def commands(self) -> dict[str, str]:
        """Return the menu in the phone's language."""
        menu = self.telegram.profile.menu(self.chat_id, self.language)
        return {one["command"]: one["description"] for one in menu}

    @property
    def keyboard(self) -> list[str]:
        """Return the labels of the reply keyboard, if one is up."""
        return self.chat.keyboard.labels if self.chat.keyboard else []

    @property
    def language(self) -> str:
        """Return the language without its country."""
        return (self.language_code or "").partition("-")[0]

    def about(self, what: str) -> str:
        """Return the bot's ``name``, ``description`` or ``short_description`` as shown here."""
        return self.telegram.profile.words(what, self.language)

    # what the person does

    def start(self, payload: str = "") -> Message:
        """Open the bot, by a link that carries ``payload`` if there is one."""
        if payload and not _PAYLOAD.fullmatch(payload):
            raise ValueError("Telegram takes 1 to 64 of A-Z a-z 0-9 _ - in a link")
        return self.say(f"/start {payload}".strip())

    def say(
        self,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        entities: Sequence[dict[str, Any]] = (),
    ) -> Message:
        """Write a message, perhaps in reply to one, or to a piece of it, with marks of one's own."""
        if units(text) > formatting.LONGEST:
            raise ValueError("Telegram would send this in pieces")
        words = formatting.read(text, given=entities)
        if not words.plain:
            raise ValueError("Telegram sends no empty message")
        piece = sending.quoted(reply_to, quote) if reply_to and quote else None
        return self._send(words, reply_to=reply_to, quote=piece)

    def send_document(
        self,
        name: str = "file.pdf",
        content: bytes = b"%PDF-1.7",
        *,
        caption: str = "",
        mime: str | None = None,
        album: str | None = None,
    ) -> Message:
        """Send a file."""
        kept = enclosures.document(self.telegram.files, name, content, mime)
        return self._send(formatting.read(caption), kept, album=album)

    def send_photo(
        self, content: bytes = DOT, *, caption: str = "", album: str | None = None
    ) -> Message:
        """Send a picture; those of one album bear the same name of it."""
        kept = enclosures.photo(self.telegram.files, content)
        return self._send(formatting.read(caption), kept, album=album)

    def send_voice(self, seconds: int = 3, content: bytes = b"OggS") -> Message:
        """Send a voice message."""
        return self._send(Text(""), enclosures.voice(self.telegram.files, seconds, content))

    def send_video(
        self, seconds: int = 3, *, caption: str = "", album: str | None = None
    ) -> Message:
        """Send a film."""
        kept = enclosures.video(self.telegram.files, seconds)
        return self._send(formatting.read(caption), kept, album=album)

    def send_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        return self._send(Text(""), enclosures.sticker(self.telegram.files, emoji))

    def send_contact(
        self,
        phone_number: str = "+33600000000",
        first_name: str = "Camille",
        user_id: int | None = None,
    ) -> Message:
        """Send the card of a person, one's own or another's."""
        kept = enclosures.contact(self.telegram.files, phone_number, first_name, user_id)
        return self._send(Text(""), kept)

    def edit(self, message: Message, text: str) -> None:
        """Change what one wrote."""
        if not message.mine or message.gone:
            raise ValueError("one edits one's own messages, while they are there")
        updates.edited(self.telegram, message, formatting.read(text))

    def press(
        self, button: str | Button | tuple[Message, str], message: Message | None = None
    ) -> Message | Button:
        """Press a button by its label or its data, the newest first, or the one of a message."""
        if isinstance(button, tuple):
            message, button = button
        shown = [self.chat.keyboard] if self.chat.keyboard else []
        places = [message] if message else [*reversed(self.replies), *shown]
        at, found = pressing.find(button, places)
        if pressing.taken(self, found, at):
            return found
        return self.say(found.text)

    def forge(self, data: str, message: Message | None = None) -> None:
        """Press what no button says, on a message that may be gone: clients can lie."""
        at = message or next(iter(reversed(self.replies)), None)
        updates.pressed(self.telegram, self, data, at)

    def delete(self, message: Message) -> None:
        """Delete a message for both; the bot is not told."""
        self.chat.drop(message)

    def block(self) -> None:
        """Stop the bot from writing."""
        if not self.chat.blocked:
            self.chat.blocked = True
            self._change_membership("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        if self.chat.blocked:
            self.chat.blocked = False
            self._change_membership("kicked", "member")

    def invite(self, title: str) -> Group:
        """Take the bot into a new group."""
        return Group(self, title)

    # what reaches the device

    def hear(self, text: str, *, alert: bool, url: str | None) -> None:
        """Take the bot's answer to a press."""
        self.heard.append(Alert(text, alert, url))
        self.chat.touch()

    def _send(self, words: Text, attachment: Attachment | None = None, **more: Any) -> Message:
        if self.chat.blocked:
            raise RuntimeError(f"{self.first_name} has blocked the bot: unblock first")
        self.chat.begun = True
        return updates.receive(
            self.telegram, self.chat, self.user, words, attachment=attachment, **more
        )

    def _change_membership(self, old: str, new: str) -> None:
        self.chat.touch()
        change = Member(self.telegram.me, old), Member(self.telegram.me, new)
        updates.moved(self.telegram, self.chat, self.user, change)
