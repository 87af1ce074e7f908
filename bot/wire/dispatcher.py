"""Each chat's updates in order, many chats side by side, each update in one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.clock import Clock
from bot.wire.handling import App, Handling
from bot.wire.ledger import PASSING, Ledger, Rank
from bot.wire.limits import Limits
from bot.wire.patience import wait
from bot.wire.secrecy import kind, trace
from bot.wire.sender import Sender
from bot.wire.settlement import LEASE
from bot.wire.work import Afterwards
from db import inbox
from db.inbox import Grip, Held

SWEEP = 1.0  # seconds between two looks for what was left over
ASIDE = 1000  # throw-away calls under way at once

log = logging.getLogger(__name__)


class Dispatcher:
    """Serve chats: each by one task, a bounded number of them at once."""

    def __init__(
        self, application: App, ledger: Ledger, clock: Clock, sender: Sender, limits: Limits
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._limits = limits
        self._queues: dict[int, deque[Held]] = {}
        self._ready: deque[int] = deque()  # chats that wait for their turn
        self._held: dict[int, Held] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self._started = 0
        self._left_over = True  # rows may wait that are not in memory
        self._woken = asyncio.Event()
        self._eased = asyncio.Event()
        self._stopping = asyncio.Event()
        self._handling = Handling(application, ledger, clock, sender, self.aside, self._stopping)

    def grip(self) -> Grip:
        """Return what this worker holds, and how much more it can."""
        now = self._clock.now()
        room = 0 if self._stopping.is_set() else max(0, self._limits.held - len(self._held))
        return Grip(self._held.keys(), room, now, now + LEASE)

    def take(self, held: Sequence[Held], offered: int = 0) -> None:
        """Queue updates that are ours; ``offered`` ones that are not will be looked for."""
        for one in held:
            if one.update_id not in self._held:
                self._held[one.update_id] = one
                self._queue(one)
        if offered > len(held):
            self._left_over = True
            self.wake()
        self._pump()

    def wake(self) -> None:
        """Look for updates that nobody handles, now."""
        self._woken.set()

    async def eased(self) -> None:
        """Return once there is room for more: whoever fetches waits here."""
        while len(self._held) >= self._limits.held and not self._stopping.is_set():
            self._eased.clear()
            await self._eased.wait()

    async def served(self, within: float) -> None:
        """Return once all who are being served now have been, or after so many seconds."""
        if self._serving:
            await asyncio.wait(self._serving.copy(), timeout=within)

    async def run(self) -> None:
        """Look for left-over updates at start, when woken, and every second."""
        while not self._stopping.is_set():
            self._woken.clear()
            await self.sweep()
            if not await wait(self._woken, SWEEP):
                self._left_over = True

    async def sweep(self) -> int:
        """Take up what waits in the database and return how much that was."""
        grip = self.grip()
        if not grip.room:
            return 0
        self._left_over = False
        try:
            found = await self._ledger.write(Rank.ARRIVE, _claim, grip)
        except PASSING as problem:
            log.warning("the inbox cannot be read: %s", kind(problem))
            return 0
        self._left_over = len(found) == grip.room
        self.take(found)
        return len(found)

    async def settle(self) -> bool:
        """Return once every stored update is handled; True when there was anything to do."""
        worked, seen = False, self._started
        while self._serving or self._aside or await self.sweep() or seen != self._started:
            tasks = self._serving | self._aside
            worked = worked or bool(tasks)
            seen = self._started
            if tasks:
                await asyncio.wait(tasks)
        return worked

    async def stop(self) -> None:
        """Let what runs now finish, and give the rest back."""
        self._stopping.set()
        self._woken.set()
        self._eased.set()
        if self._serving:
            await asyncio.wait(set(self._serving))
        if self._held:
            try:
                await self._ledger.write(Rank.MARK, _release, list(self._held))
            except PASSING:
                log.warning("%s updates wait for their leases to end", len(self._held))
        self._held.clear()
        self._queues.clear()

    async def abandon(self) -> None:
        """Cancel what still runs: the time to stop is over."""
        tasks = self._serving | self._aside
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def backlog(self) -> int:
        """Return how many updates are in memory."""
        return len(self._held)

    def aside(self, factory: Afterwards) -> None:
        """Make a throw-away call; when too many are under way it is lost."""
        if len(self._aside) < ASIDE:
            task = asyncio.create_task(_throw_away(factory))
            self._aside.add(task)
            task.add_done_callback(self._aside.discard)

    # one chat

    def _queue(self, held: Held) -> None:
        queue = self._queues.get(held.chat_id)
        if queue is not None or len(self._serving) + len(self._ready) >= self._limits.chats:
            held = replace(held, known=None)  # it must wait: what was read may be out of date then
        if queue is None:
            self._queues[held.chat_id] = deque([held])
            self._ready.append(held.chat_id)
        else:
            queue.append(held)

    def _pump(self) -> None:
        """Serve as many chats as may be served at once."""
        while (
            self._ready and len(self._serving) < self._limits.chats and not self._stopping.is_set()
        ):
            self._started += 1
            task = asyncio.create_task(self._serve(self._ready.popleft()))
            self._serving.add(task)
            task.add_done_callback(self._served)

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        self._pump()
        if not task.cancelled() and (problem := task.exception()):
            # its rows stay ours in the database until their lease ends, then they are taken again
            log.error("a chat was left: %s", trace(problem))

    async def _serve(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue and not self._stopping.is_set():
                if not await self._handling.handle(queue[0]):
                    break
                del self._held[queue.popleft().update_id]
                self._ease()
        finally:
            if not self._stopping.is_set():
                for held in self._queues.pop(chat_id):
                    self._held.pop(held.update_id, None)

    def _ease(self) -> None:
        self._eased.set()
        if self._left_over and len(self._held) <= self._limits.held // 2:
            self.wake()


async def _throw_away(factory: Afterwards) -> None:
    await asyncio.sleep(0)  # what must arrive goes first
    try:
        await factory()
    except Exception as problem:  # noqa: BLE001  it may be lost, that is what it is
        log.info("a throw-away call failed: %s", kind(problem))


def _claim(session: Session, grips: list[Grip]) -> list[list[Held]]:
    return [inbox.claim(session, grip) for grip in grips]


def _release(session: Session, groups: list[list[int]]) -> list[None]:
    for ids in groups:
        inbox.release(session, ids)
    return [None] * len(groups)
