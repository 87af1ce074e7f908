"""Departures: in order per chat and lane, leased by one worker, blank once through."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlmodel import Session

from db import forgotten, outbox
from db.kept import DELIVERY
from db.outbox import LANES, Departure
from db.parcel import RESULT, Leaving, Parcel
from db.person import Someone
from db.store import Store, table, vault_of
from tests.db.noise import ANA, NOW, TODAY, a_case

pytestmark = pytest.mark.usefixtures("noise")

BEN = 4242_0002
SOON = NOW + timedelta(seconds=60)
LATER = NOW + timedelta(seconds=61)
ROOM = dict.fromkeys(LANES, 100)


def parcel(text: str, chat_id: int = ANA, **more: Any) -> Parcel:
    return Parcel(chat_id=chat_id, method="sendMessage", params={"text": text}, id=text, **more)


def as_it_is(_: Session, leaving: Leaving, __: datetime) -> Parcel:
    return leaving.parcel


def row(session: Session, of_id: str) -> dict[str, Any]:
    outboxed = table(Departure)
    return dict(session.execute(select(outboxed).where(outboxed.c.id == of_id)).one()._mapping)


def ids(leavings: list[Leaving]) -> list[str]:
    """Return the ids that are not noise."""
    return [one.id for one in leavings if len(one.id) < 8]


def one_of(leavings: list[Leaving], of_id: str) -> Leaving:
    return next(one for one in leavings if one.id == of_id)


async def put(store: Store, *parcels: Parcel, at_once: tuple[str, ...] = ()) -> list[Leaving]:
    return await store(outbox.put, parcels, NOW, at_once=at_once, until=SOON)


async def find(store: Store, now: Any = NOW, **room: int) -> list[Leaving]:
    return await store(outbox.find, now, room or ROOM, [])


async def lease(store: Store, of_id: str, now: Any = NOW, ready: Any = as_it_is) -> Leaving | None:
    found = one_of(await find(store, now), of_id)
    return await store(outbox.lease, found, now, now + timedelta(seconds=60), ready)


async def test_a_departure_comes_back_as_it_was_queued(store: Store) -> None:
    files = {"document": ("Lettre d’accès.pdf", b"%PDF\x00\xff")}
    given = parcel("a", files=files, again_text="again", language="fr", once=True)
    await put(store, given)
    assert one_of(await find(store), "a").parcel == given
    kept = await store(row, "a")
    assert (kept["state"], kept["attempts"], kept["queued_at"]) == ("waiting", 0, NOW)
    assert b"Lettre" not in kept["sealed"]


async def test_a_file_leaves_one_after_the_other(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"), parcel("c", BEN), parcel("d", lane="bulk"))
    assert set(ids(await find(store))) == {"a", "c", "d"}
    await lease(store, "a")
    assert set(ids(await find(store))) == {"c", "d"}, "a is under way: b waits"
    await store(outbox.sent, [("a", 5)])
    assert set(ids(await find(store))) == {"b", "c", "d"}


async def test_what_may_leave_at_once_is_leased_as_it_is_written(store: Store) -> None:
    placed = await put(store, parcel("a"), parcel("b"), at_once=("a",))
    assert [one.leased for one in placed] == [True, False]
    kept = await store(row, "a")
    assert (kept["state"], kept["lease_until"], kept["attempts"]) == ("leased", SOON, 1)


async def test_nothing_overtakes_what_waits_already(store: Store) -> None:
    await put(store, parcel("a"))
    [placed] = await put(store, parcel("b"), at_once=("b",))
    assert not placed.leased
    await lease(store, "a")
    await store(outbox.sent, [("a", None)])
    [placed] = await put(store, parcel("c"), at_once=("c",))
    assert not placed.leased, "b comes first"


async def test_a_chat_s_other_lanes_do_not_wait(store: Store) -> None:
    await put(store, parcel("a", lane="bulk"))
    [placed] = await put(store, parcel("b"), at_once=("b",))
    assert placed.leased


async def test_the_same_occurrence_is_queued_once(store: Store) -> None:
    assert ids(await put(store, parcel("a", dedupe="r1"), parcel("b", dedupe="r1"))) == ["a"]
    assert ids(await put(store, parcel("c", dedupe="r1"), parcel("d", dedupe="r2"))) == ["d"]

    def again(session: Session) -> tuple[str | None, bool]:
        queued = outbox.queue(
            session, chat_id=ANA, method="sendMessage", params={}, now=NOW, dedupe="r1"
        )
        return queued, outbox.queued(session)

    assert await store(again) == (None, True)


async def test_only_one_of_two_workers_gets_a_departure(store: Store) -> None:
    await put(store, parcel("a"))
    found = one_of(await find(store), "a")
    first = await store(outbox.lease, found, NOW, SOON, as_it_is)
    assert first is not None
    assert first.leased
    assert await store(outbox.lease, found, NOW, SOON, as_it_is) is None


async def test_what_stands_behind_another_cannot_be_leased(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"))
    behind = Leaving(parcel("b"), (await store(row, "b"))["chat_key"])
    assert await store(outbox.lease, behind, NOW, SOON, as_it_is) is None


async def test_a_dead_worker_s_departure_is_in_doubt_once_its_lease_has_ended(store: Store) -> None:
    await put(store, parcel("a"), at_once=("a",))
    assert ids(await find(store, NOW + timedelta(seconds=59))) == []
    found = one_of(await find(store, LATER), "a")
    assert found.doubtful
    again = await lease(store, "a", LATER)
    assert again is not None
    assert again.doubtful
    assert (await store(row, "a"))["attempts"] == 2


async def test_after_a_crash_the_only_process_doubts_every_lease_at_once(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"), at_once=("a",))
    await store(outbox.recover)
    [found] = [one for one in await find(store) if one.id in {"a", "b"}]
    assert (found.id, found.doubtful) == ("a", True)


async def test_a_doubt_outlives_an_attempt_that_certainly_failed(store: Store) -> None:
    await put(store, parcel("a"))
    leased = await lease(store, "a")
    assert leased is not None
    await store(outbox.put_back, "a", "unknown", NOW)
    leased = await lease(store, "a")
    assert leased is not None
    assert leased.retry_state == "unknown"


async def test_a_departure_waits_until_it_may_be_tried_again(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"))
    await lease(store, "a")
    await store(outbox.put_back, "a", "waiting", SOON)
    assert ids(await find(store)) == [], "and holds back b"
    assert ids(await find(store, SOON)) == ["a"]


async def test_a_flooded_chat_waits_in_every_lane(store: Store) -> None:
    await put(store, parcel("a"), parcel("b", lane="bulk"), parcel("c", BEN))
    found = one_of(await find(store), "b")
    await store(outbox.hold, found.chat_key, SOON)
    assert ids(await find(store)) == ["c"]
    assert await store(outbox.lease, found, NOW, SOON, as_it_is) is None
    assert set(ids(await find(store, SOON))) == {"a", "b", "c"}


async def test_a_reminder_nobody_wants_any_more_does_not_leave(store: Store) -> None:
    await put(store, parcel("a", reminder_id="r1"), parcel("b"))
    assert await lease(store, "a", ready=lambda *_: None) is None
    kept = await store(row, "a")
    assert (kept["state"], kept["sealed"]) == ("dead", None)
    assert await lease(store, "b", ready=lambda *_: None), "b is no reminder"


async def test_what_is_through_is_blank_and_keeps_its_message_id(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"), parcel("c", BEN))
    await store(outbox.sent, [("a", 2**40), ("c", None)])
    await store(outbox.bury, ["b"])
    await store(outbox.sent, [])
    await store(outbox.bury, [])
    kept = [await store(row, of_id) for of_id in "abc"]
    assert [(one["state"], one["message_id"], one["sealed"]) for one in kept] == [
        ("sent", 2**40, None),
        ("dead", None, None),
        ("sent", None, None),
    ]


async def test_a_departure_may_need_the_result_of_another(store: Store) -> None:
    await put(store, parcel("a"), parcel("b", BEN))
    reply = Parcel(
        id="r", chat_id=-5, method="sendMessage", params={"message_thread_id": {RESULT: "a"}}
    )
    await put(store, reply)
    assert await lease(store, "r") is None, "there is none yet"
    assert ids(await find(store)) == ["a", "b"]
    await store(outbox.sent, [("a", 77)])
    ready = await lease(store, "r", NOW + outbox.PATIENCE)
    assert ready is not None
    assert ready.parcel.params == {"message_thread_id": 77}


@pytest.mark.parametrize("fate", ["dead", "gone", "without an id"])
async def test_a_departure_whose_result_never_comes_is_given_up(store: Store, fate: str) -> None:
    await put(store, parcel("a"))
    if fate == "dead":
        await store(outbox.bury, ["a"])
    if fate == "without an id":
        await store(outbox.sent, [("a", None)])
    of = "nobody" if fate == "gone" else "a"
    await put(store, Parcel(id="r", chat_id=-5, method="sendMessage", params={"x": {RESULT: of}}))
    assert await lease(store, "r") is None
    assert (await store(row, "r"))["state"] == "dead"


async def test_what_was_leased_but_not_begun_is_given_back(store: Store) -> None:
    [fast, _] = await put(store, parcel("a"), parcel("b", BEN), at_once=("a",))
    await store(outbox.put_back, "b", "unknown", None)
    doubted = await lease(store, "b")
    assert doubted is not None
    await store(outbox.release, [fast, doubted])
    await store(outbox.release, [])
    found = {one.id: one for one in await find(store)}
    assert not found["a"].doubtful
    assert found["b"].doubtful
    assert (await store(row, "a"))["attempts"] == 0


async def test_what_no_key_opens_is_given_up(store: Store) -> None:
    await put(store, parcel("a"))

    def swap(session: Session) -> None:
        outboxed = table(Departure)
        other = vault_of(session).seal("outbox", "b", {})
        session.execute(outboxed.update().where(outboxed.c.id == "a").values(sealed=other))

    await store(swap)
    assert ids(await find(store)) == []
    assert (await store(row, "a"))["state"] == "dead"


async def test_each_lane_has_its_own_room_and_the_oldest_go_first(store: Store) -> None:
    bulk = [parcel(f"b{n}", 100 + n, lane="bulk") for n in range(3)]
    for number, one in enumerate(bulk):
        await store(outbox.put, [one], NOW - timedelta(seconds=number))
    await put(store, parcel("g", -5, lane="group"))
    assert ids(await find(store, bulk=2)) == ["b2", "b1"]
    assert ids(await find(store, bulk=0, group=9)) == ["g"]
    first = one_of(await find(store, bulk=1), "b2")
    rest = await store(outbox.find, NOW, {"bulk": 1}, [first.file])
    assert ids(rest) == ["b1"], "what is under way takes no room"


async def test_it_is_known_in_which_lanes_it_is_worth_looking(store: Store) -> None:
    await store(lambda session: session.execute(delete(table(Departure))))
    assert await store(outbox.lanes, NOW) == set()
    await put(store, parcel("a"), parcel("g", -5, lane="group"), at_once=("a",))
    assert await store(outbox.lanes, NOW) == {"group"}, "a is under way"
    assert await store(outbox.lanes, LATER) == {"group", "interactive"}
    await store(outbox.put_back, "a", "unknown", LATER)
    await put(store, parcel("b", lane="bulk"))
    assert await store(outbox.lanes, NOW) == {"group", "bulk"}, "a must wait"
    assert await store(outbox.lanes, LATER) == set(LANES)
    await store(outbox.sent, [(one, None) for one in ("a", "b", "g")])
    assert await store(outbox.lanes, LATER) == set()


async def test_a_shared_limit_gives_places_in_turn(store: Store) -> None:
    now = NOW.timestamp()
    takes = [await store(outbox.reserve, "bulk", now, 2.0, 2) for _ in range(4)]
    assert [place - now for place in takes] == pytest.approx([0, 0, 2, 4])
    assert await store(outbox.reserve, "bulk", now + 100, 2.0, 2) == pytest.approx(now + 100)
    assert await store(outbox.reserve, "other", now, 2.0, 2) == pytest.approx(now)


async def test_workers_together_keep_a_shared_limit(store: Store) -> None:
    now = NOW.timestamp()
    takes = await asyncio.gather(*(store(outbox.reserve, "bulk", now, 1.0, 1) for _ in range(9)))
    assert sorted(place - now for place in takes) == pytest.approx(range(9))


async def test_a_shared_limit_can_be_put_off(store: Store) -> None:
    now = NOW.timestamp()
    await store(outbox.reserve, "bulk", now, 1.0, 1)
    await store(outbox.push_back, "bulk", now + 60)
    assert await store(outbox.reserve, "bulk", now, 1.0, 1) == pytest.approx(now + 60)


async def test_rows_that_are_through_go_after_a_week(store: Store) -> None:
    await put(store, parcel("a"), parcel("b"), parcel("c"))
    await store(outbox.sent, [("a", 1)])
    await store(outbox.bury, ["b"])
    assert await store(outbox.purge, NOW + DELIVERY) == 0
    await store(outbox.purge, NOW + DELIVERY + timedelta(seconds=1))
    assert {"a", "b"}.isdisjoint(await store(_left))
    assert "c" in await store(_left), "what is open is never dropped"


async def test_the_backlog_is_what_is_open(store: Store) -> None:
    before, _ = await store(outbox.waiting)
    early = NOW - timedelta(hours=1)
    await store(outbox.put, [parcel("a"), parcel("b")], early)
    await store(outbox.sent, [("b", 1)])
    assert await store(outbox.waiting) == (before + 1, early)


def test_a_parcel_shows_nothing_of_what_it_holds() -> None:
    shown = repr(parcel("x", files={"f": ("Ana.pdf", b"")}, again_text="Encore", language="fr"))
    assert "id='x'" in shown
    assert not any(word in shown for word in (str(ANA), "Ana.pdf", "Encore", "fr", "text"))


async def test_who_is_forgotten_leaves_nothing_to_send(store: Store, ana: Someone) -> None:
    await store(a_case, ana.id, "Clearview AI")
    await put(store, parcel("a", person_id=ana.id), parcel("b"))
    await store(forgotten.forget, ana.id, TODAY)
    assert {"a", "b"}.isdisjoint(await store(_left))


def _left(session: Session) -> set[str]:
    return set(session.execute(select(table(Departure).c.id)).scalars())
