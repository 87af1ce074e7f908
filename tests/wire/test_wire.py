"""What arrives is handled in order and once, and what is to be said leaves."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session
from telegram import Update

from bot.clock import Clock
from bot.wire import Limits
from bot.wire.work import current
from db import counter, inbox, outbox
from db.counter import Counter
from db.inbox import Arrival, Fresh, Grip
from db.outbox import Bucket, Departure
from db.store import Away, Conflict, Store, table
from tests.wire.conftest import Build, Rows, echo
from tests.wire.fake import Fake, message, press, refused


def count(session: Session, topic: str) -> None:
    counter.add(session, topic, "fr", "helpful")


async def store_for_another(store: Store, clock: Clock, *news: Fresh) -> None:
    """Leave updates in the inbox as a worker does that died right after."""
    now = clock.now()
    await store(inbox.arrive, news, Grip((), 100, now, now + timedelta(seconds=60)))


def said(number: int, chat_id: int, text: str) -> Fresh:
    return Fresh(number, chat_id, {"update_id": number, "message": message(chat_id, text)})


async def test_an_update_is_handled_and_its_answer_leaves(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    wire = await wired()
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent(1) == ["hello"]
    [arrival] = await rows(Arrival)
    assert (arrival["state"], arrival["sealed"], arrival["lease_until"]) == ("done", None, None)
    [departure] = await rows(Departure)
    assert (departure["state"], departure["sealed"], departure["message_id"]) == ("sent", None, 2)


async def test_each_chat_is_served_in_order_and_many_side_by_side(
    wired: Build, telegram: Fake
) -> None:
    chance = random.Random(7)
    heard = defaultdict(list)
    serving: set[int] = set()
    most = 0

    async def handle(update: Update) -> None:
        nonlocal most
        chat_id = update.effective_chat.id if update.effective_chat else 0
        assert chat_id not in serving
        serving.add(chat_id)
        most = max(most, len(serving))
        await asyncio.sleep(chance.random() / 200)
        heard[chat_id].append(update.update_id)
        serving.remove(chat_id)
        await echo(update)

    wire = await wired(handle, limits=Limits(chats=4, updates=1000).unpaced())
    for number in range(120):
        telegram.say(number % 8 + 1, str(number))
    await wire.settle()
    assert most == 4
    for chat_id in range(1, 9):
        assert heard[chat_id] == sorted(heard[chat_id])
        assert telegram.sent(chat_id) == [str(n) for n in range(120) if n % 8 + 1 == chat_id]


async def test_a_press_waits_for_the_message_before_it(wired: Build, telegram: Fake) -> None:
    heard = []

    async def handle(update: Update) -> None:
        if update.message:
            await asyncio.sleep(0.02)
        heard.append("message" if update.message else "press")

    wire = await wired(handle)
    telegram.say(1, "hello")
    telegram.deliver("callback_query", press(1, "a:b:c"))
    await wire.settle()
    assert heard == ["message", "press"]


async def test_an_update_that_comes_twice_is_handled_once(wired: Build, telegram: Fake) -> None:
    wire = await wired()
    number = telegram.say(1, "hello")
    await wire.settle()
    telegram.deliver("message", message(1, "hello"), number)
    await wire.stop()
    await (await wired()).settle()
    assert telegram.sent() == ["hello"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"message_id": "x"}, id="fields missing"),
        pytest.param([1, 2], id="a list"),
        pytest.param("text", id="a string"),
        pytest.param({"chat": {"id": "one"}}, id="an id of letters"),
        pytest.param({**message(1, "x"), "date": "yesterday"}, id="a date of letters"),
    ],
)
async def test_an_update_that_cannot_be_read_is_parked_and_holds_up_nobody(
    wired: Build,
    telegram: Fake,
    rows: Rows,
    content: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wire = await wired()
    number = telegram.deliver("message", content)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == ["hello"]
    first, second = await rows(Arrival)
    assert (first["state"], first["sealed"] is None) == ("parked", False)
    assert second["state"] == "done"
    assert f"update {number} cannot be handled: parked" in caplog.messages


async def test_all_that_a_handler_remembers_happens_in_one_transaction(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(_: Update) -> None:
        work = current()
        work.remember(count, "a")
        work.remember(lambda session: count(session, "b"))
        work.send("sendMessage", chat_id=1, text="done")

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert [row["topic"] for row in await rows(Counter)] == ["a", "b"]
    assert telegram.sent() == ["done"]


async def test_after_a_failure_only_the_apology_is_left(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(_: Update) -> None:
        current().remember(count, "a")
        current().send("sendMessage", chat_id=1, text="half an answer")
        raise ValueError("Ana wrote something")

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == ["sorry"]
    assert await rows(Counter) == []
    [arrival] = await rows(Arrival)
    assert (arrival["state"], arrival["sealed"]) == ("parked", None)


async def test_what_cannot_be_remembered_is_apologised_for_and_leaves_no_trace(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    def fail(_: Session) -> None:
        raise KeyError("x")

    async def handle(_: Update) -> None:
        current().remember(count, "a")
        current().remember(fail)
        current().send("sendMessage", chat_id=1, text="half an answer")

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == ["sorry"]
    assert await rows(Counter) == []
    assert [row["state"] for row in await rows(Arrival)] == ["parked"]


@pytest.mark.parametrize("problem", [Conflict, Away])
@pytest.mark.parametrize("where", ["handler", "transaction"])
async def test_an_update_is_handled_again_after_a_conflict_or_when_the_database_is_back(
    wired: Build, telegram: Fake, rows: Rows, problem: type[Exception], where: str
) -> None:
    left = 3

    def fail(_: Session) -> None:
        nonlocal left
        if left:
            left -= 1
            raise problem

    async def handle(_: Update) -> None:
        current().remember(count, "a")
        current().send("sendMessage", chat_id=1, text="done")
        if where == "handler":
            fail(None)  # type: ignore[arg-type]
        else:
            current().remember(fail)

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == ["done"]
    assert [row["count"] for row in await rows(Counter)] == [1]
    assert [row["state"] for row in await rows(Arrival)] == ["done"]


async def test_what_is_known_of_a_chat_comes_with_its_update_unless_it_may_be_out_of_date(
    wired: Build, telegram: Fake, clock: Clock
) -> None:
    found: list[tuple[str | None, object]] = []
    again = asyncio.Event()

    async def handle(update: Update) -> None:
        said = update.effective_message
        found.append((said.text if said else None, current().known))
        if len(found) == 1:
            telegram.say(1, "second")  # while the first is being handled
            await again.wait()
            raise Conflict

    def known(_: Session, chat_ids: Collection[int], now: datetime) -> dict[int, object]:
        assert now == clock.now()
        if found:
            again.set()
        return {chat_id: f"of {chat_id}" for chat_id in chat_ids if chat_id != 2}

    wire = await wired(handle, known=known, limits=Limits(chats=1).unpaced())
    telegram.say(1, "first")
    await wire.settle()
    telegram.say(2, "a stranger")
    await wire.settle()
    for chat_id in (3, 4):
        telegram.say(chat_id, "one at a time")
    await wire.settle()
    told = [("first", "of 1"), ("first", None), ("second", None), ("a stranger", None)]
    assert found == [*told, ("one at a time", "of 3"), ("one at a time", None)]


async def test_a_conflict_that_never_ends_is_apologised_for(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    tries = 0

    async def handle(_: Update) -> None:
        nonlocal tries
        tries += 1
        raise Conflict

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert tries == 5
    assert telegram.sent() == ["sorry"]
    assert [row["state"] for row in await rows(Arrival)] == ["parked"]


async def test_an_apology_that_cannot_be_written_does_not_hold_up_the_chat(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(update: Update) -> None:
        if update.message and update.message.text == "bad":
            current().remember(count, None)
        await echo(update)

    wire = await wired(handle)
    wire._application.error_handlers.clear()

    async def fail(*_: Any) -> None:
        current().remember(count, None)

    wire._application.add_error_handler(fail)
    telegram.say(1, "bad")
    telegram.say(1, "good")
    await wire.settle()
    assert telegram.sent() == ["good"]
    assert [row["state"] for row in await rows(Arrival)] == ["parked", "done"]


async def test_nobody_pays_for_the_failure_of_another(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(update: Update) -> None:
        await asyncio.sleep(0.01)  # so that all are written in one go
        number = int(update.message.text or 0) if update.message else 0
        current().remember(count, None if number % 3 == 0 else str(number))
        await echo(update)

    wire = await wired(handle)
    for number in range(12):
        telegram.say(number + 1, str(number))
    await wire.settle()
    good = [str(number) for number in range(12) if number % 3]
    assert sorted(telegram.sent()) == sorted([*good, *["sorry"] * 4])
    assert sorted(row["topic"] for row in await rows(Counter)) == sorted(good)


async def test_a_throw_away_call_follows_the_commit_and_may_fail(
    wired: Build, telegram: Fake, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    seen: list[str] = []

    async def fail() -> None:
        raise ValueError("Ana")

    async def look() -> None:
        seen.extend(row["topic"] for row in await rows(Counter))

    async def handle(_: Update) -> None:
        current().later(fail)
        current().later(look)
        current().remember(count, "a")

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert seen == ["a"]
    assert "a throw-away call failed: ValueError" in caplog.messages
    assert "Ana" not in caplog.text


async def test_what_a_remembered_question_queues_leaves_too(wired: Build, telegram: Fake) -> None:
    async def handle(_: Update) -> None:
        current().remember(queue)

    def queue(session: Session) -> None:
        params = {"text": "from a question"}
        now = Clock().now() - timedelta(days=9999)
        outbox.queue(session, chat_id=2, method="sendMessage", params=params, now=now)

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent(2) == ["from a question"]


async def test_a_forgotten_chat_s_update_is_not_handled_again(
    wired: Build, telegram: Fake, rows: Rows, store: Store
) -> None:
    async def handle(update: Update) -> None:
        current().remember(lambda session: session.execute(table(Arrival).delete()))
        await echo(update)

    wire = await wired(handle)
    number = telegram.say(1, "hello")
    await wire.settle()
    [arrival] = await rows(Arrival)
    assert (arrival["update_id"], arrival["state"], arrival["chat_key"]) == (number, "done", "")


async def test_a_dead_worker_s_updates_are_taken_over_when_their_leases_end(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    wire = await wired()
    await store_for_another(store, clock, said(1, 1, "one"), said(2, 1, "two"))
    telegram.say(1, "three")
    await wire.settle()
    assert telegram.sent() == [], "they may still be under way"
    clock.skip(timedelta(seconds=61))
    await wire.settle()
    assert telegram.sent() == ["one", "two", "three"]


async def test_after_a_restart_the_only_process_does_not_wait_for_leases(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    await store_for_another(store, clock, said(1, 1, "one"))
    wire = await wired()
    alone = store.engine.dialect.name == "sqlite"
    await wire.settle()
    assert telegram.sent() == (["one"] if alone else [])


async def test_an_update_another_worker_finished_meanwhile_has_no_effect_here(
    wired: Build, telegram: Fake, rows: Rows, store: Store
) -> None:
    async def handle(update: Update) -> None:
        await store(inbox.finish, [update.update_id])
        current().remember(count, "a")
        await echo(update)

    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent() == []
    assert await rows(Counter) == []


async def test_several_workers_share_without_breaking_an_order(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    heard: list[tuple[int, int, int]] = []

    def worker(of: int) -> Any:
        async def handle(update: Update) -> None:
            await asyncio.sleep(0.002)
            chat_id = update.effective_chat.id if update.effective_chat else 0
            heard.append((of, chat_id, update.update_id))
            await echo(update)

        return handle

    limits = Limits(chats=2, held=4).unpaced()
    wires = [await wired(worker(of), fake=Fake(), limits=limits) for of in range(3)]
    news = [said(number, number % 6 + 1, str(number)) for number in range(1, 61)]
    await store(inbox.arrive, news, Grip((), 0, clock.now(), clock.now()))
    await asyncio.gather(*(wire.settle() for wire in wires))
    while len(heard) < 60:
        await asyncio.gather(*(wire.settle() for wire in wires))
    assert sorted(number for _, _, number in heard) == list(range(1, 61)), "each once"
    for chat_id in range(1, 7):
        of_chat = [number for _, chat, number in heard if chat == chat_id]
        assert of_chat == sorted(of_chat)
    assert len({of for of, _, _ in heard}) > 1


async def test_an_update_that_keeps_killing_the_process_is_parked(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    of = table(Arrival)

    def tried(session: Session) -> None:
        # taken up six times; the first was begun twice since then, the second three times
        session.execute(of.update().values(tries=6, begun=of.c.update_id + 1))

    await store_for_another(store, clock, said(1, 1, "1"), said(2, 2, "2"))
    await store(tried)
    clock.skip(timedelta(seconds=61))
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["1"]
    assert [row["state"] for row in await rows(Arrival)] == ["done", "parked"]


async def test_more_updates_than_fit_into_memory_are_handled_all_the_same(
    wired: Build, telegram: Fake
) -> None:
    wire = await wired(limits=Limits(held=3, chats=2, leaving=3, updates=1000).unpaced())
    for number in range(150):
        telegram.say(number % 7 + 1, str(number))
    await wire.settle()
    for chat_id in range(1, 8):
        assert telegram.sent(chat_id) == [str(n) for n in range(150) if n % 7 + 1 == chat_id]


async def test_ticks_go_on_after_one_that_fails_and_what_they_queue_leaves(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    ticks = 0
    enough = asyncio.Event()

    def queue(session: Session) -> None:
        outbox.queue(
            session,
            chat_id=1,
            method="sendMessage",
            params={"text": f"tick {ticks}"},
            now=clock.now(),
            lane="bulk",
        )

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 1:
            raise ValueError
        if ticks < 4:
            await store(queue)
        else:
            enough.set()

    wire = await wired(tick=tick, every=0.001)
    await enough.wait()
    await wire.tick()
    await wire.settle()
    assert telegram.sent() == ["tick 2", "tick 3"]


async def test_stop_ends_what_runs_and_gives_the_rest_back(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    running, go_on = asyncio.Event(), asyncio.Event()

    async def handle(update: Update) -> None:
        running.set()
        await go_on.wait()
        current().remember(count, str(update.update_id))

    wire = await wired(handle)
    first, second = telegram.say(1, "one"), telegram.say(1, "two")
    await running.wait()
    stopping = asyncio.create_task(wire.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert [row["topic"] for row in await rows(Counter)] == [str(first)]
    done, waiting = await rows(Arrival)
    assert (done["update_id"], done["state"]) == (first, "done")
    assert (waiting["update_id"], waiting["state"], waiting["lease_until"]) == (second, "new", None)


async def test_a_stop_with_a_database_that_is_away_comes_to_an_end(
    wired: Build, telegram: Fake, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def handle(_: Update) -> None:
        begun.set()
        raise Away

    wire = await wired(handle)
    telegram.say(1, "one")
    await begun.wait()

    def away(*_: Any) -> Any:
        raise Away

    monkeypatch.setattr(inbox, "release", away)
    await wire.stop(within=1)
    [arrival] = await rows(Arrival)
    assert arrival["state"] == "new", "not lost"


async def test_a_handler_that_never_ends_does_not_hold_up_a_stop(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    begun = asyncio.Event()

    async def handle(_: Update) -> None:
        begun.set()
        await asyncio.Event().wait()

    wire = await wired(handle)
    telegram.say(1, "one")
    await begun.wait()
    await wire.stop(within=0.02)
    [arrival] = await rows(Arrival)
    assert arrival["state"] == "new", "not lost"


async def test_a_group_s_departures_share_one_limit(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(_: Update) -> None:
        for number in range(3):
            current().send("sendMessage", chat_id=-5, text=str(number))
        current().send("editMessageText", chat_id=-5, message_id=1, text="edit")

    wire = await wired(handle, limits=Limits(group_step=0.01, group_burst=2, chat_step=0))
    telegram.say(1, "hello")
    await wire.settle()
    assert telegram.sent(-5) == ["0", "1", "2", "edit"]
    [bucket] = await rows(Bucket)
    assert bucket["key"].startswith("group:")


async def test_a_wire_is_told_when_telegram_does_not_know_us_any_more(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    wire = await wired()
    telegram.answer("sendMessage", refused(401, "Unauthorized"))
    telegram.say(1, "hello")
    await wire.settle()
    with pytest.raises(Exception, match=r"setup\.bad_token"):
        await wire.failed()
    assert [row["state"] for row in await rows(Departure)] == ["waiting"], "not lost"
