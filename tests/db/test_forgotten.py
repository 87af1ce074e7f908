"""Erased means gone."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlmodel import Session

from bot.vault import Vault
from db import case, draft, forgotten, person, reminder
from db.engine import engine, file_of, normal
from db.forgotten import Forgotten
from db.inbox import Arrival
from db.outbox import Bucket
from db.person import Someone
from db.store import Store, erased, new_id, table
from db.tables import tables
from tests.db.noise import ANA, NOW, OTHERS, TODAY, a_case, arrive, depart, furnish

DAY = timedelta(days=1)


def values(session: Session) -> Iterator[tuple[str, object]]:
    """Yield every value of every row, with its table."""
    for of in tables():
        for row in session.execute(select(of)):
            yield from ((of.name, value) for value in row)


def traces(session: Session, someone: Someone) -> set[str]:
    """Return the tables that still name somebody."""
    names = [someone.id, *person.chat_keys(session, someone.chat_id)]
    found = ((of, str(value)) for of, value in values(session))
    return {of for of, value in found if any(name in value for name in names)}


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_left_of_a_person_whatever_they_did(
    store: Store, noise: None, seed: int
) -> None:
    chance = random.Random(seed)
    with store.transaction() as session:
        ana = person.meet(session, ANA, "fr", TODAY, "Europe/Paris")
        for _ in range(chance.randrange(20)):
            chance.choice([_draft, _case, _told, _arrival, _departure, _limit])(session, ana)
        before = rows_of_others(session, ana)
    with store.transaction() as session:
        forgotten.forget(session, ana.id, TODAY)
    with store.transaction() as session:
        assert traces(session, ana) == {"forgotten"}
        assert rows_of_others(session, ana) == before
        assert person.find(session, ANA) is None


def _draft(session: Session, ana: Someone) -> None:
    draft.write(session, ana.id, new_id(), new_id(), 0, "name", {"name": "Ana"}, NOW)


def _case(session: Session, ana: Someone) -> None:
    a_case(session, ana.id, "Clearview AI")


def _told(session: Session, ana: Someone) -> None:
    case_id = a_case(session, ana.id, "Clearview AI")
    reminder.plan(session, ana.id, case_id, [("passed", "1", NOW)])
    (due,) = [one for one in reminder.due(session, NOW, 999) if one.case_id == case_id]
    reminder.mark_queued(session, [due])
    depart(session, ana, "waiting", reminder_id=due.id)


def _arrival(session: Session, ana: Someone) -> None:
    arrive(session, ANA, "new")
    arrive(session, ANA, "done")


def _departure(session: Session, ana: Someone) -> None:
    depart(session, ana, "waiting")
    depart(session, ana, "sent")


def _limit(session: Session, ana: Someone) -> None:
    (key,) = person.chat_keys(session, ANA)
    session.execute(insert(table(Bucket)), {"key": f"{new_id()}:{key}", "free_at": 0.5})


def rows_of_others(session: Session, ana: Someone) -> dict[str, int]:
    """Count the rows that do not name somebody."""
    names = {ana.id, *person.chat_keys(session, ANA)}
    mine = {case.id for case in case.mine(session, ana.id)}
    return {
        of.name: sum(
            not any(name in str(value) for name in names | mine for value in row)
            for row in session.execute(select(of))
        )
        for of in tables()
        if of.name not in {"forgotten", "inbox"}
    }


async def test_updates_of_a_forgotten_chat_keep_their_number_and_nothing_else(
    store: Store, noise: None, ana: Someone
) -> None:
    with store.transaction() as session:
        numbers = [arrive(session, ANA, state) for state in ("new", "done")]
    await store(forgotten.forget, ana.id, TODAY)
    with store.transaction() as session:
        for number in numbers:
            row = session.get_one(Arrival, number)
            assert (row.state, row.chat_key, row.sealed) == ("done", "", None)


async def test_who_comes_back_is_somebody_new(store: Store, noise: None, ana: Someone) -> None:
    await store(forgotten.forget, ana.id, TODAY)
    again = await store(person.meet, ANA, "en", TODAY, "Europe/London")
    assert again.id != ana.id
    assert again.language == "en"
    await store(forgotten.forget, again.id, TODAY)
    with store.transaction() as session:
        assert {row.person_id for row in session.execute(select(table(Forgotten)))} == {
            ana.id,
            again.id,
        }


async def test_nobody_is_forgotten_twice_or_by_mistake(
    store: Store, noise: None, ana: Someone
) -> None:
    await store(forgotten.forget, "nobody", TODAY)
    await store(forgotten.forget, ana.id, TODAY)
    await store(forgotten.forget, ana.id, TODAY + DAY)
    with store.transaction() as session:
        (row,) = session.execute(select(table(Forgotten))).all()
        assert row.day == TODAY
        assert len({chat for chat in OTHERS if person.find(session, chat)}) == len(OTHERS)


async def test_the_list_of_the_forgotten_outlives_every_backup_and_no_more(
    store: Store, ana: Someone
) -> None:
    await store(forgotten.forget, ana.id, TODAY)
    assert await store(forgotten.purge, TODAY + 35 * DAY) == 0
    assert await store(forgotten.purge, TODAY + 36 * DAY) == 1


async def test_who_is_forgotten_during_a_rotation_leaves_no_row_under_either_key(
    url: str, tmp_path: Path
) -> None:
    vault = Vault.create(tmp_path / "keys")
    with closing(Store(url, vault)) as store:
        with store.transaction() as session:
            ana = furnish(session, ANA)
        vault.add()
        with store.transaction() as session:
            arrive(session, ANA, "new")
            depart(session, ana, "waiting")
            forgotten.forget(session, ana.id, TODAY)
            assert traces(session, ana) == {"forgotten"}


class TestInTheFile:
    """What is erased is not in SQLite's file or log, not even in what it no longer uses."""

    @pytest.fixture
    def opened(self, sqlite_url: str, vault: Vault) -> Iterator[Store]:
        with closing(Store(sqlite_url, vault)) as store:
            yield store

    @staticmethod
    def bytes_of(store: Store) -> bytes:
        file = file_of(store.url)
        assert file is not None
        beside = (file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm"))
        return b"".join(path.read_bytes() for path in beside if path.exists())

    @staticmethod
    def marks(session: Session) -> set[bytes]:
        """Return what would betray a row: its ids, its indexes, pieces of its sealed field."""
        found = {value for _, value in values(session)}
        texts = {one.encode() for one in found if isinstance(one, str) and len(one) >= 16}
        sealed = [one for one in found if isinstance(one, bytes)]
        return texts | {one[4:44] for one in sealed} | {one[-40:] for one in sealed}

    def test_nothing_is_left_of_whom_we_forgot(self, opened: Store) -> None:
        chance = random.Random(3)
        with opened.transaction() as session:
            for chat_id in range(200):
                someone = furnish(session, chat_id)
                facts = {"text": "x" * chance.randrange(2500)}
                draft.write(session, someone.id, "long", new_id(), 0, "name", facts, NOW)
        for chat_id in range(0, 200, 40):
            with opened.transaction() as session:
                seen = self.marks(session)
                someone = person.meet(session, chat_id, "fr", TODAY, "Europe/Paris")
                forgotten.forget(session, someone.id, TODAY)
            with opened.transaction() as session:
                gone = seen - self.marks(session)
            assert len(gone) > 20
            content = self.bytes_of(opened)
            assert [mark for mark in gone if mark in content] == []

    def test_the_log_is_folded_at_once(self, opened: Store) -> None:
        with opened.transaction() as session:
            someone = furnish(session, ANA)
        file = Path(f"{file_of(opened.url)}-wal")
        assert file.stat().st_size > 0
        with opened.transaction() as session:
            forgotten.forget(session, someone.id, TODAY)
        assert file.stat().st_size == 0

    def test_a_reader_delays_it_only(self, opened: Store) -> None:
        with opened.transaction() as session:
            someone = furnish(session, ANA)
            marks = self.marks(session)
        reader = engine(normal(str(opened.url)))
        with closing(reader.raw_connection()) as held:
            cursor = held.cursor()
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM person").fetchall()
            with opened.transaction() as session:
                forgotten.forget(session, someone.id, TODAY)
            assert any(mark in self.bytes_of(opened) for mark in marks)
            cursor.execute("ROLLBACK")
        reader.dispose()
        with opened.transaction() as session:
            left = self.marks(session)
        assert [mark for mark in marks - left if mark in self.bytes_of(opened)] == []

    def test_a_large_file_is_cleared_by_the_next_sweep(
        self, opened: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("db.engine.SMALL", 0)
        with opened.transaction() as session:
            erased(session)
        assert self._marked(opened)
        with opened.transaction() as session:
            forgotten.purge(session, TODAY)
        assert not self._marked(opened)

    @staticmethod
    def _marked(store: Store) -> bool:
        with store.engine.connect() as connection:
            return bool(connection.exec_driver_sql("PRAGMA user_version").scalar())
