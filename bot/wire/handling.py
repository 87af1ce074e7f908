"""One update, from its row to its end: handled until its work is written."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.clock import Clock
from bot.wire.ledger import PASSING, Ledger, Rank
from bot.wire.patience import backoff, wait
from bot.wire.secrecy import kind
from bot.wire.sender import Sender
from bot.wire.settlement import Finished, Lost, begin, set_aside, settle
from bot.wire.work import Afterwards, Work, begun
from db.inbox import Held
from db.store import Away, Conflict

CONFLICTS = 5  # times an update is handled again before somebody apologises
SUSPECT = 5  # taken up so often and never finished: perhaps it kills the process
DEADLY = 3  # begun so often by then: it does

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Aside = Callable[[Afterwards], None]


class Handling:
    """Give updates to the application, and write what it wants done."""

    def __init__(
        self,
        application: App,
        ledger: Ledger,
        clock: Clock,
        sender: Sender,
        aside: Aside,
        stopping: asyncio.Event,
    ) -> None:
        self._application = application
        self._ledger = ledger
        self._clock = clock
        self._sender = sender
        self._aside = aside
        self._stopping = stopping

    async def handle(self, held: Held) -> bool:
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
        return await self._ledger.insist(Rank.MARK, begin, held.update_id) > DEADLY

    async def _park(self, held: Held) -> bool:
        """Put an update aside as it is, for somebody to look at."""
        log.error("update %s cannot be handled: parked", held.update_id)
        await self._ledger.insist(Rank.SETTLE, set_aside, held.update_id)
        return True

    async def _finish(self, held: Held, update: Update) -> bool:
        """Handle an update until its work is written, or an apology in its place."""
        conflicts, waits = 0, 0
        problem: Exception | None = None  # to apologise for
        while not self._stopping.is_set() or not (conflicts or waits):
            work = await self._work(held, update, problem)
            held = replace(held, known=None)  # should it be handled again, all is read anew
            try:
                await self._commit(held, work, apologising=problem is not None)
            except Lost:
                raise
            except Away:
                waits += 1
                await wait(self._stopping, backoff(waits))
            except Conflict as conflict:
                conflicts += 1
                problem = conflict if conflicts >= CONFLICTS else problem
                await wait(self._stopping, backoff(conflicts, longest=0.2))
            except Exception as mistake:  # noqa: BLE001  in what was remembered
                if problem is not None:  # the apology itself cannot be written
                    return await self._park(held)
                problem = mistake
            else:
                return True
        return False

    async def _work(self, held: Held, update: Update, problem: Exception | None) -> Work:
        """Let the application handle an update, or apologise for a problem with it."""
        with begun(held.update_id, held.known) as work:
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
        at_once = self._sender.at_once(work.parcels)
        finished = Finished(held.update_id, work, at_once, self._clock.now())
        leaving, queued = await self._ledger.write(Rank.SETTLE, settle, finished)
        if work.failure:
            log.error("update %s parked: %s", held.update_id, kind(work.failure))
        self._sender.push(leaving)
        if queued:
            self._sender.wake()
        for factory in work.afterwards:
            self._aside(factory)
