"""What the person at the page does: write, press, send, block, and move time on."""

import asyncio
import calendar
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.playground import view
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram
from bot.playground.wishes import (
    body,
    button_of,
    done,
    file_of,
    message_of,
    number,
    pieces,
    words_of,
)

Settle = Callable[[], Awaitable[None]]
Skip = Callable[[timedelta], Awaitable[None]]

LANGUAGES = ("fr", "fr-CA", "en", "en-US", "de", "es", "")  # what a new phone may speak
_NAMES = {
    "fr": ("Camille", "Dominique", "Claude", "Maxime", "Alix"),
    "en": ("Alex", "Robin", "Jamie", "Sam", "Charlie"),
    "de": ("Kim", "Toni", "Sascha"),
    "es": ("Cruz", "Trinidad", "Guadalupe"),
    "": ("Noor", "Ming", "Sasha"),
}
_LONGEST_NAME = 64


class Deeds:
    """Everything that changes something; each answers at once, save the time machine."""

    def __init__(self, telegram: Telegram, settle: Settle, skip: Skip) -> None:
        self._telegram = telegram
        self._settle = settle
        self._skip = skip
        self._skipping = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """Return where each is asked for."""
        chat = "/api/chats/{chat:\\d{1,18}}"
        return [
            web.post("/api/people", self._meet),
            web.post("/api/skip", self._move),
            web.post(chat + "/say", self._say),
            web.post(chat + "/edit", self._edit),
            web.post(chat + "/press", self._press),
            web.post(chat + "/send", self._send),
            web.post(chat + "/start", self._start),
            web.post(chat + "/block", self._block),
            web.post(chat + "/unblock", self._unblock),
        ]

    async def _meet(self, request: web.Request) -> web.Response:
        asked = await body(request)
        language = asked.get("language", "")
        if language not in LANGUAGES:
            raise web.HTTPBadRequest
        given = str(asked.get("name", "")).strip()[:_LONGEST_NAME]
        phone = self._telegram.phone(given or self._free_name(language), language or None)
        self._telegram.notice(phone.chat)
        return web.json_response(view.person(phone))

    async def _move(self, request: web.Request) -> web.Response:
        """Skip ahead, and answer once everything due has been said."""
        step = (await body(request)).get("step")
        if step not in _STEPS:
            raise web.HTTPBadRequest
        async with self._skipping:
            await self._skip(_STEPS[step](self._telegram.clock.now()))
            await self._settle()
        return web.json_response({"now": self._telegram.clock.now().isoformat()})

    async def _say(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await body(request)
        parts = pieces(str(asked.get("text", "")))
        answered = phone.chat.find(number(asked, "reply"))
        quote = str(asked.get("quote", "")) or None
        return done(lambda: [phone.say(part, reply_to=answered, quote=quote) for part in parts])

    async def _edit(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await body(request)
        message, text = message_of(phone.chat, asked), words_of(asked)
        return done(lambda: phone.edit(message, text))

    async def _press(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await body(request)
        message = message_of(phone.chat, asked)
        button = button_of(message, asked)
        return done(lambda: phone.press(button, message))

    async def _send(self, request: web.Request) -> web.Response:
        phone, form = person(self._telegram, request), await request.post()
        if form.get("as") == "voice":
            return done(phone.send_voice)
        name, content, caption = file_of(form)
        if form.get("as") == "photo":
            return done(lambda: phone.send_photo(content, caption=caption))
        return done(lambda: phone.send_document(name, content, caption=caption))

    async def _start(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await body(request)
        phone.unblock()
        return done(lambda: phone.start(str(asked.get("payload", ""))))

    async def _block(self, request: web.Request) -> web.Response:
        return done(person(self._telegram, request).block)

    async def _unblock(self, request: web.Request) -> web.Response:
        return done(person(self._telegram, request).unblock)

    def _free_name(self, language: str) -> str:
        taken = {phone.first_name for phone in self._telegram.phones.values()}
        names = _NAMES[language.partition("-")[0]]
        return next((name for name in names if name not in taken), names[0])


def person(telegram: Telegram, request: web.Request) -> Phone:
    """Return the phone that an address names."""
    try:
        return telegram.phones[int(request.match_info["chat"])]
    except KeyError:
        raise web.HTTPNotFound from None


def _month(now: datetime) -> timedelta:
    year, month = divmod(now.year * 12 + now.month, 12)
    days = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, days)) - now


_STEPS: dict[str, Callable[[datetime], timedelta]] = {
    "hour": lambda _: timedelta(hours=1),
    "day": lambda _: timedelta(days=1),
    "week": lambda _: timedelta(weeks=1),
    "month": _month,
}
