"""Long polling: the next batch is asked for only when the last one is stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.refusal import Refusal
from bot.wire.dispatcher import Dispatcher
from bot.wire.gate import WANTED, Gate
from bot.wire.ledger import PASSING
from bot.wire.line import CONFLICT, FLOOD, OK, Line, Reply
from bot.wire.patience import backoff, wait
from bot.wire.secrecy import kind
from bot.wire.transport import NotSent, Unknown

LONG = 30  # seconds Telegram keeps an empty answer back
MOST = 100
BREATH = 0.01  # seconds, at the most, to serve those who came before more is asked for
SLACK = 15.0  # seconds beyond that before the line counts as broken

log = logging.getLogger(__name__)


class Poller:
    """Fetch updates for ever."""

    def __init__(self, line: Line, gate: Gate, dispatcher: Dispatcher) -> None:
        self._line = line
        self._gate = gate
        self._dispatcher = dispatcher
        self._offset: int | None = None
        self._failures = 0
        self._hurry = asyncio.Event()  # somebody waits until nothing is left to fetch
        self._waiting: asyncio.Timeout | None = None  # for updates, while there are none
        self._empty = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Fetch until stopped; Refusal when another process fetches too, or the token is wrong."""
        try:
            while not self._stopping and not await self._attempt(self._drop_webhook):
                continue
            while not self._stopping:
                await self._attempt(self._fetch)
        finally:
            self._stopping = True
            self._empty.set()

    async def settle(self) -> bool:
        """Return once Telegram has nothing more for us; True when it had."""
        before = self._offset
        if not self._stopping:
            self._empty.clear()
            self._hasten()
            await self._empty.wait()
        return self._offset != before

    def stop(self) -> None:
        """Ask for nothing more; what was fetched is still stored."""
        self._stopping = True
        self._hasten()

    def _hasten(self) -> None:
        """Wait for updates no longer."""
        self._hurry.set()
        if self._waiting is not None:
            self._waiting.reschedule(0)
            self._waiting = None

    @property
    def failing(self) -> bool:
        """Tell whether the last attempts failed."""
        return self._failures > 1

    async def _attempt(self, f: Callable[[], Awaitable[None]]) -> bool:
        """Try once, and pause if it fails: Telegram and the database come back."""
        try:
            await f()
        except (NotSent, Unknown, *PASSING) as problem:
            self._failures += 1
            log.warning("polling failed %s times: %s", self._failures, kind(problem))
            await self._pause(backoff(self._failures, longest=60))
            return False
        self._failures = 0
        return True

    async def _pause(self, seconds: float) -> None:
        """Wait, unless somebody is in a hurry; who waited for the rest waits no longer."""
        self._hurry.clear()
        self._empty.set()
        if not self._stopping:
            await wait(self._hurry, seconds)

    async def _drop_webhook(self) -> None:
        """Take off a left-over webhook: Telegram does not serve both ways at once."""
        info = await self._ask("getWebhookInfo")
        if info.result and info.result.get("url"):
            await self._ask("deleteWebhook", drop_pending_updates=False)

    async def _fetch(self) -> None:
        """Fetch one batch, and store it before the next is asked for."""
        hurried = self._hurry.is_set()
        reply = await self._race(0 if hurried else LONG)
        if reply is None:
            return
        updates = reply.result if isinstance(reply.result, list) else []
        if updates:
            await self._gate.enter(updates)
            self._offset = max([self._offset or 0, *(_id(update) + 1 for update in updates)])
            await self._dispatcher.served(BREATH)
            await self._dispatcher.eased()
        elif hurried:
            self._hurry.clear()
            self._empty.set()

    async def _race(self, long: int) -> Reply | None:
        """Ask for updates, but not longer than until somebody is in a hurry."""
        try:
            async with asyncio.timeout(None) as waiting:
                self._waiting = waiting if long else None
                return await self._ask(
                    "getUpdates",
                    wait=long,
                    offset=self._offset,
                    limit=MOST,
                    timeout=long,
                    allowed_updates=list(WANTED),
                )
        except TimeoutError:
            return None  # a batch that is thrown away here is not confirmed, and comes again
        finally:
            self._waiting = None

    async def _ask(self, method: str, *, wait: float = 0, **params: Any) -> Reply:
        reply = await self._line.call(method, params, wait=wait + SLACK)
        if reply.code == OK:
            return reply
        if reply.bad_token:
            raise Refusal("setup.bad_token")
        if reply.code == CONFLICT and "webhook" in reply.description.lower():
            await self._drop_webhook()
        elif reply.code == CONFLICT:
            raise Refusal("setup.other_poller")
        if reply.code == FLOOD:
            await self._pause(reply.retry_after or 1.0)
        raise Unknown(str(reply.code))


def _id(update: Any) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else -1
