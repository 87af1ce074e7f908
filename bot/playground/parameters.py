"""What each method takes, and how a value is read from JSON, a form or a multipart body.

Telegram passes over names it does not know; a misspelt one is never meant, so it is refused here.
https://core.telegram.org/bots/api#available-methods
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.playground.files import Upload
from bot.playground.mistake import Mistake, bad, strict

Params = dict[str, Any]

_NUMBER, _WORDS, _FLAG, _JSON, _FILE = "number", "words", "flag", "json", "file"
_CHAT = {"chat_id": _NUMBER}
_MESSAGE = {**_CHAT, "message_id": _NUMBER}
_KEYS = {"reply_markup": _JSON}
_THREAD = {"message_thread_id": _NUMBER}
_TOPIC = {**_CHAT, **_THREAD}
_SENT = {
    **_CHAT, **_THREAD, **_KEYS, "reply_parameters": _JSON,
    "disable_notification": _FLAG, "protect_content": _FLAG,
}  # fmt: skip
_TEXT = {"text": _WORDS, "parse_mode": _WORDS, "entities": _JSON, "link_preview_options": _JSON}
_CAPTION = {"caption": _WORDS, "parse_mode": _WORDS, "caption_entities": _JSON}
_ABOVE = {"show_caption_above_media": _FLAG}
_LANGUAGE = {"language_code": _WORDS}
_SCOPED = {**_LANGUAGE, "scope": _JSON}

METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {
        "offset": _NUMBER, "limit": _NUMBER, "timeout": _NUMBER, "allowed_updates": _JSON,
    },
    "setWebhook": {
        "url": _WORDS, "ip_address": _WORDS, "max_connections": _NUMBER,
        "allowed_updates": _JSON, "drop_pending_updates": _FLAG, "secret_token": _WORDS,
    },
    "deleteWebhook": {"drop_pending_updates": _FLAG},
    "getWebhookInfo": {},
    "sendMessage": {**_SENT, **_TEXT},
    "sendDocument": {
        **_SENT, **_CAPTION, "document": _FILE, "disable_content_type_detection": _FLAG,
    },
    "sendPhoto": {**_SENT, **_CAPTION, **_ABOVE, "photo": _FILE, "has_spoiler": _FLAG},
    "copyMessage": {**_SENT, **_CAPTION, **_ABOVE, "from_chat_id": _NUMBER, "message_id": _NUMBER},
    "sendChatAction": {**_TOPIC, "action": _WORDS},
    "editMessageText": {**_MESSAGE, **_KEYS, **_TEXT},
    "editMessageCaption": {**_MESSAGE, **_KEYS, **_CAPTION, **_ABOVE},
    "editMessageReplyMarkup": {**_MESSAGE, **_KEYS},
    "deleteMessage": _MESSAGE,
    "deleteMessages": {**_CHAT, "message_ids": _JSON},
    "setMessageReaction": {**_MESSAGE, "reaction": _JSON, "is_big": _FLAG},
    "answerCallbackQuery": {
        "callback_query_id": _WORDS, "text": _WORDS, "show_alert": _FLAG, "url": _WORDS,
        "cache_time": _NUMBER,
    },
    "getFile": {"file_id": _WORDS},
    "getChat": _CHAT,
    "getChatMember": {**_CHAT, "user_id": _NUMBER},
    "getChatAdministrators": {**_CHAT, "return_bots": _FLAG},
    "leaveChat": _CHAT,
    "createForumTopic": {**_CHAT, "name": _WORDS, "icon_color": _NUMBER},
    "editForumTopic": {**_TOPIC, "name": _WORDS},
    "closeForumTopic": _TOPIC,
    "reopenForumTopic": _TOPIC,
    "deleteForumTopic": _TOPIC,
    "setMyCommands": {**_SCOPED, "commands": _JSON},
    "getMyCommands": _SCOPED,
    "deleteMyCommands": _SCOPED,
    "setMyName": {**_LANGUAGE, "name": _WORDS},
    "getMyName": _LANGUAGE,
    "setMyDescription": {**_LANGUAGE, "description": _WORDS},
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": {**_LANGUAGE, "short_description": _WORDS},
    "getMyShortDescription": _LANGUAGE,
    "setChatMenuButton": {**_CHAT, "menu_button": _JSON},
    "getChatMenuButton": _CHAT,
}  # fmt: skip

_INSIDE = {
    "link_preview_options": {
        "is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text",
    },
    "reply_parameters": {
        "message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode",
        "quote_entities", "quote_position",
    },
    "scope": {"type", "chat_id"},
    "menu_button": {"type"},
}  # fmt: skip
_UNREADABLE = {
    "reply_markup": "reply keyboard markup",
    "reply_parameters": "reply parameters",
    "link_preview_options": "link preview options",
}


def read(method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Params:
    """Return a call's values as what they are, or refuse the call."""
    if method not in METHODS:
        raise Mistake(404, f"Not Found: method not simulated: {method}")
    takes = METHODS[method]
    given = {**raw, **{name: upload for name, upload in uploads.items() if name in takes}}
    if unknown := [name for name in given if name not in takes]:
        raise strict(
            f"{method} has no parameter {', '.join(sorted(unknown))}, or it is not simulated"
        )
    return {name: _value(name, takes[name], value, uploads) for name, value in given.items()}


def _value(name: str, kind: str, value: Any, uploads: Mapping[str, Upload]) -> Any:
    if kind == _NUMBER:
        return _number(name, value)
    if kind == _FLAG:
        return str(value).lower() in {"true", "yes", "1"}
    if kind == _JSON:
        return _object(name, value)
    if kind == _FILE:
        return _file(value, uploads)
    if not isinstance(value, str):
        raise strict(f"{name} must be a string")
    return value


def _number(name: str, value: Any) -> int:
    try:
        return int(value)
    except ValueError:
        if name == "chat_id":
            raise bad("chat not found") from None
        raise bad(f"{name} must be a number") from None


def _object(name: str, value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad(f"can't parse {_UNREADABLE.get(name, name)} JSON object") from None
    known = _INSIDE.get(name)
    if known and isinstance(value, dict) and (unknown := set(value) - known):
        raise strict(f"{name} has no field {', '.join(sorted(unknown))}, or it is not simulated")
    return value


def _file(value: Any, uploads: Mapping[str, Upload]) -> Upload | str:
    if isinstance(value, Upload):
        return value
    name = str(value).removeprefix("attach://")
    if name != value:
        if name not in uploads:
            raise bad("wrong file identifier/HTTP URL specified")
        return uploads[name]
    return name
