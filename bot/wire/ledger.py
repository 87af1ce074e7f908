"""Group commit: what many wish to write at one moment is written in one transaction.

A durable commit costs a wait for the disk however much is in it. When one wish of a group
fails, each is tried again in a transaction of its own, so that nobody pays for another.
"""

import asyncio
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, TypeVar

from sqlmodel import Session

from bot.wire.patience import backoff
from db.store import Away, Conflict, Store

I = TypeVar("I")  # noqa: E741  an item
R = TypeVar("R")

PASSING = (Away, Conflict)  # trouble of the database's that passes: try again
MOST = 256  # wishes in one transaction


class Rank(IntEnum):
    """In which order the wishes of a group are written: what frees comes before what takes."""

    MARK = 0
    SETTLE = 1
    LEASE = 2
    ARRIVE = 3


Writer = Callable[[Session, list[I]], Sequence[R]]


class Ledger:
    """Write wishes of one kind together: ``await write(rank, f, item)``.

    ``f(session, items)`` returns one result an item.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wishes: list[tuple[Rank, Writer[Any, Any], Any, asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, rank: Rank, f: Writer[I, R], item: I) -> R:
        """Have ``f`` write ``item`` with whatever else is to be written, and return its result."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._wishes.append((rank, f, item, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._drain())
        return await done

    async def insist(self, rank: Rank, f: Writer[I, R], item: I) -> R:
        """Do the same until the database takes it."""
        waits = 0
        while True:
            try:
                return await self.write(rank, f, item)
            except PASSING:
                waits += 1
                await asyncio.sleep(backoff(waits))

    async def idle(self) -> None:
        """Return once nothing is being written."""
        while self._writing is not None:
            await asyncio.wait([self._writing])

    async def _drain(self) -> None:
        try:
            while self._wishes:
                wishes, self._wishes = self._wishes[:MOST], self._wishes[MOST:]
                await self._write(sorted(wishes, key=lambda wish: wish[0]))
        finally:
            self._writing = None

    async def _write(self, wishes: list[tuple[Rank, Writer[Any, Any], Any, Any]]) -> None:
        # a mark that is lost with the machine is made again: what it marks is sent again, and says so
        only_marks = all(rank is Rank.MARK for rank, *_ in wishes)
        write = self._store.soon if only_marks else self._store
        try:
            results = await write(_all, [(f, item) for _, f, item, _ in wishes])
        except Away as problem:
            _give_up(wishes, problem)
        except Exception as problem:  # noqa: BLE001  it is handed to whoever wished
            if len(wishes) == 1:
                _give_up(wishes, problem)
                return
            for wish in wishes:
                await self._write([wish])
        else:
            for (*_, done), result in zip(wishes, results, strict=True):
                if not done.done():
                    done.set_result(result)


def _all(session: Session, wishes: list[tuple[Writer[Any, Any], Any]]) -> list[Any]:
    """Call each writer once with all its items, and return the results in the wishes' order."""
    together: dict[Writer[Any, Any], list[Any]] = {}
    for f, item in wishes:
        together.setdefault(f, []).append(item)
    results = {f: iter(f(session, items)) for f, items in together.items()}
    return [next(results[f]) for f, _ in wishes]


def _give_up(wishes: list[tuple[Rank, Writer[Any, Any], Any, Any]], problem: Exception) -> None:
    for *_, done in wishes:
        if not done.done():
            done.set_exception(problem)
