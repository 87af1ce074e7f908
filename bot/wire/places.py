"""When a departure may go: the limits of its chat, its group, and all bulk."""

import asyncio

from sqlmodel import Session

from bot.clock import Clock
from bot.wire.ledger import Ledger, Rank
from bot.wire.limits import Limits, Pace, group_limit
from bot.wire.patience import wait
from db import outbox
from db.parcel import Leaving, Parcel, waits


class Places:
    """Private chats are paced in memory, groups and bulk for all workers together."""

    def __init__(self, limits: Limits, ledger: Ledger, clock: Clock) -> None:
        self._limits = limits
        self._ledger = ledger
        self._clock = clock
        self._pace = Pace(limits.chat_step, limits.chat_burst, _loop_time)

    def free(self, parcel: Parcel) -> bool:
        """Tell whether a parcel needs to wait for nothing."""
        if parcel.lane != "interactive" or parcel.chat_id < 0 or waits(parcel):
            return False
        return not self._limits.chat_step or self._pace.open(parcel.chat_id)

    async def take(self, leaving: Leaving, stopping: asyncio.Event) -> None:
        """Take the next place in each limit, and wait for the last of them."""
        limits, chat_id = self._limits, leaving.parcel.chat_id
        pause = 0.0
        if chat_id > 0 and limits.chat_step:
            pause = self._pace.take(chat_id)
        if chat_id < 0 and limits.group_step:
            pause = await self._reserve(group_limit(leaving), limits.group_step, limits.group_burst)
        if leaving.parcel.lane == "bulk" and limits.bulk_step:
            pause = max(pause, await self._reserve("bulk", limits.bulk_step, limits.bulk_burst))
        if pause > 0:
            await wait(stopping, pause)

    async def _reserve(self, key: str, step: float, burst: int) -> float:
        now = self._clock.now().timestamp()
        return await self._ledger.write(Rank.LEASE, _reserve, (key, now, step, burst)) - now


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _reserve(session: Session, places: list[tuple[str, float, float, int]]) -> list[float]:
    return [outbox.reserve(session, *place) for place in places]
