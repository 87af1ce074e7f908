"""One simulated Telegram: it does what Telegram does and refuses what Telegram refuses.

https://core.telegram.org/bots/api
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram.request import BaseRequest

from bot.clock import Clock
from bot.playground import parameters, sending
from bot.playground.arrivals import Arrivals
from bot.playground.chats import Chat, stamp
from bot.playground.faults import Faults
from bot.playground.files import Files, Upload
from bot.playground.mistake import Mistake, bad, blocked
from bot.playground.parameters import Params
from bot.playground.phone import Phone
from bot.playground.profile import Profile

TOKEN = "7000000001:NO_TOKEN_OF_TELEGRAMS_BUT_OUR_OWN_ONE"  # noqa: S105  opens nothing but this
ANSWER = 200  # characters of an answer to a press
REMEMBERED = 200_000  # calls
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


@dataclass
class Call:
    """A call of the bot's, as it was understood, and how it went."""

    method: str
    params: Params
    mistake: Mistake | None = None
    planned: bool = False  # a fault that the test asked for

    @property
    def chat_id(self) -> int | None:
        """Return the chat it was about."""
        value = str(self.params.get("chat_id"))
        return int(value) if value.lstrip("-").isdigit() else None


@dataclass
class Press:
    """A pressed button that waits for its answer."""

    id: str
    phone: Phone
    at: int
    answered: bool = field(default=False)


class Telegram:
    """Hold every chat of one bot; ``clock`` is the only time it knows."""

    def __init__(self, clock: Clock, token: str = TOKEN, username: str = "traits_bot") -> None:
        self.clock = clock
        self.token = token
        self.me: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Traits",
            "username": username,
        }
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.faults = Faults()
        self.files = Files()
        self.arrivals = Arrivals(clock)
        self.profile = Profile("Traits")
        self.phones: dict[int, Phone] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.watchers: list[Callable[[Chat], None]] = []
        self._last_message = 0
        self._last_press = 0

    def __repr__(self) -> str:
        return f"<Telegram: {len(self.chats)} chats, {len(self.arrivals)} updates waiting>"

    def request(self) -> BaseRequest:
        """Return the door in process, for ``Application.builder().request(…)``."""
        from bot.playground.door import Door  # noqa: PLC0415  the door opens onto us

        return Door(self)

    def phone(self, first_name: str = "Ana", language_code: str | None = "fr") -> Phone:
        """Return the device of somebody new."""
        phone = Phone(self, 7_000_000_001 + len(self.phones) + 1, first_name, language_code)
        self.phones[phone.chat_id] = phone
        self.chats[phone.chat_id] = phone.chat
        return phone

    @property
    def refused(self) -> list[Call]:
        """Return the bot's calls that Telegram would not have, planned faults left out."""
        return [call for call in self.calls if call.mistake and not call.planned]

    def called(self, method: str) -> list[Params]:
        """Return what the bot passed to a method, call by call."""
        return [call.params for call in self.calls if call.method == method]

    async def call(
        self, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> Any:
        """Carry out one call of the Bot API; raises Mistake, Refused or Lost."""
        call = Call(method, dict(raw))
        self.calls.append(call)
        faults = self.faults.take(method, call.chat_id)
        call.planned = any(fault.before for fault in faults)
        try:
            for fault in faults:
                if fault.before:
                    raise fault.before()
            call.params = parameters.read(method, raw, uploads or {})
            result = await self._answer(method, call.params)
        except Mistake as mistake:
            call.mistake = mistake
            raise
        finally:
            if wait := sum(fault.delay for fault in faults):
                await asyncio.sleep(wait)
        for fault in faults:
            if fault.after:
                raise fault.after()
        return result

    async def _answer(self, method: str, params: Params) -> Any:
        if method == "getUpdates":
            return await self.arrivals.get(**params)
        return _ANSWERS[method](self, params)

    # what the methods ask

    def next_id(self) -> int:
        """Return a new message id; as on Telegram, private chats share one count."""
        self._last_message += 1
        return self._last_message

    def chat(self, chat_id: int | None) -> Chat:
        """Return a chat the bot knows."""
        if chat_id is None:
            raise bad("chat_id is empty")
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def reachable(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may write to."""
        chat = self.chat(chat_id)
        if chat.left:
            raise Mistake(403, "Forbidden: bot is not a member of the supergroup chat")
        if not chat.begun:
            raise Mistake(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.blocked:
            raise blocked()
        return chat

    def pressed(self, phone: Phone) -> str:
        """Return the id of a new press."""
        self._last_press += 1
        press = Press(f"{self._last_press:018d}", phone, stamp(self.clock.now()))
        self.presses[press.id] = press
        return press.id

    def notice(self, chat: Chat) -> None:
        """Tell whoever watches that a chat has changed."""
        for watcher in self.watchers:
            watcher(chat)


def _answer_press(telegram: Telegram, params: Params) -> bool:
    press = telegram.presses.get(params.get("callback_query_id", ""))
    now = stamp(telegram.clock.now())
    if press is None or now - press.at > 150:  # noqa: PLR2004  seconds a press is kept
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = params.get("text", "")
    if len(text.encode("utf-16-le")) // 2 > ANSWER:
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


def _leave(telegram: Telegram, params: Params) -> bool:
    chat = telegram.chat(params.get("chat_id"))
    if chat.title is None:
        raise bad("chat member status can't be changed in private chats")
    if chat.left:
        raise Mistake(403, "Forbidden: bot is not a member of the supergroup chat")
    chat.left = True
    chat.touch()
    return True


def _about_chat(telegram: Telegram, params: Params) -> dict[str, Any]:
    chat = telegram.chat(params.get("chat_id"))
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
         "gifts_from_channels"), False)  # fmt: skip
    return {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


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
    language = params.get("language_code", "")
    telegram.profile.set_commands(params.get("commands"), params.get("scope"), language)
    return True


def _drop_commands(telegram: Telegram, params: Params) -> bool:
    telegram.profile.drop_commands(params.get("scope"), params.get("language_code", ""))
    return True


def _commands(telegram: Telegram, params: Params) -> list[dict[str, str]]:
    return telegram.profile.commands(params.get("scope"), params.get("language_code", ""))


def _set_menu_button(telegram: Telegram, params: Params) -> bool:
    telegram.profile.set_button(params.get("chat_id"), params.get("menu_button"))
    return True


_ANSWERS: dict[str, Callable[[Telegram, Params], Any]] = {
    "getMe": _me,
    "setWebhook": _set_webhook,
    "deleteWebhook": lambda telegram, params: _set_webhook(telegram, {**params, "url": ""}),
    "getWebhookInfo": lambda telegram, _: telegram.arrivals.about(),
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "copyMessage": sending.copy_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_text,
    "editMessageCaption": sending.edit_caption,
    "editMessageReplyMarkup": sending.edit_markup,
    "deleteMessage": sending.delete,
    "deleteMessages": sending.delete_many,
    "setMessageReaction": sending.react,
    "answerCallbackQuery": _answer_press,
    "getFile": lambda telegram, params: telegram.files.about(params.get("file_id", "")),
    "getChat": _about_chat,
    "leaveChat": _leave,
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
