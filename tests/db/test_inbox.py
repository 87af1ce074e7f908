"""Arrivals: stored once, handed out in order, to one worker at a time."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from db import inbox
from db.inbox import Arrival, Fresh, Grip, Held
from db.kept import DELIVERY, REPEAT
from db.store import Store, table, vault_of
from tests.db.noise import ANA, NOW

pytestmark = pytest.mark.usefixtures("noise")

BEN = 4242_0002
SOON = NOW + timedelta(seconds=60)
LATER = NOW + timedelta(seconds=61)


def fresh(number: int, chat_id: int = ANA) -> Fresh:
    return Fresh(number, chat_id, {"update_id": number, "message": {"text": f"n{number}"}})


def grip(held: Collection[int] = (), room: int = 100, now: Any = NOW) -> Grip:
    return Grip(held, room, now, now + timedelta(seconds=60))


def numbers(held: list[Held]) -> list[int]:
    """Return the ids that are not noise."""
    return [one.update_id for one in held if one.update_id < 10**9]


def row(session: Session, number: int) -> dict[str, Any]:
    inboxed = table(Arrival)
    found = session.execute(select(inboxed).where(inboxed.c.update_id == number)).one()
    return dict(found._mapping)


async def test_what_arrives_is_stored_sealed_and_handed_over_in_order(store: Store) -> None:
    held = await store(inbox.arrive, [fresh(12), fresh(11), fresh(13, BEN)], grip())
    assert [(one.update_id, one.chat_id, one.tries) for one in held] == [
        (11, ANA, 1),
        (12, ANA, 1),
        (13, BEN, 1),
    ]
    assert held[0].update == fresh(11).update
    kept = await store(row, 11)
    assert (kept["state"], kept["received_at"], kept["lease_until"]) == ("new", NOW, SOON)
    assert b"n11" not in kept["sealed"]


@pytest.mark.parametrize("state", ["new", "done", "parked"])
async def test_a_repeated_id_is_harmless(store: Store, state: str) -> None:
    await store(inbox.arrive, [fresh(11)], grip())
    if state != "new":
        await store(inbox.finish, [11], state)
    assert await store(inbox.arrive, [fresh(11), fresh(12)], grip(held={11})) == [
        Held(12, ANA, 1, fresh(12).update)
    ]
    assert (await store(row, 11))["state"] == state


async def test_an_older_id_than_the_newest_is_no_repeat(store: Store) -> None:
    await store(inbox.arrive, [fresh(20)], grip())
    assert numbers(await store(inbox.arrive, [fresh(11, BEN)], grip())) == [11]


async def test_an_update_waits_for_those_of_its_chat_that_another_worker_holds(
    store: Store,
) -> None:
    await store(inbox.arrive, [fresh(11)], grip())
    theirs = await store(inbox.arrive, [fresh(12), fresh(13, BEN)], grip(held=()))
    assert numbers(theirs) == [13]
    assert numbers(await store(inbox.claim, grip(held={13}))) == []
    await store(inbox.finish, [11])
    assert numbers(await store(inbox.claim, grip(held={13}))) == [12]


async def test_what_finds_no_room_waits_in_order_and_holds_back_its_chat(store: Store) -> None:
    news = [fresh(11), fresh(12), fresh(13, BEN)]
    held = await store(inbox.arrive, news, grip(room=1))
    assert numbers(held) == [11]
    held = await store(inbox.arrive, [fresh(14)], grip(held={11}))
    assert numbers(held) == [], "12 comes first"
    assert numbers(await store(inbox.claim, grip(held={11}))) == [12, 13, 14]


async def test_a_claim_takes_the_oldest_and_no_more_than_there_is_room_for(store: Store) -> None:
    await store(inbox.arrive, [fresh(n, n) for n in range(11, 16)], grip(room=0))
    assert numbers(await store(inbox.claim, grip(room=2))) == [11, 12]
    assert numbers(await store(inbox.claim, grip(room=9, held={11, 12}))) == [13, 14, 15]


async def test_a_dead_worker_s_update_goes_to_another_once_its_lease_has_ended(
    store: Store,
) -> None:
    await store(inbox.arrive, [fresh(11)], grip())
    assert numbers(await store(inbox.claim, grip(now=NOW + timedelta(seconds=59)))) == []
    [again] = [one for one in await store(inbox.claim, grip(now=LATER)) if one.update_id == 11]
    assert (again.tries, again.update) == (2, fresh(11).update)


async def test_what_was_finished_cannot_be_finished_again(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12)], grip())
    assert await store(inbox.finish, [11]) == {11}
    assert await store(inbox.finish, [11, 12]) == {12}
    assert await store(inbox.finish, []) == set()


async def test_what_is_done_is_blank_and_what_is_set_aside_is_kept(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12), fresh(13)], grip())
    await store(inbox.finish, [11])
    await store(inbox.finish, [12], "parked")
    await store(inbox.finish, [13], "parked", keep=True)
    assert (await store(row, 11))["sealed"] is None
    assert (await store(row, 12))["sealed"] is None
    assert (await store(row, 13))["sealed"] is not None


async def test_what_no_key_opens_comes_without_content(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12)], grip(room=0))

    def swap(session: Session) -> None:
        inboxed = table(Arrival)
        other = vault_of(session).seal("inbox", "12", {"chat_id": 1, "update": {}})
        session.execute(inboxed.update().where(inboxed.c.update_id == 11).values(sealed=other))

    await store(swap)
    held = {one.update_id: one for one in await store(inbox.claim, grip())}
    assert (held[11].chat_id, held[11].update) == (0, None)
    assert held[12].update == fresh(12).update


async def test_the_id_of_an_erased_update_still_counts_as_seen(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12)], grip())
    await store(
        lambda session: session.execute(
            table(Arrival).delete().where(table(Arrival).c.update_id == 11)
        )
    )
    await store(inbox.keep_ids, [11, 12], NOW)
    assert (await store(row, 11))["chat_key"] == ""
    assert (await store(row, 12))["state"] == "new"
    assert numbers(await store(inbox.arrive, [fresh(11), fresh(12)], grip())) == []


async def test_what_was_given_back_is_free_and_was_not_tried(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12)], grip())
    await store(inbox.release, [11])
    assert await store(inbox.claim, grip(held={12}, room=1)) == [Held(11, ANA, 1, fresh(11).update)]
    await store(inbox.release, [])


async def test_a_suspect_is_counted_when_it_is_begun(store: Store) -> None:
    await store(inbox.arrive, [fresh(11)], grip())
    assert [await store(inbox.begin, 11), await store(inbox.begin, 11)] == [1, 2]
    assert await store(inbox.begin, 99) == 0


async def test_after_a_crash_the_only_process_takes_everything_up_at_once(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12)], grip())
    await store(inbox.recover)
    assert numbers(await store(inbox.claim, grip())) == [11, 12]


async def test_the_backlog_is_what_is_open(store: Store) -> None:
    before, since = await store(inbox.waiting)
    assert since == NOW
    await store(inbox.arrive, [fresh(11), fresh(12)], grip(now=NOW - timedelta(hours=1)))
    await store(inbox.finish, [12])
    assert await store(inbox.waiting) == (before + 1, NOW - timedelta(hours=1))


async def test_ids_stay_two_days_and_what_is_parked_a_week(store: Store) -> None:
    await store(inbox.arrive, [fresh(11), fresh(12), fresh(13)], grip())
    await store(inbox.finish, [11])
    await store(inbox.finish, [12], "parked", keep=True)
    assert await store(inbox.purge, NOW + REPEAT) == 0
    await store(inbox.purge, NOW + REPEAT + timedelta(seconds=1))
    assert await store(_left) == {12, 13}
    await store(inbox.purge, NOW + DELIVERY + timedelta(seconds=1))
    assert await store(_left) == {13}, "what is open is never dropped"


async def test_many_workers_never_serve_one_chat_at_once(store: Store) -> None:
    await store(inbox.arrive, [fresh(n, n % 5 + 1) for n in range(11, 61)], grip(room=0))
    claims = await asyncio.gather(*(store(inbox.claim, grip(room=7)) for _ in range(8)))
    chats = [{one.chat_id for one in claim if one.update_id < 10**9} for claim in claims]
    assert sum(len(of) for of in chats) == len(set().union(*chats)) == 5


def _left(session: Session) -> set[int]:
    inboxed = table(Arrival)
    question = select(inboxed.c.update_id).where(inboxed.c.update_id < 10**9)
    return set(session.execute(question).scalars())
