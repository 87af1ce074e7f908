"""How much may come in and go out, and when the next may."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db.parcel import Leaving


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram tolerates, and what we do.

    Telegram names about one message a second in a chat, 20 a minute in a group and 30 a second
    in bulk (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
    """

    chat_burst: int = 5
    chat_step: float = 1.0
    group_burst: int = 5  # with one each 4 s after it: never more than 20 in any minute
    group_step: float = 4.0
    bulk_burst: int = 1
    bulk_step: float = 0.04
    updates: int = 30  # a minute and chat
    documents: int = 5
    chats: int = 64  # served at once
    held: int = 1024  # updates in memory
    calls: int = 128  # to Telegram at once
    leaving: int = 1024  # departures in memory

    def unpaced(self) -> "Limits":
        """Return these without pauses between departures, for tests and the playground."""
        return replace(self, chat_step=0.0, group_step=0.0, bulk_step=0.0)


def place(free_at: float, now: float, step: float, burst: int) -> tuple[float, float]:
    """Return when the next may go, and when the limit is free again after it.

    The generic cell rate algorithm: ``burst`` at once, then one each ``step``.
    """
    free_at = max(free_at, now) + step
    return max(now, free_at - step * burst), free_at


def group_limit(leaving: Leaving) -> str:
    """Return the key of the limit that a departure's group has, for all workers."""
    return f"group:{leaving.chat_key}"


class Pace:
    """Places in one limit a chat, kept in memory: a chat is served by one worker at a time."""

    MANY = 10_000

    def __init__(self, step: float, burst: int, time: Callable[[], float]) -> None:
        self._step = step
        self._burst = burst
        self._time = time
        self._free_at: dict[int, float] = {}

    def take(self, chat_id: int) -> float:
        """Take the next place and return how long it is to be waited for."""
        now = self._time()
        moment, self._free_at[chat_id] = place(
            self._free_at.get(chat_id, 0.0), now, self._step, self._burst
        )
        if len(self._free_at) > self.MANY:
            self._free_at = {chat: free for chat, free in self._free_at.items() if free > now}
        return moment - now

    def open(self, chat_id: int) -> bool:
        """Tell whether a place is free now."""
        now = self._time()
        return place(self._free_at.get(chat_id, 0.0), now, self._step, self._burst)[0] <= now


class Tally:
    """Which updates came from each chat in the last minute."""

    WINDOW = timedelta(minutes=1)
    MANY = 10_000

    def __init__(self, most: int) -> None:
        self._most = most
        self._came: dict[int, deque[tuple[datetime, int]]] = {}
        self._told: dict[int, datetime] = {}

    def admit(self, chat_id: int, update_id: int, now: datetime) -> bool:
        """Count one more, unless the chat has had its share.

        An update that comes again was counted: while the database is away the same ones are
        fetched over and over, and none of them may be lost for that.
        """
        came = self._came.setdefault(chat_id, deque())
        while came and came[0][0] <= now - self.WINDOW:
            came.popleft()
        if any(update_id == counted for _, counted in came):
            return True
        if len(came) >= self._most:
            return False
        came.append((now, update_id))
        self._tidy(now)
        return True

    def first_refusal(self, chat_id: int, now: datetime) -> bool:
        """Tell whether nobody said so to the chat within the minute, and note that one does."""
        told = self._told.get(chat_id)
        if told is not None and told > now - self.WINDOW:
            return False
        self._told[chat_id] = now
        return True

    def _tidy(self, now: datetime) -> None:
        if len(self._came) > self.MANY:
            start = now - self.WINDOW
            self._came = {
                chat: came for chat, came in self._came.items() if came and came[-1][0] > start
            }
            self._told = {chat: told for chat, told in self._told.items() if told > start}
