"""The database is the schedule."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import case, person, reminder
from db.outbox import Departure
from db.person import Someone
from db.reminder import Due, Reminder
from db.store import Store, table
from tests.db.noise import ANA, NOW, OTHERS, TODAY, depart

pytestmark = pytest.mark.usefixtures("noise")

HOUR = timedelta(hours=1)
LATE = NOW - 100 * HOUR  # before anything of the others


@pytest.fixture
def opened(store: Store, ana: Someone) -> str:
    with store.transaction() as session:
        case.open_case(session, "c1", ana.id, {})
    return "c1"


async def mine(store: Store, ana: Someone) -> list[Due]:
    found = await store(reminder.due, NOW, 99)
    return [due for due in found if due.person_id == ana.id]


async def test_what_is_planned_comes_when_it_is_due(
    store: Store, ana: Someone, opened: str
) -> None:
    plan = [("passed", "1", NOW), ("passed", "2", NOW + timedelta(microseconds=1))]
    await store(reminder.plan, ana.id, opened, plan)
    (due,) = await mine(store, ana)
    assert (due.case_id, due.kind, due.occurrence, due.due_at) == ("c1", "passed", "1", NOW)
    assert "passed" not in repr(due)


async def test_the_oldest_comes_first_and_no_more_than_asked_for(
    store: Store, ana: Someone, opened: str
) -> None:
    plan = [("passed", str(hours), LATE - hours * HOUR) for hours in (2, 5, 1, 4, 3)]
    await store(reminder.plan, ana.id, opened, plan)
    assert [due.occurrence for due in await store(reminder.due, NOW, 3)] == ["5", "4", "3"]


async def test_the_next_moment_is_known(store: Store, ana: Someone, opened: str) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", LATE), ("passed", "2", NOW)])
    assert await store(reminder.next_at) == LATE
    await store(person.block, ANA, TODAY)
    assert await store(reminder.next_at) == NOW + timedelta(days=1)
    for chat_id in OTHERS:
        await store(person.block, chat_id, TODAY)
    assert await store(reminder.next_at) is None


async def test_a_reminder_is_queued_once(store: Store, ana: Someone, opened: str) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    (due,) = await mine(store, ana)
    assert not await store(reminder.wanted, due.id)
    assert await store(reminder.mark_queued, [due]) == [due]
    assert await store(reminder.mark_queued, [due]) == []
    assert await mine(store, ana) == []
    assert await store(reminder.wanted, due.id)


async def test_who_blocked_us_is_told_on_return(store: Store, ana: Someone, opened: str) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW), ("passed", "2", NOW)])
    first, second = await mine(store, ana)
    await store(reminder.mark_queued, [second])
    await store(person.block, ANA, TODAY)
    assert await mine(store, ana) == []
    assert not await store(reminder.wanted, second.id)
    await store(person.unblock, ANA)
    assert await mine(store, ana) == [first]
    assert await store(reminder.wanted, second.id)


@pytest.mark.parametrize(
    ("state", "again"), [("waiting", 2), ("dead", 2), ("sent", 0), ("leased", 0)]
)
async def test_what_did_not_reach_who_blocked_us_waits_for_their_return(
    store: Store, ana: Someone, opened: str, state: str, again: int
) -> None:
    first, _ = await two_in_one(store, ana)
    with store.transaction() as session:
        depart(session, ana, state, reminder_id=first.id)
    await store(person.block, ANA, TODAY)
    await store(reminder.unheard, ana.id)
    await store(person.unblock, ANA)
    assert len(await store(reminder.due_to, ana.id, NOW)) == again


async def test_a_new_plan_replaces_what_waits_in_this_case_only(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(case.open_case, "c2", ana.id, {})
    await store(reminder.plan, ana.id, "c2", [("passed", "1", NOW)])
    await store(reminder.plan, ana.id, opened, [("sent?", "1", NOW), ("passed", "1", NOW)])
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW - HOUR)])
    found = [(due.case_id, due.kind, due.due_at) for due in await mine(store, ana)]
    assert found == [("c1", "passed", NOW - HOUR), ("c2", "passed", NOW)]
    await store(reminder.plan, ana.id, opened, [])
    assert [due.case_id for due in await mine(store, ana)] == ["c2"]


async def test_what_was_told_is_never_planned_again(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    (due,) = await mine(store, ana)
    await store(reminder.mark_queued, [due])
    with store.transaction() as session:
        depart(session, ana, "sent", reminder_id=due.id)
    await store(reminder.plan, ana.id, opened, [])
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW), ("passed", "2", NOW)])
    assert [due.occurrence for due in await mine(store, ana)] == ["2"]


async def test_what_is_queued_but_unsent_is_recalled_and_may_come_back(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    (due,) = await mine(store, ana)
    await store(reminder.mark_queued, [due])
    with store.transaction() as session:
        departure = depart(session, ana, "waiting", reminder_id=due.id)
    await store(reminder.plan, ana.id, opened, [])
    assert not await store(reminder.wanted, due.id)
    with store.transaction() as session:
        assert session.get(Departure, departure) is None
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    assert [due.occurrence for due in await mine(store, ana)] == ["1"]


async def test_what_is_queued_and_still_wanted_goes_on(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    (due,) = await mine(store, ana)
    await store(reminder.mark_queued, [due])
    with store.transaction() as session:
        depart(session, ana, "waiting", reminder_id=due.id)
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW + HOUR)])
    assert await store(reminder.wanted, due.id)
    assert await mine(store, ana) == []


async def two_in_one(store: Store, ana: Someone) -> tuple[Due, Due]:
    """Have something of two cases leave in one message."""
    await store(case.open_case, "c2", ana.id, {})
    await store(reminder.plan, ana.id, "c1", [("passed", "1", NOW - HOUR)])
    await store(reminder.plan, ana.id, "c2", [("passed", "1", NOW)])
    first, second = await store(reminder.due_to, ana.id, NOW)
    assert await store(reminder.mark_queued, [first, second]) == [first, second]
    return first, second


async def test_all_that_is_due_to_somebody_is_theirs_only(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW), ("passed", "2", LATE)])
    found = await store(reminder.due_to, ana.id, NOW)
    assert [due.occurrence for due in found] == ["2", "1"]
    await store(person.block, ANA, TODAY)
    assert await store(reminder.due_to, ana.id, NOW) == []


@pytest.mark.parametrize("end", ["moved on", "erased"])
@pytest.mark.parametrize("over", ["c1", "c2"])
async def test_a_message_that_is_recalled_has_the_other_case_wait_again(
    store: Store, ana: Someone, opened: str, over: str, end: str
) -> None:
    first, _ = await two_in_one(store, ana)
    with store.transaction() as session:
        departure = depart(session, ana, "waiting", reminder_id=first.id)
    if end == "erased":
        await store(case.erase, over)
    else:
        await store(reminder.plan, ana.id, over, [])
    with store.transaction() as session:
        assert session.get(Departure, departure) is None
    (left,) = await store(reminder.due_to, ana.id, NOW)
    assert left.case_id == {"c1": "c2", "c2": "c1"}[over]


async def test_a_message_still_wanted_by_both_cases_goes_on(
    store: Store, ana: Someone, opened: str
) -> None:
    first, _ = await two_in_one(store, ana)
    with store.transaction() as session:
        departure = depart(session, ana, "waiting", reminder_id=first.id)
    await store(reminder.plan, ana.id, "c2", [("passed", "1", NOW), ("passed", "2", NOW + HOUR)])
    assert await store(reminder.wanted, first.id)
    with store.transaction() as session:
        assert session.get(Departure, departure) is not None


async def test_nobody_elses_reminder_waits_again(store: Store, ana: Someone, opened: str) -> None:
    bob = await store(person.meet, OTHERS[0], "en", TODAY, "Europe/London")
    later = NOW + timedelta(days=8)
    theirs = await store(reminder.due_to, bob.id, later)
    await store(reminder.mark_queued, theirs)
    first, _ = await two_in_one(store, ana)
    with store.transaction() as session:
        depart(session, ana, "waiting", reminder_id=first.id)
    await store(reminder.plan, ana.id, opened, [])
    assert theirs
    assert await store(reminder.due_to, bob.id, later) == []


@pytest.mark.parametrize("state", ["leased", "sent", "unknown"])
async def test_what_may_have_left_is_not_recalled(
    store: Store, ana: Someone, opened: str, state: str
) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    (due,) = await mine(store, ana)
    await store(reminder.mark_queued, [due])
    with store.transaction() as session:
        departure = depart(session, ana, state, reminder_id=due.id)
    await store(reminder.plan, ana.id, opened, [])
    with store.transaction() as session:
        assert session.get(Departure, departure) is not None
    await store(reminder.plan, ana.id, opened, [("passed", "1", NOW)])
    assert await mine(store, ana) == []


async def test_two_cases_may_have_the_same_occurrence(
    store: Store, ana: Someone, opened: str
) -> None:
    await store(case.open_case, "c2", ana.id, {})
    for case_id in (opened, "c2"):
        await store(reminder.plan, ana.id, case_id, [("passed", "1", NOW)])
    assert len(await mine(store, ana)) == 2


async def test_no_kind_stands_in_clear(store: Store, ana: Someone, opened: str) -> None:
    await store(reminder.plan, ana.id, opened, [("passed", "2026-12-27", NOW)])
    with store.transaction() as session:
        rows = session.execute(select(table(Reminder))).all()
    shown = repr([tuple(row) for row in rows])
    assert "passed" not in shown
    assert "2026-12-27" not in shown
