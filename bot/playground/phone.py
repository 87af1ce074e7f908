"""One person's device: what they do, and what they see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground import formatting
from bot.playground.chats import Chat, Message
from bot.playground.entities import Text, units
from bot.playground.files import Attachment, Upload
from bot.playground.group import Group
from bot.playground.markup import Button

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram

_PAYLOAD = re.compile(
    r"[A-Za-z0-9_-]{1,64}"
)  # https://core.telegram.org/bots/features#deep-linking
# the smallest picture there is: one grey dot
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)


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

    def say(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write a message."""
        if units(text) > formatting.LONGEST:
            raise ValueError("Telegram would send this in pieces")
        words = formatting.read(text)
        if not words.plain:
            raise ValueError("Telegram sends no empty message")
        return self._send(words, reply_to=reply_to)

    def send_document(
        self,
        name: str = "file.pdf",
        content: bytes = b"%PDF-1.7",
        *,
        caption: str = "",
        mime: str | None = None,
    ) -> Message:
        """Send a file."""
        return self._attach("document", Upload(name, content, mime), caption)

    def send_photo(self, content: bytes = DOT, *, caption: str = "") -> Message:
        """Send a picture."""
        return self._attach("photo", Upload("photo.png", content), caption)

    def send_voice(self, seconds: int = 3, content: bytes = b"OggS") -> Message:
        """Send a voice message."""
        return self._attach("voice", Upload("voice.oga", content, "audio/ogg"), "", seconds=seconds)

    def edit(self, message: Message, text: str) -> None:
        """Change what one wrote."""
        if not message.mine or message.gone:
            raise ValueError("one edits one's own messages, while they are there")
        message.words, message.edited_at = formatting.read(text), self.telegram.clock.now()
        self.chat.touch(message)
        self.telegram.arrivals.add("edited_message", message.json())

    def press(
        self, button: str | Button | tuple[Message, str], message: Message | None = None
    ) -> Message | Button:
        """Press a button by its label or its data, the newest first, or the one of a message."""
        if isinstance(button, tuple):
            message, button = button
        at, found = self._find(button, message)
        if found.url is not None:
            self.opened.append(found.url)
        elif found.copy is not None:
            self.clipboard = found.copy
        elif found.data is not None:
            self.forge(found.data, at)
        else:
            return self.say(found.text)
        return found

    def forge(self, data: str, message: Message | None = None) -> None:
        """Press what no button says, on a message that may be gone: clients can lie."""
        at = message or next(iter(reversed(self.replies)), None)
        update = {
            "id": self.telegram.pressed(self),
            "from": self.user,
            "chat_instance": str(self.chat_id),
            "data": data,
        }
        if at:
            update["message"] = self._inaccessible(at) if at.gone else at.json()
        self.telegram.arrivals.add("callback_query", update)

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

    def _send(
        self, words: Text, attachment: Attachment | None = None, reply_to: Message | None = None
    ) -> Message:
        if self.chat.blocked:
            raise RuntimeError(f"{self.first_name} has blocked the bot: unblock first")
        self.chat.begun = True
        return self.telegram.receive(
            self.chat, self.user, words, attachment=attachment, reply_to=reply_to
        )

    def _attach(self, kind: str, upload: Upload, caption: str, *, seconds: int = 0) -> Message:
        kept = self.telegram.files.keep(kind, upload, seconds=seconds)
        return self._send(formatting.read(caption), kept)

    def _find(self, button: str | Button, message: Message | None) -> tuple[Message, Button]:
        shown = [self.chat.keyboard] if self.chat.keyboard else []
        places = [message] if message else [*reversed(self.replies), *shown]
        for place in places:
            for one in place.buttons:
                if button in {one, one.text} or (one.data is not None and button == one.data):
                    return place, one
        there = [label for place in places for label in place.labels]
        raise LookupError(f"no button {button!r}; there are {there}")

    def _inaccessible(self, message: Message) -> dict[str, Any]:
        return {"chat": self.chat.json(), "message_id": message.id, "date": 0}

    def _change_membership(self, old: str, new: str) -> None:
        self.chat.touch()
        self.telegram.membership(self.chat, self.user, old, new)
