"""What the person at the page does: write, press, send, block, and move time on."""

import asyncio
import calendar
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.playground import view
from bot.playground.chats import Message
from bot.playground.entities import units
from bot.playground.mistake import Mistake
from bot.playground.phone import Phone
from bot.playground.telegram import Telegram

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
_LONGEST_NAME, _LONGEST_FILE_NAME = 64, 255
_PIECE, _CAPTION = 4096, 1024
_REASONS = {
    "Bad Request: IMAGE_PROCESS_FAILED": "no-picture",
    "Bad Request: file must be non-empty": "empty-file",
    "Request Entity Too Large": "too-large",
}


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
        asked = await _asked(request)
        language = asked.get("language", "")
        if language not in LANGUAGES:
            raise web.HTTPBadRequest
        given = str(asked.get("name", "")).strip()[:_LONGEST_NAME]
        phone = self._telegram.phone(given or self._free_name(language), language or None)
        self._telegram.notice(phone.chat)
        return web.json_response(view.person(phone))

    async def _move(self, request: web.Request) -> web.Response:
        """Skip ahead, and answer once everything due has been said."""
        step = (await _asked(request)).get("step")
        if step not in _STEPS:
            raise web.HTTPBadRequest
        async with self._skipping:
            await self._skip(_STEPS[step](self._telegram.clock.now()))
            await self._settle()
        return web.json_response({"now": self._telegram.clock.now().isoformat()})

    async def _say(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await _asked(request)
        parts = pieces(str(asked.get("text", "")))
        reply_to = phone.chat.find(_number(asked, "reply"))
        return _done(lambda: [phone.say(part, reply_to=reply_to) for part in parts])

    async def _edit(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await _asked(request)
        message, text = _message(phone, asked), str(asked.get("text", ""))[:_PIECE]
        return _done(lambda: phone.edit(message, text))

    async def _press(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await _asked(request)
        message = _message(phone, asked)
        try:
            button = message.rows[_number(asked, "row")][_number(asked, "column")]
        except IndexError:
            raise web.HTTPConflict from None
        return _done(lambda: phone.press(button, message))

    async def _send(self, request: web.Request) -> web.Response:
        phone, form = person(self._telegram, request), await request.post()
        sent, caption = form.get("file"), str(form.get("caption", ""))[:_CAPTION]
        if form.get("as") == "voice":
            return _done(phone.send_voice)
        if not isinstance(sent, web.FileField):
            raise web.HTTPBadRequest
        content, name = sent.file.read(), sent.filename[:_LONGEST_FILE_NAME] or "file"
        if form.get("as") == "photo":
            return _done(lambda: phone.send_photo(content, caption=caption))
        return _done(lambda: phone.send_document(name, content, caption=caption))

    async def _start(self, request: web.Request) -> web.Response:
        phone, asked = person(self._telegram, request), await _asked(request)
        phone.unblock()
        return _done(lambda: phone.start(str(asked.get("payload", ""))))

    async def _block(self, request: web.Request) -> web.Response:
        return _done(person(self._telegram, request).block)

    async def _unblock(self, request: web.Request) -> web.Response:
        return _done(person(self._telegram, request).unblock)

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


def pieces(text: str) -> list[str]:
    """Cut a long text as Telegram's clients do before they send it."""
    found: list[str] = []
    rest = text
    while units(rest) > _PIECE:
        head = rest[:_PIECE]
        while units(head) > _PIECE:
            head = head[:-1]
        cut = max(head.rfind("\n"), head.rfind(" ")) + 1 or len(head)
        found.append(rest[:cut])
        rest = rest[cut:]
    return [piece for piece in [*found, rest] if piece.strip()]


async def _asked(request: web.Request) -> dict[str, Any]:
    try:
        asked = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest
    return asked


def _number(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name) or 0
    if not isinstance(value, int) or value < 0:
        raise web.HTTPBadRequest
    return value


def _message(phone: Phone, asked: dict[str, Any]) -> Message:
    message = phone.chat.find(_number(asked, "message"))
    if message is None:
        raise web.HTTPConflict
    return message


def _done(deed: Callable[[], object]) -> web.Response:
    """Do it, or say in one word why not."""
    try:
        deed()
    except Mistake as mistake:
        reason = _REASONS.get(mistake.description, "failed")
        return web.json_response({"error": reason}, status=409)
    except (ValueError, LookupError, RuntimeError):
        return web.json_response({"error": "failed"}, status=409)
    return web.json_response({})


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
