"""Updates that wait for the bot, and getUpdates, which hands them out.

https://core.telegram.org/bots/api#getting-updates
"""

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.playground.mistake import Mistake

# what comes when the bot has not asked for anything in particular
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST = 50  # seconds of one getUpdates
# how long Telegram keeps an update
KEPT, PRESS_KEPT = timedelta(hours=24), timedelta(seconds=150)
_OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update and when it came; kept as bytes, since nothing changes in it any more."""

    id: int
    kind: str
    at: datetime
    body: str


class Arrivals:
    """The bot's queue of updates, and where Telegram delivers them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 500_000_001
        self._waiting: deque[Arrival] = deque()
        self._poll: asyncio.Future[None] | None = None
        self._allowed: frozenset[str] | None = None
        self.webhook: dict[str, Any] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def idle(self) -> bool:
        """Tell whether nobody waits for an update."""
        return self._poll is None

    def add(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update, if the bot wants its kind, and wake whoever waits for it."""
        wanted = kind not in _NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed
        if not wanted:
            return None
        update_id, self._next = self._next, self._next + 1
        text = json.dumps({"update_id": update_id, kind: body})
        self._waiting.append(Arrival(update_id, kind, self._clock.now(), text))
        self._wake()
        return update_id

    async def get(
        self,
        offset: int = 0,
        limit: int = 100,
        timeout: int = 0,  # noqa: ASYNC109  the Bot API's own word
        allowed_updates: list[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Answer getUpdates: at once when something is there, else when it comes."""
        if self.webhook:
            raise Mistake(409, _WEBHOOK)
        if allowed_updates is not None:
            self._allowed = frozenset(allowed_updates) or None
        self._end_poll(Mistake(409, _OTHER))
        self._confirm(offset)
        if not self._waiting and timeout > 0:
            await self._wait(min(timeout, LONGEST))
        self._expire()
        count = min(max(limit, 1), 100)
        return [json.loads(one.body) for one in list(self._waiting)[:count]]

    def set_webhook(self, settings: dict[str, Any] | None, *, drop: bool = False) -> None:
        """Deliver elsewhere from now on, or nowhere."""
        if drop:
            self._waiting.clear()
        self.webhook = settings
        if settings:
            self._end_poll(Mistake(409, "Conflict: terminated by setWebhook request"))
            if settings.get("allowed_updates") is not None:
                self._allowed = frozenset(settings["allowed_updates"]) or None

    def about(self) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        told = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self)}
        allowed = {"allowed_updates": sorted(self._allowed)} if self._allowed else {}
        shown = {
            name: value
            for name, value in (self.webhook or {}).items()
            if name in {"url", "max_connections", "ip_address"}
        }
        return {**told, **allowed, **shown}

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and 0 < self._waiting[0].id < offset:
            self._waiting.popleft()

    def _expire(self) -> None:
        now = self._clock.now()
        if any(now - one.at > _kept(one) for one in self._waiting):
            self._waiting = deque(one for one in self._waiting if now - one.at <= _kept(one))

    async def _wait(self, seconds: float) -> None:
        self._poll = asyncio.get_running_loop().create_future()
        mine = self._poll
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(mine, seconds)
        finally:
            if self._poll is mine:
                self._poll = None

    def _wake(self) -> None:
        if self._poll:
            self._poll.get_loop().call_soon_threadsafe(_end, self._poll, None)

    def _end_poll(self, mistake: Mistake) -> None:
        if self._poll:
            self._poll.get_loop().call_soon_threadsafe(_end, self._poll, mistake)


def _end(poll: "asyncio.Future[None]", mistake: Mistake | None) -> None:
    if poll.done():
        return
    if mistake:
        poll.set_exception(mistake)
    else:
        poll.set_result(None)


def _kept(one: Arrival) -> timedelta:
    return PRESS_KEPT if one.kind == "callback_query" else KEPT
