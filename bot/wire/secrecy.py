"""The token and people's words stay out of logs, errors and representations."""

import logging
import re
import traceback

from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.wire.transport import AiohttpRequest

TELEGRAM = "https://api.telegram.org"

_TOKEN = re.compile(r"\d{6,12}:[\w-]{30,}")
_FRAMES = 6
# at DEBUG these write whole updates, calls, and addresses with the token in them
_TALKATIVE = ("telegram", "httpx", "httpcore", "aiohttp", "asyncio")


class DiscreetBot(ExtBot[None]):
    """A bot whose representation does not show its token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<DiscreetBot>"


class Mask(logging.Filter):
    """Blot out tokens wherever a library lets one slip; for every handler of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without a token."""
        message = record.getMessage()
        if _TOKEN.search(message):
            record.msg, record.args = masked(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        return True


def bot(token: str, *, api: str = TELEGRAM, request: BaseRequest | None = None) -> DiscreetBot:
    """Return the bot to build an Application with; ``api`` is the root of a Bot API server.

    ``Application.builder().bot(bot(token)).updater(None).job_queue(None)…``
    """
    hush()
    request = request or AiohttpRequest()
    root = api.rstrip("/")
    return DiscreetBot(
        token=token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=request,
        get_updates_request=request,
    )


def hush() -> None:
    """Keep talkative libraries from their DEBUG, and mask what they log."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    for name in ("asyncio", "aiohttp.client", "aiohttp.internal", "aiohttp.server"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, Mask) for one in logger.filters):
            logger.addFilter(Mask())


def masked(text: str) -> str:
    """Return ``text`` without tokens."""
    return _TOKEN.sub("<token>", text)


def kind(problem: BaseException) -> str:
    """Return what may be logged of a problem: its class."""
    return type(problem).__name__


def trace(problem: BaseException) -> str:
    """Return where a problem happened, without its message: that may hold what people wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-_FRAMES:]
    places = (
        f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno}"
        for frame in reversed(frames)
    )
    return f"{kind(problem)} at {' < '.join(places)}"
