"""Every departure has a fate: sent, not sent, unknown, or never to be."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.clock import Clock
from bot.wire import Limits, Wire
from bot.wire.transport import NotSent, Unknown
from bot.wire.wire import _as_it_is
from bot.wire.work import current
from db import outbox
from db.outbox import Departure
from db.parcel import RESULT, Leaving, Parcel
from db.store import Away, Conflict, Store
from tests.wire.conftest import Build, Rows
from tests.wire.fake import Fake, refused

MINUTE = timedelta(seconds=61)


async def queue(store: Store, clock: Clock, text: str, chat_id: int = 1, **more: Any) -> None:
    params = {"text": text, "parse_mode": "HTML", **more.pop("params", {})}
    method = more.pop("method", "sendMessage")

    def put(session: Session) -> None:
        outbox.queue(
            session, chat_id=chat_id, method=method, params=params, now=clock.now(), **more
        )

    await store(put)


async def states(rows: Rows) -> list[str]:
    return [row["state"] for row in sorted(await rows(Departure), key=lambda row: row["position"])]


async def test_what_others_queued_leaves_in_order(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    for number in range(5):
        await queue(store, clock, str(number))
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["0", "1", "2", "3", "4"]


async def test_a_row_is_leased_before_its_call_and_only_one_of_a_file(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    for number in range(3):
        await queue(store, clock, str(number))
    telegram.held.clear()
    await wired()
    await telegram.until_sending()
    assert await states(rows) == ["leased", "waiting", "waiting"]
    telegram.held.set()


async def test_the_first_answer_of_an_update_leaves_without_being_read_again(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(_: Any) -> None:
        for text in ("a", "b"):
            current().send("sendMessage", chat_id=1, text=text)

    telegram.held.clear()
    await wired(handle)
    telegram.say(1, "hello")
    await telegram.until_sending()
    assert await states(rows) == ["leased", "waiting"]
    assert telegram.sent() == ["a"]
    telegram.held.set()


async def test_a_file_goes_out_with_its_name(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    files = {"document": ("Lettre d’accès.pdf", b"%PDF")}
    await queue(store, clock, "", method="sendDocument", files=files)
    wire = await wired()
    await wire.settle()
    [call] = telegram.called("sendDocument")
    assert call.files["document"][:2] == ("Lettre d’accès.pdf", b"%PDF")
    assert call.params["chat_id"] == 1


async def test_a_blocked_bot_gives_up_that_message_and_says_so(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    told: list[tuple[int, datetime]] = []

    def blocked(_: Session, chat_id: int, now: datetime) -> None:
        told.append((chat_id, now))

    telegram.answer("sendMessage", refused(403, "Forbidden: bot was blocked by the user"))
    await queue(store, clock, "a")
    wire = await wired(blocked=blocked)
    await wire.settle()
    assert told == [(1, clock.now())]
    [row] = await rows(Departure)
    assert (row["state"], row["sealed"]) == ("dead", None)


async def test_a_refused_call_is_logged_by_id_and_holds_up_nobody(
    wired: Build,
    telegram: Fake,
    store: Store,
    clock: Clock,
    rows: Rows,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.answer("sendMessage", refused(400, "Bad Request: can't parse entities: Ana"))
    await queue(store, clock, "a")
    await queue(store, clock, "b")
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["a", "b"]
    assert sorted(await states(rows)) == ["dead", "sent"]
    assert "REFUSED 400" in caplog.text
    assert "Ana" not in caplog.text


@pytest.mark.parametrize(
    ("method", "description"),
    [
        ("editMessageText", "Bad Request: message is not modified: specified new message content"),
        ("deleteMessage", "Bad Request: message to delete not found"),
        ("deleteMessage", "Bad Request: message can't be deleted for everyone"),
    ],
)
async def test_what_is_so_already_counts_as_done(
    wired: Build,
    telegram: Fake,
    store: Store,
    clock: Clock,
    rows: Rows,
    method: str,
    description: str,
) -> None:
    telegram.answer(method, refused(400, description))
    await queue(store, clock, "a", method=method, params={"message_id": 5})
    wire = await wired()
    await wire.settle()
    assert await states(rows) == ["sent"]


async def test_an_edit_of_a_message_that_is_gone_becomes_a_new_message(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer("editMessageText", refused(400, "Bad Request: message to edit not found"))
    await queue(store, clock, "a", method="editMessageText", params={"message_id": 5})
    wire = await wired()
    await wire.settle()
    [call] = telegram.called("sendMessage")
    assert call.params == {"chat_id": 1, "text": "a", "parse_mode": "HTML"}
    assert await states(rows) == ["sent"]


async def test_buttons_of_a_message_that_is_gone_are_not_missed(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer(
        "editMessageReplyMarkup", refused(400, "Bad Request: message to edit not found")
    )
    await queue(store, clock, "a", method="editMessageReplyMarkup", params={"message_id": 5})
    wire = await wired()
    await wire.settle()
    assert telegram.called("sendMessage") == []
    assert await states(rows) == ["dead"]


async def test_a_flood_is_waited_out_by_that_chat_alone(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer("sendMessage", refused(429, "Too Many Requests", retry_after=30))
    await queue(store, clock, "a")
    wire = await wired()
    await wire.settle()
    await queue(store, clock, "b")
    await queue(store, clock, "c", lane="bulk")
    await queue(store, clock, "d", chat_id=2)
    await wire.settle()
    assert sorted(telegram.sent()) == ["a", "c", "d"]
    clock.skip(timedelta(seconds=29))
    await wire.settle()
    assert len(telegram.sent()) == 3
    clock.skip(timedelta(seconds=1))
    await wire.settle()
    assert telegram.sent()[3:] == ["a", "b"]


async def test_a_flooded_bulk_message_slows_all_bulk(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer("sendMessage", refused(429, "Too Many Requests", retry_after=30))
    await queue(store, clock, "a", lane="bulk")
    wire = await wired(limits=Limits(bulk_step=0.001))
    await wire.settle()
    until = clock.now().timestamp() + 30
    place = await store(outbox.reserve, "bulk", clock.now().timestamp(), 0.001, 1)
    assert place == pytest.approx(until, abs=0.01)


async def test_what_certainly_did_not_leave_is_sent_again_without_a_mark(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer("sendMessage", NotSent("ClientConnectorError"))
    await queue(store, clock, "a", again_text="Once more:")
    await queue(store, clock, "b")
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["a"], "b waits behind it"
    assert await states(rows) == ["waiting", "waiting"]
    clock.skip(timedelta(minutes=1))
    await wire.settle()
    assert telegram.sent() == ["a", "a", "b"]


async def test_while_nothing_gets_through_nothing_is_tried(
    wired: Build, telegram: Fake, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.wire.sender.backoff", lambda *_: 20.0)
    telegram.answer("sendMessage", NotSent("ClientConnectorError"))
    await queue(store, clock, "a")
    wire = await wired()
    await wire.settle()
    telegram.say(2, "hello")
    await wire.settle()
    assert telegram.sent() == ["a"]
    clock.skip(timedelta(seconds=20))
    await wire.settle()
    assert sorted(telegram.sent()) == ["a", "a", "hello"]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Unknown("ServerDisconnectedError"), id="the line broke"),
        pytest.param(refused(502, "Bad Gateway"), id="a front that failed"),
        pytest.param(refused(500, "Internal Server Error"), id="a server that failed"),
        pytest.param(RuntimeError("x"), id="another transport's own problem"),
    ],
)
async def test_what_may_have_arrived_is_sent_again_and_says_so(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows, broken: Any
) -> None:
    telegram.answer("sendMessage", broken)
    await queue(store, clock, "a", language="fr")
    await queue(store, clock, "b")
    wire = await wired(again=lambda language: f"again-{language}")
    await wire.settle()
    assert telegram.sent() == ["a"], "after a pause, and b waits behind it"
    assert await states(rows) == ["unknown", "waiting"]
    clock.skip(timedelta(seconds=3))
    await wire.settle()
    assert telegram.sent() == ["a", "again-fr\n\na", "b"]


async def test_a_repeat_that_fails_for_sure_is_still_a_repeat(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    telegram.answer("sendMessage", Unknown("x"), NotSent("y"))
    await queue(store, clock, "a", again_text="Once more:")
    wire = await wired()
    for _ in range(3):
        await wire.settle()
        clock.skip(timedelta(minutes=1))
    assert telegram.sent() == ["a", "Once more:\n\na", "Once more:\n\na"]


async def test_what_must_not_come_twice_is_not_sent_again(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    telegram.answer("sendMessage", Unknown("x"))
    await queue(store, clock, "a", chat_id=-5, lane="group", once=True)
    wire = await wired()
    await wire.settle()
    assert await states(rows) == ["dead"]


async def test_a_call_under_way_at_a_crash_is_repeated_with_its_mark(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    await queue(store, clock, "a", again_text="Once more:")
    await queue(store, clock, "b", again_text="Once more:")
    now = clock.now()
    [found] = await store(outbox.find, now, {"interactive": 9}, [])
    await store(outbox.lease, found, now, now + timedelta(seconds=60), _as_it_is)
    wire = await wired()
    await wire.settle()
    if store.engine.dialect.name != "sqlite":
        assert telegram.sent() == [], "its worker may live"
        clock.skip(MINUTE)
        await wire.settle()
    assert telegram.sent() == ["Once more:\n\na", "b"]


@pytest.mark.parametrize("problem", [Away, Conflict])
async def test_a_mark_that_cannot_be_written_is_written_later_and_nothing_sent_twice(
    problem: type[Exception],
    wired: Build,
    telegram: Fake,
    store: Store,
    clock: Clock,
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = 3
    real = outbox.sent

    def sent(session: Session, results: Any) -> None:
        nonlocal left
        if left:
            left -= 1
            clock.skip(MINUTE)  # long enough for the lease to end meanwhile
            raise problem
        real(session, results)

    monkeypatch.setattr(outbox, "sent", sent)
    await queue(store, clock, "a")
    wire = await wired()
    await wire.settle()
    assert telegram.sent() == ["a"]
    assert await states(rows) == ["sent"]


@pytest.mark.parametrize("question", ["find", "lease"])
@pytest.mark.parametrize("problem", [Away, Conflict])
async def test_a_departure_waits_for_the_database(
    problem: type[Exception],
    question: str,
    wired: Build,
    telegram: Fake,
    store: Store,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = 3
    real = getattr(outbox, question)

    def ask(*given: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            raise problem
        return real(*given)

    monkeypatch.setattr(outbox, question, ask)
    await queue(store, clock, "a")
    wire = await wired()
    while not telegram.sent():
        await wire.settle()
    assert telegram.sent() == ["a"]


async def test_a_reminder_is_checked_just_before_it_goes(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    def ready(session: Session, leaving: Leaving, _: datetime) -> Parcel | None:
        assert session.connection().in_transaction()
        return leaving.parcel if leaving.parcel.reminder_id != "r1" else None

    await queue(store, clock, "a", reminder_id="r1", lane="bulk")
    await queue(store, clock, "b", reminder_id="r2", lane="bulk")
    wire = await wired(ready=ready)
    await wire.settle()
    assert telegram.sent() == ["b"]


async def test_a_moved_group_is_followed(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    moved = refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100)
    telegram.answer("sendMessage", moved)
    await queue(store, clock, "a", chat_id=-5, lane="group")
    wire = await wired()
    await wire.settle()
    assert [call.params["chat_id"] for call in telegram.called("sendMessage")] == [-5, -100]
    assert await states(rows) == ["sent"]


async def test_a_message_may_use_the_id_that_an_earlier_one_got(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(_: Any) -> None:
        work = current()
        topic = work.send("createForumTopic", chat_id=-5, name="x")
        work.send("sendMessage", chat_id=-5, text="a", message_thread_id={RESULT: topic})

    telegram.answer("createForumTopic", {"result": {"message_thread_id": 77, "name": "x"}})
    wire = await wired(handle)
    telegram.say(1, "hello")
    await wire.settle()
    [call] = telegram.called("sendMessage")
    assert call.params["message_thread_id"] == 77


async def test_no_more_calls_are_under_way_than_allowed(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    for chat_id in range(1, 21):
        await queue(store, clock, "a", chat_id=chat_id)
    telegram.held.clear()
    wire = await wired(limits=Limits(calls=3).unpaced())
    await telegram.until_sending(3)
    telegram.held.set()
    await wire.settle()
    assert telegram.most_sending == 3
    assert len(telegram.sent()) == 20


async def test_a_chat_s_pace_delays_it_but_loses_nothing(
    wired: Build, telegram: Fake, store: Store, clock: Clock
) -> None:
    for number in range(4):
        await queue(store, clock, str(number))
    wire = await wired(limits=Limits(chat_step=0.005, chat_burst=2))
    await wire.settle()
    assert telegram.sent() == ["0", "1", "2", "3"]


async def test_stop_waits_for_the_call_under_way_and_keeps_the_rest(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    for number in range(3):
        await queue(store, clock, str(number))
    telegram.held.clear()
    wire = await wired()
    await telegram.until_sending()
    stopping = asyncio.create_task(wire.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    telegram.held.set()
    await stopping
    assert telegram.sent() == ["0"]
    assert await states(rows) == ["sent", "waiting", "waiting"]


async def test_stop_gives_back_what_was_leased_but_not_begun(
    wired: Build, telegram: Fake, rows: Rows
) -> None:
    async def handle(update: Any) -> None:
        current().send("sendMessage", chat_id=update.effective_chat.id, text="a")

    telegram.held.clear()
    wire: Wire = await wired(handle, limits=Limits(calls=1).unpaced())
    telegram.say(1, "hello")
    await telegram.until_sending()
    telegram.say(2, "hello")
    while len(await rows(Departure)) < 2:  # noqa: ASYNC110  the database tells nobody
        await asyncio.sleep(0)
    stopping = asyncio.create_task(wire.stop())
    await asyncio.sleep(0.01)
    telegram.held.set()
    await stopping
    assert sorted(row["state"] for row in await rows(Departure)) == ["sent", "waiting"]
    assert len(telegram.sent()) == 1


async def test_a_stop_that_takes_too_long_leaves_the_call_in_doubt(
    wired: Build, telegram: Fake, store: Store, clock: Clock, rows: Rows
) -> None:
    await queue(store, clock, "a")
    telegram.held.clear()
    wire = await wired()
    await telegram.until_sending()
    await wire.stop(within=0.02)
    assert await states(rows) == ["leased"]
    telegram.held.set()
