"""What the bot sends.

https://core.telegram.org/bots/api#sendmessage
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground import formatting, markup, topics
from bot.playground.chats import Chat, Message
from bot.playground.entities import Text, units
from bot.playground.files import Attachment, Upload
from bot.playground.formatting import LONGEST, LONGEST_CAPTION
from bot.playground.mistake import bad, strict
from bot.playground.parameters import Params

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer sendMessage."""
    return _send(telegram, params, text(params)).json()


def send_document(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer sendDocument."""
    return _send_file(telegram, params, "document").json()


def send_photo(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer sendPhoto."""
    return _send_file(telegram, params, "photo").json()


def copy_message(telegram: Telegram, params: Params) -> dict[str, Any]:
    """Answer copyMessage: the same content, without a link to who wrote it."""
    source = telegram.readable(params.get("from_chat_id"))
    original = source.find(params.get("message_id", 0))
    if original is None:
        raise bad("message to copy not found")
    if original.service:
        raise bad("the message can't be copied")
    if original.locked:
        raise bad("message has protected content and can't be forwarded")
    words = caption(params) if "caption" in params else original.words
    copied = _send(telegram, params, words, original.attachment)
    return {"message_id": copied.id}


def send_chat_action(telegram: Telegram, params: Params) -> bool:
    """Answer sendChatAction."""
    if params.get("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat = telegram.reachable(params.get("chat_id"))
    topics.place(telegram, chat, params.get("message_thread_id", 0))
    chat.action = (params["action"], telegram.clock.now())
    chat.touch()
    return True


def _send_file(telegram: Telegram, params: Params, kind: str) -> Message:
    words, given = caption(params), params.get(kind)
    if given is None or given == "":
        raise bad(f"there is no {kind} in the request")
    if isinstance(given, str) and "://" in given:
        raise strict("files by URL are not simulated: nothing leaves this machine")
    kept = (
        telegram.files.keep(kind, given)
        if isinstance(given, Upload)
        else telegram.files.get(kind, given)
    )
    return _send(telegram, params, words, kept)


def _send(
    telegram: Telegram, params: Params, words: Text, attachment: Attachment | None = None
) -> Message:
    keyboard = markup.checked(params.get("reply_markup"))
    chat = telegram.reachable(params.get("chat_id"))
    thread = topics.place(telegram, chat, params.get("message_thread_id", 0))
    answered, quote = _answered(chat, params.get("reply_parameters"))
    if answered and answered.thread != thread:
        if thread is not None:
            raise strict("replies across topics are not simulated")
        thread = topics.place(telegram, chat, answered.thread or 0)
    message = Message(
        id=telegram.next_id(chat),
        chat=chat,
        sender=telegram.me,
        at=telegram.clock.now(),
        words=words,
        attachment=attachment,
        keyboard=keyboard,
        reply_to=answered,
        quote=quote,
        thread=thread,
        silent=params.get("disable_notification", False),
        protected=params.get("protect_content", False),
        preview=params.get("link_preview_options"),
    )
    chat.add(message)
    return message


def _answered(chat: Chat, given: Any) -> tuple[Message | None, dict[str, Any] | None]:
    """Return the message that is replied to, and what is quoted of it."""
    if not given:
        return None, None
    if "message_id" not in given:
        raise bad("can't parse reply parameters: Can't find field \"message_id\"")
    if given.get("chat_id") not in {None, chat.id}:
        raise strict("replies across chats are not simulated")
    message = chat.find(int(given["message_id"]))
    if message is None and not given.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    if message is None or not given.get("quote"):
        return message, None
    marks = given.get("quote_parse_mode"), given.get("quote_entities") or ()
    return message, quoted(message, formatting.read(given["quote"], *marks).plain)


def quoted(message: Message, words: str) -> dict[str, Any]:
    """Return a piece of a message as replies carry it, or refuse what does not stand in it."""
    if units(words) > LONGEST_CAPTION:
        raise bad("QUOTE_TEXT_INVALID")
    before, found, _ = message.text.partition(words)
    if not found:
        raise bad("QUOTE_TEXT_INVALID")
    return {"text": words, "position": units(before), "is_manual": True}


def text(params: Params) -> Text:
    """Return a call's text, or refuse it."""
    if not params.get("text"):
        raise bad("message text is empty")
    words = formatting.read(params["text"], params.get("parse_mode"), params.get("entities") or ())
    if not words.plain:
        raise bad("text must be non-empty")
    if len(words) > LONGEST:
        raise bad("message is too long")
    return words


def caption(params: Params) -> Text:
    """Return a call's caption, perhaps none, or refuse it."""
    given = params.get("caption") or ""
    words = formatting.read(given, params.get("parse_mode"), params.get("caption_entities") or ())
    if len(words) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return words
