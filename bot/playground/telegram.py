"""One simulated Telegram: it does what Telegram does and refuses what Telegram refuses.

https://core.telegram.org/bots/api
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram.request import BaseRequest

from bot.clock import Clock
from bot.playground import pace, parameters
from bot.playground.answers import ANSWERS
from bot.playground.arrivals import Arrivals
from bot.playground.chats import Chat, stamp
from bot.playground.faults import Faults
from bot.playground.files import Files, Upload
from bot.playground.forum import Forum
from bot.playground.members import standing
from bot.playground.mistake import Mistake, bad, blocked
from bot.playground.parameters import Params
from bot.playground.phone import Phone
from bot.playground.profile import Profile

TOKEN = "7000000001:NO_TOKEN_OF_TELEGRAMS_BUT_OUR_OWN_ONE"  # noqa: S105  opens nothing but this
REMEMBERED = 200_000  # calls


@dataclass
class Call:
    """A call of the bot's, as it was understood, and how it went."""

    method: str
    params: Params
    at: datetime
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
        self.faults: Faults = Faults()
        self.files: Files = Files()
        self.arrivals: Arrivals = Arrivals(clock)
        self.profile: Profile = Profile("Traits")
        self.phones: dict[int, Phone] = {}
        self.chats: dict[int, Chat] = {}
        self.forums: dict[int, Forum] = {}
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

    def forum(self, title: str, owner: Phone) -> Forum:
        """Return a group with topics that ``owner`` has made; the bot is not in it yet."""
        return Forum(self, title, owner)

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
        call = Call(method, dict(raw), self.clock.now())
        self.calls.append(call)
        faults = self.faults.take(method, call.chat_id)
        call.planned = any(fault.before for fault in faults)
        try:
            for fault in faults:
                if fault.before:
                    raise fault.before()
            call.params = parameters.read(method, raw, uploads or {})
            pace.keep(self.chats.get(call.chat_id or 0), method, call.at)
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
        return ANSWERS[method](self, params)

    # what the methods ask

    def next_id(self, chat: Chat) -> int:
        """Return a new message id; as on Telegram, private chats share one count."""
        if chat.members is not None:
            chat.last_id += 1
            return chat.last_id
        self._last_message += 1
        return self._last_message

    def chat(self, chat_id: int | None) -> Chat:
        """Return a chat the bot knows."""
        if chat_id is None:
            raise bad("chat_id is empty")
        chat = self.chats.get(chat_id)
        # a group it was never in
        if chat is None or (chat.members is not None and not chat.members.get(self.me["id"])):
            raise bad("chat not found")
        return chat

    def readable(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may look into."""
        chat = self.chat(chat_id)
        if chat.members is not None:
            self._check_place(chat)
        return chat

    def reachable(self, chat_id: int | None) -> Chat:
        """Return a chat the bot may write to."""
        chat = self.readable(chat_id)
        if chat.upgraded_to is not None:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Mistake(400, reason, migrate_to_chat_id=chat.upgraded_to)
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

    def _check_place(self, chat: Chat) -> None:
        """Refuse what is asked of a group that the bot is not in."""
        place = standing(self, chat)
        if place.status == "kicked":
            raise Mistake(403, "Forbidden: bot was kicked from the supergroup chat")
        if not place.there:
            raise Mistake(403, "Forbidden: bot is not a member of the supergroup chat")

    def notice(self, chat: Chat) -> None:
        """Tell whoever watches that a chat has changed."""
        for watcher in self.watchers:
            watcher(chat)
