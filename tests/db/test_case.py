"""Requests that were handed over, and what became of them."""

from datetime import date, timedelta

import pytest

from db import case, person, reminder
from db.person import Someone
from db.store import Conflict, Store
from tests.db.noise import NOW, OTHERS, TODAY

pytestmark = pytest.mark.usefixtures("noise")


async def test_a_case_is_found_again_by_its_owner(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {"company": "Clearview AI"})
    found = await store(case.get, ana.id, "c1")
    assert found is not None
    assert (found.id, found.person_id, found.version, found.purge_on) == ("c1", ana.id, 0, None)
    assert found.facts == {"company": "Clearview AI"}
    assert "Clearview" not in repr(found)


async def test_nobody_sees_the_case_of_another(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {})
    other = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    assert await store(case.get, other.id, "c1") is None
    assert "c1" not in [record.id for record in await store(case.mine, other.id)]


async def test_cases_come_in_the_order_of_opening(store: Store, ana: Someone) -> None:
    for case_id in ("z", "a", "m"):
        await store(case.open_case, case_id, ana.id, {})
    assert [record.id for record in await store(case.mine, ana.id)] == ["z", "a", "m"]


async def test_a_case_is_opened_once(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {})
    with pytest.raises(Conflict):
        await store(case.open_case, "c1", ana.id, {})


async def test_a_case_of_somebody_erased_meanwhile_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await store(case.open_case, "c1", "nobody", {})


async def test_new_facts_leave_the_purge_day_and_the_other_way_round(
    store: Store, ana: Someone
) -> None:
    await store(case.open_case, "c1", ana.id, {"company": "PimEyes"})
    await store(case.change, "c1", 0, purge_on=TODAY)
    await store(case.change, "c1", 1, {"company": "Meta"})
    found = await store(case.get, ana.id, "c1")
    assert found is not None
    assert (found.version, found.purge_on, found.facts) == (2, TODAY, {"company": "Meta"})
    await store(case.change, "c1", 2, purge_on=None)
    found = await store(case.get, ana.id, "c1")
    assert found is not None
    assert (found.version, found.purge_on, found.facts) == (3, None, {"company": "Meta"})


async def test_two_changes_at_once_are_a_conflict(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {})
    await store(case.change, "c1", 0)
    with pytest.raises(Conflict):
        await store(case.change, "c1", 0, {"company": "Meta"})


async def test_events_come_in_the_order_of_recording(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {})
    said = [("sent", TODAY), ("prepared", TODAY - timedelta(days=1)), ("received", TODAY)]
    for number, (kind, on) in enumerate(said):
        note = {"channel": "email"}
        await store(case.add_event, "c1", f"e{9 - number}", kind, on, note, NOW)
    found = await store(case.events, "c1")
    assert [(event.kind, event.on) for event in found] == said
    assert {event.recorded_at for event in found} == {NOW}
    assert found[0].note == {"channel": "email"}
    assert "sent" not in repr(found)
    assert await store(case.with_events, ana.id, "c1") == (
        await store(case.get, ana.id, "c1"),
        found,
    )


async def test_an_event_is_recorded_once(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {})
    await store(case.add_event, "c1", "e1", "sent", TODAY, {}, NOW)
    with pytest.raises(Conflict):
        await store(case.add_event, "c1", "e1", "sent", TODAY, {}, NOW)
    assert len(await store(case.events, "c1")) == 1


async def test_an_event_of_a_case_erased_meanwhile_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await store(case.add_event, "gone", "e1", "sent", TODAY, {}, NOW)


async def test_an_erased_case_takes_its_events_and_reminders_along(
    store: Store, ana: Someone
) -> None:
    await store(case.open_case, "c1", ana.id, {})
    await store(case.open_case, "c2", ana.id, {})
    for case_id in ("c1", "c2"):
        await store(case.add_event, case_id, f"{case_id}e", "sent", TODAY, {}, NOW)
        await store(reminder.plan, ana.id, case_id, [("sent?", "1", NOW)])
    await store(case.erase, "c1")
    assert await store(case.get, ana.id, "c1") is None
    assert await store(case.events, "c1") == []
    due = await store(reminder.due, NOW, 99)
    assert [one.case_id for one in due if one.person_id == ana.id] == ["c2"]
    assert len(await store(case.events, "c2")) == 1


@pytest.mark.parametrize(("purge_on", "due"), [(TODAY, True), (TODAY + timedelta(days=1), False)])
async def test_a_case_is_purged_on_its_day(
    store: Store, ana: Someone, purge_on: date, due: bool
) -> None:
    await store(case.open_case, "c1", ana.id, {})
    await store(case.change, "c1", 0, purge_on=purge_on)
    assert [record.id for record in await store(case.to_purge, TODAY)] == ["c1"] * due
