"""The web server: Telegram's webhook, and whether all is well."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.wire.gate import Gate
from bot.wire.ledger import PASSING
from bot.wire.secrecy import kind

LARGEST = 2**20  # bytes of an update
PATIENCE = 10.0  # seconds for the database; Telegram itself gives up after 60
RETRY = {"Retry-After": "5"}

log = logging.getLogger(__name__)

Trouble = Callable[[], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is to send updates, how it shows that it is Telegram, where we listen."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def path(self) -> str:
        """Return the path we listen on; a proxy in front must keep it."""
        return urlsplit(self.url).path or "/"


class Web:
    """Listen for Telegram and for whoever looks after the machine."""

    def __init__(
        self, listen: tuple[str, int], trouble: Trouble, gate: Gate, webhook: Webhook | None
    ) -> None:
        self._host, self.port = listen
        self._trouble = trouble
        self._gate = gate
        self._webhook = webhook
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; port 0 takes any that is free."""
        # an access log would hold the path, and with it what only Telegram knows
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Take nothing more; what has begun to be stored is stored."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST)
        application.router.add_get("/healthz", self._healthz)
        if self._webhook is not None:
            application.router.add_post(self._webhook.path, self._receive)
        return application

    async def _healthz(self, _: web.Request) -> web.Response:
        wrong = await self._trouble()
        text = "".join(f"{one}\n" for one in wrong) or "ok\n"
        return web.Response(text=text, status=503 if wrong else 200)

    async def _receive(self, request: web.Request) -> web.Response:
        """Answer 200 only once the update is stored: what is not is sent again."""
        if not self._is_telegram(request):
            return web.Response(status=403)
        try:
            # beyond LARGEST, aiohttp answers 413 by itself
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            # sent again it would be no better, and hold up whoever waits behind it
            log.error("a body that is no update was dropped")  # noqa: TRY400  it may hold words
            return web.Response()
        return await self._store(update)

    async def _store(self, update: Any) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._gate.enter([update])
        except (*PASSING, TimeoutError) as problem:
            log.warning("an update could not be stored: %s", kind(problem))
            return web.Response(status=503, headers=RETRY)
        return web.Response()

    def _is_telegram(self, request: web.Request) -> bool:
        shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        secret = self._webhook.secret if self._webhook else ""
        return bool(secret) and hmac.compare_digest(shown.encode(), secret.encode())
