"""Windows that show the page, and the lines on which they hear of changes."""

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from aiohttp import web

_BEAT = 20.0  # seconds between signs of life on a quiet line

Describe = Callable[[list[int]], dict[str, Any]]


class Windows:
    """Every window that is open; ``describe`` puts changed chats into words for the page.

    A window hears of all ``chats`` at first: something may have changed while it opened.
    """

    def __init__(self, describe: Describe, chats: Callable[[], Iterable[int]]) -> None:
        self._describe = describe
        self._chats = chats
        self._lines: set[_Line] = set()

    def note(self, *chats: int) -> None:
        """Tell all windows of changed chats, or of the time alone."""
        for line in self._lines:
            line.note(chats)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Stream events to one window until it closes.

        https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        line = _Line(self._chats())
        self._lines.add(line)
        try:
            with suppress(ConnectionError):  # the window was closed
                await self._stream(answer, line)
        finally:
            self._lines.discard(line)
        return answer

    async def close(self, _: web.Application) -> None:
        """Hang up on every window."""
        for line in self._lines:
            line.hang_up()

    async def _stream(self, answer: web.StreamResponse, line: "_Line") -> None:
        await answer.write(b"retry: 1000\n\n")
        while await line.changed():
            told = json.dumps(self._describe(line.take()))
            await answer.write(f"data: {told}\n\n".encode())


class _Line:
    """One window's wish to hear of changes."""

    def __init__(self, chats: Iterable[int]) -> None:
        self._chats = set(chats)
        self._event = asyncio.Event()
        self._open = True
        self._event.set()  # a first word at once: the line is up

    def note(self, chats: tuple[int, ...]) -> None:
        """Have the window told."""
        self._chats.update(chats)
        self._event.set()

    async def changed(self) -> bool:
        """Wait for something to tell, or for the next sign of life."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), _BEAT)
        self._event.clear()
        return self._open

    def take(self) -> list[int]:
        """Return the chats to tell of."""
        taken, self._chats = sorted(self._chats), set()
        return taken

    def hang_up(self) -> None:
        """End it."""
        self._open = False
        self._event.set()
