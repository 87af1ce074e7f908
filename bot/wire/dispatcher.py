"""Each chat's updates in order, many chats side by side, each update in one transaction."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session
from telegram import Update
from telegram.ext import Application

from bot.clock import Clock
from bot.wire.ledger import PASSING, Ledger, Rank
from bot.wire.limits import Limits
from bot.wire.patience import backoff, wait
from bot.wire.secrecy import kind, trace
from bot.wire.sender import Sender
from bot.wire.work import Afterwards, Work, begun
from db import inbox, outbox
from db.inbox import Grip, Held
from db.outbox import Leaving
from db.store import Away, Conflict

LEASE = timedelta(seconds=60)
SWEEP = 1.0  # seconds between two looks for what was left over
CONFLICTS = 5  # times an update is handled again before somebody apologises
SUSPECT = 5  # taken up so often and never finished: perhaps it kills the process
DEADLY = 3  # begun so often by then: it does
ASIDE = 1000  # throw-away calls under way at once

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class _Finished:
    """One update's work, ready to be written."""

    held: Held
    work: Work
    state: str
    at_once: frozenset[str]


class Lost(Exception):  # noqa: N818
    """The update was finished by another worker meanwhile."""


class Dispatcher:
    """Hand updates to the application and write what it wants done."""

    def __init__(
        self, application: App, ledger: Ledger, clock: Clock, sender: Sender, limits: Limits
    ) -> None:
        self._application = application
        self._ledger = ledger
        self._clock = clock
        self._sender = sender
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
                if not await self._handle(queue[0]):
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

    # one update

    async def _handle(self, held: Held) -> bool:
        """Handle one update to its end; False when the process stops before that."""
        try:
            if held.tries > SUSPECT and await self._is_deadly(held):
                return await self._park(held)
            update = self._read(held)
            if update is None:
                return await self._park(held)
            return await self._finish(held, update)
        except Lost:
            return True

    def _read(self, held: Held) -> Update | None:
        if held.update is None:
            return None
        try:
            return Update.de_json(dict(held.update), self._application.bot)
        except Exception:  # noqa: BLE001  whatever Telegram sent: it must not come back for ever
            return None

    async def _is_deadly(self, held: Held) -> bool:
        times: int = await self._write(Rank.MARK, _begin, held.update_id)
        return times > DEADLY

    async def _park(self, held: Held) -> bool:
        """Put an update aside as it is, for somebody to look at."""
        log.error("update %s cannot be handled: parked", held.update_id)
        await self._write(Rank.SETTLE, _set_aside, held.update_id)
        return True

    async def _finish(self, held: Held, update: Update) -> bool:
        """Handle an update until its work is written, or an apology in its place."""
        conflicts, waits = 0, 0
        problem: Exception | None = None  # to apologise for
        while not self._stopping.is_set() or not (conflicts or waits):
            work = await self._work(held, update, problem)
            try:
                await self._commit(held, work, apologising=problem is not None)
            except Lost:
                raise
            except Away:
                waits += 1
                await self._pause(backoff(waits))
            except Conflict as conflict:
                conflicts += 1
                problem = conflict if conflicts >= CONFLICTS else problem
                await self._pause(backoff(conflicts, longest=0.2))
            except Exception as mistake:  # noqa: BLE001  in what was remembered
                if problem is not None:  # the apology itself cannot be written
                    return await self._park(held)
                problem = mistake
            else:
                return True
        return False

    async def _work(self, held: Held, update: Update, problem: Exception | None) -> Work:
        """Let the application handle an update, or apologise for a problem with it."""
        with begun(held.update_id) as work:
            try:
                if problem is None:
                    await self._application.process_update(update)
                else:
                    work.failed(problem)
                    await self._application.process_error(update, problem)
            except Exception as mistake:  # noqa: BLE001  in an error handler
                work.failed(mistake)
        return work

    async def _commit(self, held: Held, work: Work, *, apologising: bool) -> None:
        """Write the work of an update, then let it leave; raises what stands in the way."""
        if isinstance(work.failure, PASSING) and not apologising:
            raise work.failure
        state = "parked" if work.failure else "done"
        finished = _Finished(held, work, state, self._sender.at_once(work.parcels))
        leaving, queued = await self._ledger.write(Rank.SETTLE, self._settle, finished)
        if work.failure:
            log.error("update %s parked: %s", held.update_id, kind(work.failure))
        self._sender.push(leaving)
        if queued:
            self._sender.wake()
        for factory in work.afterwards:
            self.aside(factory)

    def _settle(self, session: Session, all_: list[_Finished]) -> list[tuple[list[Leaving], bool]]:
        """Do, in the writer's transaction, all that several updates want done."""
        for state in ("done", "parked"):
            ids = [one.held.update_id for one in all_ if one.state == state]
            if inbox.finish(session, ids, state) != set(ids):
                raise Lost
        for one in all_:
            for effect in one.work.effects:
                effect(session)
        session.flush()  # a parcel may name a person who was just made
        if any(one.work.effects for one in all_):
            # one of them may have been to forget somebody, this very update included
            inbox.keep_ids(session, [one.held.update_id for one in all_], self._clock.now())
        parcels = [parcel for one in all_ for parcel in one.work.parcels]
        at_once = frozenset[str]().union(*(one.at_once for one in all_))
        now = self._clock.now()
        placed = {
            leaving.id: leaving
            for leaving in outbox.put(session, parcels, now, at_once=at_once, until=now + LEASE)
        }
        queued = outbox.queued(session)
        return [
            ([placed[parcel.id] for parcel in one.work.parcels if parcel.id in placed], queued)
            for one in all_
        ]

    async def _write(
        self, rank: Rank, f: Callable[[Session, list[int]], list[Any]], item: int
    ) -> Any:
        """Write until the database takes it."""
        waits = 0
        while True:
            try:
                return await self._ledger.write(rank, f, item)
            except PASSING:
                waits += 1
                await self._pause(backoff(waits))

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the process is to stop."""
        await wait(self._stopping, seconds)


async def _throw_away(factory: Afterwards) -> None:
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


def _begin(session: Session, ids: list[int]) -> list[int]:
    return [inbox.begin(session, update_id) for update_id in ids]


def _set_aside(session: Session, ids: list[int]) -> list[None]:
    inbox.finish(session, ids, "parked", keep=True)
    return [None] * len(ids)
