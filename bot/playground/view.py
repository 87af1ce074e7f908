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
    return {
        **person(phone),
        "revision": phone.chat.revision,
        "ids": [one.id for one in shown],
        "changed": [message(one) for one in shown if one.revision > since],
        "keyboard": _keyboard(phone),
        "menu": phone.telegram.profile.menu(phone.chat_id, phone.language),
        "bot": phone.about("name"),
        "description": phone.about("description"),
        "typing": phone.chat.action is not None,
        **answers(phone, heard),
    }


def answers(phone: Phone, heard: int | None) -> dict[str, Any]:
    """Return the answers to presses that came after the first ``heard``."""
    new = phone.heard[heard:] if heard is not None else []
    return {
        "heard": len(phone.heard),
        "alerts": [{"text": one.text, "window": one.window} for one in new if one.text],
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
        "last": snippet(last) if last else "",
        "at": last.at.isoformat() if last else None,
    }


def message(shown: Message) -> dict[str, Any]:
    """Return one message with all that stands on it."""
    return {
        "id": shown.id,
        "mine": shown.mine,
        "at": shown.at.isoformat(),
        "edited": shown.edited,
        "silent": shown.silent,
        "protected": shown.locked,
        "text": shown.text,
        "entities": [entity.json() for entity in shown.words.entities],
        "file": _file(shown.attachment),
        "rows": [[_button(one) for one in row] for row in shown.rows] if shown.inline else [],
        "reply": _reply(shown),
        "reaction": shown.reaction,
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


def _reply(shown: Message) -> dict[str, Any] | None:
    answered = shown.reply_to
    if answered is None:
        return None
    quoted = shown.quote["text"] if shown.quote else snippet(answered)
    return {"id": answered.id, "mine": answered.mine, "text": quoted}


def snippet(message: Message) -> str:
    """Return the beginning of what a message says, or the name of its file."""
    words = " ".join(message.text.split())
    if not words and message.attachment:
        words = message.attachment.name
    return words if len(words) <= _SNIPPET else words[: _SNIPPET - 1] + "…"
