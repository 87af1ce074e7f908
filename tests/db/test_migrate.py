"""The tables are brought up to date, and are what the models say."""

import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.refusal import Refusal
from db import migrate
from db.engine import connected, normal
from db.tables import metadata


def names(url: str) -> set[str]:
    with connected(normal(url)) as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_is_brought_up_to_date(bare: str) -> None:
    migrate.upgrade(bare)
    assert migrate.revision(bare) == migrate.head()
    assert names(bare) == {*metadata().tables, "alembic_version"}


def test_the_migrations_make_what_the_models_say(bare: str) -> None:
    migrate.upgrade(bare)
    with connected(normal(bare)) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


def test_every_migration_goes_down_again(bare: str) -> None:
    migrate.upgrade(bare)
    migrate.downgrade(bare, "base")
    assert names(bare) == {"alembic_version"}
    assert migrate.revision(bare) is None
    migrate.upgrade(bare)
    assert migrate.revision(bare) == migrate.head()


def test_a_second_upgrade_changes_nothing_and_needs_no_alembic(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(bare)
    monkeypatch.delattr(migrate, "_alembic")
    migrate.upgrade(bare)


def test_who_looks_beside_a_running_bot_changes_no_tables(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="database_missing"):
        migrate.expect(bare)
    assert names(bare) == set()
    migrate.upgrade(bare)
    migrate.expect(bare)
    monkeypatch.setattr(migrate, "known", lambda: [None, migrate.revision(bare), "9999"])
    with pytest.raises(Refusal, match="database_old"):
        migrate.expect(bare)
    monkeypatch.setattr(migrate, "known", lambda: [None, "0000"])
    with pytest.raises(Refusal, match="database_newer"):
        migrate.expect(bare)


def test_several_upgrades_at_once_are_one(bare: str) -> None:
    troubles: list[Exception] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(bare)
        except Exception as trouble:  # noqa: BLE001  whatever it is, the test fails with it
            troubles.append(trouble)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert migrate.revision(bare) == migrate.head()


def test_an_upgrade_that_breaks_off_leaves_nothing(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = migrate._alembic

    def broken(*what: Any) -> None:
        really(*what)
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(migrate, "_alembic", broken)
    with pytest.raises(RuntimeError, match="power"):
        migrate.upgrade(bare)
    assert names(bare) == set()


def test_a_database_of_a_later_version_is_left_alone(bare: str) -> None:
    migrate.upgrade(bare)
    with connected(normal(bare)) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refusal) as refusal:
        migrate.upgrade(bare)
    assert refusal.value.key == "setup.database_newer"


def test_a_migration_does_not_take_the_children_of_a_changed_table(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    migrate.upgrade(url)
    with connected(normal(url)) as connection, connection.begin():
        connection.execute(
            text("INSERT INTO person VALUES ('p', 'k', 0, '2026-11-25', NULL, NULL, '')")
        )
        connection.execute(text("INSERT INTO draft VALUES ('d', 'p', 'f', 1, 1, '2026-11-25', '')"))
    with migrate._alone(normal(url)) as connection:
        connection.execute(text("CREATE TABLE other AS SELECT * FROM person"))
        connection.execute(text("DROP TABLE person"))
        connection.execute(text("ALTER TABLE other RENAME TO person"))
        connection.execute(text("CREATE UNIQUE INDEX again ON person (id)"))
    with connected(normal(url)) as connection:
        assert connection.execute(text("SELECT count(*) FROM draft")).scalar() == 1


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("a letter, not a database" * 100)
    with pytest.raises(Refusal) as refusal:
        migrate.upgrade(f"sqlite:///{tmp_path / 'a.db'}")
    assert refusal.value.key == "setup.database_foreign"


def test_a_server_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        migrate.upgrade(f"postgresql://nobody@/none?host={tmp_path}")
    assert refusal.value.key == "setup.database_away"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "traits.db",
        "mysql://a/b",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg2://a/b",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Refusal) as refusal:
        migrate.upgrade(url)
    assert refusal.value.key == "setup.database_url"
