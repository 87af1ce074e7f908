"""Departures leave in order per chat and lane, within the limits, each with a known fate.

A row is leased in a transaction of its own right before its call, so that after a crash only
the calls that were under way are in doubt. Rows queued by this process come here in memory.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.wire.attempt import attempt
from bot.wire.ledger import PASSING, Ledger, Rank
from bot.wire.limits import Limits
from bot.wire.line import Line
from bot.wire.notes import Blocked, Ended, Note, give_back, note, sent
from bot.wire.outcome import Fate, Outcome
from bot.wire.patience import backoff, wait
from bot.wire.places import Places
from bot.wire.repeat import Again
from bot.wire.secrecy import kind, trace
from db import outbox
from db.outbox import Ready
from db.parcel import Leaving, Parcel
from db.store import Store

LEASE = timedelta(seconds=60)
SWEEP = 1.0  # seconds between two looks for what may go now
PAUSE = 0.01  # between two looks at the least
UNFIT = 100  # departures to a group that need not go, looked at in one transaction
BULK = 50  # bulk departures in memory: they leave at 25 a second

log = logging.getLogger(__name__)

# those behind may follow
_FINAL = {
    Fate.BLOCKED, Fate.REFUSED, Fate.NOTHING_TO_EDIT, Fate.NO_TOPIC, Fate.TOPIC_CLOSED,
    Fate.NO_QUOTE, Fate.NO_CHAT, Fate.NO_RIGHTS,
}  # fmt: skip
_LEVEL = {Fate.REFUSED: logging.ERROR, Fate.STRANGER: logging.ERROR}

Refused = Callable[[], None]  # Telegram does not know our token
Follow = Callable[[int], None]  # a group got this id


class Sender:
    """Send what is in the outbox."""

    def __init__(
        self,
        line: Line,
        store: Store,
        ledger: Ledger,
        clock: Clock,
        limits: Limits,
        *,
        ready: Ready,
        again: Again | None,
        blocked: Blocked | None,
        ended: Ended | None,
        stranger: Refused,
        follow: Follow,
    ) -> None:
        self._line = line
        self._store = store
        self._ledger = ledger
        self._clock = clock
        self._limits = limits
        self._ready = ready
        self._again = again
        self._blocked = blocked
        self._ended_of = ended
        self._stranger = stranger
        self._follow = follow
        self._places = Places(limits, ledger, clock)
        self._calls = asyncio.Semaphore(limits.calls)
        self._files: dict[tuple[str, str], deque[Leaving]] = {}
        self._groups: set[str] = set()  # being served
        self._marking: dict[str, Leaving] = {}  # through, but not yet marked
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._started = 0
        self._failures = 0
        self._away_until: datetime | None = None
        self._woken = asyncio.Event()
        self._overflow = False
        self._stopping = asyncio.Event()

    def at_once(self, parcels: Sequence[Parcel]) -> frozenset[str]:
        """Return the ids of those that may leave in the moment they are written."""
        if self._stopping.is_set() or self.away or self._count >= self._limits.leaving:
            return frozenset()
        first: dict[tuple[int, str], Parcel] = {}
        for parcel in parcels:
            first.setdefault((parcel.chat_id, parcel.lane), parcel)
        return frozenset(parcel.id for parcel in first.values() if self._places.free(parcel))

    def push(self, leavings: Iterable[Leaving]) -> None:
        """Take departures that were just written; what finds no room is found again later."""
        for leaving in leavings:
            if leaving.parcel.lane == "group":  # its turn is found in the database
                self.wake()
            elif leaving.leased or (self._count < self._limits.leaving and not self.away):
                self._push(leaving)
            else:
                self._overflow = True

    def wake(self) -> None:
        """Look for departures that may go, now."""
        self._woken.set()

    async def run(self) -> None:
        """Look for what may go at start, when woken, and every second."""
        while not self._stopping.is_set():
            self._woken.clear()
            await self.sweep()
            await asyncio.sleep(PAUSE)
            await wait(self._woken, SWEEP)

    async def sweep(self) -> int:
        """Take up what may go now and return how much that was."""
        if self._stopping.is_set() or self.away:
            return 0
        try:
            found, groups = await self._store(
                _look, self._clock.now(), self._room(), set(self._files)
            )
        except PASSING as problem:
            log.warning("the outbox cannot be read: %s", kind(problem))
            return 0
        fresh = [
            one for one in found if one.file not in self._files and one.id not in self._marking
        ]
        for leaving in fresh:
            self._push(leaving, found=True)
        idle = groups - self._groups
        for group in idle:
            self._groups.add(group)
            self._start(self._group(group))
        return len(fresh) + len(idle)

    async def settle(self) -> bool:
        """Return once everything that may go has gone; True when there was anything to do."""
        worked, seen = False, self._started
        while self._tasks or await self.sweep() or seen != self._started:
            # what began during a look may have hidden what stands behind it: look again
            worked = worked or bool(self._tasks)
            seen = self._started
            if self._tasks:
                await asyncio.wait(set(self._tasks))
        return worked

    async def stop(self) -> None:
        """Wait for the calls under way; the rest stays in the outbox."""
        self._stopping.set()
        self._woken.set()
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def abandon(self) -> None:
        """Cancel what still runs: the time to stop is over."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def away(self) -> bool:
        """Tell whether nothing gets through and we stopped trying for a while."""
        return self._away_until is not None and self._clock.now() < self._away_until

    @property
    def backlog(self) -> int:
        """Return how many departures are in memory."""
        return self._count

    # one file: what leaves for one chat in one lane

    def _push(self, leaving: Leaving, *, found: bool = False) -> None:
        self._count += 1
        file = self._files.get(leaving.file)
        if file is not None:
            file.append(leaving)
            return
        self._files[leaving.file] = deque([leaving])
        self._start(self._file(leaving.file, found=found))

    def _start(self, coroutine: Any) -> None:
        self._started += 1
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            log.error("a departure was left to its lease: %s", trace(problem))

    async def _file(self, key: tuple[str, str], *, found: bool) -> None:
        file = self._files[key]
        through = True
        try:
            while file and through:
                through = await self._go(file[0])
                if through:
                    file.popleft()
                    self._count -= 1
        except PASSING as problem:
            log.warning("a departure must wait for the database: %s", kind(problem))
        finally:
            self._count -= len(file)
            del self._files[key]
        if found or self._overflow or not through:
            self._overflow = False
            self.wake()  # others may stand behind, which are not in memory

    async def _group(self, chat_key: str) -> None:
        """Serve a group: before each call look what goes first by now, for places are few."""
        through = True
        try:
            while through and not self._stopping.is_set() and not self.away:
                through = await self._go_next(chat_key)
        except PASSING as problem:
            log.warning("a group must wait for the database: %s", kind(problem))
        finally:
            self._groups.discard(chat_key)

    async def _go_next(self, chat_key: str) -> bool:
        """Send what goes first to a group; False when nothing may go now."""
        first = await self._store(outbox.next_in_group, chat_key, self._clock.now())
        if first is None:
            return False
        await self._places.take(first, self._stopping)
        if self._stopping.is_set() or self.away:
            return False
        ours = await self._ledger.write(Rank.LEASE, self._leased_next, chat_key)
        if ours is None:
            return False
        async with self._calls:
            outcome = await attempt(self._line, ours, self._again)
        if outcome.moved_to is not None:
            self._follow(outcome.moved_to)
        if outcome.fate is Fate.SENT:
            await self._mark(ours, outcome)
            return True
        return await self._note(ours, outcome)

    async def _go(self, leaving: Leaving) -> bool:
        """Send one departure; True when those behind it may follow."""
        await self._places.take(leaving, self._stopping)
        async with self._calls:
            return await self._go_now(leaving)

    async def _go_now(self, leaving: Leaving) -> bool:
        if self._stopping.is_set() or self.away:
            await self._give_back(leaving)
            return False
        ours = leaving if leaving.leased else await self._lease(leaving)
        if ours is None:
            return False
        return await self._note(ours, await attempt(self._line, ours, self._again))

    async def _lease(self, leaving: Leaving) -> Leaving | None:
        return await self._ledger.write(Rank.LEASE, self._leased, leaving)

    def _leased(self, session: Session, leavings: list[Leaving]) -> list[Leaving | None]:
        now = self._clock.now()
        return [
            outbox.lease(session, leaving, now, now + LEASE, self._ready) for leaving in leavings
        ]

    def _leased_next(self, session: Session, keys: list[str]) -> list[Leaving | None]:
        now = self._clock.now()
        return [self._next_leased(session, key, now) for key in keys]

    def _next_leased(self, session: Session, chat_key: str, now: datetime) -> Leaving | None:
        """Lease what goes first to a group; what must wait, or is not wanted, costs no place."""
        for _ in range(UNFIT):
            leaving = outbox.next_in_group(session, chat_key, now)
            if leaving is None:
                break
            if ours := outbox.lease(session, leaving, now, now + LEASE, self._ready):
                return ours
        return None

    async def _give_back(self, leaving: Leaving) -> None:
        if leaving.leased:
            await self._ledger.insist(Rank.MARK, give_back, leaving)

    async def _note(self, leaving: Leaving, outcome: Outcome) -> bool:
        """Write what became of a departure; True when those behind it may follow."""
        if outcome.fate is Fate.SENT:
            self._start(self._mark(leaving, outcome))
            return True
        log.log(
            _LEVEL.get(outcome.fate, logging.INFO),
            "departure %s: %s %s",
            leaving.id,
            outcome.fate.name,
            outcome.why,
        )
        self._heed(outcome)
        await self._ledger.insist(Rank.MARK, note, self._noted(leaving, outcome))
        return outcome.fate in _FINAL

    async def _mark(self, leaving: Leaving, outcome: Outcome) -> None:
        self._failures = 0
        self._marking[leaving.id] = leaving
        try:
            await self._ledger.insist(Rank.MARK, sent, self._noted(leaving, outcome))
        finally:
            del self._marking[leaving.id]
        if leaving.parcel.desk:
            self.wake()  # whoever heard of it may have queued something

    def _noted(self, leaving: Leaving, outcome: Outcome) -> Note:
        now = self._clock.now()
        return Note(leaving, outcome, now, self._limits, self._blocked, self._ended_of)

    def _heed(self, outcome: Outcome) -> None:
        """Stop trying for a while when nothing gets through."""
        if outcome.fate is Fate.STRANGER:
            self._stranger()
        if outcome.fate in {Fate.NOT_SENT, Fate.STRANGER}:
            self._failures += 1
            self._away_until = self._clock.now() + timedelta(seconds=backoff(self._failures))

    def _room(self) -> dict[str, int]:
        free = max(0, self._limits.leaving - self._count)
        bulk = sum(1 for _, lane in self._files if lane == "bulk")
        return {"interactive": free, "bulk": max(0, min(free, BULK - bulk))}


def _look(
    session: Session, now: datetime, room: dict[str, int], busy: set[tuple[str, str]]
) -> tuple[list[Leaving], set[str]]:
    lanes = outbox.lanes(session, now)
    wanted = {lane: most for lane, most in room.items() if lane in lanes}
    groups = outbox.groups(session, now) if "group" in lanes else set()
    return outbox.find(session, now, wanted, busy), groups
