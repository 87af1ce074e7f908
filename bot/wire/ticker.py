"""What is to be done every so often: the database knows what is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.wire.patience import wait
from bot.wire.secrecy import kind

log = logging.getLogger(__name__)

Tick = Callable[[], Awaitable[object]]


class Ticker:
    """Call something every so many seconds, or now; one call at a time."""

    def __init__(self, tick: Tick, every: float, after: Callable[[], None]) -> None:
        self._tick = tick
        self._every = every
        self._after = after
        self._turn = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Tick until stopped; a tick that fails does not end the next."""
        while not self._stopping.is_set():
            problem: Exception | None = None
            try:
                await self.now()
            except Exception as caught:  # noqa: BLE001  the next tick may do better
                problem = caught
            if problem is not None:
                log.error("a tick failed: %s", kind(problem))
            await wait(self._stopping, self._every)

    async def now(self) -> None:
        """Tick now, and have what it queued sent."""
        async with self._turn:
            await self._tick()
        self._after()

    def stop(self) -> None:
        """Tick no more; a tick that runs ends."""
        self._stopping.set()
