"""One helper for all database access."""

import asyncio
import contextvars
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlmodel import Session, select

from bot.vault import Vault
from db import draft, migrate, person
from db.draft import Draft
from db.engine import engine, normal
from db.outbox import Bucket
from db.store import Away, Conflict, Store, add_once, new_id, table, vault_of
from tests.db.noise import ANA, NOW, TODAY

NORMAL, FULL = 1, 2  # of SQLite's « synchronous »


def put(session: Session, key: str, free_at: float = 0) -> None:
    session.execute(insert(table(Bucket)), {"key": key, "free_at": free_at})


def keys(session: Session) -> set[str]:
    return set(session.exec(select(Bucket.key)))


async def test_what_a_question_writes_is_there_for_the_next(store: Store) -> None:
    await store(put, "a", free_at=1)
    assert await store(keys) == {"a"}
    assert store.run(keys) == {"a"}
    with store.transaction() as session:
        assert keys(session) == {"a"}
        assert vault_of(session) is store.vault


async def test_what_is_written_soon_is_there_for_the_next(store: Store) -> None:
    await store.soon(put, "a")
    await store(put, "b")
    await store.soon(put, "c")
    assert await store(keys) == {"a", "b", "c"}


async def test_only_what_is_written_soon_does_not_wait_for_the_disk(
    sqlite_url: str, vault: Vault
) -> None:
    migrate.upgrade(sqlite_url)

    def waits(session: Session, problem: Exception | None = None) -> int:
        if problem:
            raise problem
        found: int = session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one()
        return found

    with closing(Store(sqlite_url, vault)) as store:
        assert await store.soon(waits) == FULL, "the first of all opens the connection"
        assert [await store.soon(waits), await store(waits)] == [NORMAL, FULL]
        for problem in (KeyError("b"), OperationalError("x", None, sqlite3.OperationalError())):
            with pytest.raises((KeyError, Away)):
                await store.soon(waits, problem)
            assert await store(waits) == FULL
            assert await store.soon(waits) == NORMAL


async def test_a_question_that_fails_leaves_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        put(session, "b")
        raise KeyError("b")

    with pytest.raises(KeyError):
        await store(fail)
    assert await store(keys) == set()


async def test_a_mistake_of_ours_shows_itself_and_the_store_goes_on(store: Store) -> None:
    await store(put, "a")
    with pytest.raises(IntegrityError) as mistake:
        await store(put, "a", free_at=77)
    assert "77" not in str(mistake.value)  # nor anybody's data
    await store(put, "b")
    assert await store(keys) == {"a", "b"}


async def test_a_question_sees_the_context_of_its_asker(store: Store) -> None:
    asker = contextvars.ContextVar("asker", default="nobody")
    asker.set("ana")
    assert await store(lambda _: asker.get()) == "ana"


async def test_a_question_runs_outside_the_event_loop(store: Store) -> None:
    assert await store(lambda _: threading.current_thread()) is not threading.main_thread()


async def test_many_questions_at_once_lose_nothing(store: Store) -> None:
    def count(session: Session) -> None:
        bucket = table(Bucket)
        session.execute(update(bucket).values(free_at=bucket.c.free_at + 1))

    await store(put, "a")
    await asyncio.gather(*(store(count) for _ in range(100)))
    with store.transaction() as session:
        assert session.get_one(Bucket, "a").free_at == 100


async def test_what_is_already_there_is_not_added_again(store: Store) -> None:
    row: dict[str, Any] = {"key": "a", "free_at": 1.0}
    assert await store(lambda session: add_once(session, table(Bucket), **row))
    assert not await store(lambda session: add_once(session, table(Bucket), **row))


async def test_the_same_person_met_by_many_at_once_is_one(store: Store) -> None:
    met = await asyncio.gather(
        *(store(person.meet, ANA, "fr", TODAY, "Europe/Paris") for _ in range(16))
    )
    assert len({one.id for one in met}) == 1


async def test_a_lost_race_between_two_transactions_is_a_conflict(store: Store) -> None:
    """Two touch the same two rows in opposite order: one must give way, and nobody hangs."""
    await store(put, "a")
    await store(put, "b")
    met = threading.Barrier(2)

    def touch(session: Session, first: str, second: str) -> None:
        bucket = table(Bucket)
        for key in (first, second):
            session.execute(update(bucket).where(bucket.c.key == key).values(free_at=1))
            if store.engine.dialect.name == "postgresql" and key == first:
                met.wait(10)

    ends = await asyncio.gather(
        store(touch, "a", "b"), store(touch, "b", "a"), return_exceptions=True
    )
    assert [end for end in ends if end is not None and not isinstance(end, Conflict)] == []
    assert None in ends


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 25, 9, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(1999, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
async def test_a_moment_comes_back_as_it_was_in_utc(store: Store, moment: datetime) -> None:
    ana = await store(person.meet, ANA, "fr", TODAY, "Europe/Paris")
    await store(draft.write, ana.id, "request", "d1", 0, "name", {}, moment)
    sheet = await store(draft.get, ana.id, "request")
    assert sheet is not None
    assert sheet.touched_at == moment
    assert sheet.touched_at.tzinfo is UTC
    assert [one.id for one in await store(draft.stale, moment + timedelta(microseconds=1))] == [
        "d1"
    ]
    assert await store(draft.stale, moment) == []


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    ana = await store(person.meet, ANA, "fr", TODAY, "Europe/Paris")
    with pytest.raises(StatementError, match="without a zone"):
        await store(draft.write, ana.id, "request", "d1", 0, "name", {}, NOW.replace(tzinfo=None))
    assert (
        await store(lambda session: session.exec(select(func.count()).select_from(Draft)).one())
        == 0
    )


async def test_a_database_that_cannot_be_reached_is_away(tmp_path: Path, vault: Vault) -> None:
    with closing(Store(f"postgresql://nobody@/none?host={tmp_path}", vault)) as store:
        with pytest.raises(Away):
            await store(keys)
        with pytest.raises(Away), store.transaction() as session:
            keys(session)


async def test_a_database_that_cannot_write_is_away_and_comes_back(
    sqlite_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.PATIENCE", 0)
    other = engine(normal(sqlite_url))
    with closing(Store(sqlite_url, vault)) as store:
        await store(put, "a")
        with other.begin():
            with pytest.raises(Away):
                await store(put, "b")
            with pytest.raises(Away), store.transaction() as session:
                put(session, "b")
        await store(put, "c")
        assert await store(keys) == {"a", "c"}
    other.dispose()


async def test_a_full_disk_is_away_and_loses_nothing(sqlite_url: str, vault: Vault) -> None:
    with closing(Store(sqlite_url, vault)) as store:
        await store(put, "a")
        await store(lambda session: session.connection().exec_driver_sql("PRAGMA max_page_count=1"))
        with pytest.raises(Away):
            await store(put, "x" * 10**6)
        assert await store(keys) == {"a"}
        await store(put, "b")
        assert await store(keys) == {"a", "b"}


def test_sqlite_is_told_what_a_power_cut_and_an_erasure_need(sqlite_url: str, vault: Vault) -> None:
    with closing(Store(sqlite_url, vault)) as store, store.transaction() as session:
        ask = session.connection().exec_driver_sql
        told = {
            name: ask(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert ask("PRAGMA busy_timeout").scalar() == 5000
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_database_file_is_ours_alone(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "data" / "traits.db"
    with closing(Store(f"sqlite:///{file}", vault)) as store, store.transaction() as session:
        session.connection().exec_driver_sql("CREATE TABLE a (b)")
        modes = {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_an_address_shows_nobody_its_password(vault: Vault) -> None:
    with closing(Store("postgresql://traits:pa55word@localhost/traits", vault)) as store:
        assert "pa55word" not in repr(store) + str(store.url) + repr(store.engine)


def test_an_id_is_random_and_fits_a_button() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(one) for one in ids} == {16}
