"""A new key for everything, while the bot goes on."""

import asyncio
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.refusal import Refusal
from bot.vault import Vault
from db import case, draft, forgotten, mydata, person, profile, reminder, rotation
from db.inbox import Arrival
from db.outbox import Bucket, Departure
from db.person import Person
from db.profile import Proof
from db.rotation import rotate_keys
from db.store import Store, new_id, table
from db.tables import tables
from tests.db.noise import ANA, NOW, OTHERS, TODAY, arrive, depart, furnish


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "keys"


@pytest.fixture
def vault(keys: Path) -> Vault:
    return Vault.create(keys, TODAY)


@pytest.fixture
def full(store: Store) -> Store:
    """Give a store with some people in it."""
    with store.transaction() as session:
        profile.check_keys(session)
        for chat_id in (ANA, *OTHERS):
            furnish(session, chat_id)
    return store


def everything(store: Store) -> dict[int, Any]:
    """Return all we hold on everybody, without what a rotation changes."""
    with store.transaction() as session:
        held = {}
        for chat_id in (ANA, *OTHERS):
            someone = person.find(session, chat_id)
            assert someone is not None
            held[chat_id] = _lasting(mydata.everything(session, someone.id))
    return held


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        changing = {"chat_key", "occurrence", "arrivals", "limits"}
        content = value.get("content")
        return {
            name: inner if inner is content else _lasting(inner)
            for name, inner in value.items()
            if name not in changing
        }
    return [_lasting(inner) for inner in value] if isinstance(value, list) else value


def under_old_keys(store: Store) -> set[str]:
    """Return the columns that an older key still sealed or indexed."""
    vault, found = store.vault, set()
    with store.transaction() as session:
        for of in tables():
            for row in session.execute(select(of)).mappings():
                for name, value in row.items():
                    if isinstance(value, bytes) and not value.startswith(vault.head):
                        found.add(f"{of.name}.{name}")
                    indexed = name in {"chat_key", "occurrence"} and value
                    if indexed and not value.startswith(vault.prefix):
                        found.add(f"{of.name}.{name}")
    return found


def test_everything_comes_under_the_new_key_and_stays_the_same(full: Store, keys: Path) -> None:
    before, old = everything(full), full.vault.names
    assert rotate_keys(full, keys, TODAY) > 50
    assert everything(full) == before
    assert under_old_keys(full) == set()
    assert len(full.vault.names) == 1
    assert full.vault.names != old
    with full.transaction() as session:
        assert session.execute(select(table(Bucket))).all() == []
    with full.transaction() as session:
        assert [row.id for row in session.execute(select(table(Proof)))] == full.vault.names
        profile.check_keys(session)


def test_the_new_keys_file_alone_opens_everything(full: Store, keys: Path, url: str) -> None:
    before = everything(full)
    rotate_keys(full, keys, TODAY)
    lines = keys.read_text().splitlines()
    keys.write_text("\n".join(line for line in lines if not line.startswith("retired")))
    with closing(Store(url, Vault.load(keys))) as store:
        assert everything(store) == before


def test_small_batches_do_as_well_as_large_ones(
    full: Store, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(full)
    monkeypatch.setattr(rotation, "BATCH", 1)
    rotate_keys(full, keys, TODAY)
    assert everything(full) == before
    assert under_old_keys(full) == set()


async def test_people_are_served_during_a_rotation(
    full: Store, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    over = asyncio.Event()

    async def live(chat_id: int) -> int:
        """Come back again and again, find all as it was left, and leave something new."""
        turns = 0
        while not over.is_set() or turns < 5:
            someone = await full(person.find, chat_id)
            assert someone is not None, "somebody was not found"
            sheet = await full(draft.get, someone.id, "request")
            assert sheet is not None
            assert sheet.facts.get("turn", 0) == turns
            turns += 1
            facts = {"turn": turns}
            await full(draft.write, someone.id, "request", sheet.id, sheet.version, "s", facts, NOW)
            await full(person.change, someone.id, someone.version, hour=turns % 24)
            await full(arrive, chat_id, "new")
        return turns

    async def arrivals() -> int:
        """Meet new people all the time, each twice."""
        count = 0
        while not over.is_set():
            met = [
                await full(person.meet, 10**9 + count, "fr", TODAY, "Europe/Paris") for _ in "12"
            ]
            assert met[0] == met[1]
            count += 1
        return count

    people = [asyncio.create_task(live(chat_id)) for chat_id in (ANA, *OTHERS)]
    strangers = asyncio.create_task(arrivals())
    await asyncio.to_thread(rotate_keys, full, keys, TODAY)
    over.set()
    turns = await asyncio.gather(*people)
    count = await strangers
    assert min(turns) >= 5
    assert under_old_keys(full) == set()
    with full.transaction() as session:
        rows = session.execute(select(table(Person))).all()
        assert len(rows) == len((ANA, *OTHERS)) + count
    assert len(full.vault.names) == 1


class Crash(Exception):  # noqa: N818  it is what happens
    """The process dies."""


@pytest.mark.parametrize("step", range(0, 40, 3))
def test_a_rotation_that_crashed_is_finished_by_the_next(
    full: Store, keys: Path, url: str, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = everything(full)
    monkeypatch.setattr(rotation, "BATCH", 3)
    with monkeypatch.context() as dying:
        _die_after(full, dying, step)
        with pytest.raises(Crash):
            rotate_keys(full, keys, TODAY)
    with closing(Store(url, Vault.load(keys))) as store:
        with store.transaction() as session:
            profile.check_keys(session)
        assert everything(store) == before
        names = set(store.vault.names)
        rotate_keys(store, keys, TODAY)
        assert everything(store) == before
        assert under_old_keys(store) == set()
        if len(names) > 1:
            assert set(store.vault.names) < names  # finished, not begun anew
        assert len(store.vault.names) == 1


def _die_after(store: Store, patch: pytest.MonkeyPatch, steps: int) -> None:
    left = iter(range(steps))
    really = store.run

    def run(*what: Any) -> Any:
        if next(left, None) is None:
            raise Crash
        return really(*what)

    patch.setattr(store, "run", run)


def test_a_crash_at_the_very_end_is_finished_too(
    full: Store, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(Vault, "retire", _die)
        with pytest.raises(Crash):
            rotate_keys(full, keys, TODAY)
    newest = full.vault.names[0]
    with full.transaction() as session:
        profile.check_keys(session)
    rotate_keys(full, keys, TODAY)
    assert full.vault.names == [newest]


def _die(*_: object) -> None:
    raise Crash


def test_what_is_on_its_way_keeps_its_chat_from_the_first_moment(
    full: Store, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        _die_after(full, dying, 1)  # only the new key was made
        with pytest.raises(Crash):
            rotate_keys(full, keys, TODAY)
    with full.transaction() as session:
        index = full.vault.index("chat", str(ANA))
        rows = session.execute(select(table(Arrival)).where(table(Arrival).c.chat_key == index))
        assert [row.state for row in rows] == ["new"]
        rows = session.execute(select(table(Departure)).where(table(Departure).c.chat_key == index))
        assert [row.state for row in rows] == ["waiting"]


def test_blanked_rows_keep_the_chat_of_their_person_or_lose_it(full: Store, keys: Path) -> None:
    with full.transaction() as session:
        ana = person.find(session, ANA)
        assert ana is not None
        sent = depart(session, ana, "sent")
        done = arrive(session, ANA, "done")
    rotate_keys(full, keys, TODAY)
    with full.transaction() as session:
        index = full.vault.index("chat", str(ANA))
        assert session.get_one(Departure, sent).chat_key == index
        assert session.get_one(Arrival, done).chat_key == ""


def test_a_reminder_told_under_the_old_key_is_not_planned_again(full: Store, keys: Path) -> None:
    with full.transaction() as session:
        ana = person.find(session, ANA)
        assert ana is not None
        case_id = new_id()
        case.open_case(session, case_id, ana.id, {})
        reminder.plan(session, ana.id, case_id, [("passed", "1", NOW)])
        (due,) = reminder.due(session, NOW, 9)
        reminder.mark_queued(session, [due])
    rotate_keys(full, keys, TODAY)
    with full.transaction() as session:
        reminder.plan(session, ana.id, case_id, [("passed", "1", NOW)])
        assert reminder.due(session, NOW, 9) == []


def test_a_field_that_does_not_open_keeps_the_old_key_in_use(full: Store, keys: Path) -> None:
    with full.transaction() as session:
        ana = person.meet(session, 1, "fr", TODAY, "Europe/Paris")
        row = session.get_one(Person, ana.id)
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        session.flush()
    with pytest.raises(Refusal) as refusal:
        rotate_keys(full, keys, TODAY)
    assert (refusal.value.key, refusal.value.values) == ("setup.rotation_left", {"count": 1})
    assert len(full.vault.names) == 2


def test_an_update_that_does_not_open_is_let_go(full: Store, keys: Path) -> None:
    with full.transaction() as session:
        row = session.get_one(Arrival, arrive(session, 1, "new"))
        row.sealed = b"spoilt"
        session.flush()
    rotate_keys(full, keys, TODAY)
    assert len(full.vault.names) == 1


def test_a_store_is_rotated_by_its_own_keys(full: Store, keys: Path) -> None:
    with pytest.raises(ValueError, match="other keys"):
        rotate_keys(full, keys.with_name("others"))


def test_the_forgotten_stay_known_by_their_id(full: Store, keys: Path) -> None:
    with full.transaction() as session:
        ana = person.find(session, ANA)
        assert ana is not None
        forgotten.forget(session, ana.id, TODAY)
    rotate_keys(full, keys, TODAY + timedelta(days=1))
    with full.transaction() as session:
        (row,) = forgotten.listed(session.connection())
        assert row["person_id"] == ana.id
        assert row["chat_key"] in full.vault.indexes("chat", str(ANA), retired=True)
