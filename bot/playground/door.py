"""The door in process: what a python-telegram-bot Application is given to call."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from telegram.request import BaseRequest, RequestData

from bot.playground.files import Upload
from bot.playground.mistake import Lost, Mistake, Refused
from bot.wire.transport import NotSent, Unknown

if TYPE_CHECKING:
    from bot.playground.telegram import Telegram


class Door(BaseRequest):
    """Pass calls on to a Telegram in the same process."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    @property
    def read_timeout(self) -> float | None:
        """Nothing here is waited for."""
        return None

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  GET or POST, all the same here
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """Return status and body, as a server would."""
        try:
            return 200, await self._answer(urlsplit(url).path, request_data)
        except Mistake as mistake:
            return mistake.code, json.dumps(mistake.body()).encode()
        except Refused:
            raise NotSent("connection refused") from None
        except Lost:
            raise Unknown("connection reset") from None

    async def _answer(self, path: str, data: RequestData | None) -> bytes:
        kind, _, rest = unquote(path).lstrip("/").partition(self._telegram.token + "/")
        if kind == "file/bot":
            return self._telegram.files.fetch(rest)
        if kind != "bot":
            raise Mistake(401, "Unauthorized")
        raw = data.json_parameters if data else {}
        result = await self._telegram.call(rest, raw, uploads(data))
        return json.dumps({"ok": True, "result": result}).encode()


def uploads(data: RequestData | None) -> dict[str, Upload]:
    """Return the files of a call by the name of their part."""
    parts = data.multipart_data if data and data.contains_files else {}
    return {name: Upload(part[0], _bytes(part[1]), part[2]) for name, part in parts.items()}


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else content.read()
