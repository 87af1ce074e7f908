"""What Telegram was told, and whether our keys fit."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.refusal import Refusal
from bot.vault import Vault
from db import profile
from db.profile import Proof
from db.store import Store, table
from tests.db.noise import ANA, furnish


async def test_what_telegram_was_told_is_remembered_by_name(store: Store) -> None:
    assert await store(profile.told, "commands:fr") is None
    for name, value in (("commands:fr", "1"), ("commands:en", "2"), ("commands:fr", "3")):
        await store(profile.tell, name, value)
    assert await store(profile.told, "commands:fr") == "3"
    assert await store(profile.told, "commands:en") == "2"


async def test_the_first_keys_are_taken_as_they_are(store: Store) -> None:
    await store(profile.check_keys)
    await store(profile.check_keys)
    with store.transaction() as session:
        assert [row.id for row in session.execute(select(table(Proof)))] == store.vault.names


def refused(url: str, vault: Vault) -> str:
    with closing(Store(url, vault)) as store:
        with pytest.raises(Refusal) as refusal, store.transaction() as session:
            profile.check_keys(session)
        return refusal.value.key


def test_other_keys_are_refused(store: Store, url: str) -> None:
    with store.transaction() as session:
        profile.check_keys(session)
    assert refused(url, Vault.fresh()) == "setup.keys_do_not_fit"


def test_other_keys_are_refused_even_where_the_proof_was_lost(store: Store, url: str) -> None:
    with store.transaction() as session:
        furnish(session, ANA)
    assert refused(url, Vault.fresh()) == "setup.keys_do_not_fit"


def test_an_older_keys_file_is_refused_once_a_newer_key_was_used(url: str, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    vault = Vault.create(path)
    older = path.read_bytes()
    vault.add()
    with closing(Store(url, vault)) as store, store.transaction() as session:
        profile.check_keys(session)
    path.write_bytes(older)
    assert refused(url, Vault.load(path)) == "setup.keys_do_not_fit"


def test_a_retired_key_is_not_enough_to_run(url: str, tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "keys")
    with closing(Store(url, vault)) as store, store.transaction() as session:
        profile.check_keys(session)
    vault.add()
    vault.retire()
    assert refused(url, vault) == "setup.keys_do_not_fit"
    with closing(Store(url, vault)) as store, store.transaction() as session:
        assert profile.fits(session)


def test_a_proof_carried_from_another_key_does_not_fit(store: Store, vault: Vault) -> None:
    with store.transaction() as session:
        session.add(Proof(id="other", sealed=vault.seal("proof", vault.names[0], "Traits")))
        session.flush()
        assert not profile.fits(session)
        session.execute(delete(table(Proof)))
        assert profile.fits(session)
