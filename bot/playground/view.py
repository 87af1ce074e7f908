"""What the page is shown of a chat."""

from typing import Any

from bot.playground import markup
from bot.playground.chats import Message
from bot.playground.files import Attachment
from bot.playground.markup import Button
from bot.playground.phone import Phone

_SNIPPET = 80  # characters of a message in the list and above a reply


def chat(phone: Phone, since: int, heard: int | None) -> dict[str, Any]:
    """Return a chat as it stands, with those messages that changed after ``since``."""
    shown = phone.messages
    alerts = phone.heard[heard:] if heard is not None else []
    return {
        **person(phone),
        "revision": phone.chat.revision,
        "ids": [message.id for message in shown],
        "changed": [_message(message) for message in shown if message.revision > since],
        "keyboard": _keyboard(phone),
        "menu": phone.telegram.profile.menu(phone.chat_id, phone.language),
        "bot": phone.about("name"),
        "description": phone.about("description"),
        "typing": phone.chat.action is not None,
        "heard": len(phone.heard),
        "alerts": [{"text": one.text, "window": one.window} for one in alerts if one.text],
        "unanswered": phone.unanswered,
    }


def person(phone: Phone) -> dict[str, Any]:
    """Return a line of the list of people."""
    last = phone.messages[-1] if phone.messages else None
    return {
        "id": phone.chat_id,
        "name": phone.first_name,
        "language": phone.language_code or "",
        "begun": phone.chat.begun,
        "blocked": phone.chat.blocked,
        "replies": len(phone.replies),
        "last": _snippet(last) if last else "",
        "at": last.at.isoformat() if last else None,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "mine": message.mine,
        "at": message.at.isoformat(),
        "edited": message.edited,
        "silent": message.silent,
        "protected": message.protected,
        "text": message.text,
        "entities": [entity.json() for entity in message.words.entities],
        "file": _file(message.attachment),
        "rows": [[_button(one) for one in row] for row in message.rows] if message.inline else [],
        "reply": _reply(message.reply_to),
        "reaction": message.reaction,
    }


def _file(kept: Attachment | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    width, height = kept.size
    return {
        "kind": kept.kind,
        "name": kept.name,
        "size": len(kept.content),
        "url": f"/files/{kept.id}",
        "opens": kept.mime == "application/pdf",
        "width": width,
        "height": height,
        "seconds": kept.seconds,
    }


def _button(button: Button) -> dict[str, Any]:
    told = {"text": button.text, "style": button.style, "url": button.url, "copy": button.copy}
    return {name: value for name, value in told.items() if value}


def _keyboard(phone: Phone) -> dict[str, Any] | None:
    message = phone.chat.keyboard
    if message is None or message.keyboard is None:
        return None
    return {
        "rows": [[one.text for one in row] for row in markup.rows(message.keyboard)],
        "once": bool(message.keyboard.get("one_time_keyboard")),
        "placeholder": message.keyboard.get("input_field_placeholder", ""),
        "id": message.id,
    }


def _reply(message: Message | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {"id": message.id, "mine": message.mine, "text": _snippet(message)}


def _snippet(message: Message) -> str:
    words = " ".join(message.text.split())
    if not words and message.attachment:
        words = message.attachment.name
    return words if len(words) <= _SNIPPET else words[: _SNIPPET - 1] + "…"
