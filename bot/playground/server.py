"""The door over HTTP, on this machine only: for whole processes, kill tests and measurements.

https://core.telegram.org/bots/api#making-requests
"""

import json
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import BodyPartReader, web

from bot.playground.files import MEGA, Upload
from bot.playground.mistake import Lost, Mistake, Refused
from bot.playground.telegram import Telegram

_TELEGRAM = web.AppKey("telegram", Telegram)
_LARGEST = 64 * MEGA  # of a body: more than Telegram takes, so that it can say so itself


class Server:
    """Listen on 127.0.0.1; ``close()`` refuses every connection until ``open()``."""

    def __init__(self, telegram: Telegram, port: int = 0) -> None:
        self.telegram = telegram
        self.port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the root, to which ``/bot<token>/METHOD`` is added."""
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        """Listen, on the same port as before."""
        # a client that was killed must not keep its getUpdates waiting
        self._runner = web.AppRunner(
            app(self.telegram), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Break every connection and listen no more."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def app(telegram: Telegram) -> web.Application:
    """Return the application: /bot<token>/METHOD and /file/bot<token>/PATH."""
    application = web.Application(client_max_size=_LARGEST)
    application[_TELEGRAM] = telegram
    application.router.add_route("*", "/bot{token:[^/]+}/{method}", _call)
    application.router.add_get("/file/bot{token:[^/]+}/{path:.+}", _fetch)
    return application


async def _call(request: web.Request) -> web.StreamResponse:
    telegram = request.app[_TELEGRAM]
    try:
        _check_token(request)
        raw, uploads = await _body(request)
        result = await telegram.call(request.match_info["method"], raw, uploads)
    except Mistake as mistake:
        return _json(mistake.body(), mistake.code)
    except (Refused, Lost):
        if request.transport:
            request.transport.abort()
        return web.Response()
    return _json({"ok": True, "result": result})


async def _fetch(request: web.Request) -> web.StreamResponse:
    try:
        _check_token(request)
        content = request.app[_TELEGRAM].files.fetch(request.match_info["path"])
    except Mistake as mistake:
        return _json(mistake.body(), mistake.code)
    return web.Response(body=content, content_type="application/octet-stream")


def _check_token(request: web.Request) -> None:
    if request.match_info["token"] != request.app[_TELEGRAM].token:
        raise Mistake(401, "Unauthorized")


async def _body(request: web.Request) -> tuple[Mapping[str, Any], dict[str, Upload]]:
    if request.content_type == "application/json":
        raw = json.loads(await request.read() or b"{}")
        return {name: value for name, value in raw.items() if value is not None}, {}
    fields: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type != "multipart/form-data":
        return fields | dict(await request.post()), uploads
    # in memory: post() would leave a temporary file open when a client dies while it uploads
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise web.HTTPBadRequest
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name] = content.decode()
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, content, kind)
    return fields, uploads


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body), status=status, content_type="application/json")
