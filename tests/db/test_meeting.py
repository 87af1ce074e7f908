"""Who writes, with all that they are in."""

import pytest

from db import desk, draft, meeting, person
from db.meeting import Met
from db.person import Someone
from db.store import Store
from tests.db.noise import ANA, NOW, OTHERS, TODAY, a_talk

pytestmark = pytest.mark.usefixtures("noise")


async def test_several_are_met_together_each_with_what_is_theirs(
    store: Store, ana: Someone
) -> None:
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    await store(draft.write, ana.id, "request", "a request", 0, "first", {}, NOW)
    await store(a_talk, ana.id, "owl", NOW)

    found = await store(meeting.among, [ANA, OTHERS[0], 999])

    expected = [
        Met(one, await store(draft.newest, one.id), await store(desk.open_of, one.id))
        for one in (ana, other)
    ]
    assert {one.person.id: one for one in found} == {one.person.id: one for one in expected}
    assert [one.sheet.step for one in expected if one.sheet] == ["first", "name"]
    assert [one.talk.alias[:5] for one in expected if one.talk] == ["owl", "heron"]
    assert [await store(meeting.one, one) for one in (ana, other)] == expected


async def test_who_is_in_nothing_is_met_alone(store: Store) -> None:
    new = await store(person.meet, 4_000_000, "en", TODAY, "Europe/London")
    assert await store(meeting.among, [4_000_000]) == [Met(new, None, None)]


async def test_a_conversation_that_is_over_is_none(store: Store, ana: Someone) -> None:
    over = await store(a_talk, ana.id, "owl", NOW)
    await store(lambda session: desk.note(session, over, state="closed"))
    [found] = await store(meeting.among, [ANA])
    assert found.talk is None


def test_open_is_written_out_for_the_index_of_open_ones(store: Store) -> None:
    for question in (meeting._AMONG, desk._OPEN_AMONG, desk._OPEN_OF):
        assert "state = 'open'" in str(question.compile(dialect=store.engine.dialect))
