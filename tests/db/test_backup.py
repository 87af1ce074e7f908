"""Copies of the database, and the way back."""

import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from bot.refusal import Refusal
from bot.vault import Vault
from db import draft, forgotten, migrate, mydata, person, profile
from db.backup import backup, restore
from db.engine import connected, file_of, normal
from db.inbox import Arrival
from db.rotation import rotate_keys
from db.store import Store, table
from db.tables import tables
from tests.db.another import another
from tests.db.noise import ANA, NOW, OTHERS, TODAY, arrive, furnish

STRANGER = 555  # wrote once, and nobody met them yet


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "keys"


@pytest.fixture
def vault(keys: Path) -> Vault:
    return Vault.create(keys, TODAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


@pytest.fixture
def full(bare: str, vault: Vault) -> Iterator[Store]:
    """Give a migrated store with some people in it."""
    migrate.upgrade(bare)
    with closing(Store(bare, vault)) as store:
        with store.transaction() as session:
            profile.check_keys(session)
            for chat_id in (ANA, *OTHERS):
                furnish(session, chat_id)
            arrive(session, STRANGER, "new")
        yield store


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.transaction() as session:
        return {
            of.name: sorted((tuple(row) for row in session.execute(select(of))), key=repr)
            for of in tables()
        }


def reopened(url: str, vault: Vault) -> Any:
    return closing(Store(url, vault))


def someone(session: Session, chat_id: int = ANA) -> person.Someone:
    found = person.find(session, chat_id)
    assert found is not None
    return found


def test_what_was_backed_up_comes_back(full: Store, bare: str, file: Path, vault: Vault) -> None:
    before = rows(full)
    backup(bare, file)
    with full.transaction() as session:
        furnish(session, 99)
        ana = someone(session)
        person.change(session, ana.id, ana.version, language="en")
    full.close()
    done = restore(bare, file, vault, TODAY)
    with reopened(bare, vault) as store:
        assert rows(store) == before
    assert (done.people, done.forgotten, done.heeded) == (len(OTHERS) + 1, 0, True)


def test_a_backup_moves_to_another_server_and_another_engine(
    full: Store, bare: str, file: Path, vault: Vault, tmp_path: Path, postgresql_url: str
) -> None:
    before = rows(full)
    backup(bare, file)
    elsewhere = f"sqlite:///{tmp_path / 'new' / 'traits.db'}"
    if normal(bare).get_backend_name() == "sqlite":
        elsewhere = postgresql_url
    restore(elsewhere, file, vault, TODAY)
    migrate.upgrade(elsewhere)
    with reopened(elsewhere, vault) as store:
        assert rows(store) == before
        with store.transaction() as session:
            profile.check_keys(session)


def test_who_was_forgotten_since_is_forgotten_again(
    full: Store, bare: str, file: Path, vault: Vault
) -> None:
    backup(bare, file)
    with full.transaction() as session:
        ana = someone(session)
        forgotten.forget(session, ana.id, TODAY)
    full.close()
    done = restore(bare, file, vault, TODAY + timedelta(days=1))
    assert (done.people, done.forgotten) == (len(OTHERS), 1)
    with reopened(bare, vault) as store, store.transaction() as session:
        assert person.find(session, ANA) is None
        assert mydata.everything(session, ana.id) == {}
        index = vault.index("chat", str(ANA))
        for of in tables():
            found = [row for row in session.execute(select(of)) if index in map(str, row)]
            assert bool(found) is (of.name == "forgotten")
        assert someone(session, OTHERS[0])


def test_who_came_back_after_being_forgotten_stays(
    full: Store, bare: str, file: Path, vault: Vault
) -> None:
    with full.transaction() as session:
        forgotten.forget(session, someone(session).id, TODAY)
    with full.transaction() as session:
        ana = furnish(session, ANA)
        before = mydata.everything(session, ana.id)
    backup(bare, file)
    full.close()
    assert restore(bare, file, vault, TODAY).forgotten == 0
    with reopened(bare, vault) as store, store.transaction() as session:
        assert mydata.everything(session, ana.id) == before


def test_a_stranger_forgotten_since_is_not_met_again(
    full: Store, bare: str, file: Path, vault: Vault
) -> None:
    backup(bare, file)  # with their first message still waiting
    with full.transaction() as session:
        met = person.meet(session, STRANGER, "fr", TODAY, "Europe/Paris")
        forgotten.forget(session, met.id, TODAY)
    full.close()
    restore(bare, file, vault, TODAY)
    assert waiting(bare, vault) == {ANA, *OTHERS}


def waiting(url: str, vault: Vault) -> set[int]:
    """Return the chats of the updates that wait."""
    of = table(Arrival)
    with reopened(url, vault) as store, store.transaction() as session:
        return {
            vault.open("inbox", str(row.update_id), row.sealed)["chat_id"]
            for row in session.execute(select(of).where(of.c.state == "new"))
        }


def test_a_backup_older_than_a_rotation_comes_under_the_new_key(
    full: Store, bare: str, file: Path, vault: Vault, keys: Path
) -> None:
    backup(bare, file)
    with full.transaction() as session:
        held = mydata.everything(session, someone(session, 7).id)
        gone = someone(session, OTHERS[1])
        forgotten.forget(session, gone.id, TODAY)
        met = person.meet(session, STRANGER, "fr", TODAY, "Europe/Paris")
        forgotten.forget(session, met.id, TODAY)
    rotate_keys(full, keys, TODAY)
    full.close()
    done = restore(bare, file, Vault.load(keys), TODAY)
    assert done.forgotten == 1
    lines = keys.read_text().splitlines()
    keys.write_text("\n".join(line for line in lines if not line.startswith("retired")))
    newest = Vault.load(keys)
    with reopened(bare, newest) as store, store.transaction() as session:
        profile.check_keys(session)
        again = mydata.everything(session, someone(session, 7).id)
        assert [one["content"] for one in again["cases"]] == [
            one["content"] for one in held["cases"]
        ]
        assert person.find(session, OTHERS[1]) is None
    assert STRANGER not in waiting(bare, newest)


def test_a_backup_is_one_file_ours_alone_and_never_over_another(
    full: Store, bare: str, file: Path
) -> None:
    backup(bare, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    with pytest.raises(Refusal) as refusal:
        backup(bare, file)
    assert refusal.value.key == "setup.backup_exists"
    assert file.read_bytes() == content
    beside = {one.name for one in file.parent.iterdir()}
    assert {name for name in beside if "backup" in name} == {"backup.db"}


def test_a_backup_holds_no_key_and_no_name(full: Store, bare: str, file: Path, keys: Path) -> None:
    backup(bare, file)
    content = file.read_bytes()
    secret = keys.read_text().split("\nkey ")[1].split()[0]
    assert secret.encode() not in content
    for word in ("Clearview AI", "Bonjour", f"N{ANA}", str(ANA), "Europe/London"):
        assert word.encode() not in content


def test_a_backup_is_one_moment_while_people_write(
    full: Store, bare: str, file: Path, vault: Vault
) -> None:
    """Two drafts are always written together, so no backup may hold one without the other."""
    over = threading.Event()

    def write() -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            with full.transaction() as session:
                for flow in ("request", "deadline"):
                    sheet = draft.get(session, ana.id, flow)
                    assert sheet is not None
                    facts = {"turn": turn}
                    draft.write(session, ana.id, flow, sheet.id, sheet.version, "s", facts, NOW)

    with full.transaction() as session:
        ana = someone(session)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [file.with_name(f"{number}.db") for number in range(5)]
        for one in backups:
            backup(bare, one)
    finally:
        over.set()
        writer.join()
    for one in backups:
        with reopened(f"sqlite:///{one}", vault) as store, store.transaction() as session:
            sheets = [draft.get(session, ana.id, flow) for flow in ("request", "deadline")]
            assert len({sheet.version for sheet in sheets if sheet}) == 1


def test_a_restore_waits_for_nobody_and_says_who_is_at_work(
    full: Store, bare: str, file: Path, vault: Vault
) -> None:
    backup(bare, file)
    before = rows(full)
    with another(bare, "shared"):
        with pytest.raises(Refusal) as refusal:
            restore(bare, file, vault, TODAY)
        assert refusal.value.key == "setup.database_in_use"
        assert rows(full) == before
        backup(bare, file.with_name("meanwhile.db"))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _letter(file: Path) -> None:
    file.write_text("Dear company,\n" * 500)


def _other(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE person (id TEXT)")


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _spoilt(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
    file.write_bytes(content)


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def _missing(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (_empty, "setup.backup_foreign"),
        (_letter, "setup.backup_foreign"),
        (_other, "setup.backup_foreign"),
        (_cut, "setup.backup_broken"),
        (_spoilt, "setup.backup_broken"),
        (_newer, "setup.database_newer"),
        (_missing, "setup.backup_unreadable"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    full: Store, bare: str, file: Path, vault: Vault, spoil: Any, key: str
) -> None:
    backup(bare, file)
    spoil(file)
    before = rows(full)
    with pytest.raises(Refusal) as refusal:
        restore(bare, file, vault, TODAY)
    assert refusal.value.key == key
    assert rows(full) == before
    left = {one.name for one in file.parent.iterdir() if "restoring" in one.name}
    assert left == set()


def test_a_backup_of_other_keys_changes_nothing(full: Store, bare: str, file: Path) -> None:
    backup(bare, file)
    before = rows(full)
    with pytest.raises(Refusal) as refusal:
        restore(bare, file, Vault.fresh(), TODAY)
    assert refusal.value.key == "setup.backup_keys"
    assert rows(full) == before


def test_a_restore_needs_no_database_to_replace(
    full: Store, bare: str, file: Path, vault: Vault, tmp_path: Path
) -> None:
    backup(bare, file)
    before = rows(full)
    new = tmp_path / "new" / "traits.db"
    assert not restore(f"sqlite:///{new}", file, vault, TODAY).heeded
    with reopened(f"sqlite:///{new}", vault) as store:
        assert rows(store) == before
    assert stat.S_IMODE(new.stat().st_mode) == 0o600


def test_a_broken_database_is_replaced(
    full: Store, bare: str, file: Path, vault: Vault, tmp_path: Path
) -> None:
    backup(bare, file)
    before = rows(full)
    broken = tmp_path / "broken.db"
    broken.write_bytes(os.urandom(8192))
    Path(f"{broken}-wal").write_bytes(os.urandom(100))
    assert not restore(f"sqlite:///{broken}", file, vault, TODAY).heeded
    with reopened(f"sqlite:///{broken}", vault) as store:
        assert rows(store) == before


@pytest.mark.parametrize("bare", ["sqlite"], indirect=True)  # a server keeps its log to itself
def test_a_log_left_from_the_old_database_is_not_read_into_the_new(
    full: Store, bare: str, file: Path, vault: Vault, tmp_path: Path
) -> None:
    source = file_of(normal(bare))
    assert source is not None
    backup(bare, file)
    before = rows(full)
    with full.transaction() as session:
        furnish(session, 99)
    killed = tmp_path / "killed" / "traits.db"  # as a killed process leaves it
    killed.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{source}{suffix}", f"{killed}{suffix}")
    restore(f"sqlite:///{killed}", file, vault, TODAY)
    with reopened(f"sqlite:///{killed}", vault) as store:
        assert rows(store) == before


def test_there_is_nothing_to_back_up_before_the_first_start(tmp_path: Path, file: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        backup(f"sqlite:///{tmp_path / 'none.db'}", file)
    assert refusal.value.key == "setup.database_missing"
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said_to_be_missing(
    full: Store, bare: str, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refusal:
        backup(bare, tmp_path / "nowhere" / "backup.db")
    assert refusal.value.key == "setup.backup_folder"


@pytest.mark.parametrize("bare", ["postgresql"], indirect=True)  # a file is copied as it is
def test_an_outdated_server_is_upgraded_first(full: Store, bare: str, file: Path) -> None:
    with connected(normal(bare)) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Refusal) as refusal:
        backup(bare, file)
    assert refusal.value.key == "setup.database_old"
    assert not file.exists()
