"""What each method answers, apart from what is sent.

https://core.telegram.org/bots/api#available-methods
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.playground import changing, members, sending, topics
from bot.playground.chats import stamp
from bot.playground.entities import units
from bot.playground.mistake import bad
from bot.playground.parameters import Params

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram

LONGEST = 200  # characters of an answer to a press
PRESS_LIVES = 150  # seconds
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


def _answer_press(telegram: Telegram, params: Params) -> bool:
    press = telegram.presses.get(params.get("callback_query_id", ""))
    now = stamp(telegram.clock.now())
    if press is None or now - press.at > PRESS_LIVES:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = params.get("text", "")
    if units(text) > LONGEST:
        raise bad("MESSAGE_TOO_LONG")
    if not press.answered:
        press.answered = True
        press.phone.hear(text, alert=params.get("show_alert", False), url=params.get("url"))
    return True


def _set_webhook(telegram: Telegram, params: Params) -> bool:
    url = params.get("url", "")
    if url and not url.startswith("https://"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(params.get("secret_token", "")):
        raise bad("secret token contains unallowed characters")
    drop = params.pop("drop_pending_updates", False)
    telegram.arrivals.set_webhook(params if url else None, drop=drop)
    return True


def _about_chat(telegram: Telegram, params: Params) -> dict[str, Any]:
    chat = telegram.readable(params.get("chat_id"))
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
         "gifts_from_channels"), False)  # fmt: skip
    told = {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    if chat.members is None:
        return told
    more = {
        "active_usernames": [chat.username] if chat.username else None,
        # to administrators alone, https://core.telegram.org/bots/api#chatfullinfo
        "has_visible_history": chat.visible_history and members.standing(telegram, chat).leads,
        "has_protected_content": chat.protected,
        "permissions": chat.permissions,
    }
    return told | {name: value for name, value in more.items() if value}


def _me(telegram: Telegram, _: Params) -> dict[str, Any]:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**telegram.me, "first_name": telegram.profile.words("name", ""), **abilities}


def _set_words(what: str) -> Callable[[Telegram, Params], bool]:
    def answer(telegram: Telegram, params: Params) -> bool:
        telegram.profile.set_words(what, params.get(what, ""), params.get("language_code", ""))
        return True

    return answer


def _words(what: str) -> Callable[[Telegram, Params], dict[str, str]]:
    return lambda telegram, params: {
        what: telegram.profile.words(what, params.get("language_code", ""))
    }


def _set_commands(telegram: Telegram, params: Params) -> bool:
    language, scope = params.get("language_code", ""), params.get("scope")
    if scope and "chat_id" in scope:
        telegram.reachable(scope["chat_id"])
    telegram.profile.set_commands(params.get("commands"), scope, language)
    return True


def _drop_commands(telegram: Telegram, params: Params) -> bool:
    telegram.profile.drop_commands(params.get("scope"), params.get("language_code", ""))
    return True


def _commands(telegram: Telegram, params: Params) -> list[dict[str, str]]:
    return telegram.profile.commands(params.get("scope"), params.get("language_code", ""))


def _set_menu_button(telegram: Telegram, params: Params) -> bool:
    telegram.profile.set_button(params.get("chat_id"), params.get("menu_button"))
    return True


ANSWERS: dict[str, Callable[[Telegram, Params], Any]] = {
    "getMe": _me,
    "setWebhook": _set_webhook,
    "deleteWebhook": lambda telegram, params: _set_webhook(telegram, {**params, "url": ""}),
    "getWebhookInfo": lambda telegram, _: telegram.arrivals.about(),
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": changing.edit_text,
    "editMessageCaption": changing.edit_caption,
    "editMessageReplyMarkup": changing.edit_markup,
    "deleteMessage": changing.delete,
    "deleteMessages": changing.delete_many,
    "setMessageReaction": changing.react,
    "answerCallbackQuery": _answer_press,
    "getFile": lambda telegram, params: telegram.files.about(params.get("file_id", "")),
    "getChat": _about_chat,
    "getChatMember": members.get_chat_member,
    "getChatAdministrators": members.get_chat_administrators,
    "leaveChat": members.leave_chat,
    "createForumTopic": topics.create,
    "editForumTopic": topics.edit,
    "closeForumTopic": topics.close,
    "reopenForumTopic": topics.reopen,
    "deleteForumTopic": topics.delete,
    "setMyCommands": _set_commands,
    "getMyCommands": _commands,
    "deleteMyCommands": _drop_commands,
    "setMyName": _set_words("name"),
    "getMyName": _words("name"),
    "setMyDescription": _set_words("description"),
    "getMyDescription": _words("description"),
    "setMyShortDescription": _set_words("short_description"),
    "getMyShortDescription": _words("short_description"),
    "setChatMenuButton": _set_menu_button,
    "getChatMenuButton": lambda telegram, params: telegram.profile.button(params.get("chat_id")),
}
