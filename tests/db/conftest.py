"""Somebody to ask about, and others around them."""

import pytest

from db import counter, person
from db.person import Someone
from db.store import Store
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
