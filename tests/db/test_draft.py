"""Half-finished flows."""

from datetime import timedelta

import pytest

from db import draft, person
from db.person import Someone
from db.store import Conflict, Store, new_id
from tests.db.noise import NOW, OTHERS, TODAY

pytestmark = pytest.mark.usefixtures("noise")


async def test_a_step_is_found_again(store: Store, ana: Someone) -> None:
    await store(draft.write, ana.id, "request", "d1", 0, "company", {"right": "access"}, NOW)
    found = await store(draft.get, ana.id, "request")
    assert found is not None
    assert (found.id, found.step, found.facts) == ("d1", "company", {"right": "access"})
    assert found.touched_at == NOW
    assert await store(draft.by_id, ana.id, "d1") == found


async def test_nobody_reads_the_draft_of_another(store: Store, ana: Someone) -> None:
    await store(draft.write, ana.id, "request", "d1", 0, "company", {}, NOW)
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    assert await store(draft.by_id, other.id, "d1") is None


async def test_the_newest_speaks_even_when_the_clock_stands_still(
    store: Store, ana: Someone
) -> None:
    for flow in ("request", "deadline", "settings"):
        await store(draft.write, ana.id, flow, flow, 0, "first", {}, NOW)
    await store(draft.write, ana.id, "request", "request", 1, "second", {}, NOW - timedelta(days=1))
    found = await store(draft.newest, ana.id)
    assert found is not None
    assert (found.flow, found.step, found.version) == ("request", "second", 2)
    assert await store(draft.drop, ana.id, "request")
    found = await store(draft.newest, ana.id)
    assert found is not None
    assert found.flow == "settings"


async def test_the_newest_drafts_of_several_are_found_together(store: Store, ana: Someone) -> None:
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    for flow in ("request", "deadline"):
        await store(draft.write, ana.id, flow, f"a {flow}", 0, "first", {}, NOW)
    await store(draft.write, ana.id, "request", "a request", 1, "second", {}, NOW)
    found = await store(draft.newest_of, [ana.id, other.id, "nobody"])
    assert found == {one.id: await store(draft.newest, one.id) for one in (ana, other)}
    assert [found[one.id].step for one in (ana, other)] == ["second", "name"]


async def test_a_person_without_a_draft_has_none(store: Store, ana: Someone) -> None:
    assert await store(draft.newest, ana.id) is None
    assert not await store(draft.drop, ana.id, "request")


@pytest.mark.parametrize(
    ("draft_id", "version"),
    [
        pytest.param("d1", 1, id="it moved on"),
        pytest.param("d1", 0, id="it exists already"),
        pytest.param("d2", 0, id="another device began one"),
        pytest.param("d2", 1, id="it was replaced"),
    ],
)
async def test_two_devices_at_once_are_a_conflict(
    store: Store, ana: Someone, draft_id: str, version: int
) -> None:
    await store(draft.write, ana.id, "request", "d1", 0, "right", {}, NOW)
    await store(draft.write, ana.id, "request", "d1", 1, "company", {}, NOW)
    with pytest.raises(Conflict):
        await store(draft.write, ana.id, "request", draft_id, version, "wrong", {}, NOW)
    found = await store(draft.get, ana.id, "request")
    assert found is not None
    assert found.step == "company"


async def test_nobody_writes_into_the_draft_of_another(store: Store, ana: Someone) -> None:
    await store(draft.write, ana.id, "request", "d1", 0, "right", {}, NOW)
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    with pytest.raises(Conflict):
        await store(draft.write, other.id, "request", "d1", 1, "wrong", {}, NOW)


async def test_a_draft_of_somebody_erased_meanwhile_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await store(draft.write, "nobody", "request", new_id(), 0, "right", {}, NOW)


async def test_only_untouched_drafts_are_stale(store: Store, ana: Someone) -> None:
    week_ago = NOW - timedelta(days=7)
    await store(draft.write, ana.id, "request", "old", 0, "right", {}, week_ago)
    await store(draft.write, ana.id, "deadline", "new", 0, "right", {}, NOW)
    before = week_ago + timedelta(microseconds=1)
    assert [sheet.id for sheet in await store(draft.stale, before)] == ["old"]
