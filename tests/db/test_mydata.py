"""All we hold on a person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import case, desk, draft, mydata, person, reminder
from db.person import Someone
from db.store import Store
from db.tables import tables
from tests.db.noise import ANA, NOW, OTHERS, TODAY, furnish

pytestmark = pytest.mark.usefixtures("noise")

KNOWS_PEOPLE = ("draft", "case", "event", "reminder", "inbox", "outbox", "conversation", "link")
LATER = NOW + timedelta(days=3)


async def test_nobody_has_nothing(store: Store) -> None:
    assert await store(mydata.everything, "nobody") == {}


async def test_the_person_comes_with_what_they_chose_and_until_when_it_is_kept(
    store: Store, ana: Someone
) -> None:
    await store(person.change, ana.id, ana.version, country="fr")
    held = (await store(mydata.everything, ana.id))["person"]
    assert held["content"]["chat_id"] == ANA
    assert held["content"]["country"] == "fr"
    assert (held["recorded"], held["kept_until"]) == (TODAY, date(2028, 11, 25))
    await store(person.block, ANA, TODAY)
    held = (await store(mydata.everything, ana.id))["person"]
    assert held["kept_until"] == date(2027, 11, 25)


async def test_a_case_comes_with_its_events_and_reminders(store: Store, ana: Someone) -> None:
    await store(case.open_case, "c1", ana.id, {"company": "PimEyes"})
    for number, kind in enumerate(("prepared", "sent")):
        await store(case.add_event, "c1", f"e{number}", kind, TODAY, {"by": "post"}, LATER)
    await store(reminder.plan, ana.id, "c1", [("passed", "1", LATER)])
    (held,) = (await store(mydata.everything, ana.id))["cases"]
    assert held["content"] == {"company": "PimEyes"}
    assert (held["recorded"], held["kept_until"]) == (LATER, date(2028, 11, 25))
    assert [event["content"]["kind"] for event in held["events"]] == ["prepared", "sent"]
    assert held["events"][0]["content"] == {
        "kind": "prepared",
        "on": TODAY,
        "note": {"by": "post"},
    }
    assert held["events"][0]["recorded"] == LATER
    (told,) = held["reminders"]
    assert told["content"] == {"kind": "passed", "occurrence": "1"}
    assert (told["due_at"], told["state"]) == (LATER, "waiting")
    await store(case.change, "c1", 0, purge_on=TODAY)
    (held,) = (await store(mydata.everything, ana.id))["cases"]
    assert {held["kept_until"], *(event["kept_until"] for event in held["events"])} == {TODAY}


async def test_a_draft_comes_with_its_last_day(store: Store, ana: Someone) -> None:
    await store(draft.write, ana.id, "request", "d1", 0, "name", {"name": "Ana"}, NOW)
    (held,) = (await store(mydata.everything, ana.id))["drafts"]
    assert held["content"] == {"step": "name", "facts": {"name": "Ana"}}
    assert (held["recorded"], held["kept_until"]) == (NOW, NOW + timedelta(days=7))


def test_every_row_of_a_person_is_there_and_none_of_another(store: Store) -> None:
    with store.transaction() as session:
        ana = furnish(session, ANA)
        held = mydata.everything(session, ana.id)
        keys = {ana.id, *person.chat_keys(session, ANA)}
        keys |= {record.id for record in case.mine(session, ana.id)}
        keys |= {talk.id for talk in desk.all_of(session, ana.id)}
        rows = {
            of.name: sum(
                any(key in str(value) for key in keys for value in row)
                for row in session.execute(select(of))
            )
            for of in tables()
        }
    assert rows == {
        "person": 1,
        "draft": len(held["drafts"]),
        "case": len(held["cases"]),
        "event": sum(len(one["events"]) for one in held["cases"]),
        "reminder": sum(len(one["reminders"]) for one in held["cases"]),
        "inbox": len(held["arrivals"]),
        "outbox": len(held["departures"]),
        "bucket": len(held["limits"]),
        "conversation": len(held["conversations"]),
        "link": sum(len(one["links"]) for one in held["conversations"]),
        "desk_group": 0,
        "forgotten": 0,
        "counter": 0,
        "profile": 0,
        "proof": 0,
    }
    assert all(rows[of] for of in KNOWS_PEOPLE)
    assert all(f"N{other}'" not in str(held) for other in OTHERS)
    assert "Bonjour" in str(held["arrivals"])
    assert "Bonjour" in str(held["departures"])


def test_it_is_plain_and_dated(store: Store) -> None:
    with store.transaction() as session:
        held = mydata.everything(session, furnish(session, ANA).id)
    _plain(held)
    rows = [held["person"], *held["drafts"], *held["arrivals"], *held["departures"]]
    for one in held["conversations"]:
        rows += [one, *one["links"]]
    for one in held["cases"]:
        rows += [one, *one["events"], *one["reminders"]]
    for row in rows:
        assert isinstance(row["recorded"], date)
        assert isinstance(row["kept_until"], date)
        assert "sealed" not in row
    assert held["drafts"][0]["touched_at"] == datetime(2026, 11, 25, 9, tzinfo=UTC)


def _plain(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            assert type(key) is str
            _plain(inner)
    elif isinstance(value, list):
        for inner in value:
            _plain(inner)
    else:
        assert type(value) in {str, int, float, bool, type(None), date, datetime}
