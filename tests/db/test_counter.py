"""Helpful or not."""

import pytest

from db import counter
from db.counter import Tally
from db.store import Store

pytestmark = pytest.mark.usefixtures("noise")


async def test_verdicts_are_counted_by_topic_and_language(store: Store) -> None:
    for language, verdict in (("fr", "helpful"), ("fr", "helpful"), ("fr", "unhelpful")):
        await store(counter.add, "access", language, verdict)
    await store(counter.add, "clearview", "en", "unhelpful")
    assert await store(counter.stats) == [
        Tally("access", "fr", 2, 1),
        Tally("clearview", "en", 1, 1),
    ]
