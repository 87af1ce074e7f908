"""The line to Telegram: call a method, get what it answered, however bad."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from telegram import InputFile
from telegram.ext import ExtBot
from telegram.request import RequestData

# the library makes these in Bot methods only, which know neither our raw JSON nor new parameters
from telegram.request._requestparameter import RequestParameter

from bot.wire.transport import NotSent, Unknown

OK = 200
BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
CONFLICT = 409
FLOOD = 429
SERVER = 500

Files = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What Telegram answered."""

    code: int
    result: Any = field(default=None, repr=False)
    description: str = field(default="", repr=False)
    retry_after: float | None = None
    moved_to: int | None = field(default=None, repr=False)  # a group that got a new id

    @property
    def bad_token(self) -> bool:
        """Tell whether Telegram does not know our token."""
        return self.code in {UNAUTHORIZED, NOT_FOUND}


class Line:
    """Calls methods of the Bot API by name, through the bot's own transport."""

    def __init__(self, bot: ExtBot[None]) -> None:
        self._bot = bot

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Files | None = None,
        *,
        wait: float | None = None,
    ) -> Reply:
        """Call ``method`` once and return the reply; NotSent or Unknown when there is none."""
        data = RequestData([*_parameters(params or {}), *_attached(files or {})])
        url = f"{self._bot.base_url}/{method}"
        timeout: dict[str, Any] = {} if wait is None else {"read_timeout": wait}
        kind = ""
        try:
            code, payload = await self._bot.request.do_request(url, "POST", data, **timeout)
        except (NotSent, Unknown):
            raise
        except Exception as problem:  # noqa: BLE001  another transport: it may have arrived
            kind = type(problem).__name__
        if kind:
            raise Unknown(kind)
        return _reply(code, payload)


def _parameters(params: Mapping[str, Any]) -> list[RequestParameter]:
    return [
        RequestParameter(name, value, None) for name, value in params.items() if value is not None
    ]


def _attached(files: Files) -> list[RequestParameter]:
    return [
        RequestParameter(part, None, [InputFile(content, filename=name)])
        for part, (name, content) in files.items()
    ]


def _reply(code: int, payload: bytes) -> Reply:
    try:
        answer = json.loads(payload)
        more = answer.get("parameters") or {}
        return Reply(
            code,
            answer.get("result"),
            str(answer.get("description", "")),
            more.get("retry_after"),
            more.get("migrate_to_chat_id"),
        )
    except (ValueError, AttributeError):
        # a front that speaks no JSON: a success we cannot read is none we can rely on
        return Reply(code if code != OK else SERVER)
