"""Windows that are open hear of what changes, and of what changed while they opened."""

import json
from typing import Any

import aiohttp
from aiohttp import web

from bot.playground.windows import Windows


async def heard(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the next thing a window is told."""
    async for line in answer.content:
        if line.startswith(b"data: "):
            told: dict[str, Any] = json.loads(line[6:])
            return told
    raise LookupError("the line was cut")


async def test_a_window_hears_of_all_chats_at_first_and_then_of_those_that_change() -> None:
    windows = Windows(lambda chats: {"chats": chats}, lambda: [1, 2, -3])
    app = web.Application()
    app.router.add_get("/", windows.serve)
    app.on_shutdown.append(windows.close)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert await heard(answer) == {"chats": [-3, 1, 2]}
        windows.note(-3)
        assert await heard(answer) == {"chats": [-3]}
    await runner.cleanup()
