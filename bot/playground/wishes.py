"""What a window asks for, read as if anybody had written it, and what it is answered."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.playground.chats import Chat, Message
from bot.playground.entities import units
from bot.playground.markup import Button
from bot.playground.mistake import Mistake

_LONGEST_FILE_NAME = 255
_PIECE, _CAPTION = 4096, 1024
REASONS = {
    "Bad Request: IMAGE_PROCESS_FAILED": "no-picture",
    "Bad Request: file must be non-empty": "empty-file",
    "Request Entity Too Large": "too-large",
}


async def body(request: web.Request) -> dict[str, Any]:
    """Return what is asked for."""
    try:
        asked = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest
    return asked


def words_of(asked: Mapping[str, Any]) -> str:
    """Return what a message is to say from now on."""
    return str(asked.get("text", ""))[:_PIECE]


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


def number(asked: Mapping[str, Any], name: str) -> int:
    """Return a number that is asked for, zero if it is not."""
    value = asked.get(name) or 0
    if not isinstance(value, int) or value < 0:
        raise web.HTTPBadRequest
    return value


def message_of(chat: Chat, asked: Mapping[str, Any]) -> Message:
    """Return the message that is asked about."""
    message = chat.find(number(asked, "message"))
    if message is None:
        raise web.HTTPConflict
    return message


def button_of(message: Message, asked: Mapping[str, Any]) -> Button:
    """Return the button that is pressed."""
    try:
        return message.rows[number(asked, "row")][number(asked, "column")]
    except IndexError:
        raise web.HTTPConflict from None


def file_of(form: Mapping[str, Any]) -> tuple[str, bytes, str]:
    """Return name, content and caption of what is sent."""
    sent, caption = form.get("file"), str(form.get("caption", ""))[:_CAPTION]
    if not isinstance(sent, web.FileField):
        raise web.HTTPBadRequest
    return sent.filename[:_LONGEST_FILE_NAME] or "file", sent.file.read(), caption


def done(deed: Callable[[], object]) -> web.Response:
    """Do it, or say in one word why not."""
    try:
        deed()
    except Mistake as mistake:
        reason = REASONS.get(mistake.description, "failed")
        return web.json_response({"error": reason}, status=409)
    except (ValueError, LookupError, RuntimeError):
        return web.json_response({"error": "failed"}, status=409)
    return web.json_response({})
