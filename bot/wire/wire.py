"""The wire as a whole: started, stopped, and waited for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session
from telegram.error import InvalidToken, NetworkError

from bot.clock import Clock
from bot.refusal import Refusal
from bot.wire.dispatcher import Dispatcher
from bot.wire.gate import Gate, Known, Notice, Ours
from bot.wire.handling import App
from bot.wire.ledger import PASSING, Ledger, Rank
from bot.wire.limits import Limits
from bot.wire.line import Line
from bot.wire.notes import Blocked, Ended
from bot.wire.patience import backoff
from bot.wire.poller import Poller
from bot.wire.registration import Registration
from bot.wire.repeat import Again
from bot.wire.secrecy import hush, kind
from bot.wire.sender import Sender
from bot.wire.ticker import Tick, Ticker
from bot.wire.web import Web, Webhook
from db import inbox, outbox
from db.outbox import Ready
from db.parcel import Leaving, Parcel
from db.store import Store

TICK = 5.0  # seconds between two looks at what is due
GRACE = 10.0  # seconds to stop in, before whoever started us would kill us
LATE = 120.0  # seconds an update may wait before all is not well
LEAVING = timedelta(minutes=1)  # what still comes from a group after we asked to leave it
LOOK = 2.0  # seconds for a look at the database's health

log = logging.getLogger(__name__)


class Wire:
    """Everything between Telegram and the handlers of one process.

    What people have to say in it comes in as functions. ``ready`` (is a reminder still to go, and
    where does a relayed message go?), ``ended`` (what became of one), ``blocked`` (a chat does not
    want us), ``notice`` (a chat sent too much) and ``known`` (what a handler is given of a chat, read
    as its update is stored) run within a transaction; ``ours`` tells our groups, ``newcomer`` answers
    /desk in any other; ``again`` gives the words of a repeat; ``tick`` is called every few seconds.
    """

    def __init__(
        self,
        application: App,
        store: Store,
        clock: Clock,
        *,
        limits: Limits | None = None,
        ours: Ours | None = None,
        newcomer: Callable[[Mapping[str, Any]], Awaitable[object]] | None = None,
        webhook: Webhook | None = None,
        listen: tuple[str, int] | None = None,
        tick: Tick | None = None,
        every: float = TICK,
        ready: Ready | None = None,
        ended: Ended | None = None,
        again: Again | None = None,
        blocked: Blocked | None = None,
        notice: Notice | None = None,
        known: Known | None = None,
    ) -> None:
        hush()
        limits = limits or Limits()
        self._application = application
        self._store = store
        self._clock = clock
        self._webhook = webhook
        self._line = Line(application.bot)
        self._ledger = Ledger(store)
        self._sender = Sender(
            self._line,
            store,
            self._ledger,
            clock,
            limits,
            ready=ready or _as_it_is,
            again=again,
            blocked=blocked,
            ended=ended,
            stranger=partial(self._fail, Refusal("setup.bad_token")),
            follow=self._follow,
        )
        self._dispatcher = Dispatcher(application, self._ledger, clock, self._sender, limits)
        self._gate = Gate(
            self._ledger,
            self._dispatcher,
            clock,
            limits,
            ours=ours or _nobody,
            leave=self._leave,
            newcomer=partial(self._welcome, newcomer) if newcomer else None,
            notice=notice,
            known=known,
            wake=self._sender.wake,
        )
        self._poller = None if webhook else Poller(self._line, self._gate, self._dispatcher)
        listen = (webhook.host, webhook.port) if webhook else listen
        self._web = Web(listen, self.trouble, self._gate, webhook) if listen else None
        self._ticker = Ticker(tick, every, self.wake) if tick else None
        self._tasks: list[asyncio.Task[None]] = []
        self._polling: asyncio.Task[None] | None = None
        self._left: dict[int, datetime] = {}
        self._over = asyncio.Event()
        self._problem: Exception | None = None

    async def start(self) -> None:
        """Begin to work, as soon as Telegram and the database are there."""
        await self._greet()
        if self._store.engine.dialect.name == "sqlite":
            # one process has it to itself: whoever leased anything in it has died
            await self._ledger.insist(Rank.MARK, _recover, None)
        if self._web is not None:
            await self._web.start()
        if self._poller is not None:
            self._polling = self._begin(self._poller.run())
        self._begin(self._dispatcher.run())
        self._begin(self._sender.run())
        if self._ticker is not None:
            self._begin(self._ticker.run())
        if self._webhook is not None:
            self._begin(Registration(self._webhook, self._line, self._store).run())

    async def failed(self) -> None:
        """Wait until the wire cannot go on, and raise what stands in its way."""
        await self._over.wait()
        if self._problem is not None:
            raise self._problem

    async def stop(self, within: float = GRACE) -> None:
        """Take nothing more, finish what runs, keep the rest for the next start."""
        try:
            async with asyncio.timeout(within * 0.8):
                await self._wind_up()
        except TimeoutError:
            log.warning("not everything ended in time; it goes on at the next start")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._dispatcher.abandon()
        await self._sender.abandon()
        await self._application.shutdown()

    async def settle(self) -> None:
        """Return once all that arrived is handled and all that may leave has left."""
        worked = True
        while worked and not self._over.is_set():
            fetched = await self._poller.settle() if self._poller and self._polling else False
            handled = await self._dispatcher.settle()
            worked = await self._sender.settle() or fetched or handled

    async def tick(self) -> None:
        """Tick now."""
        if self._ticker is not None:
            await self._ticker.now()

    def wake(self) -> None:
        """Look for what may be handled or may leave, now: somebody else may have queued it."""
        self._dispatcher.wake()
        self._sender.wake()

    async def trouble(self) -> list[str]:
        """Return what is wrong, in words for whoever looks after the machine."""
        wrong = ["telegram: no answer"] if self._poller and self._poller.failing else []
        if self._over.is_set():
            wrong.append("wire: stopped")
        try:
            async with asyncio.timeout(LOOK):
                (_, arrived), (_, queued) = await self._store(_waiting)
        except (*PASSING, TimeoutError):
            return [*wrong, "database: no answer"]
        if self._is_late(arrived):
            wrong.append("inbox: updates wait for more than two minutes")
        if self._is_late(queued) and self._sender.away:
            wrong.append("outbox: nothing gets through to Telegram")
        return wrong

    @property
    def port(self) -> int:
        """Return the port of the web server."""
        return self._web.port if self._web else 0

    def __repr__(self) -> str:
        return f"<Wire: {self._dispatcher.backlog} updates, {self._sender.backlog} departures>"

    # beginning

    async def _greet(self) -> None:
        """Learn who we are from Telegram, however long that takes."""
        tries, known = 0, True
        while known:
            try:
                return await self._application.initialize()
            except InvalidToken:
                known = False
            except NetworkError as problem:
                tries += 1
                log.warning("Telegram cannot be reached: %s", kind(problem))
                await asyncio.sleep(backoff(tries))
        # raised apart from the library's own, whose sentence holds the token
        raise Refusal("setup.bad_token")

    # at work

    def _begin(self, run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._watched(run))
        self._tasks.append(task)
        return task

    async def _watched(self, run: Coroutine[Any, Any, None]) -> None:
        """Run a part: it ends when we stop, or it is the end of all."""
        try:
            await run
        except Exception as problem:  # noqa: BLE001  failed() raises it
            self._fail(problem)

    def _fail(self, problem: Exception) -> None:
        self._problem = self._problem or problem
        self._over.set()

    def _leave(self, chat_id: int) -> None:
        """Leave a group that is none of ours; for a while once is enough."""
        now, before = self._clock.now(), self._left.get(chat_id)
        if before is None or now - before > LEAVING:
            self._left = {one: at for one, at in self._left.items() if now - at <= LEAVING}
            self._left[chat_id] = now
            self._dispatcher.aside(partial(self._line.call, "leaveChat", {"chat_id": chat_id}))

    def _follow(self, chat_id: int) -> None:
        self._gate.follow(chat_id)

    def _welcome(
        self, newcomer: Callable[[Mapping[str, Any]], Awaitable[object]], message: Mapping[str, Any]
    ) -> None:
        self._dispatcher.aside(partial(newcomer, message))

    def _is_late(self, since: datetime | None) -> bool:
        return since is not None and (self._clock.now() - since).total_seconds() > LATE

    # ending

    async def _wind_up(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
        if self._poller is not None and self._polling is not None:
            self._poller.stop()
            await asyncio.wait([self._polling])  # what it has fetched is still stored
        if self._web is not None:
            await self._web.stop()
        await self._dispatcher.stop()
        await self._sender.stop()
        await self._ledger.idle()


def _as_it_is(_session: Session, leaving: Leaving, _now: datetime) -> Parcel:
    return leaving.parcel


def _nobody(_chat_id: int) -> bool:
    return False


def _recover(session: Session, _: list[None]) -> list[None]:
    inbox.recover(session)
    outbox.recover(session)
    return [None]


def _waiting(session: Session) -> tuple[Any, Any]:
    return inbox.waiting(session), outbox.waiting(session)
