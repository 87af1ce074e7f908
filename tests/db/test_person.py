"""The people we write to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import person
from db.person import Person, Someone
from db.store import Conflict, Store, table
from tests.db.noise import ANA, OTHERS, TODAY, day

pytestmark = pytest.mark.usefixtures("noise")


async def test_a_chat_we_never_met_is_nobody(store: Store) -> None:
    assert await store(person.find, ANA) is None


async def test_a_person_is_found_again_by_their_chat(store: Store, ana: Someone) -> None:
    assert await store(person.find, ANA) == ana
    assert ana.chat_id == ANA
    assert (ana.language, ana.zone, ana.hour, ana.country) == ("fr", "Europe/Paris", 10, None)
    assert (ana.seen_on, ana.met_on, ana.blocked) == (TODAY, TODAY, False)


async def test_who_is_met_twice_stays_the_same(store: Store, ana: Someone) -> None:
    assert await store(person.meet, ANA, "en", TODAY, "Europe/London") == ana


async def test_what_a_person_chooses_is_kept(store: Store, ana: Someone) -> None:
    chosen = {"language": "en", "country": "be", "hour": 8, "discreet": True, "introduced": True}
    await store(person.change, ana.id, ana.version, **chosen)
    now = await store(person.find, ANA)
    assert now is not None
    assert {name: getattr(now, name) for name in chosen} == chosen
    assert (now.version, now.zone, now.met_on) == (ana.version + 1, "Europe/Paris", TODAY)


async def test_two_choices_at_once_are_a_conflict(store: Store, ana: Someone) -> None:
    await store(person.change, ana.id, ana.version, country="fr")
    with pytest.raises(Conflict):
        await store(person.change, ana.id, ana.version, country="lu")
    now = await store(person.find, ANA)
    assert now is not None
    assert now.country == "fr"


async def test_only_what_is_theirs_to_choose_can_be_changed(store: Store, ana: Someone) -> None:
    with pytest.raises(TypeError):
        await store(person.change, ana.id, ana.version, chat_id=OTHERS[0])


async def test_nothing_of_a_person_stands_in_clear(store: Store, ana: Someone) -> None:
    with store.transaction() as session:
        rows = session.execute(select(table(Person)).where(table(Person).c.id == ana.id)).all()
    shown = repr([tuple(row) for row in rows]) + repr(ana)
    assert str(ANA) not in shown
    assert "Europe/Paris" not in shown


async def test_a_block_keeps_its_first_day_and_a_sign_of_life_ends_it(
    store: Store, ana: Someone
) -> None:
    await store(person.block, ANA, TODAY)
    await store(person.block, ANA, TODAY + timedelta(days=9))
    with store.transaction() as session:
        assert session.get_one(Person, ana.id).blocked_on == TODAY
        person.seen(session, ana.id, TODAY + timedelta(days=10))
    found = await store(person.find, ANA)
    assert found is not None
    assert (found.blocked, found.seen_on) == (False, TODAY + timedelta(days=10))


async def test_a_block_ends_when_the_person_is_back(store: Store, ana: Someone) -> None:
    await store(person.block, ANA, TODAY)
    assert (await store(person.by_id, ana.id)).blocked  # type: ignore[union-attr]
    await store(person.unblock, ANA)
    assert not (await store(person.by_id, ana.id)).blocked  # type: ignore[union-attr]


async def test_the_silent_are_told_once(store: Store, ana: Someone) -> None:
    later = TODAY + timedelta(days=700)
    for chat_id in OTHERS[1:]:
        other = await store(person.meet, chat_id, "en", TODAY, "Europe/London")
        await store(person.seen, other.id, later)
    await store(person.block, OTHERS[0], TODAY)
    assert await store(person.silent, TODAY) == []
    assert [one.id for one in await store(person.silent, TODAY + timedelta(days=1))] == [ana.id]
    await store(person.warn, ana.id, later)
    assert await store(person.silent, later) == []


@pytest.mark.parametrize(
    ("seen", "warned", "blocked", "erased"),
    [
        pytest.param(
            "2024-11-25", "2026-10-25", None, True, id="silent for two years, told a month ago"
        ),
        pytest.param("2024-11-26", "2026-10-25", None, False, id="a day less"),
        pytest.param("2024-01-01", "2026-10-26", None, False, id="told less than a month ago"),
        pytest.param("2024-01-01", None, None, False, id="never told"),
        pytest.param("2024-11-25", None, "2026-11-01", True, id="silent, and cannot be told"),
        pytest.param("2025-11-25", None, "2025-11-25", True, id="blocked for a year"),
        pytest.param("2025-11-25", None, "2025-11-26", False, id="blocked for a day less"),
    ],
)
async def test_who_is_gone_for_long_is_to_be_erased(
    store: Store, seen: str, warned: str | None, blocked: str | None, erased: bool
) -> None:
    with store.transaction() as session:
        ana = person.meet(session, ANA, "fr", TODAY, "Europe/Paris")
        person.seen(session, ana.id, day(seen))
        if warned:
            person.warn(session, ana.id, day(warned))
        if blocked:
            person.block(session, ANA, day(blocked))
        found = person.lapsed(session, day("2026-11-25"))
    assert [one.id for one in found] == [ana.id] * erased
