"""Conversations with the volunteers."""

import pytest

from db import desk, person
from db.person import Someone
from db.store import Store
from tests.db.noise import NOW, OTHERS, TODAY, a_talk

pytestmark = pytest.mark.usefixtures("noise")


async def test_the_open_conversations_of_several_are_found_together(
    store: Store, ana: Someone
) -> None:
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    closed = await store(a_talk, ana.id, "owl", NOW)
    await store(lambda session: desk.note(session, closed, state="closed"))
    await store(a_talk, ana.id, "otter", NOW)
    found = await store(desk.open_among, [ana.id, other.id, "nobody"])
    assert found == {one.id: await store(desk.open_of, one.id) for one in (ana, other)}
    assert found[ana.id].alias == "otter"
