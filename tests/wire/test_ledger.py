"""What many wish to write at once is written in one transaction, and nobody pays for another."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session

from bot.wire.ledger import Ledger, Rank
from db import counter
from db.counter import Counter
from db.store import Away, Store
from tests.wire.conftest import Rows


class Book:
    """Writers that keep what they were called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []

    def mark(self, session: Session, items: list[str]) -> list[str]:
        return self._write("mark", session, items)

    def settle(self, session: Session, items: list[str]) -> list[str]:
        return self._write("settle", session, items)

    def _write(self, name: str, session: Session, items: list[str]) -> list[str]:
        self.calls.append((name, items))
        for item in items:
            if item == "bad":
                raise KeyError(item)
            if item == "away":
                raise Away(item)
            counter.add(session, item, "fr", "helpful")
        return [item.upper() for item in items]


async def test_wishes_of_one_moment_share_a_transaction_in_the_order_of_their_ranks(
    store: Store, rows: Rows
) -> None:
    book, ledger = Book(), Ledger(store)
    results = await asyncio.gather(
        ledger.write(Rank.SETTLE, book.settle, "a"),
        ledger.write(Rank.MARK, book.mark, "b"),
        ledger.write(Rank.SETTLE, book.settle, "c"),
    )
    assert list(results) == ["A", "B", "C"]
    assert book.calls == [("mark", ["b"]), ("settle", ["a", "c"])]
    assert {row["topic"] for row in await rows(Counter)} == {"a", "b", "c"}


async def test_marks_alone_do_not_wait_for_the_disk(
    store: Store, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, ledger, soon = Book(), Ledger(store), list[str]()
    real = store.soon

    async def told(f: Any, wishes: list[Any]) -> Any:
        soon.extend(item for _, item in wishes)
        return await real(f, wishes)

    monkeypatch.setattr(store, "soon", told)
    await asyncio.gather(*(ledger.write(Rank.MARK, book.mark, item) for item in ("a", "b")))
    await asyncio.gather(
        ledger.write(Rank.MARK, book.mark, "c"), ledger.write(Rank.SETTLE, book.settle, "d")
    )
    for rank in (Rank.SETTLE, Rank.LEASE, Rank.ARRIVE):
        await ledger.write(rank, book.settle, "e")
    assert soon == ["a", "b"]
    assert {row["topic"] for row in await rows(Counter)} == {"a", "b", "c", "d", "e"}


async def test_a_wish_that_fails_fails_alone(store: Store, rows: Rows) -> None:
    book, ledger = Book(), Ledger(store)
    results: list[Any] = await asyncio.gather(
        *(ledger.write(Rank.SETTLE, book.settle, item) for item in ("a", "bad", "c")),
        return_exceptions=True,
    )
    assert [results[0], results[2]] == ["A", "C"]
    assert isinstance(results[1], KeyError)
    counts = {row["topic"]: row["count"] for row in await rows(Counter)}
    assert counts == {"a": 1, "c": 1}, "each once"


async def test_a_database_that_is_away_is_not_tried_for_each(store: Store) -> None:
    book, ledger = Book(), Ledger(store)
    results = await asyncio.gather(
        *(ledger.write(Rank.SETTLE, book.settle, item) for item in ("a", "away", "c")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Away, Away, Away]
    assert len(book.calls) == 1


async def test_it_goes_on_after_a_failure(store: Store) -> None:
    book, ledger = Book(), Ledger(store)
    with pytest.raises(KeyError):
        await ledger.write(Rank.SETTLE, book.settle, "bad")
    assert await ledger.write(Rank.SETTLE, book.settle, "a") == "A"


async def test_who_no_longer_waits_does_not_stop_the_writing(store: Store, rows: Rows) -> None:
    book, ledger = Book(), Ledger(store)
    gone = asyncio.create_task(ledger.write(Rank.SETTLE, book.settle, "a"))
    await asyncio.sleep(0)
    gone.cancel()
    await ledger.write(Rank.SETTLE, book.settle, "b")
    await ledger.idle()
    assert {row["topic"] for row in await rows(Counter)} == {"a", "b"}
