"""Somebody to ask about, and others around them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from db import counter, person
from db.engine import normal
from db.person import Someone
from db.store import Store, new_id
from tests.db.noise import ANA, OTHERS, TODAY, furnish


@pytest.fixture
def noise(store: Store) -> None:
    """Fill every table with what belongs to other people."""
    with store.transaction() as session:
        for chat_id in OTHERS:
            furnish(session, chat_id)
        counter.add(session, "clearview", "en", "helpful")


@pytest.fixture
def ana(store: Store, noise: None) -> Someone:
    with store.transaction() as session:
        return person.meet(session, ANA, "fr", TODAY, "Europe/Paris")


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without any table, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server = normal(request.getfixturevalue("postgresql_server"))
    name = f"bare_{new_id().lower().replace('-', '_')}"
    beside = create_engine(server, isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    beside.dispose()
